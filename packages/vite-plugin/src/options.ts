import { checkConfig, type KeyfenceConfig } from '@keyfence/core'

/** Options of `keyfence()`: the policy, which wins over the configuration file. */
export type KeyfenceOptions = KeyfenceConfig

/**
 * Checks what the user passed.
 *
 * @throws {KeyfenceError} KF_CONFIG_UNKNOWN_OPTION or KF_CONFIG_TYPE.
 */
export function checkOptions(options: unknown): KeyfenceOptions {
  return checkConfig(options ?? {}, 'the options of `keyfence()`')
}
