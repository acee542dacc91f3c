import { relative } from 'node:path'
import { KeyfenceError, type Fence, type Report } from '@keyfence/core'
import type { BuildResult, OnEndResult, OnStartResult, PartialMessage, PluginBuild } from 'esbuild'
import { isClientBuild } from './client-build.ts'
import { createGuard } from './guard.ts'
import { holdBack, release, type Wanted } from './hold-back.ts'
import { clientFiles, hostFacts } from './host-facts.ts'
import { baseOf, posix } from './ids.ts'
import { createLazyMaps, rebuildWithMaps } from './lazy-map.ts'
import { lateFiles, outputFolder } from './late-files.ts'
import { messagesOf } from './messages.ts'
import type { CheckedOptions } from './options.ts'
import { isContextCall, printErrors, printReport } from './print.ts'
import { createWriter } from './write-output.ts'

/** Results that one keyfence has checked: a second one in the same build has nothing to do. */
const checkedResults = new WeakSet<BuildResult>()

const notHeldBack =
  'Could not hold back the output, so it may be written unchecked. Put keyfence first in `plugins`, or use `checkResult()`.'

/** Registers the plugin's callbacks for one build or context. */
export function setUp(build: PluginBuild, { client, policy }: CheckedOptions): void {
  const options = build.initialOptions
  // As the user wrote them: a second build runs the other plugins' setups again.
  const asWritten = { ...options }
  const writer = createWriter()
  let wanted: Wanted | undefined
  let isClient = true
  let isHeld = true
  let isStarted = false
  let fence: Fence | undefined
  let startedAt = 0
  /** Folder of the last output, and whether esbuild prints what `late` returns. */
  let base = options.absWorkingDir ?? process.cwd()
  let isContext = false

  // After the setups of the other plugins, which may change the options, and before esbuild reads them.
  queueMicrotask(() => {
    isClient = isClientBuild(options, client)
    if (!isClient) return
    try {
      wanted = holdBack(options)
    } catch {
      isHeld = false
    }
  })

  build.onStart(async (): Promise<OnStartResult | undefined> => {
    if (!isClient) return undefined
    if (!isHeld) return { errors: [{ text: 'Could not hold back the output: the build options are frozen.' }] }
    startedAt = Date.now()
    if (!isStarted) {
      isStarted = true
      release(options)
      // Registered now, it runs after the callbacks of all other plugins.
      build.onEnd(late)
    }
    try {
      fence = await createGuard(options, policy)
    } catch (error) {
      if (!(error instanceof KeyfenceError)) throw error
      return { errors: [{ id: 'keyfence', text: error.message }] }
    }
    const first = options.plugins?.[0]?.name
    return first === undefined || first === 'keyfence'
      ? undefined
      : {
          warnings: [
            {
              id: 'keyfence',
              text: `keyfence is not the first plugin: \`${first}\` sees the output before it is checked. Put keyfence first in \`plugins\`.`,
            },
          ],
        }
  })

  build.onEnd(early)

  async function early(result: BuildResult): Promise<OnEndResult | undefined> {
    isContext = isContextCall()
    if (!isClient || checkedResults.has(result)) return undefined
    checkedResults.add(result)
    if (result.errors.length > 0 || fence === undefined) {
      await writer.removeAll()
      clear(result)
      return undefined
    }
    const { outputFiles: files, metafile } = result
    if (files === undefined || metafile === undefined) return await stop([{ id: 'keyfence', text: notHeldBack }])

    base = baseOf(files, metafile, base)
    const rebuild = () => rebuildWithMaps(build, asWritten)
    const maps = createLazyMaps({ files, metafile, base, rebuild })
    const report = await fence.audit(clientFiles(files, base), hostFacts({ files, metafile, options, base, maps }))
    if (report.verdict !== 'passed') {
      await writer.removeAll()
      clear(result)
      return tell(report, outcome())
    }
    const told = tell(report, '')
    if (wanted?.metafile !== true) result.metafile = undefined
    if (wanted?.write === false) return told
    result.outputFiles = undefined
    const [only] = files
    if (only?.path === '<stdout>') {
      console.log(only.text.replace(/\n$/u, ''))
      return told
    }
    const problems = await writer.write({ files, metafile, options, base })
    return problems.length === 0 ? told : await stop(problems)
  }

  /** Other plugins may have changed the output or written more, after it was checked. */
  async function late(result: BuildResult): Promise<OnEndResult | undefined> {
    if (result.errors.length > 0 || fence === undefined) return undefined
    const files = result.outputFiles ?? []
    const report = await fence.audit(
      (function* () {
        yield* clientFiles(files, base)
        yield* lateFiles(options, base, startedAt, writer)
      })(),
      { root: posix(base), hostName: 'esbuild', modulesOf: () => [] },
    )
    if (report.verdict === 'passed') return undefined
    clear(result)
    return tell(report, 'The files that hold it were written by another plugin: remove them.')
  }

  function clear(result: BuildResult): void {
    if (wanted?.write === false) result.outputFiles?.splice(0)
    else result.outputFiles = undefined
    result.metafile = undefined
  }

  function tell(report: Report, text: string): OnEndResult {
    if (!isContext) printReport(report, options, text)
    return messagesOf(report, hint())
  }

  async function stop(errors: PartialMessage[]): Promise<OnEndResult> {
    if (!isContext) await printErrors(build, errors)
    return { errors }
  }

  function outcome(): string {
    if (wanted?.write === false) return 'The result holds no files.'
    const folder = outputFolder(options, base)
    return folder === undefined ? 'Nothing was printed.' : `Nothing was written to ${posix(relative(base, folder))}/.`
  }

  function hint(): string | undefined {
    return client === 'auto' && options.platform === undefined
      ? 'Is this a build for a server? Set `platform: "node"`, or say so with `keyfence({ client: false })`.'
      : undefined
  }
}
