/**
 * Whether an offset stands in a comment of JavaScript, CSS or HTML. Reads strings and templates, so that `//` in a URL
 * starts none; does not know regular expressions, where a quote can mislead it for the rest of the line.
 */
export function isInComment(source: string, offset: number): boolean {
  return createCommentTest(source)(offset)
}

/** The same for many offsets of one text, which is read once, and only as far as it is asked for. */
export function createCommentTest(source: string): (offset: number) => boolean {
  const spans: [start: number, end: number][] = []
  let readTo = 0
  const readUntil = (offset: number) => {
    while (readTo <= offset) {
      opening.lastIndex = readTo
      const found = opening.exec(source)
      if (found === null) {
        readTo = Infinity
        return
      }
      const { index, 0: open } = found
      const close = closings[open]
      readTo = close === undefined ? source.length : endOf(source, index + open.length, close)
      if (open.length > 1) spans.push([index, readTo])
    }
  }
  return (offset) => {
    readUntil(offset)
    let [low, high] = [0, spans.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((spans[middle]?.[0] ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    return offset < (spans[low - 1]?.[1] ?? 0)
  }
}

const opening = /["'`]|\/\/|\/\*|<!--/gu
/** Opening → what ends it. A quote that its line does not close ends with the line. */
const closings: Readonly<Record<string, RegExp>> = {
  '"': /\\[\s\S]|["\n]/gu,
  "'": /\\[\s\S]|['\n]/gu,
  '`': /\\[\s\S]|`/gu,
  '//': /\n/gu,
  '/*': /\*\//gu,
  '<!--': /-->/gu,
}

function endOf(source: string, start: number, close: RegExp): number {
  close.lastIndex = start
  for (;;) {
    const found = close.exec(source)
    if (found === null) return source.length
    if (!found[0].startsWith('\\')) return close.lastIndex
  }
}
