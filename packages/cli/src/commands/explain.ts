import { keptFindings, terminalWidth, wantsColour } from '@keyfence/core/node'
import { prettyFindings } from '@keyfence/core/report'
import { UsageError, type Surroundings } from '../run.ts'

const shortest = 8

/**
 * `keyfence explain`: shows one finding of the last stopped build or scan in full.
 *
 * @param fingerprints - One, or its beginning, as the report shows it.
 * @returns 0.
 * @throws {UsageError} When nothing or more than one is meant.
 */
export function explain(fingerprints: readonly string[], surroundings: Surroundings): number {
  const { cwd, stdout, environment } = surroundings
  const [wanted] = fingerprints
  if (wanted === undefined || fingerprints.length > 1)
    throw new UsageError('Name one fingerprint, as the report shows it: `keyfence explain kf1_…`.')
  if (!/^kf1_[0-9a-f]*$/u.test(wanted) || wanted.length < shortest)
    throw new UsageError('A fingerprint begins with `kf1_`, and four digits of it or more are needed.')
  const findings = keptFindings(cwd).filter(({ fingerprint }) => fingerprint.startsWith(wanted))
  const found = new Set(findings.map(({ fingerprint }) => fingerprint))
  if (found.size === 0)
    throw new UsageError(
      `No finding of the last stopped build or scan here begins with \`${wanted}\`. Run the build or the scan once more.`,
    )
  if (found.size > 1)
    throw new UsageError(`${found.size} findings begin with \`${wanted}\`. Give more digits: ${[...found].join(', ')}.`)
  const terminal = { colour: wantsColour(stdout, environment), width: terminalWidth(stdout, environment) }
  stdout.write(`${prettyFindings(findings, terminal)}\n`)
  return 0
}
