import { checkConfig, configOptions, KeyfenceError, unknownOptionError, type KeyfenceConfig } from '@keyfence/core'

/** Options of `keyfence()`: the policy, which wins over the configuration file, and whose build it is. */
export interface KeyfenceOptions extends KeyfenceConfig {
  /**
   * Whether people receive the output. `auto`: yes, unless `platform` is `node` or a condition names a server's runtime.
   *
   * @default 'auto'
   */
  readonly client?: 'auto' | boolean
}

/** What the user passed, checked. */
export interface CheckedOptions {
  /** Whether people receive the output. */
  readonly client: 'auto' | boolean
  /** Without the options of the configuration file. */
  readonly policy: KeyfenceConfig
}

const where = 'the options of `keyfence()`'

/**
 * Checks what the user passed.
 *
 * @throws {KeyfenceError} KF_CONFIG_UNKNOWN_OPTION or KF_CONFIG_TYPE.
 */
export function checkOptions(options: unknown): CheckedOptions {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    return { client: 'auto', policy: checkConfig(options ?? {}, where) }
  const { client = 'auto', ...policy }: { client?: unknown } = options
  const known = ['client', ...configOptions]
  const unknown = Object.keys(policy).find((name) => !known.includes(name))
  if (unknown !== undefined) throw unknownOptionError(unknown, known, where)
  if (client !== 'auto' && typeof client !== 'boolean')
    throw new KeyfenceError('KF_CONFIG_TYPE', `Option \`client\` in ${where} must be "auto", true or false.`)
  return { client, policy: checkConfig(policy, where) }
}
