import type { CodeFrame, Finding, PublishableKey, Report, SourcePlace } from '../model.ts'
import { coverageLine } from './coverage.ts'
import { groupFindings, type FindingGroup } from './group.ts'
import { createPaint, visible, wrap, type Paint } from './paint.ts'

/** How a report is shown to a person. */
export interface PrettyOptions {
  /** Whether to write colour codes of a terminal. */
  readonly colour: boolean
  /** Columns. @default 80 */
  readonly width?: number
  /** What was stopped, or looked at. @default 'scan' */
  readonly action?: 'build' | 'scan' | 'commit' | 'preview'
  /** Sentence below the headline in the host's own words, such as "Nothing was written to dist/." */
  readonly outcome?: string
}

/** Subjects shown with their code; the others get a line each. */
const shownInFull = 3
const shownInBrief = 30
const placesShown = 3
const indent = '   '
const oneInFull = '`npx keyfence explain kf1_…` shows one of them in full.'
const wayOn =
  'Mend what was deployed first: revoke, then repair. What must wait may stay with a reason: npx keyfence baseline --reason "…"'

/** The report for a terminal. Ends without a line break. */
export function pretty(report: Report, options: PrettyOptions): string {
  const paint = createPaint(options.colour)
  const width = Math.max(options.width ?? 80, 40)
  const groups = groupFindings(report.findings)
  const lines: string[] = []
  const headline = headlineOf(report, groups, options.action ?? 'scan')
  if (headline !== undefined) {
    const emphasis = report.verdict === 'passed' ? paint.yellow : paint.red
    lines.push(...wrap(headline, width).map((line) => emphasis(paint.bold(line))))
    if (options.outcome !== undefined && report.verdict !== 'passed') lines.push(options.outcome)
    lines.push('')
  }
  const subjects = bySubject(groups)
  for (const subject of subjects.slice(0, shownInFull)) lines.push(...fullSubject(subject, width, paint), '')
  lines.push(...briefSubjects(subjects.slice(shownInFull), width, paint))
  if (subjects.length > shownInFull) lines.push(...wrap(oneInFull, width))
  if (groups.length > shownInFull) lines.push(...wrap(wayOn, width), '')
  lines.push(...incompleteLines(report, width, paint), ...publishableLines(report, width, paint))
  const coverage = coverageLine(report, options.action === 'commit' ? 'staged' : 'client')
  lines.push(
    headline === undefined
      ? `${paint.green('✔')} ${report.summary.allowed === 0 ? 'No secrets' : 'Nothing new'}: ${coverage}`
      : paint.dim(coverage),
  )
  return lines.join('\n')
}

/** What one change mends, in full, with what names it. Ends without a line break. */
export function prettyFindings(findings: readonly Finding[], options: Pick<PrettyOptions, 'colour' | 'width'>): string {
  const paint = createPaint(options.colour)
  const width = Math.max(options.width ?? 80, 40)
  return bySubject(groupFindings(findings))
    .flatMap((subject) => {
      const { fingerprint, docsUrl } = subject.group.first
      return [
        ...fullSubject(subject, width, paint),
        '',
        ...labelled('id', [fingerprint], width, paint),
        ...labelled('page', [docsUrl], width, paint),
        '',
      ]
    })
    .slice(0, -1)
    .join('\n')
}

function headlineOf(
  report: Report,
  groups: readonly FindingGroup[],
  action: 'build' | 'scan' | 'commit' | 'preview',
): string | undefined {
  const what = countedThings(groups)
  const isStopped = report.verdict !== 'passed'
  if (what !== '') {
    if (action === 'commit')
      return isStopped
        ? `keyfence stopped this commit: ${what} would be in the repository for good.`
        : `keyfence let this commit pass: ${what} will be in the repository for good.`
    if (!isStopped) return `keyfence let this ${action} pass: ${what} will reach every visitor.`
    return action === 'build' || action === 'preview'
      ? `keyfence stopped this ${action}: ${what} would reach every visitor.`
      : `keyfence found ${what} that every visitor would receive.`
  }
  const settings = groups.filter(({ first }) => first.rule === 'config-exposure').length
  if (settings > 0) {
    const open = `${counted(settings, 'setting')} ${settings === 1 ? 'opens' : 'open'} secrets to client code.`
    return isStopped ? `keyfence stopped this ${action}: ${open}` : `keyfence let this ${action} pass, but ${open}`
  }
  if (report.incomplete.length === 0) return undefined
  const files = counted(report.incomplete.length, 'client file')
  return (action === 'build' || action === 'preview') && isStopped
    ? `keyfence stopped this ${action}: ${files} could not be checked.`
    : `keyfence could not check ${files}.`
}

/** "2 secrets in 3 places and 1 server-only package", or nothing. */
function countedThings(groups: readonly FindingGroup[]): string {
  const firsts = groups.map(({ first }) => first).filter(({ rule }) => rule !== 'config-exposure')
  const leaks = firsts.filter(({ rule }) => rule !== 'server-import')
  const imports = firsts.filter(({ rule }) => rule === 'server-import')
  const secrets = new Set(leaks.map(({ envName, fingerprint }) => envName ?? fingerprint)).size
  const places = leaks.length > secrets ? ` in ${leaks.length} places` : ''
  const kinds = [...new Set(imports.map(({ title }) => title.toLowerCase()))]
  return [
    secrets > 0 ? `${counted(secrets, 'secret')}${places}` : '',
    ...kinds.map((kind) =>
      counted(
        new Set(imports.filter(({ title }) => title.toLowerCase() === kind).map(({ redacted }) => redacted)).size,
        kind,
      ),
    ),
  ]
    .filter((part) => part !== '')
    .join(' and ')
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** One secret with one cause, wherever it stands. */
interface Subject {
  readonly group: FindingGroup
  /** The same in further places. */
  readonly others: readonly FindingGroup[]
}

function bySubject(groups: readonly FindingGroup[]): Subject[] {
  const subjects = new Map<string, { group: FindingGroup; others: FindingGroup[] }>()
  for (const group of groups) {
    const { rule, severity, title, redacted, envName, fingerprint, cause } = group.first
    const secret = rule === 'server-import' ? redacted : (envName ?? fingerprint)
    const key = JSON.stringify([rule, severity, title, secret, cause])
    const subject = subjects.get(key)
    if (subject === undefined) subjects.set(key, { group, others: [] })
    else subject.others.push(group)
  }
  return [...subjects.values()]
}

function fullSubject({ group: { first, all }, others }: Subject, width: number, paint: Paint): string[] {
  const lines = [
    ` ${mark(first, paint)} ${paint.bold(visible(first.title))}   ${paint.yellow(visible(first.redacted))}`,
  ]
  if (first.envName !== null) {
    const where = first.envSource === null ? 'in the environment' : `in ${place(first.envSource)}`
    lines.push(`${indent}${visible(first.envName)} ${where}`)
  }
  lines.push('')
  if (first.origin !== null) lines.push(`${indent}${paint.cyan(place(first.origin))}`)
  if (first.frame !== null) lines.push(...frameLines(first.frame, width, paint))
  if (first.origin !== null) lines.push('')
  lines.push(...labelled('why', [first.why], width, paint))
  if (first.importChain.length > 1) lines.push(...labelled('path', [chainText(first)], width, paint))
  lines.push(...labelled('in', clientPlaces(all), width, paint))
  if (others.length > 0) lines.push(...labelled('also', shortList(others.map(groupPlace)), width, paint))
  if (first.encoding !== 'plain')
    lines.push(...labelled('form', [`written as ${first.encoding.replace(/\+/gu, ', in that ')}`], width, paint))
  lines.push('')
  for (const [index, step] of first.remedy.entries()) {
    const text = `${index + 1}. ${step}`
    lines.push(...labelled(index === 0 ? 'fix' : '', [text], width, paint, '   '))
  }
  return lines
}

function mark({ severity }: Finding, paint: Paint): string {
  return severity === 'error' ? paint.red('✖') : paint.yellow('▲')
}

/** The imports from the entry to the origin, with their lines. */
export function chainText({ importChain, origin }: Finding): string {
  const last = importChain.length - 1
  return importChain
    .map((hop, index) => (index === last && hop.line === null && origin !== null ? linePlace(origin) : linePlace(hop)))
    .join(' → ')
}

function clientPlaces(all: readonly Finding[]): string[] {
  return shortList(all.map(({ location: { path, line, column } }) => place({ path, line, column })))
}

function groupPlace({ first: { origin, location } }: FindingGroup): string {
  return origin === null ? place(location) : linePlace(origin)
}

function shortList(texts: readonly string[]): string[] {
  const more = texts.length - placesShown
  return more > 0 ? [...texts.slice(0, placesShown), `and ${more} more`] : [...texts]
}

/** A label in its own column, then lines that keep the column; a word too long for it goes to the left edge. */
function labelled(label: string, texts: readonly string[], width: number, paint: Paint, hanging = ''): string[] {
  const room = width - 9 - hanging.length
  const lines = texts.flatMap((text) =>
    wrap(visible(text), room).map((line, index) => (index === 0 ? line : hanging + line)),
  )
  return lines.map((line, index) => {
    if (index > 0 && line.trimStart().length > room) return `${indent}${line.trimStart()}`
    return `${indent}${index === 0 ? paint.dim(label.padEnd(6)) : '      '}${line}`
  })
}

function frameLines(frame: CodeFrame, width: number, paint: Paint): string[] {
  const digits = String(frame.firstLine + frame.lines.length - 1).length
  const room = width - digits - 8
  return frame.lines.flatMap((text, index) => {
    const number = String(frame.firstLine + index).padStart(digits)
    const isMarked = index === frame.marked
    const { text: shown, start } = isMarked
      ? windowAround(text, frame.span, room)
      : { text: clip(text, room), start: frame.span.start }
    const line = `${isMarked ? `${indent}${paint.red('▸')} ` : `${indent}  `}${paint.dim(`${number} │`)} ${visible(shown)}`
    if (!isMarked) return [line]
    const length = Math.max(1, Math.min(frame.span.end - frame.span.start, room - start))
    const bar = `${indent}  ${' '.repeat(digits)} ${paint.dim('│')} ${' '.repeat(start)}`
    const underline = paint.red('─'.repeat(length))
    const fits = start + length + 1 + frame.note.length <= room
    return fits
      ? [line, `${bar}${underline} ${paint.red(frame.note)}`]
      : [line, `${bar}${underline}`, `${bar}${paint.red(frame.note)}`.trimEnd()]
  })
}

/** The part of a long line that shows the span, and where the span starts in it. */
function windowAround(
  text: string,
  { start, end }: { start: number; end: number },
  room: number,
): { text: string; start: number } {
  if (end <= room || start < room / 2) return { text: clip(text, room), start }
  const from = Math.max(0, Math.min(start - 10, text.length - room))
  return { text: clip(`…${text.slice(from + 1)}`, room), start: start - from }
}

function clip(text: string, room: number): string {
  return text.length > room ? `${text.slice(0, room - 1)}…` : text
}

function briefSubjects(subjects: readonly Subject[], width: number, paint: Paint): string[] {
  if (subjects.length === 0) return []
  const lines = subjects.slice(0, shownInBrief).flatMap(({ group, others }) => {
    const [title, where] = [visible(group.first.title), groupPlace(group)]
    const count = others.length > 0 ? ` and ${counted(others.length, 'more place')}` : ''
    const id = paint.dim(shortFingerprint(group.first))
    const line = `${title}  ${where}${count}  `
    if (line.length + shortFingerprint(group.first).length <= width - 3)
      return [` ${mark(group.first, paint)} ${line}${id}`]
    return [` ${mark(group.first, paint)} ${title}  ${id}`, `${indent}${where}${count}`]
  })
  const more = subjects.length - shownInBrief
  return [
    ...lines,
    ...(more > 0 ? [`   and ${more} more; \`keyfence scan <folder> --format json\` lists all`] : []),
    '',
  ]
}

/** Enough of it to tell the findings of one report apart. */
function shortFingerprint({ fingerprint }: Finding): string {
  return fingerprint.slice(0, 12)
}

function incompleteLines({ incomplete, findings }: Report, width: number, paint: Paint): string[] {
  if (incomplete.length === 0) return []
  const shown = incomplete.slice(0, shownInBrief).flatMap(({ path, reason }) => {
    const lines = wrap(visible(`Could not check \`${path}\`: ${reason}`), width - 3)
    return lines.map((line, index) => (index === 0 ? ` ${paint.yellow('▲')} ${line}` : `   ${line}`))
  })
  const more = incomplete.length - shownInBrief
  const note = findings.length > 0 ? [] : ['   What was not read may hold a secret, so this is no clean result.']
  return [...shown, ...(more > 0 ? [`   and ${more} more`] : []), ...note, '']
}

function publishableLines({ publishable }: Report, width: number, paint: Paint): string[] {
  if (publishable === undefined) return []
  if (publishable.length === 0) return ['No key that is made for browsers.', '']
  const kinds = [...new Set(publishable.map(kindOf))].map((kind) => publishable.filter((key) => kindOf(key) === kind))
  const lines = kinds.flatMap((all) => {
    const [first] = all
    if (first === undefined) return []
    return [
      ` · ${paint.bold(visible(first.title))}   ${paint.yellow(visible(first.redacted))}`,
      ...(first.why === null ? [] : labelled('why', [first.why], width, paint)),
      ...labelled('in', shortList(all.map(({ location }) => place(location))), width, paint),
    ]
  })
  return ['Made for browsers, so no finding:', '', ...lines, '']
}

function kindOf({ detector, redacted }: PublishableKey): string {
  return `${detector} ${redacted}`
}

function place({ path, line, column }: SourcePlace): string {
  return `${visible(path)}${line === null ? '' : `:${line}`}${line === null || column === null ? '' : `:${column}`}`
}

function linePlace({ path, line }: SourcePlace): string {
  return place({ path, line, column: null })
}
