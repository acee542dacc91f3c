/** A place, as ESLint counts. */
interface Position {
  /** One-based. */
  readonly line: number
  /** Zero-based, in UTF-16 code units. */
  readonly column: number
}

interface NodeBase {
  /** Half-open, in UTF-16 code units. */
  readonly range: readonly [start: number, end: number]
  /** The same as lines and columns. */
  readonly loc: { readonly start: Position; readonly end: Position }
}

/** Name of a variable. */
interface DotenvKey extends NodeBase {
  /** For selectors. */
  readonly type: 'Key'
  /** As it is written. */
  readonly name: string
}

/** What stands behind `=`. Its range holds the quotes. */
interface DotenvValue extends NodeBase {
  /** For selectors. */
  readonly type: 'Value'
  /** Without quotes, as it is written between them: neither escapes nor references are resolved. */
  readonly text: string
  /** What stands around it. */
  readonly quote: '"' | "'" | '`' | null
}

/** One variable. */
interface DotenvPair extends NodeBase {
  /** For selectors. */
  readonly type: 'Pair'
  /** Its name. */
  readonly key: DotenvKey
  /** Null when nothing stands behind `=`. */
  readonly value: DotenvValue | null
  /** Whether `export` stands before it. */
  readonly isExported: boolean
}

/** From `#` to the end of the line. */
export interface DotenvComment extends NodeBase {
  /** For selectors. */
  readonly type: 'Comment'
  /** Behind `#`. */
  readonly value: string
}

/** An `.env` file. */
export interface DotenvDocument extends NodeBase {
  /** For selectors. */
  readonly type: 'Document'
  /** In the order of the file; one name may stand in several. */
  readonly body: readonly DotenvPair[]
  /** In the order of the file. */
  readonly comments: readonly DotenvComment[]
}

/** Any node of the tree. */
export type DotenvNode = DotenvDocument | DotenvPair | DotenvKey | DotenvValue | DotenvComment

/** `export NAME=` or, as the package `dotenv` also takes it, `NAME: `. */
const assignment =
  /(?<before>[^\S\r\n]*(?<exported>export[^\S\r\n]+)?)(?<name>[^\s=:#"'`]{1,300})[^\S\r\n]*(?:=|:(?=\s))/uy
const spaces = /[^\S\r\n]*/uy
const restOfLine = /[^\r\n]*/uy
/** What may stand behind a closing quote. A quote that something else follows closes nothing for `dotenv`. */
const endOfValue = /[^\S\r\n]*(?:[#\r\n]|$)/uy

/**
 * Reads an `.env` file the way the package `dotenv` does, and keeps the places. There is no syntax error: a line that is
 * no assignment is nobody's variable.
 *
 * @param text - Without a byte order mark.
 */
export function parseDotenv(text: string): DotenvDocument {
  const body: DotenvPair[] = []
  const comments: DotenvComment[] = []
  const place = createPlaces(text)
  let at = 0

  const readComment = () => {
    const start = skip(spaces)
    if (text.charAt(start) !== '#') return
    at = start
    const value = text.slice(start + 1, skip(restOfLine))
    comments.push({ type: 'Comment', value, ...place(start, start + 1 + value.length) })
    at = start + 1 + value.length
  }
  const skip = (pattern: RegExp) => {
    pattern.lastIndex = at
    return pattern.test(text) ? pattern.lastIndex : at
  }
  const readValue = (): DotenvValue | null => {
    at = skip(spaces)
    const quote = quotes.find((one) => one === text.charAt(at))
    const close = quote === undefined ? -1 : closingQuote(text, at, quote)
    if (quote !== undefined && close !== -1) {
      const start = at
      at = close + 1
      return { type: 'Value', text: text.slice(start + 1, close), quote, ...place(start, at) }
    }
    const line = text.slice(at, skip(restOfLine))
    const hash = line.indexOf('#')
    const bare = (hash === -1 ? line : line.slice(0, hash)).trimEnd()
    if (bare === '') return null
    const start = at
    at += bare.length
    return { type: 'Value', text: bare, quote: null, ...place(start, at) }
  }

  while (at < text.length) {
    assignment.lastIndex = at
    const found = assignment.exec(text)
    if (found?.groups !== undefined) {
      const { before = '', exported, name = '' } = found.groups
      const start = at + before.length - (exported?.length ?? 0)
      const keyStart = at + before.length
      const key: DotenvKey = { type: 'Key', name, ...place(keyStart, keyStart + name.length) }
      at = assignment.lastIndex
      const behindName = at
      const value = readValue()
      const end = value?.range[1] ?? behindName
      body.push({ type: 'Pair', key, value, isExported: exported !== undefined, ...place(start, end) })
    }
    readComment()
    // What is left of the line means nothing.
    at = skip(restOfLine)
    if (text.charAt(at) === '\r') at++
    if (text.charAt(at) === '\n') at++
  }
  return { type: 'Document', body, comments, ...place(0, text.length) }
}

const quotes = ['"', "'", '`'] as const

/** Offset of the quote that closes a value, which may be lines below; -1 when the quote is a character like any other. */
function closingQuote(text: string, open: number, quote: string): number {
  let close = open
  do {
    close = text.indexOf(quote, close + 1)
    if (close === -1) return -1
  } while (text.charAt(close - 1) === '\\')
  endOfValue.lastIndex = close + 1
  return endOfValue.test(text) ? close : -1
}

/** Ranges and places of nodes, which are asked for in any order. */
function createPlaces(text: string) {
  const lineStarts = [0]
  for (const { index, 0: ending } of text.matchAll(/\r\n|\r|\n/gu)) lineStarts.push(index + ending.length)
  const positionAt = (offset: number): Position => {
    let [low, high] = [0, lineStarts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((lineStarts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (lineStarts[low] ?? 0) }
  }
  return (start: number, end: number) => ({
    range: [start, end] as const,
    loc: { start: positionAt(start), end: positionAt(end) },
  })
}
