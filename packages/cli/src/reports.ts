import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { KeyfenceError, type Report } from '@keyfence/core'
import { terminalWidth, wantsColour } from '@keyfence/core/node'
import { github, json, pretty, sarif } from '@keyfence/core/report'
import { UsageError, type Surroundings } from './run.ts'
import { version } from './version.ts'

const formats = ['pretty', 'json', 'sarif', 'github'] as const

type Format = (typeof formats)[number]

/** One report to write: to a file, or to standard output. */
export interface ReportTarget {
  readonly format: Format
  /** As the user wrote it, relative to the current folder. Undefined: standard output. */
  readonly file: string | undefined
}

/** What a person may read beside a program's text on standard output: lines that stand for themselves. */
const mixable: readonly Format[] = ['pretty', 'github']

/**
 * Reads `--format` as often as it was given: `json`, or `json=report.json` for a file. When all go to files, standard
 * output shows the report for people; without any, GitHub Actions gets annotations as well.
 *
 * @throws {UsageError} For an unknown format, a file without a name, or two that cannot share standard output.
 */
export function reportTargets(flags: readonly string[], environment: NodeJS.ProcessEnv): ReportTarget[] {
  const targets = flags.map((flag) => targetOf(flag))
  const printed = targets.filter(({ file }) => file === undefined).map(({ format }) => format)
  if (printed.length > 1 && printed.some((format) => !mixable.includes(format))) {
    const alone = printed.find((format) => !mixable.includes(format)) ?? ''
    throw new UsageError(
      `\`${alone}\` stands alone on standard output. Give one of them a file: \`--format ${alone}=<file>\`.`,
    )
  }
  const files = targets.flatMap(({ file }) => file ?? [])
  const twice = files.find((file, index) => files.indexOf(file) !== index)
  if (twice !== undefined)
    throw new UsageError(`Two reports would be written to \`${twice}\`. Give each a file of its own.`)
  if (targets.length === 0 && environment['GITHUB_ACTIONS'] === 'true')
    return [
      { format: 'pretty', file: undefined },
      { format: 'github', file: undefined },
    ]
  return printed.length === 0 ? [...targets, { format: 'pretty', file: undefined }] : targets
}

function targetOf(flag: string): ReportTarget {
  const [name = '', ...rest] = flag.split('=')
  const format = formats.find((known) => known === name)
  if (format === undefined)
    throw new UsageError(`Unknown format \`${name}\`. Use ${formats.map((known) => `\`${known}\``).join(', ')}.`)
  if (rest.length === 0) return { format, file: undefined }
  const file = rest.join('=')
  if (file === '') throw new UsageError(`\`--format ${name}=\` names no file.`)
  return { format, file }
}

/** How a report for people is written. */
export interface ReportOptions {
  /** Prints nothing for people when there is nothing to do. */
  readonly isQuiet: boolean
  /** What was looked at. */
  readonly action: 'scan' | 'commit'
  /** What was recognised, a sentence each; stands before a report for people. */
  readonly recognised: readonly string[]
}

/**
 * Writes a report everywhere it was asked for, files first: standard output may be closed by who reads it.
 *
 * @throws {KeyfenceError} KF_REPORT for a file that cannot be written.
 */
export function writeReports(
  report: Report,
  targets: readonly ReportTarget[],
  options: ReportOptions,
  surroundings: Surroundings,
): void {
  const { cwd, stdout } = surroundings
  for (const { format, file } of targets)
    if (file !== undefined) writeFile(resolve(cwd, file), file, textOf(report, format, options, undefined))
  for (const { format, file } of targets) {
    if (file !== undefined || (options.isQuiet && format === 'pretty' && isClean(report))) continue
    stdout.write(textOf(report, format, options, surroundings))
  }
}

function isClean({ findings, incomplete }: Report): boolean {
  return findings.length === 0 && incomplete.length === 0
}

/** @param surroundings - Of the terminal; undefined for a file. */
function textOf(
  report: Report,
  format: Format,
  { action, recognised }: ReportOptions,
  surroundings: Surroundings | undefined,
): string {
  if (format === 'json') return json(report)
  if (format === 'sarif') return sarif(report, { version })
  if (format === 'github') return github(report)
  const head = recognised.length === 0 ? '' : `${recognised.join('\n')}\n\n`
  if (surroundings === undefined) return `${head}${pretty(report, { colour: false, width: 120, action })}\n`
  const { stdout, environment } = surroundings
  const terminal = { colour: wantsColour(stdout, environment), width: terminalWidth(stdout, environment), action }
  return `${head}${pretty(report, terminal)}\n`
}

/** A reader never sees half a report: it is written beside its place and then moved. A pipe or a device is written to. */
function writeFile(path: string, shown: string, text: string): void {
  const isSpecial = statSync(path, { throwIfNoEntry: false })?.isFile() === false
  const target = isSpecial ? path : `${path}.${process.pid}.tmp`
  try {
    writeFileSync(target, text)
    if (!isSpecial) renameSync(target, path)
  } catch (error) {
    if (!isSpecial) rmSync(target, { force: true })
    throw new KeyfenceError('KF_REPORT', `Could not write the report to \`${shown}\`: ${reasonOf(error)}`)
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  const sentences: Readonly<Record<string, string>> = {
    ENOENT: 'its folder is not there.',
    ENOTDIR: 'a part of the path is a file.',
    EISDIR: 'it is a folder.',
    EACCES: 'you may not write there.',
    EPERM: 'you may not write there.',
    EROFS: 'the disk is read-only.',
    ENOSPC: 'the disk is full.',
    EDQUOT: 'the disk is full.',
  }
  return sentences[code] ?? `it failed (${code}).`
}
