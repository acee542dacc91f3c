import type { Plugin } from 'esbuild'
import { checkResult, type CheckableResult, type CheckOptions } from './check-result.ts'
import { checkOptions, type KeyfenceOptions } from './options.ts'
import { setUp } from './set-up.ts'

export { checkResult }
export type { CheckableResult, CheckOptions, KeyfenceOptions }

/**
 * Stops a build when a secret would reach the browser. Put it first in `plugins`.
 *
 * @throws {KeyfenceError} KF_CONFIG_UNKNOWN_OPTION or KF_CONFIG_TYPE for an option that cannot be meant.
 * @example await esbuild.build({ entryPoints: ['src/main.ts'], bundle: true, outdir: 'dist', plugins: [keyfence()] })
 */
export function keyfence(options?: KeyfenceOptions): Plugin {
  const checked = checkOptions(options)
  return {
    name: 'keyfence',
    setup: (build) => {
      setUp(build, checked)
    },
  }
}

export default keyfence

/** `require()` hands out the function itself, with the other exports as its members. */
const required = Object.assign(keyfence, { keyfence, default: keyfence, checkResult })
export { required as 'module.exports' }
