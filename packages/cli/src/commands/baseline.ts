import { baselineName, keptFindings, writeBaseline } from '@keyfence/core/node'
import { showPath } from '../files.ts'
import { UsageError, type Surroundings } from '../run.ts'
import { auditPaths } from './scan.ts'

/** What the flags said. */
export interface BaselineFlags {
  readonly reason: string | undefined
  readonly expires: string | undefined
  readonly config: string | undefined
}

/**
 * `keyfence baseline`: writes what was found to `keyfence.baseline.json`, so that every gate lets it stay.
 *
 * @returns 0; also when there was nothing to add.
 * @throws {UsageError} For what cannot be meant.
 * @throws {KeyfenceError} KF_BASELINE for a baseline that cannot be read.
 */
export async function baseline(
  paths: readonly string[],
  flags: BaselineFlags,
  surroundings: Surroundings,
): Promise<number> {
  const { cwd, stdout } = surroundings
  const reason = flags.reason?.trim() ?? ''
  if (reason === '') throw new UsageError('A baseline needs `--reason "…"`: say why what was found may stay for now.')
  if (flags.expires !== undefined && !/^\d{4}-\d{2}-\d{2}$/u.test(flags.expires)) {
    throw new UsageError('`--expires` must be a date such as 2027-01-31.')
  }
  const findings =
    paths.length === 0
      ? keptFindings(cwd)
      : (await auditPaths(paths, { config: flags.config }, surroundings)).report.findings
  if (findings.length === 0) {
    const where =
      paths.length === 0
        ? 'No stopped build is known here. Run the build once, or name a folder to scan.'
        : 'Nothing was found, so nothing needs to stay.'
    stdout.write(`keyfence: ${where}\n`)
    return 0
  }
  const { file, added } = writeBaseline(cwd, findings, reason, flags.expires)
  const entries = `${added} ${added === 1 ? 'entry' : 'entries'}`
  stdout.write(
    `keyfence: Added ${entries} to ${showPath(file, cwd)}. Commit ${baselineName}, and revoke every key that was ever deployed.\n`,
  )
  return 0
}
