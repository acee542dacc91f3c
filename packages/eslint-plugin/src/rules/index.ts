import type { PluginRule } from '../create-rule.ts'
import { noBrowserKeyFlag } from './no-browser-key-flag.ts'
import { noKeyLiteral } from './no-key-literal.ts'
import { noPublicSecretEnv } from './no-public-secret-env.ts'
import { noServerOnlyImport } from './no-server-only-import.ts'

/** Names of the rules, without the prefix. */
export type RuleName = 'no-browser-key-flag' | 'no-key-literal' | 'no-public-secret-env' | 'no-server-only-import'

/** Every rule by its name. */
export const rules: Readonly<Record<RuleName, PluginRule>> = {
  'no-browser-key-flag': noBrowserKeyFlag,
  'no-key-literal': noKeyLiteral,
  'no-public-secret-env': noPublicSecretEnv,
  'no-server-only-import': noServerOnlyImport,
}
