/**
 * Whether an offset stands in a comment of JavaScript, CSS or HTML. Reads strings and templates, so that `//` in a URL
 * starts none; does not know regular expressions, where a quote can mislead it for the rest of the line.
 */
export function isInComment(source: string, offset: number): boolean {
  let quote = ''
  let index = 0
  while (index < offset) {
    const character = source.charAt(index)
    if (quote !== '') {
      if (character === '\\') index++
      else if (character === quote || (character === '\n' && quote !== '`')) quote = ''
      index++
      continue
    }
    const comment = openings.find(({ open }) => source.startsWith(open, index))
    if (comment !== undefined) {
      const end = source.indexOf(comment.close, index + comment.open.length)
      const stop = end === -1 ? source.length : end + comment.close.length
      if (offset < stop) return true
      index = stop
      continue
    }
    if (character === '"' || character === "'" || character === '`') quote = character
    index++
  }
  return false
}

const openings = [
  { open: '//', close: '\n' },
  { open: '/*', close: '*/' },
  { open: '<!--', close: '-->' },
]
