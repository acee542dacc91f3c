import type { Environment, Plugin, Rollup } from 'vite'
import { announce, createGuard, judge, type Guard } from './guard.ts'
import { bundleFiles, hostFacts } from './host-facts.ts'
import { checkOptions, type KeyfenceOptions } from './options.ts'
import { publicFiles } from './public-dir.ts'

export type { KeyfenceOptions }

/** What `plugins` takes, in the words of every Vite version. */
export interface KeyfencePlugin {
  readonly name: string
  readonly enforce?: 'pre' | 'post'
}

/**
 * Stops a build when a secret would reach the browser. Put it anywhere in `plugins`.
 *
 * @throws {KeyfenceError} KF_CONFIG_UNKNOWN_OPTION or KF_CONFIG_TYPE for an option that cannot be meant.
 * @example export default defineConfig({ plugins: [keyfence()] })
 */
export function keyfence(options?: KeyfenceOptions): KeyfencePlugin[] {
  const checked = checkOptions(options)
  // Frameworks resolve their configuration many times and build several environments with one plugin.
  const guards = new WeakMap<Environment, Promise<Guard>>()
  const guardOf = (environment: Environment) => {
    const guard = guards.get(environment) ?? createGuard(environment, checked)
    guards.set(environment, guard)
    return guard
  }
  const receives = ({ config }: Pick<Environment, 'config'>) => config.consumer === 'client' || config.build.emitAssets

  /** Before Vite empties the output folder: a throw here leaves the previous output as it was. */
  const before: Plugin = {
    name: 'keyfence:public',
    enforce: 'pre',
    apply: 'build',
    sharedDuringBuild: true,
    applyToEnvironment: receives,
    async buildStart() {
      guards.delete(this.environment)
      await guardOf(this.environment)
    },
    async buildEnd(error) {
      const { config } = this.environment
      if (error !== undefined || config.consumer !== 'client' || !config.build.copyPublicDir) return
      const guard = await guardOf(this.environment)
      const report = await guard.fence.audit(publicFiles(guard), {
        root: guard.root,
        hostName: 'Vite',
        publicPrefixes: guard.publicPrefixes,
      })
      const stop = judge(guard, report, `${guard.outDir}/ was not touched.`)
      if (stop !== undefined) this.error(stop)
    },
  }

  /** The last look at what is about to be written: no later hook of Vite changes it. */
  const main: Plugin = {
    name: 'keyfence',
    enforce: 'post',
    apply: 'build',
    sharedDuringBuild: true,
    applyToEnvironment: receives,
    generateBundle: {
      order: 'post',
      async handler(output, bundle) {
        const guard = await guardOf(this.environment)
        const assetsOnly = this.environment.config.consumer !== 'client'
        await checkBundle(this, output, bundle, guard, assetsOnly)
      },
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        announce(await guardOf(this.environment))
      },
    },
  }
  return [before, main]
}

async function checkBundle(
  context: Rollup.PluginContext,
  output: Rollup.NormalizedOutputOptions,
  bundle: Rollup.OutputBundle,
  guard: Guard,
  assetsOnly: boolean,
): Promise<void> {
  const report = await guard.fence.audit(
    bundleFiles(bundle, guard, assetsOnly),
    hostFacts(context, bundle, output, guard),
  )
  const stop = judge(guard, report, `Nothing that was bundled is in ${guard.outDir}/.`)
  if (stop !== undefined) context.error(stop)
}

export default keyfence

/** `require()` hands out the function itself, with the named and the default export as its members. */
const required = Object.assign(keyfence, { keyfence, default: keyfence })
export { required as 'module.exports' }
