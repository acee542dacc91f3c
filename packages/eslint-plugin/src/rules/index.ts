import type { PluginRule } from '../create-rule.ts'
import { noBrowserKeyFlag } from './no-browser-key-flag.ts'
import { noEnvExposureConfig } from './no-env-exposure-config.ts'
import { noKeyLiteral } from './no-key-literal.ts'
import { noProviderCallInClient } from './no-provider-call-in-client.ts'
import { noPublicSecretEnv } from './no-public-secret-env.ts'
import { noSecretEnvFallback } from './no-secret-env-fallback.ts'
import { noSecretEnvInClient } from './no-secret-env-in-client.ts'
import { noSecretInUrl } from './no-secret-in-url.ts'
import { noSecretLogging } from './no-secret-logging.ts'
import { noServerOnlyImport } from './no-server-only-import.ts'
import { preferStandardEnvName } from './prefer-standard-env-name.ts'

/** Names of the rules, without the prefix. */
export type RuleName =
  | 'no-browser-key-flag'
  | 'no-env-exposure-config'
  | 'no-key-literal'
  | 'no-provider-call-in-client'
  | 'no-public-secret-env'
  | 'no-secret-env-fallback'
  | 'no-secret-env-in-client'
  | 'no-secret-in-url'
  | 'no-secret-logging'
  | 'no-server-only-import'
  | 'prefer-standard-env-name'

/** Every rule by its name. */
export const rules: Readonly<Record<RuleName, PluginRule>> = {
  'no-browser-key-flag': noBrowserKeyFlag,
  'no-env-exposure-config': noEnvExposureConfig,
  'no-key-literal': noKeyLiteral,
  'no-provider-call-in-client': noProviderCallInClient,
  'no-public-secret-env': noPublicSecretEnv,
  'no-secret-env-fallback': noSecretEnvFallback,
  'no-secret-env-in-client': noSecretEnvInClient,
  'no-secret-in-url': noSecretInUrl,
  'no-secret-logging': noSecretLogging,
  'no-server-only-import': noServerOnlyImport,
  'prefer-standard-env-name': preferStandardEnvName,
}
