import { checkRollupOptions, type RollupOptions } from './options.ts'
import { createPlugins, type KeyfencePlugin } from './plugins.ts'

export type { KeyfencePlugin, RollupOptions }

/**
 * Stops a build of Rollup or Rolldown when a secret would reach whoever receives the output. Put it last in `plugins`.
 *
 * @throws {KeyfenceError} KF_CONFIG_UNKNOWN_OPTION or KF_CONFIG_TYPE for an option that cannot be meant.
 * @example export default { input: 'src/main.js', output: { dir: 'dist' }, plugins: [keyfence()] }
 */
export function keyfence(options?: RollupOptions): KeyfencePlugin[] {
  return createPlugins(checkRollupOptions(options))
}

export default keyfence

/** `require()` hands out the function itself, with the named and the default export as its members. */
const required = Object.assign(keyfence, { keyfence, default: keyfence })
export { required as 'module.exports' }
