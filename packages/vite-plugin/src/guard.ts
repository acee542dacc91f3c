import { relative, resolve, sep } from 'node:path'
import { createFence, type Fence, type Report } from '@keyfence/core'
import { keepReport, loadConfig, machineSecrets, mergeConfig, terminalWidth, wantsColour } from '@keyfence/core/node'
import { coverageLine, pretty } from '@keyfence/core/report'
import type { Environment, ResolvedConfig } from 'vite'
import { snapshot } from './late-files.ts'
import type { KeyfenceOptions } from './options.ts'

/** One environment of one build: what it is fenced with, and what was found so far. */
export interface Guard {
  /** Vite's configuration as a whole. */
  readonly config: ResolvedConfig
  /** The environment that is built. */
  readonly environment: Environment
  /** Absolute, without a slash at its end. */
  readonly root: string
  /** Relative to the root, with `/`. */
  readonly outDir: string
  /** What `envPrefix` makes public. */
  readonly publicPrefixes: readonly string[]
  /** Compiled from the policy and what this machine knows. */
  readonly fence: Fence
  /** Output file name → content that was checked; empty for copied files. */
  readonly checked: Map<string, string | Uint8Array>
  /** What stood in the output folder before. */
  readonly before: ReadonlyMap<string, string>
  /** Reports of this build so far, to say how much was checked. */
  readonly reports: Report[]
  /** Whether one of them stopped the build. */
  readonly hasFailed: () => boolean
}

/** Compiles the fence of one environment. */
export async function createGuard(environment: Environment, options: KeyfenceOptions): Promise<Guard> {
  const config = environment.getTopLevelConfig()
  const root = config.root.replace(/\/$/u, '')
  const publicPrefixes = config.envPrefix === undefined ? ['VITE_'] : [config.envPrefix].flat()
  const loaded = await loadConfig(root)
  const policy = mergeConfig(loaded.config, options, process.env)
  const folders = config.envDir === false ? [] : [config.envDir]
  const { secrets } = machineSecrets({ root, folders, config: policy, publicPrefixes, resolved: config.env })
  const outFolder = resolve(root, environment.config.build.outDir)
  const reports: Report[] = []
  return {
    config,
    environment,
    root,
    outDir: relative(root, outFolder).split(sep).join('/') || '.',
    publicPrefixes,
    fence: createFence({ config: policy, knownSecrets: secrets }),
    checked: new Map(),
    before: snapshot(outFolder),
    reports,
    hasFailed: () => reports.some(({ verdict }) => verdict !== 'passed'),
  }
}

/** Lets a report pass, with a word where it has something to say, or returns the error that stops the build. */
export function judge(guard: Guard, report: Report, outcome: string | undefined): Error | undefined {
  guard.reports.push(report)
  const colour = wantsColour(process.stderr, process.env)
  const width = terminalWidth(process.stderr, process.env)
  const text = pretty(
    { ...report, summary: coverage(guard) },
    { colour, width, action: 'build', ...(outcome === undefined ? {} : { outcome }) },
  )
  keepReport(guard.root, `vite-${guard.environment.name}`, report)
  if (report.verdict !== 'passed') return buildError(report, `${colour ? '\u001b[0m' : ''}\n${text}`)
  if (report.findings.length > 0 || report.incomplete.length > 0) guard.config.logger.warn(`\n${text}\n`)
  return undefined
}

/** Says how much was checked, once for all outputs of the build. */
export function announce(guard: Guard): void {
  // A build that failed for another reason has bundled nothing.
  if (!guard.reports.some(({ summary }) => summary.files > 0)) return
  guard.config.logger.info(`keyfence: ${coverageLine({ summary: coverage(guard) })}`)
  guard.reports.length = 0
}

/** Public files and bundles are checked at different times; a person wants one count. */
function coverage({ reports }: Guard): Report['summary'] {
  const total = { errors: 0, warnings: 0, allowed: 0, files: 0, scanned: 0, bytes: 0, durationMs: 0 }
  for (const { summary } of reports) {
    total.errors += summary.errors
    total.warnings += summary.warnings
    total.allowed += summary.allowed
    total.files += summary.files
    total.scanned += summary.scanned
    total.bytes += summary.bytes
    total.durationMs += summary.durationMs
  }
  return total
}

/** Hosts print the stack below the message; it would only tell where keyfence stands. */
function buildError(report: Report, message: string): Error {
  return Object.assign(new Error(message), { name: 'KeyfenceError', stack: '', report })
}
