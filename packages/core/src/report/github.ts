import type { Report } from '../model.ts'
import { groupFindings, type FindingGroup } from './group.ts'
import { visible } from './paint.ts'

/** GitHub shows as many annotations of a kind for one step, and drops the others without a word. */
const shownPerKind = 10

/**
 * Workflow commands that GitHub Actions turns into annotations beside the source lines, one for each leak: at the source
 * where it is known, else in the client file.
 *
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands (read 2026-11-25)
 */
export function github(report: Report): string {
  const groups = groupFindings(report.findings)
  const lines: string[] = []
  for (const severity of ['error', 'warning'] as const) {
    const ofKind = groups.filter(({ first }) => first.severity === severity)
    // The last annotation of a kind tells of those that there is no room for.
    const shown = ofKind.length > shownPerKind ? ofKind.slice(0, shownPerKind - 1) : ofKind
    lines.push(...shown.map(annotation))
    const more = ofKind.length - shown.length
    if (more > 0) lines.push(command(severity, {}, `keyfence found ${more} more; the log of this step lists them.`))
  }
  if (report.incomplete.length > 0) {
    const places = report.incomplete.map(({ path, reason }) => `${path}: ${reason}`).join('\n')
    const severity = report.verdict === 'incomplete' ? 'error' : 'warning'
    lines.push(command(severity, { title: 'keyfence could not check everything' }, places))
  }
  return lines.map((line) => `${line}\n`).join('')
}

function annotation({ first }: FindingGroup): string {
  const place = first.origin ?? first.location
  const properties = {
    file: place.path,
    ...(place.line === null ? {} : { line: String(place.line) }),
    ...(place.line === null || place.column === null ? {} : { col: String(place.column) }),
    title: `${first.title} (keyfence ${first.rule})`,
  }
  return command(first.severity, properties, [first.message, first.why, ...first.remedy.slice(1)].join('\n'))
}

function command(kind: 'error' | 'warning', properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(visible(value))}`)
  // A line break is the one control character that an annotation shows.
  const text = message.split('\n').map(visible).join('\n')
  return `::${kind}${list.length === 0 ? '' : ` ${list.join(',')}`}::${escapeData(text)}`
}

function escapeData(text: string): string {
  return text.replace(/%/gu, '%25').replace(/\r/gu, '%0D').replace(/\n/gu, '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/gu, '%3A').replace(/,/gu, '%2C')
}
