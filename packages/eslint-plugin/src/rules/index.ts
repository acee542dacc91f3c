import { noBrowserKeyFlag } from './no-browser-key-flag.ts'
import { noKeyLiteral } from './no-key-literal.ts'
import { noPublicSecretEnv } from './no-public-secret-env.ts'
import { noServerOnlyImport } from './no-server-only-import.ts'

/** Every rule by its name without the prefix. */
export const rules = {
  'no-browser-key-flag': noBrowserKeyFlag,
  'no-key-literal': noKeyLiteral,
  'no-public-secret-env': noPublicSecretEnv,
  'no-server-only-import': noServerOnlyImport,
}
