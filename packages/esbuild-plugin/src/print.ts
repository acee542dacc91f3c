import type { Report } from '@keyfence/core'
import { terminalWidth, wantsColour } from '@keyfence/core/node'
import { coverageLine, pretty } from '@keyfence/core/report'
import type { BuildOptions, PartialMessage, PluginBuild } from 'esbuild'

const levels = ['verbose', 'debug', 'info', 'warning', 'error', 'silent'] as const

/** Where a run of plugins was started from. Only `context()` prints what plugins return at the end of a build. */
export function isContextCall(): boolean {
  // The name of the frame is esbuild's `requestCallbacks["on-end"]`; where it is lost, the message is printed twice.
  return /on-end/u.test(new Error('trace').stack ?? '')
}

/** Whether a build's `logLevel` shows messages of a kind. */
export function shows({ logLevel = 'warning' }: Pick<BuildOptions, 'logLevel'>, kind: 'info' | 'warning' | 'error') {
  return levels.indexOf(logLevel) <= levels.indexOf(kind)
}

/** Prints a report on the standard error stream, as far as the build's `logLevel` lets it. */
export function printReport(report: Report, options: BuildOptions, outcome: string): void {
  const isStopped = report.verdict !== 'passed'
  const hasNews = report.findings.length > 0 || report.incomplete.length > 0
  if (!isStopped && !hasNews) {
    if (shows(options, 'info')) process.stderr.write(`keyfence: ${coverageLine(report)}\n`)
    return
  }
  if (!shows(options, isStopped ? 'error' : 'warning')) return
  const colour = options.color ?? wantsColour(process.stderr, process.env)
  const width = terminalWidth(process.stderr, process.env)
  process.stderr.write(`\n${pretty(report, { colour, width, action: 'build', outcome })}\n\n`)
}

/** Prints messages that stand in no report, in esbuild's own form. */
export async function printErrors(
  { esbuild, initialOptions }: Pick<PluginBuild, 'esbuild' | 'initialOptions'>,
  errors: PartialMessage[],
): Promise<void> {
  if (errors.length === 0 || !shows(initialOptions, 'error')) return
  const color = initialOptions.color ?? wantsColour(process.stderr, process.env)
  const lines = await esbuild.formatMessages(errors, { kind: 'error', color })
  process.stderr.write(lines.join(''))
}
