import type { CodeFrame, Span } from '../model.ts'
import type { Mask } from './mask.ts'
import { positionAt } from './position.ts'

/** Lines shown above and below the marked one. */
const contextLines = 2
/** Characters of a line that are kept: a minified source has one line of megabytes. */
const maxWidth = 160
/** Characters around the span that are read, so that a secret at the edge of what is shown is still seen whole. */
const reach = 4000

/** Lines of source around a span, masked. */
export function codeFrame(source: string, span: Span, note: string, mask: Mask): CodeFrame {
  const { line: lineNumber } = positionAt(source, span.start)
  const lineStart = span.start === 0 ? 0 : source.lastIndexOf('\n', span.start - 1) + 1
  const lineEnd = endOfLine(source, lineStart)
  const head = source.slice(Math.max(0, lineStart - reach), lineStart)
  const tail = source.slice(lineEnd, lineEnd + reach)
  const line = source.slice(lineStart, lineEnd)
  const maskedBreaks =
    line.length > 2 * reach
      ? maskedLineBreaks(head + line.slice(0, reach), mask) + maskedLineBreaks(line.slice(-reach) + tail, mask)
      : maskedLineBreaks(head + line + tail, mask)
  if (maskedBreaks > 0 && maskedBreaks > maskedLineBreaks(head, mask) + maskedLineBreaks(tail, mask)) {
    const hidden = '(hidden)'
    return { firstLine: lineNumber, lines: [hidden], marked: 0, span: { start: 0, end: hidden.length }, note }
  }
  const isSafe = maskedBreaks === 0
  const above = isSafe ? linesAbove(source, lineStart).map((text) => maskLine(text, mask)) : []
  const below = isSafe ? linesBelow(source, lineEnd).map((text) => maskLine(text, mask)) : []
  const marked = markedLine(line, { start: span.start - lineStart, end: Math.min(span.end, lineEnd) - lineStart }, mask)
  return {
    firstLine: lineNumber - above.length,
    lines: [...above, marked.text, ...below],
    marked: above.length,
    span: marked.span,
    note,
  }
}

/** Line breaks inside of secrets, such as a private key. None of its lines is one, so the mask cannot tell them alone. */
function maskedLineBreaks(text: string, mask: Mask): number {
  const lineBreaks = (some: string) => some.split('\n').length
  return lineBreaks(text) - lineBreaks(mask.text(text))
}

/** The mask changes lengths, so what stands before, in and after the span is masked apart. */
function markedLine(line: string, { start, end }: Span, mask: Mask): { text: string; span: Span } {
  const before = mask.text(plainLine(untilLastToken(line, start)))
  const inside = mask.text(plainLine(line.slice(start, Math.min(end, start + reach)))).slice(0, maxWidth)
  const after = mask.text(plainLine(fromFirstToken(line, end)))
  const whole = before + inside + after
  // A secret that reaches over an edge of the span is seen only by the mask of the whole line.
  if (mask.text(whole) !== whole) {
    const text = maskLine(line, mask)
    return { text, span: { start: 0, end: text.length } }
  }
  const isCut = before.length > maxWidth / 2
  const left = isCut ? `…${before.slice(-maxWidth / 2)}` : before
  return {
    text: `${left}${inside}${after}`.slice(0, maxWidth * 2),
    span: { start: left.length, end: left.length + inside.length },
  }
}

/** What stands before an offset, as far as it is read; a token that the edge would cut is left out whole. */
function untilLastToken(line: string, offset: number): string {
  const text = line.slice(Math.max(0, offset - reach), offset)
  return offset > reach ? text.replace(/^[\w+/=-]*/u, '') : text
}

function fromFirstToken(line: string, offset: number): string {
  const text = line.slice(offset, offset + reach)
  return line.length > offset + reach ? text.replace(/[\w+/=-]*$/u, '') : text
}

function maskLine(line: string, mask: Mask): string {
  return mask.text(plainLine(fromFirstToken(line, 0))).slice(0, maxWidth)
}

/** Tabs and control characters would break the frame's columns, or the terminal. */
function plainLine(text: string): string {
  return text.replace(/\t/gu, ' ').replace(/\p{Cc}/gu, '')
}

function linesAbove(source: string, lineStart: number): string[] {
  const lines: string[] = []
  let end = lineStart - 1
  while (end >= 0 && lines.length < contextLines) {
    const start = end === 0 ? 0 : source.lastIndexOf('\n', end - 1) + 1
    lines.unshift(source.slice(start, end))
    end = start - 1
  }
  return lines
}

function linesBelow(source: string, lineEnd: number): string[] {
  const lines: string[] = []
  let start = lineEnd + 1
  // The second line below adds little; the marked one is what counts.
  while (start < source.length && lines.length < contextLines - 1) {
    const end = endOfLine(source, start)
    lines.push(source.slice(start, end))
    start = end + 1
  }
  return lines
}

function endOfLine(source: string, start: number): number {
  const end = source.indexOf('\n', start)
  return end === -1 ? source.length : end
}
