import type { Finding, Report } from '@keyfence/core'
import { groupFindings, notesOf, type FindingGroup } from '@keyfence/core/report'
import type { PartialMessage } from 'esbuild'

/** A report as esbuild's lists of messages: one for each secret and line of source. */
export interface ReportMessages {
  /** What stops the build. */
  readonly errors: PartialMessage[]
  /** What it may go on with. */
  readonly warnings: PartialMessage[]
}

/** Turns a report into messages. Errors stop the build. */
export function messagesOf(report: Report, hint: string | undefined): ReportMessages {
  const groups = groupFindings(report.findings)
  const message = (group: FindingGroup) => findingMessage(group, hint)
  const incomplete = report.incomplete.map(({ path, reason }): PartialMessage => ({
    id: 'keyfence',
    text: `Could not check \`${path}\`: ${reason}`,
  }))
  if (report.verdict === 'passed') return { errors: [], warnings: [...groups.map(message), ...incomplete] }
  if (report.verdict === 'incomplete') return { errors: incomplete, warnings: groups.map(message) }
  const severe = groups.filter(({ first }) => first.severity === 'error')
  // `failOn: 'warning'`: there may be nothing worse.
  if (severe.length === 0) return { errors: groups.map(message), warnings: incomplete }
  return {
    errors: severe.map(message),
    warnings: [...groups.filter((group) => !severe.includes(group)).map(message), ...incomplete],
  }
}

function findingMessage(group: FindingGroup, hint: string | undefined): PartialMessage {
  const notes = hint === undefined ? notesOf(group) : [...notesOf(group), hint]
  return { id: 'keyfence', text: group.first.message, location: locationOf(group.first), notes: notes.map(asNote) }
}

function asNote(text: string): { text: string } {
  return { text }
}

/** The author's line where it is known, else the place in the output. esbuild counts columns in bytes from zero. */
function locationOf({ origin, location, frame }: Finding): NonNullable<PartialMessage['location']> {
  if (origin === null) return { file: location.path, line: location.line, column: location.column - 1, lineText: '' }
  const { path, line, column } = origin
  const lineText = frame?.lines[frame.marked] ?? ''
  const start = (column ?? 1) - 1
  // A line that was cut or masked before the span would put the mark under another word.
  if (frame === null || frame.span.start !== start)
    return { file: path, line: line ?? 1, column: start, lineText: '', namespace: '' }
  return {
    file: path,
    namespace: '',
    line: line ?? 1,
    column: bytes(lineText.slice(0, start)),
    length: bytes(lineText.slice(frame.span.start, frame.span.end)),
    lineText,
  }
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length
}
