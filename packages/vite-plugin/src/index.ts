import { checkOptions, type EnvironmentsOption, type KeyfenceOptions } from './options.ts'
import { createPlugins, type KeyfencePlugin } from './plugins.ts'

export type { EnvironmentsOption, KeyfenceOptions, KeyfencePlugin }

/**
 * Stops a build when a secret would reach the browser. Put it anywhere in `plugins`.
 *
 * @throws {KeyfenceError} KF_CONFIG_UNKNOWN_OPTION or KF_CONFIG_TYPE for an option that cannot be meant.
 * @example export default defineConfig({ plugins: [keyfence()] })
 */
export function keyfence(options?: KeyfenceOptions): KeyfencePlugin[] {
  return createPlugins(checkOptions(options))
}

export default keyfence

/** `require()` hands out the function itself, with the named and the default export as its members. */
const required = Object.assign(keyfence, { keyfence, default: keyfence })
export { required as 'module.exports' }
