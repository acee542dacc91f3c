/** One-based line and column of an offset. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Position of a zero-based offset in code units. */
export function positionAt(text: string, offset: number): Position {
  let line = 1
  let lineStart = 0
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; next = text.indexOf('\n', next + 1)) {
    line++
    lineStart = next + 1
  }
  return { line, column: offset - lineStart + 1 }
}

/** Zero-based offset of a one-based position; the end of the text when there is no such line. */
export function offsetAt(text: string, { line, column }: Position): number {
  let lineStart = 0
  for (let current = 1; current < line; current++) {
    const next = text.indexOf('\n', lineStart)
    if (next === -1) return text.length
    lineStart = next + 1
  }
  return lineStart + column - 1
}
