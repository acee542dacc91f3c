/**
 * A table. A column that is empty in every row is left out.
 *
 * @param {string[]} head
 * @param {string[][]} rows
 */
export function table(head, rows) {
  const used = head.map((_, column) => column === 0 || rows.some((row) => row[column] !== ''))
  const lines = [head, head.map(() => '---'), ...rows].map(
    (row) => `| ${row.filter((_, column) => used[column]).join(' | ')} |`,
  )
  return lines.join('\n')
}

/** Text as code inside of a table cell, where a `|` would end the cell. */
export function code(/** @type {string} */ text) {
  return `\`${text.replace(/\s+/gu, ' ').replace(/\|/gu, '\\|')}\``
}

/** Prose inside of a table cell or a paragraph: on one line, and no `<` that a page would read as HTML. */
export function prose(/** @type {string} */ text) {
  return text
    .replace(/\s+/gu, ' ')
    .split(/(?<code>`[^`]*`)/u)
    .map((part) => (part.startsWith('`') ? part.replace(/\|/gu, '\\|') : part.replace(/</gu, '&lt;')))
    .join('')
    .trim()
}

/** The first sentence of a text. */
export function firstSentence(/** @type {string} */ text) {
  return text.split(/(?<=\.)\s+(?=[A-Z`])/u)[0] ?? ''
}

/** "a", "a and b", "a, b and c". */
export function list(/** @type {string[]} */ items, joint = 'and') {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${joint} ${items.at(-1) ?? ''}`
}

/** A default: a value as code, a sentence as it is. */
export function value(/** @type {string} */ text) {
  return /^\S+$/u.test(text) ? code(text) : prose(text)
}
