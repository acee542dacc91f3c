import type { Report } from '@keyfence/core'
import type { Environment, Plugin, Rollup } from 'vite'
import { announce, createGuard, judge, type Guard } from './guard.ts'
import { bundleFiles, hostFacts } from './host-facts.ts'
import { changedItems, lateFiles, rememberItems, removeFiles } from './late-files.ts'
import { checkOptions, type KeyfenceOptions } from './options.ts'
import { publicFiles } from './public-dir.ts'

export type { KeyfenceOptions }

/** What `plugins` takes, in the words of every Vite version. */
export interface KeyfencePlugin {
  /** Name that Vite shows. */
  readonly name: string
  /** Where it stands among the other plugins. */
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
  const shared = { apply: 'build', sharedDuringBuild: true, applyToEnvironment: receives } as const

  /** Before Vite empties the output folder: a throw here leaves the previous output as it was. */
  const before: Plugin = {
    ...shared,
    name: 'keyfence:public',
    enforce: 'pre',
    config: () => ({ worker: { plugins: () => [worker] } }),
    configResolved({ plugins }) {
      // Last of all: plugins that stand behind ours in the list may still add files. Vite's own type says read-only.
      if (!plugins.includes(final)) Reflect.apply(Array.prototype.push, plugins, [final])
    },
    async buildStart() {
      guards.delete(this.environment)
      await guardOf(this.environment)
    },
    async buildEnd(error) {
      const { config } = this.environment
      if (error !== undefined || config.consumer !== 'client' || !config.build.copyPublicDir) return
      const guard = await guardOf(this.environment)
      const { root, publicPrefixes } = guard
      const report = await guard.fence.audit(publicFiles(guard), { root, hostName: 'Vite', publicPrefixes })
      stopOn(judge(guard, report, `${guard.outDir}/ was not touched.`), this)
    },
  }

  /** What is about to be written: the first hook that sees every character of it. */
  const main: Plugin = {
    ...shared,
    name: 'keyfence',
    enforce: 'post',
    generateBundle: { order: 'post', handler: checkBundle },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler(_output, bundle) {
        const guard = await guardOf(this.environment)
        const changed = changedItems(bundle, guard)
        const report = await auditBundle(this, bundle, changed, guard)
        stopOn(judge(guard, report, removeLeaks(report, guard)), this)
      },
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        const guard = await guardOf(this.environment)
        // A build that failed is closed too, some versions say so only by this.
        if (guard.hasFailed() || this.environment.config.consumer !== 'client') return
        const { root, publicPrefixes } = guard
        const report = await guard.fence.audit(lateFiles(guard), { root, hostName: 'Vite', publicPrefixes })
        stopOn(judge(guard, report, removeLeaks(report, guard)), this)
        announce(guard)
      },
    },
  }

  /** A second look, after all plugins: only what changed since the first is read again. */
  const final: Plugin = { ...shared, name: 'keyfence:final', generateBundle: { order: 'post', handler: checkBundle } }

  /** Workers are bundled apart, by the plugins of `worker.plugins` only. */
  const worker: Plugin = {
    name: 'keyfence:worker',
    enforce: 'post',
    generateBundle: { order: 'post', handler: checkBundle },
  }

  async function checkBundle(
    this: Rollup.PluginContext,
    _output: Rollup.NormalizedOutputOptions,
    bundle: Rollup.OutputBundle,
  ) {
    const guard = await guardOf(this.environment)
    const changed = changedItems(bundle, guard)
    const report = await auditBundle(this, bundle, changed, guard)
    rememberItems(changed, guard)
    stopOn(judge(guard, report, `Nothing that was bundled is in ${guard.outDir}/.`), this)
  }

  return [before, main]
}

/** Takes written files that leak off the disk again. Says what it did; a file that could not be checked stays. */
function removeLeaks({ verdict, findings }: Report, guard: Guard): string | undefined {
  if (verdict !== 'findings') return undefined
  const leaks = findings.filter(({ severity }) => severity === 'error')
  removeFiles(new Set(leaks.map(({ location }) => location.path)), guard)
  return `The files that hold it were removed from ${guard.outDir}/.`
}

/** Client environments, and server ones that emit assets for the client. */
function receives({ config }: Pick<Environment, 'config'>): boolean {
  return config.consumer === 'client' || config.build.emitAssets
}

function auditBundle(
  context: Rollup.PluginContext,
  bundle: Rollup.OutputBundle,
  items: Rollup.OutputBundle,
  guard: Guard,
): Promise<Report> {
  const assetsOnly = context.environment.config.consumer !== 'client'
  return guard.fence.audit(bundleFiles(items, guard, assetsOnly), hostFacts(context, bundle, guard))
}

function stopOn(error: Error | undefined, context: Rollup.PluginContext): void {
  if (error !== undefined) context.error(error)
}

export default keyfence

/** `require()` hands out the function itself, with the named and the default export as its members. */
const required = Object.assign(keyfence, { keyfence, default: keyfence })
export { required as 'module.exports' }
