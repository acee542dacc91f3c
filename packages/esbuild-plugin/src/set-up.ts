import { createHash } from 'node:crypto'
import { relative } from 'node:path'
import { KeyfenceError, type Fence, type HostFacts, type Report } from '@keyfence/core'
import { keepReport } from '@keyfence/core/node'
import type { BuildResult, OnEndResult, OnStartResult, OutputFile, PartialMessage, PluginBuild } from 'esbuild'
import { isClientBuild } from './client-build.ts'
import { onEndFirst } from './first-place.ts'
import { createGuard } from './guard.ts'
import { holdBack, isSetupDone, release, type Wanted } from './hold-back.ts'
import { clientFiles, hostFacts } from './host-facts.ts'
import { baseOf, posix } from './ids.ts'
import { lateFiles, outputFolder } from './late-files.ts'
import { createLazyMaps, rebuildWithMaps } from './lazy-map.ts'
import { messagesOf } from './messages.ts'
import type { CheckedOptions } from './options.ts'
import { isContextCall, printErrors, printReport } from './print.ts'
import { createWriter } from './write-output.ts'

/** Results that one keyfence has checked: a second one in the same build has nothing to do. */
const checkedResults = new WeakSet<BuildResult>()

/** Angular and tsup put plugins of their own before all others, which nobody can change. */
const hostPlugins = /^angular-|^(?:node-protocol-plugin|external)$/u

/** What one run has checked and lets pass. */
interface Passed {
  readonly fence: Fence
  readonly base: string
  readonly facts: HostFacts
  /** Path → digest of files that stay in memory. */
  readonly digests: ReadonlyMap<string, string>
}

/**
 * Registers the plugin's callbacks for one build or context.
 *
 * @throws {KeyfenceError} KF_OUTPUT where a host writes before plugins see the output.
 */
export function setUp(build: PluginBuild, { client, policy }: CheckedOptions): void {
  if (client === false) return
  if (!isEsbuild(build))
    throw new KeyfenceError(
      'KF_OUTPUT',
      'This bundler is not esbuild and writes its output before a plugin can check it. Run `keyfence scan` on the output instead.',
    )

  const options = build.initialOptions
  // As the user wrote them: a second build runs the other plugins' setups again.
  const asWritten = { ...options }
  const writer = createWriter()
  let side: 'unknown' | 'client' | 'server' = 'unknown'
  let wanted: Wanted | undefined
  let isRegistered = false
  let isContext = false
  let startedAt = 0
  let fence: Fence | undefined
  let passed: Passed | undefined

  try {
    wanted = holdBack(options, isHolding)
  } catch {
    // Frozen. Said by `begin`, which knows whether this build is for a client.
  }
  build.onStart(begin)
  const start = options.plugins?.[0]?.name ?? 'keyfence'
  const before = hostPlugins.test(start) ? 'keyfence' : start
  const isFirst = onEndFirst(build, early)

  /** Asked when somebody reads the options that are held. Other plugins may change any of them until esbuild reads. */
  function isHolding(): boolean {
    if (!isSetupDone(build)) return false
    // All options are read in one go: the user may have them back afterwards.
    if (side === 'unknown') setImmediate(() => release(options, isHolding))
    return decideSide() === 'client'
  }

  function decideSide(): 'client' | 'server' {
    if (side === 'unknown') side = isClientBuild(options, client) ? 'client' : 'server'
    return side
  }

  async function begin(): Promise<OnStartResult | undefined> {
    release(options, isHolding)
    if (decideSide() === 'server') return undefined
    startedAt = Date.now()
    fence = undefined
    if (wanted === undefined)
      return { errors: [{ id: 'keyfence', text: 'Could not hold back the output: the build options are frozen.' }] }
    if (!isRegistered) {
      isRegistered = true
      // Registered now, it runs after the callbacks of all other plugins.
      build.onEnd(late)
    }
    try {
      fence = await createGuard(options, policy)
    } catch (error) {
      if (!(error instanceof KeyfenceError)) throw error
      return { errors: [{ id: 'keyfence', text: error.message }] }
    }
    return before === 'keyfence' ? undefined : { warnings: [{ id: 'keyfence', text: notFirst(before, isFirst) }] }
  }

  async function early(result: BuildResult): Promise<OnEndResult | undefined> {
    isContext = isContextCall()
    passed = undefined
    if (side === 'server' || checkedResults.has(result)) return undefined
    checkedResults.add(result)
    const { outputFiles: files } = result
    try {
      if (fence !== undefined && result.errors.length === 0) return await check(result, fence)
      await writer.removeAll()
      clear(result, files)
      return undefined
    } catch (error) {
      // Whatever went wrong, nothing is known to be clean.
      clear(result, files)
      const text = error instanceof Error ? error.message : 'unknown error'
      return await stop([{ id: 'keyfence', text: fence?.mask(text) ?? 'keyfence failed.' }])
    }
  }

  async function check(result: BuildResult, checker: Fence): Promise<OnEndResult> {
    const { outputFiles: files, metafile } = result
    if (files === undefined || metafile === undefined)
      return await stop([{ id: 'keyfence', text: 'Could not hold back the output, so it is written and unchecked.' }])
    const base = baseOf(files, metafile, options.absWorkingDir ?? process.cwd())
    const maps = createLazyMaps({ files, metafile, base, rebuild: () => rebuildWithMaps(build, asWritten) })
    const facts = hostFacts({ metafile, options, base, maps })
    const report = await checker.audit(clientFiles(files, base), facts)
    if (report.verdict !== 'passed') {
      await writer.removeAll()
      clear(result, files)
      return tell(report, outcome(base))
    }
    const told = tell(report, '')
    if (wanted?.metafile !== true) result.metafile = undefined
    if (wanted?.write === false) {
      passed = { fence: checker, base, facts, digests: new Map(files.map((file) => [file.path, digest(file)])) }
      return told
    }
    result.outputFiles = undefined
    passed = { fence: checker, base, facts, digests: new Map() }
    const [only] = files
    if (only?.path === '<stdout>') {
      // As esbuild prints it.
      console.log(only.text.replace(/\n$/u, ''))
      return told
    }
    const problems = await writer.write({ files, metafile, options, base })
    return problems.length === 0 ? told : await stop(problems)
  }

  /** Other plugins may have changed the output or written more, after it was checked. */
  async function late(result: BuildResult): Promise<OnEndResult | undefined> {
    if (passed === undefined || result.errors.length > 0) return undefined
    const { base, digests, facts, fence: checker } = passed
    passed = undefined
    const changed = (result.outputFiles ?? []).filter((file) => digests.get(file.path) !== digest(file))
    const report = await checker.audit(
      (function* () {
        yield* clientFiles(changed, base)
        yield* lateFiles(options, base, startedAt, writer)
      })(),
      // Packages were judged before; what stands in no input came from a plugin.
      { ...facts, modulesOf: () => [], externalsOf: () => [] },
    )
    if (report.verdict === 'passed' && report.findings.length === 0) return undefined
    if (report.verdict !== 'passed') clear(result, result.outputFiles)
    return tell(report, 'Another plugin put it there. If it stands in a file, remove that.')
  }

  /** Later plugins may write what they find, also when there are errors. */
  function clear(result: BuildResult, files: OutputFile[] | undefined): void {
    files?.splice(0)
    if (wanted?.write !== false) result.outputFiles = undefined
    result.metafile = undefined
  }

  function tell(report: Report, text: string): OnEndResult {
    keepReport(options.absWorkingDir ?? process.cwd(), 'esbuild', report)
    const advice = sideHint()
    if (!isContext) printReport(report, options, advice === undefined ? text : `${text}\n${advice}`)
    return messagesOf(report, advice)
  }

  async function stop(errors: PartialMessage[]): Promise<OnEndResult> {
    if (!isContext) await printErrors(build, errors)
    return { errors }
  }

  function outcome(base: string): string {
    if (wanted?.write === false) return 'The result holds no files.'
    const folder = outputFolder(options, base)
    return folder === undefined
      ? 'Nothing was printed.'
      : `Nothing was written to ${posix(relative(base, folder)) || '.'}/.`
  }

  /** esbuild builds for browsers unless told otherwise, and workers of servers are often built so. */
  function sideHint(): string | undefined {
    const isSure =
      client !== 'auto' || (options.platform !== undefined && options.conditions?.includes('worker') !== true)
    return isSure ? undefined : 'For a server? Set `platform: "node"`, or `keyfence({ client: false })`.'
  }
}

/** Bun imitates this interface, with an empty object for esbuild itself, and has written everything when `onEnd` runs. */
function isEsbuild({ esbuild }: Partial<PluginBuild>): boolean {
  return typeof esbuild?.build === 'function' && typeof esbuild.formatMessages === 'function'
}

function notFirst(before: string, isCheckedFirst: boolean): string {
  const consequence = isCheckedFirst
    ? `It was checked before \`${before}\` all the same, which another version of esbuild may not allow.`
    : `\`${before}\` sees the output before it is checked.`
  return `keyfence is not the first plugin. ${consequence} Put keyfence first in \`plugins\`.`
}

function digest({ contents }: OutputFile): string {
  return createHash('sha256').update(contents).digest('base64')
}
