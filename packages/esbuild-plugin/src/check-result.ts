import {
  checkConfig,
  KeyfenceError,
  type ClientFile,
  type KeyfenceConfig,
  type Report,
  type UnreadableFile,
} from '@keyfence/core'
import { terminalWidth, wantsColour } from '@keyfence/core/node'
import { pretty } from '@keyfence/core/report'
import type { BuildOptions, BuildResult, OutputFile, TransformResult } from 'esbuild'
import { createGuard } from './guard.ts'
import { clientFiles, hostFacts } from './host-facts.ts'
import { baseOf } from './ids.ts'
import { createLazyMaps } from './lazy-map.ts'

/** Options of `checkResult()`: the policy, which wins over the configuration file. */
export interface CheckOptions extends KeyfenceConfig {
  /** What the build was given. With `metafile: true` among them the report names source lines and imports. */
  readonly buildOptions?: BuildOptions
}

/** A result of `buildSync`, `build` with `write: false`, or `transform`. */
export type CheckableResult = Pick<BuildResult, 'outputFiles' | 'metafile'> | Pick<TransformResult, 'code' | 'map'>

/**
 * Checks what a call returned for which esbuild runs no plugins, before you write it.
 *
 * @returns The report, for its warnings.
 * @throws {KeyfenceError} KF_OUTPUT when the result holds no output, KF_CONFIG_UNKNOWN_OPTION or KF_CONFIG_TYPE.
 * @throws {Error} Something was found: `message` says what and where, `report` holds the facts.
 * @example
 * const result = esbuild.buildSync({ entryPoints: ['src/main.ts'], outdir: 'dist', write: false })
 * await checkResult(result)
 */
export async function checkResult(result: CheckableResult, options: CheckOptions = {}): Promise<Report> {
  const { buildOptions = {}, ...inline } = options
  const policy = checkConfig(inline, 'the options of `checkResult()`')
  const fence = await createGuard(buildOptions, policy)
  const root = buildOptions.absWorkingDir ?? process.cwd()
  const report =
    'code' in result
      ? await fence.audit(transformed(result), { root, hostName: 'esbuild' })
      : await fence.audit(...built(result, buildOptions, root))
  if (report.verdict === 'passed') return report
  const colour = wantsColour(process.stderr, process.env)
  const text = pretty(report, { colour, width: terminalWidth(process.stderr, process.env), action: 'build' })
  throw Object.assign(new Error(text), { name: 'KeyfenceError', report })
}

function built(
  { outputFiles, metafile }: { outputFiles?: OutputFile[] | undefined; metafile?: BuildResult['metafile'] },
  options: BuildOptions,
  root: string,
) {
  if (!Array.isArray(outputFiles))
    throw new KeyfenceError(
      'KF_OUTPUT',
      'The result holds no `outputFiles`, so nothing was checked. Build with `write: false`, check, then write.',
    )
  if (metafile === undefined) return [clientFiles(outputFiles, root), { root, hostName: 'esbuild' }] as const
  const base = baseOf(outputFiles, metafile, root)
  const none = () => Promise.resolve(undefined)
  const maps = createLazyMaps({ files: outputFiles, metafile, base, rebuild: none })
  return [clientFiles(outputFiles, base), hostFacts({ metafile, options, base, maps })] as const
}

function* transformed({ code, map }: Pick<TransformResult, 'code' | 'map'>): Generator<ClientFile | UnreadableFile> {
  yield { path: 'code', content: code, kind: 'script', ...(map === '' ? {} : { map }) }
  if (map !== '') yield { path: 'map', content: map, kind: 'map' }
}
