import { relative, resolve, sep } from 'node:path'
import { createFence, type Fence, type Finding, type HostFacts, type Report } from '@keyfence/core'
import { keepReport, loadConfig, machineSecrets, mergeConfig, terminalWidth, wantsColour } from '@keyfence/core/node'
import { coverageLine, pretty } from '@keyfence/core/report'
import type { BuildTarget } from './build-target.ts'
import type { Item } from './host-facts.ts'
import { stampsOf } from './last-net.ts'
import { snapshot } from './late-files.ts'
import type { CheckedOptions } from './options.ts'

/** One build of one target: what it is fenced with, and what was found so far. */
export interface Guard {
  /** What is built. */
  readonly target: BuildTarget
  /** Compiled from the policy and what this machine knows. */
  readonly fence: Fence
  /** From which severity on a report stops the build. */
  readonly failOn: 'error' | 'warning' | 'never'
  /** A setting that opens secrets fails the build, so it is told before anything is built. */
  readonly isConfigFatal: boolean
  /** Absolute path of an output file → content that was checked. */
  readonly checked: Map<string, string | Uint8Array>
  /** Output file name → item, as it stood before any other plugin saw the bundle. */
  readonly first: Map<string, Item>
  /** Absolute path of an output folder → what stood in it before. */
  readonly folders: Map<string, Map<string, string>>
  /** Reports of this build so far, to say how much was checked. */
  readonly reports: Report[]
  /** Reports about workers, which wait until it is known who creates them. */
  readonly ofWorkers: Report[]
  /** What the build has come to. */
  readonly state: {
    /** A report stopped it. */
    hasFailed: boolean
    /** The configuration was audited. */
    isConfigTold: boolean
    /** All of it was generated, and written where it is to be written. */
    isComplete: boolean
    /** Another plugin, or the host, stopped it. */
    isBroken: boolean
    /** The host says that nothing follows. */
    isClosed: boolean
  }
  /** What was said, also by another keyfence in the same build. */
  readonly told: Set<string>
}

/** Compiles the fence of one build. */
export async function createGuard(target: BuildTarget, options: CheckedOptions, told: Set<string>): Promise<Guard> {
  const { root, publicPrefixes } = target
  const loaded = await loadConfig(root)
  const config = mergeConfig(loaded.config, options.policy, process.env)
  const { secrets } = machineSecrets({ root, folders: target.envFolders, config, publicPrefixes, resolved: target.env })
  const guard: Guard = {
    target,
    fence: createFence({ config, knownSecrets: secrets }),
    failOn: config.failOn ?? 'error',
    isConfigFatal: config.severity?.['config-exposure'] === 'error' || config.failOn === 'warning',
    checked: new Map(),
    first: new Map(),
    folders: new Map(),
    reports: [],
    ofWorkers: [],
    state: { hasFailed: false, isConfigTold: false, isComplete: false, isBroken: false, isClosed: false },
    told,
  }
  if (target.hostName === 'Vite' && target.isWritten) noteFolder(target.outFolder, guard)
  return guard
}

/** Remembers what stands in an output folder before this build writes to it. */
export function noteFolder(folder: string, { folders, target }: Guard): void {
  // Who writes beside the sources has no folder of which all files are output.
  const isOutput = !`${target.root}${sep}`.startsWith(`${folder}${sep}`)
  if (folders.has(folder)) return
  // What was written since another build of this process is nobody's but that build's, and not checked yet.
  folders.set(folder, isOutput ? (stampsOf(folder) ?? snapshot(folder)) : new Map<string, string>())
}

/** Path for people: relative to the root, with `/`. */
export function showPath(path: string, { target: { root } }: Pick<Guard, 'target'>): string {
  return relative(root, path).split(sep).join('/') || '.'
}

/** What is known of files that did not come out of the bundler. */
export function plainFacts({ target: { root, hostName, publicPrefixes } }: Guard): HostFacts {
  return { root, hostName, publicPrefixes }
}

/** Lets a report pass, with a word where it has something to say, or returns the error that stops the build. */
export function judge(
  guard: Guard,
  report: Report,
  outcome: string | undefined,
  action: 'build' | 'preview' = 'build',
): Error | undefined {
  guard.reports.push(report)
  const { target } = guard
  const findings = report.findings.filter((finding) => isNews(finding, guard))
  const colour = wantsColour(process.stderr, process.env)
  const width = terminalWidth(process.stderr, process.env)
  const text = pretty(
    { ...report, findings, summary: merged(guard.reports).summary },
    { colour, width, action, ...(outcome === undefined ? {} : { outcome }) },
  )
  const { root, hostName, name } = target
  if (action === 'build') keepReport(root, hostName === 'Vite' ? `vite-${name}` : name, report)
  if (report.verdict !== 'passed') {
    guard.state.hasFailed = true
    return buildError(report, `${colour ? '\u001b[0m' : ''}\n${text}`)
  }
  if (findings.length > 0 || report.incomplete.length > 0) target.logger.warn(`\n${text}\n`)
  return undefined
}

/** Whether nobody has said it in this build: an output may be made twice, and two presets may each bring a keyfence. */
function isNews({ rule, severity, fingerprint, location }: Finding, { told }: Guard): boolean {
  if (severity === 'error') return true
  const key = JSON.stringify([rule, fingerprint, location.path, location.offset])
  const isNew = !told.has(key)
  told.add(key)
  return isNew
}

/** Says how much was checked, once for all outputs of the build. */
export function announce(guard: Guard): void {
  const { summary } = merged(guard.reports)
  guard.reports.length = 0
  // A build that failed for another reason has bundled nothing.
  if (summary.files === 0) return
  const key = `coverage ${summary.files} ${summary.bytes}`
  if (!guard.told.has(key)) guard.target.logger.info(`keyfence: ${coverageLine({ summary })}`)
  guard.told.add(key)
}

/** Public files, workers and bundles are checked at different times; a person wants one list and one count. */
export function merged(reports: readonly Report[]): Report {
  const summary = { errors: 0, warnings: 0, allowed: 0, files: 0, scanned: 0, bytes: 0, durationMs: 0 }
  for (const report of reports) {
    summary.errors += report.summary.errors
    summary.warnings += report.summary.warnings
    summary.allowed += report.summary.allowed
    summary.files += report.summary.files
    summary.scanned += report.summary.scanned
    summary.bytes += report.summary.bytes
    summary.durationMs += report.summary.durationMs
  }
  // A worker of a worker stands in the bundles of both, and only its own one can explain it.
  const findings = new Map<string, Finding>()
  for (const finding of reports.flatMap((report) => report.findings)) {
    const key = JSON.stringify([finding.rule, finding.fingerprint, finding.location])
    const known = findings.get(key)
    if (known === undefined || known.importChain.length < finding.importChain.length) findings.set(key, finding)
  }
  const is = (verdict: Report['verdict']) => reports.some((report) => report.verdict === verdict)
  return {
    version: 1,
    summary,
    verdict: is('findings') ? 'findings' : is('incomplete') ? 'incomplete' : 'passed',
    incomplete: reports.flatMap(({ incomplete }) => incomplete),
    findings: [...findings.values()],
  }
}

/** Hosts print the stack below the message; it would only tell where keyfence stands. */
function buildError(report: Report, message: string): Error {
  const error = Object.assign(new Error(message), { name: 'KeyfenceError', stack: '' })
  // Hosts that print an error print its visible members too; all of it is in the message.
  return Object.defineProperty(error, 'report', { value: report })
}

/** Absolute path of an output file. */
export function outputPath(folder: string, fileName: string): string {
  return resolve(folder, fileName)
}
