/**
 * @typedef {object} Style
 * @property {string} [colour] A name of `colours`; absent for the terminal's own.
 * @property {boolean} [isBold]
 * @property {boolean} [isDim]
 * @property {boolean} [isItalic]
 * @property {boolean} [isUnderlined]
 */

/**
 * One character and how it looks.
 *
 * @typedef {{ readonly character: string, readonly style: Style }} Cell
 */

const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']

/**
 * What each SGR code changes. The codes of `util.styleText` and picocolors, less backgrounds.
 *
 * @type {ReadonlyMap<number, Style | undefined>}
 */
const CHANGES = new Map(
  /** @type {[number, Style | undefined][]} */ ([
    [0, undefined],
    [1, { isBold: true }],
    [2, { isDim: true }],
    [3, { isItalic: true }],
    [4, { isUnderlined: true }],
    [22, { isBold: false, isDim: false }],
    [23, { isItalic: false }],
    [24, { isUnderlined: false }],
    [39, { colour: 'default' }],
    ...COLOURS.flatMap((colour, index) => [
      [30 + index, { colour }],
      [90 + index, { colour: `bright-${colour}` }],
    ]),
  ]),
)

/**
 * Reads a terminal's output into lines of cells, broken where a terminal of this width breaks them.
 *
 * @param {string} ansi
 * @param {number} columns
 * @returns {Cell[][]}
 * @throws {Error} The output holds an escape sequence that would be drawn wrongly.
 */
export function parseAnsi(ansi, columns) {
  /** @type {Cell[]} */
  let line = []
  const lines = [line]
  /** @type {Style} */
  let style = {}

  // eslint-disable-next-line no-control-regex -- an escape sequence begins with one
  for (const [token] of ansi.matchAll(/\u001B\[[\d;]*m|./gsu)) {
    if (token.length > 1 && token.startsWith('\u001B')) {
      for (const code of token.slice(2, -1).split(';').map(Number)) style = apply(code, style)
    } else if (token === '\n') {
      lines.push((line = []))
    } else if (token < ' ') {
      throw new Error(`The picture cannot show the control character ${JSON.stringify(token)}.`)
    } else {
      if (line.length === columns) lines.push((line = []))
      line.push({ character: token, style })
    }
  }
  return lines
}

/** @type {(code: number, style: Style) => Style} */
function apply(code, style) {
  if (!CHANGES.has(code)) throw new Error(`The picture cannot show the SGR code ${String(code)}.`)
  const change = CHANGES.get(code)
  return change === undefined ? {} : { ...style, ...change }
}
