import type { HostFacts, Report } from '@keyfence/core'
import type { Environment, Plugin, ResolvedConfig, Rollup } from 'vite'
import { bareTarget, folderOf, injectedBy, isReceived, viteTarget } from './build-target.ts'
import { configurationOf } from './configuration.ts'
import { devPlugin } from './dev.ts'
import {
  announce,
  createGuard,
  judge,
  merged,
  noteFolder,
  outputPath,
  plainFacts,
  showPath,
  type Guard,
} from './guard.ts'
import { bundleFiles, hostFacts } from './host-facts.ts'
import { checkOnExit } from './last-net.ts'
import { changedItems, lateFiles, rememberItems, removeLeaks } from './late-files.ts'
import type { CheckedOptions, EnvironmentsOption } from './options.ts'
import { previewPlugin } from './preview.ts'
import { publicFiles, removeCopies } from './public-dir.ts'
import { noteServerOutput } from './server-output.ts'
import { fromCreators, mainConfig } from './worker.ts'

/** What `plugins` takes, in the words of every version of every host. */
export interface KeyfencePlugin {
  /** Name that the host shows. */
  readonly name: string
  /** Where it stands among the other plugins. */
  readonly enforce?: 'pre' | 'post'
}

/** The part of a hook's `this` that hosts before Vite 6 do not have. */
interface MaybeEnvironment {
  readonly environment?: Environment
}

/** Said in this build, by any keyfence in it. A build is known by its environment, or by its configuration. */
const toldIn = new WeakMap<object, Set<string>>()

/** The hooks, in the order in which hosts call them. */
export function createPlugins(options: CheckedOptions): KeyfencePlugin[] {
  // Frameworks resolve their configuration many times and build several environments with one plugin.
  const guards = new WeakMap<object, Promise<Guard>>()
  const byConfig = new WeakMap<object, Guard>()
  let config: ResolvedConfig | undefined
  /** Stands for the build where the host has no environments. */
  let build: object = {}
  let inputOptions: object = {}
  const injected = new Map<string, string>()

  const keyOf = ({ environment }: MaybeEnvironment) => environment ?? build
  const targetOf = (context: Rollup.PluginContext & MaybeEnvironment) => {
    const { environment }: MaybeEnvironment = context
    const known = environment?.getTopLevelConfig() ?? config
    return known === undefined
      ? bareTarget(context, inputOptions, options.root ?? process.cwd(), injected)
      : viteTarget(known, environment, options)
  }
  const guardOf = (context: Rollup.PluginContext) => {
    const key = keyOf(context)
    const guard = guards.get(key) ?? createGuard(targetOf(context), options, toldBy(keyOf(context)))
    guards.set(key, guard)
    return guard
  }
  const configOf = ({ environment }: MaybeEnvironment) => environment?.getTopLevelConfig() ?? build
  /** Of the build that creates the worker. */
  const guardOfWorker = (context: Rollup.PluginContext) => {
    const own: object = configOf(context)
    return byConfig.get(mainConfig(own)) ?? guardOf(context)
  }
  const toldBy = (key: object) => {
    const shared = key === build && config !== undefined ? config : key
    const told = toldIn.get(shared) ?? new Set()
    toldIn.set(shared, told)
    return told
  }
  const shared = {
    apply: 'build',
    sharedDuringBuild: true,
    applyToEnvironment: (environment: Pick<Environment, 'name' | 'config' | 'getTopLevelConfig'>) =>
      isReceived(viteTarget(environment.getTopLevelConfig(), environment, options)),
  } as const

  /** Before Vite empties the output folder: a throw here leaves the previous output as it was. */
  const before: Plugin = {
    ...shared,
    name: 'keyfence:public',
    enforce: 'pre',
    config: () => ({ worker: { plugins: () => [worker] } }),
    configResolved(resolved) {
      config = resolved
      warnOfUnknownNames(resolved, options.environments)
      // Last of all: plugins that stand behind ours in the list may still add files. Vite's own type says read-only.
      if (!resolved.plugins.includes(final)) Reflect.apply(Array.prototype.push, resolved.plugins, [final])
    },
    options(raw) {
      // Without Vite nobody says which plugin is the last one.
      return config === undefined ? { ...raw, plugins: [raw.plugins, final] } : null
    },
    async buildStart(normalized) {
      // Rolldown starts anew for every output of a build.
      const { state } = (await guards.get(keyOf(this))) ?? {}
      const isNextOutput = state?.isComplete === true && !state.isBroken && !state.isClosed && !this.meta.watchMode
      if ('rolldownVersion' in this.meta && isNextOutput) return
      build = {}
      inputOptions = normalized
      toldBy(keyOf(this)).clear()
      guards.delete(keyOf(this))
      const guard = await guardOf(this)
      if (isReceived(guard.target)) byConfig.set(configOf(this), guard)
    },
    async buildEnd(error) {
      const guard = await guardOf(this)
      guard.state.isBroken = error !== undefined
      if (error !== undefined || !isReceived(guard.target) || guard.state.isComplete) return
      const facts = { ...plainFacts(guard), ...(guard.isConfigFatal ? configurationFacts(guard) : {}) }
      const ofWorkers = await fromCreators(guard.ofWorkers.splice(0), this, guard)
      const report = merged([await guard.fence.audit(publicFiles(guard), facts), ...ofWorkers])
      stopOn(judge(guard, report, takeBack(report, guard, this.meta.watchMode)), this)
    },
    outputOptions(output) {
      if (config === undefined) for (const [name, text] of injectedBy([output])) injected.set(name, text)
      return null
    },
    generateBundle: {
      order: 'pre',
      async handler(_output, bundle) {
        const { first } = await guardOf(this)
        // What Rolldown told of the output before cannot be read any more.
        if ('rolldownVersion' in this.meta) first.clear()
        for (const [name, item] of Object.entries(bundle)) first.set(name, item)
      },
    },
  }

  /** What is about to be written: the first hook that sees every character of it. */
  const main: Plugin = {
    ...shared,
    name: 'keyfence',
    enforce: 'post',
    async renderError() {
      const guard = await guardOf(this)
      guard.state.isBroken = true
    },
    generateBundle: { order: 'post', handler: checkBundle },
    // Since Vite 7: after all environments, where frameworks render pages into the folders of their clients.
    buildApp: {
      order: 'post',
      async handler({ environments }) {
        for (const environment of Object.values(environments)) {
          const guard = await guards.get(environment)
          if (guard === undefined || !guard.target.isClient || !guard.state.isComplete || guard.state.hasFailed)
            continue
          const files = lateFiles(guard)
          const report = await guard.fence.audit(files.values(), plainFacts(guard))
          const error = judge(guard, report, removeLeaks(report, files.keys(), guard))
          if (error !== undefined) throw error
          announce(guard)
        }
      },
    },
  }

  /** After all plugins: a second look at what changed since the first, and at what was written. */
  const final: Plugin = {
    ...shared,
    name: 'keyfence:final',
    generateBundle: { order: 'post', handler: checkBundle },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler(output, bundle) {
        const guard = await guardOf(this)
        if (!isReceived(guard.target)) return
        const folder = folderOf(output, guard.target)
        const changed = changedItems(bundle, folder, guard)
        const report = await auditItems(this, { folder, bundle, gone: guard.first }, changed, guard)
        const files = Object.values(changed).map(({ fileName }) => outputPath(folder, fileName))
        stopOn(judge(guard, report, removeLeaks(report, files, guard)), this)
        guard.state.isComplete = true
      },
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler(error?: Error) {
        const guard = await guardOf(this)
        guard.state.isClosed = true
        if (!guard.target.isClient) return
        const files = lateFiles(guard)
        const report = await guard.fence.audit(files.values(), plainFacts(guard))
        const outcome = removeLeaks(report, files.keys(), guard)
        // A build that failed is closed too. It has said why, and leaves nothing either.
        const { hasFailed, isBroken, isComplete } = guard.state
        if (error !== undefined || hasFailed || isBroken || !isComplete) return
        stopOn(judge(guard, report, outcome), this)
        announce(guard)
        if (!this.meta.watchMode) checkOnExit(guard)
      },
    },
  }

  /** Builds that are not fenced: what they write is no late file of a client's. */
  const server: Plugin = {
    sharedDuringBuild: true,
    apply: 'build',
    name: 'keyfence:server',
    applyToEnvironment: (environment) => !viteTarget(environment.getTopLevelConfig(), environment, options).isClient,
    writeBundle(output, bundle) {
      const target = targetOf(this)
      if (!target.isClient) noteServerOutput(folderOf(output, target), Object.keys(bundle))
    },
  }

  /** Workers are bundled apart, by the plugins of `worker.plugins` only. */
  const worker: Plugin = {
    name: 'keyfence:worker',
    enforce: 'post',
    async buildEnd() {
      // Who creates a worker may be a worker.
      const { ofWorkers } = await guardOfWorker(this)
      ofWorkers.push(...(await fromCreators(ofWorkers.splice(0), this, await guardOfWorker(this))))
    },
    generateBundle: {
      order: 'post',
      async handler(_output, bundle) {
        const guard = await guardOfWorker(this)
        if (!isReceived(guard.target)) return
        const report = await auditItems(
          this,
          { folder: guard.target.outFolder, bundle, gone: new Map() },
          bundle,
          guard,
        )
        if (report.verdict !== 'passed') guard.ofWorkers.push(report)
        // Its files are checked and counted once more, with those of the build.
        else if (report.findings.length > 0) guard.ofWorkers.push({ ...report, summary: merged([]).summary })
      },
    },
  }

  async function checkBundle(
    this: Rollup.PluginContext,
    output: Rollup.NormalizedOutputOptions,
    bundle: Rollup.OutputBundle,
    isWritten: boolean,
  ) {
    const guard = await guardOf(this)
    if (!isReceived(guard.target)) return
    await check(this, folderOf(output, guard.target), bundle, guard, configurationFacts(guard))
    if (!isWritten) guard.state.isComplete = true
  }

  return [before, main, server, devPlugin(options), previewPlugin(options)]
}

async function check(
  context: Rollup.PluginContext,
  folder: string,
  bundle: Rollup.OutputBundle,
  guard: Guard,
  more: Pick<HostFacts, 'configuration'> = {},
) {
  noteFolder(folder, guard)
  const output = { folder, bundle, gone: guard.first }
  const changed = changedItems(bundle, folder, guard)
  const report = await auditItems(context, output, changed, guard, more)
  rememberItems(changed, folder, guard)
  const outcome = `Nothing that was bundled is in ${showPath(folder, guard)}/.`
  stopOn(judge(guard, report, outcome), context)
  // What was taken out of the bundle may come back in another form, such as a script inside of a page.
  const isUnseen = (name: string) => bundle[name] === undefined && !guard.checked.has(outputPath(folder, name))
  const gone = Object.fromEntries([...guard.first].filter(([name]) => isUnseen(name)))
  const ofGone = await auditItems(context, output, gone, guard)
  if (ofGone.verdict === 'findings') stopOn(judge(guard, ofGone, outcome), context)
  rememberItems(gone, folder, guard)
}

function auditItems(
  context: Rollup.PluginContext,
  output: Parameters<typeof hostFacts>[1],
  items: Rollup.OutputBundle,
  guard: Guard,
  more: Pick<HostFacts, 'configuration'> = {},
): Promise<Report> {
  return guard.fence.audit(bundleFiles(items, output.folder, guard), { ...hostFacts(context, output, guard), ...more })
}

/** Audited with the first files, so that what leaks already is told once, where it stands. */
function configurationFacts(guard: Guard): Pick<HostFacts, 'configuration'> {
  const configuration = guard.state.isConfigTold ? undefined : configurationOf(guard)
  guard.state.isConfigTold = true
  return configuration === undefined ? {} : { configuration }
}

/** What is left of public files that leak. Vite 5 and 6 have copied them already when they watch. */
function takeBack({ verdict, findings }: Report, guard: Guard, isWatching: boolean): string {
  const folder = showPath(guard.target.outFolder, guard)
  if (!isWatching) return `${folder}/ was not touched.`
  if (verdict === 'findings') removeCopies(new Set(findings.map(({ location }) => location.path)), guard)
  return `No file that holds it is in ${folder}/.`
}

/** A name that no environment has fences nothing; frameworks resolve configurations that do not have all of them. */
function warnOfUnknownNames(
  { logger, ...config }: Pick<ResolvedConfig, 'logger'> & { readonly environments?: object },
  { fence = [], ignore = [] }: EnvironmentsOption,
): void {
  const known = Object.keys({ client: {}, ssr: {}, ...config.environments })
  for (const name of [...fence, ...ignore].filter((candidate) => !known.includes(candidate))) {
    const says = `keyfence: no environment is called \`${name}\`, as \`environments\` says; there are ${known.join(', ')}.`
    logger.warnOnce(says)
  }
}

function stopOn(error: Error | undefined, context: Rollup.PluginContext): void {
  if (error !== undefined) context.error(error)
}
