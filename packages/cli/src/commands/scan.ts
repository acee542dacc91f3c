import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  createFence,
  type AllowEntry,
  type ClientFile,
  type Fence,
  type HostFacts,
  type KeyfenceConfig,
  type Report,
  type UnreadableFile,
} from '@keyfence/core'
import { keepReport, loadConfig, machineSecrets, mergeConfig } from '@keyfence/core/node'
import type { FoundFile } from '../files.ts'
import { droppedLines } from '../dropped.ts'
import { createProgress, type Progress } from '../progress.ts'
import { reportTargets, writeReports } from '../reports.ts'
import { UsageError, type Surroundings } from '../run.ts'
import { namedPlan, recognisedPlan, type ScanPlan } from '../scan-plan.ts'
import { readStaged, stagedFiles } from '../staged.ts'
import { detailsOf } from '../verbose.ts'

const exitCodes: Readonly<Record<Report['verdict'], number>> = { passed: 0, findings: 1, incomplete: 3 }
const levels = ['error', 'warning', 'never'] as const

/** What the flags said. */
export interface ScanFlags {
  readonly format: readonly string[]
  readonly config: string | undefined
  readonly listPublishable: boolean
  readonly failOn: string | undefined
  readonly explain: string | undefined
  readonly staged: boolean
  readonly quiet: boolean
  readonly verbose: boolean
}

/** What was scanned under which policy. */
interface Audit {
  readonly report: Report
  readonly fence: Fence
  /** Lines for those who want to know everything. */
  readonly details: readonly string[]
  /** What was recognised, a sentence each. */
  readonly recognised: readonly string[]
}

/**
 * `keyfence scan`: reads everything at the paths, or what the framework here wrote, and reports what a visitor would receive, or what the next commit holds.
 *
 * @returns 0 clean, 1 secrets, 3 incomplete.
 * @throws {UsageError} For what cannot be meant.
 * @throws {KeyfenceError} For a configuration or an environment file that cannot be used.
 */
export async function scan(paths: readonly string[], flags: ScanFlags, surroundings: Surroundings): Promise<number> {
  const { cwd, environment, stderr } = surroundings
  const targets = reportTargets(flags.format, environment)
  const failOn = levels.find((level) => level === flags.failOn)
  if (flags.failOn !== undefined && failOn === undefined)
    throw new UsageError(`Unknown level \`${flags.failOn}\`. Use ${levels.map((level) => `\`${level}\``).join(', ')}.`)
  if (flags.quiet && flags.verbose) throw new UsageError('`--quiet` and `--verbose` contradict each other. Use one.')
  if (flags.explain !== undefined && (flags.staged || paths.length > 0))
    throw new UsageError('`--explain` scans its own file. Leave out the paths and `--staged`.')
  const inline = failOn === undefined ? {} : { failOn }
  const run = flags.staged ? auditStaged : auditPaths
  const { report, fence, details, recognised } = await run(
    flags.explain === undefined ? paths : [flags.explain],
    { config: flags.config, inline, listPublishable: flags.listPublishable },
    surroundings,
  )

  const dropped = flags.explain === undefined ? [] : droppedLines(flags.explain, fence, cwd)
  stderr.write(dropped.map((line) => `${line}\n`).join(''))
  if (flags.verbose) stderr.write(details.map((line) => `keyfence: ${line}\n`).join(''))
  if (existsSync(resolve(cwd, 'node_modules'))) keepReport(cwd, 'scan', report)
  writeReports(
    report,
    targets,
    { isQuiet: flags.quiet, action: flags.staged ? 'commit' : 'scan', recognised },
    surroundings,
  )
  for (const entry of flags.staged || flags.quiet || flags.explain !== undefined ? [] : fence.unusedAllowEntries()) {
    // Only a build knows of imports.
    if (entry.rule === 'server-import' || entry.package !== undefined) continue
    stderr.write(
      `keyfence: The allow entry for ${subjectOf(entry)} matches nothing here. Remove it if nothing else needs it.\n`,
    )
  }
  if (environment['KEYFENCE'] === 'warn')
    stderr.write('keyfence: KEYFENCE=warn is set, so this scan passes whatever it found.\n')
  return exitCodes[report.verdict]
}

/** Where the policy comes from. */
interface PolicyFlags {
  /** File that the user named. */
  readonly config: string | undefined
  /** What flags say. @default nothing */
  readonly inline?: KeyfenceConfig
  /** @default false */
  readonly listPublishable?: boolean
}

/**
 * Scans paths, or what the framework of the current folder wrote, under the policy of that folder.
 *
 * @throws {UsageError} For a path that is not there or holds no file, and when nothing is recognised or built.
 */
export async function auditPaths(
  paths: readonly string[],
  policy: PolicyFlags,
  surroundings: Surroundings,
): Promise<Audit> {
  const { cwd, environment } = surroundings
  const plan = paths.length > 0 ? namedPlan(paths, cwd) : await recognisedPlan(cwd, environment)
  const audit = await auditFiles(plan.files, plan.read, plan, policy, surroundings)
  return { ...audit, recognised: plan.recognised }
}

/**
 * Scans what the next commit holds.
 *
 * @throws {UsageError} Where there is no repository.
 */
async function auditStaged(paths: readonly string[], policy: PolicyFlags, surroundings: Surroundings): Promise<Audit> {
  const { cwd } = surroundings
  const staged = stagedFiles(paths, cwd)
  const contents = readStaged(staged, cwd)
  const next = () => contents.next().value ?? { path: '.', unreadable: 'git told of more files than it read.' }
  const host: HostFacts = { root: cwd, audience: 'readers' }
  return await auditFiles(staged, next, { folders: [], publicPrefixes: [], host }, policy, surroundings)
}

async function auditFiles<Found extends FoundFile>(
  files: readonly (Found | UnreadableFile)[],
  read: (file: Found) => ClientFile | UnreadableFile,
  { folders, publicPrefixes, host }: Pick<ScanPlan, 'folders' | 'publicPrefixes' | 'host'>,
  policy: PolicyFlags,
  surroundings: Surroundings,
): Promise<Audit> {
  const { cwd, environment } = surroundings
  const loaded = await loadConfig(cwd, policy.config === undefined ? undefined : resolve(cwd, policy.config))
  const config = mergeConfig(loaded.config, policy.inline ?? {}, environment)
  const known = machineSecrets({ root: cwd, folders, publicPrefixes, config, environment })
  const fence = createFence({
    config,
    knownSecrets: known.secrets,
    listPublishable: policy.listPublishable ?? false,
  })
  const total = files.reduce((sum, file) => sum + ('bytes' in file ? file.bytes : 0), 0)
  const progress = createProgress({ files: files.length, bytes: total }, surroundings)
  try {
    const report = await fence.audit(contentsOf(files, read, progress), host)
    return { report, fence, details: detailsOf(loaded, known, files, cwd), recognised: [] }
  } finally {
    progress.end()
  }
}

/** Reads one file at a time. */
async function* contentsOf<Found extends FoundFile>(
  files: readonly (Found | UnreadableFile)[],
  read: (file: Found) => ClientFile | UnreadableFile,
  progress: Progress,
): AsyncGenerator<ClientFile | UnreadableFile> {
  for (const file of files) {
    yield 'unreadable' in file ? file : read(file)
    await progress.advance('unreadable' in file ? 0 : file.bytes)
  }
}

function subjectOf(entry: AllowEntry): string {
  const fields = Object.entries(entry).filter(([name]) => name !== 'reason' && name !== 'expires')
  return fields.map(([name, value]) => `${name} \`${value}\``).join(', ')
}
