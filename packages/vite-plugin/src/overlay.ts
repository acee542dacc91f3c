import type { CodeFrame, Finding } from '@keyfence/core'
import { chainText, wrap } from '@keyfence/core/report'

/** What Vite's client shows in its overlay. */
export interface OverlayError {
  /** First line, in red. */
  readonly message: string
  /** What stands below, with links to files. */
  readonly stack: string
  /** Name in brackets before the message. */
  readonly plugin: string
  /** Code with line numbers. */
  readonly frame?: string
  /** Absolute path of the file. */
  readonly id?: string
  /** Where the link leads; one-based. */
  readonly loc?: { readonly file: string; readonly line: number; readonly column: number }
}

/** The first finding in full, and how many there are. Holds nothing of a secret, as a finding does not. */
export function overlayError(findings: readonly [Finding, ...Finding[]], root: string): OverlayError {
  const [first] = findings
  const { origin, frame } = first
  const file = origin === null ? undefined : `${root}/${origin.path}`
  const place = origin ?? first.location
  return {
    plugin: 'keyfence',
    message: `${first.title}, ${first.redacted}, is in what the browser receives.`,
    stack: textBelow(findings, root),
    ...(frame === null ? {} : { frame: frameText(frame) }),
    ...(file === undefined ? {} : { id: file }),
    ...(file !== undefined && place.line !== null && place.column !== null
      ? { loc: { file, line: place.line, column: place.column } }
      : {}),
  }
}

function textBelow([first, ...others]: readonly [Finding, ...Finding[]], root: string): string {
  const { path, line, column } = first.origin ?? first.location
  const paragraphs = [
    first.why,
    ...(first.importChain.length > 1 ? [chainText(first)] : []),
    ...first.remedy.map((step, index) => `${index + 1}. ${step}`),
    ...(others.length > 0 ? [`${others.length} more in the terminal.`] : []),
  ]
  // Up to Vite 6 the overlay drops what stands behind the last place in a file.
  const last = `at ${root}/${path}:${line ?? 1}:${column ?? 1}`
  return [...paragraphs.map((text) => wrap(text, 88).join('\n   ')), last].join('\n')
}

/** In the form that the overlay knows: number, bar, code. */
function frameText({ firstLine, lines, marked, span, note }: CodeFrame): string {
  const digits = String(firstLine + lines.length - 1).length
  const text = lines.flatMap((line, index) => {
    const number = String(firstLine + index).padStart(digits)
    if (index !== marked) return [`  ${number} |  ${line}`]
    const bar = `  ${' '.repeat(digits)} |  `
    const underline = '^'.repeat(Math.max(1, span.end - span.start))
    return [
      `> ${number} |  ${line}`,
      `${bar}${' '.repeat(span.start)}${underline}`,
      `${bar}${' '.repeat(Math.min(span.start, 50))}${note}`,
    ]
  })
  return `${text.join('\n')}\n`
}
