import { parseAnsi } from './parse-ansi.js'

/** @typedef {import('./parse-ansi.js').Cell} Cell */
/** @typedef {import('./parse-ansi.js').Style} Style */

/**
 * Neighbouring cells that are drawn as one.
 *
 * @typedef {{ readonly column: number, readonly cells: Cell[], readonly kind: 'letters' | 'symbol' | 'rule' }} Run
 */

const COLUMNS = 80
const CELL = { width: 8.4, height: 20 }
const MARGIN = 20
const TITLE_BAR = 38
const TITLE = 'vite build'
// The baseline, from the top of a line.
const BASELINE = 14.5

/** @type {Readonly<Record<string, string>>} */
const COLOURS = {
  default: '#d5dde6',
  black: '#6e7681',
  red: '#ff7b72',
  green: '#7ee787',
  yellow: '#f2cc60',
  blue: '#79c0ff',
  magenta: '#d2a8ff',
  cyan: '#76e3ea',
  white: '#f0f6fc',
  'bright-black': '#8b949e',
}
const WINDOW = { background: '#0d1117', bar: '#161b22', border: '#30363d', title: '#8b949e' }
const BUTTONS = ['#ff5f57', '#febc2e', '#28c840']

/**
 * Draws a terminal's output as an SVG picture of a terminal window, 80 columns wide.
 *
 * Every run of letters is stretched to its cells, every symbol stands in the middle of its own, and lines made of box
 * characters are drawn as lines: whichever monospaced font the reader has, columns stay columns.
 *
 * @param {string} ansi
 */
export function renderPicture(ansi) {
  const lines = parseAnsi(ansi.replace(/^\n+|\s+$/gu, ''), COLUMNS)
  const width = COLUMNS * CELL.width + 2 * MARGIN
  const height = TITLE_BAR + lines.length * CELL.height + 2 * MARGIN
  const buttons = BUTTONS.map((fill, index) => `<circle cx="${number(22 + index * 20)}" cy="19" r="6" fill="${fill}"/>`)
  const text = lines.flatMap((line, row) => runsOf(line).map((run) => draw(run, row)))

  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${number(width)}" height="${number(height)}" viewBox="0 0 ${number(width)} ${number(height)}" role="img" aria-label="Output of ${TITLE} in a terminal">`,
    '<style>',
    `svg { color: ${COLOURS['default']} }`,
    'text { font: 14px ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; font-variant-emoji: text; white-space: pre; fill: currentColor }',
    '.rule { fill: none; stroke: currentColor }',
    ...Object.entries(COLOURS).map(([name, colour]) => `.${name} { color: ${colour} }`),
    '.bold { font-weight: 700 }',
    '.dim { opacity: 0.65 }',
    '.italic { font-style: italic }',
    '.underlined { text-decoration: underline }',
    '</style>',
    `<rect x="0.5" y="0.5" width="${number(width - 1)}" height="${number(height - 1)}" rx="10" fill="${WINDOW.background}" stroke="${WINDOW.border}"/>`,
    `<path d="M1 ${TITLE_BAR}V10.5A9.5 9.5 0 0 1 10.5 1H${number(width - 10.5)}A9.5 9.5 0 0 1 ${number(width - 1)} 10.5V${TITLE_BAR}Z" fill="${WINDOW.bar}"/>`,
    ...buttons,
    `<text x="${number(width / 2)}" y="24" text-anchor="middle" style="color: ${WINDOW.title}">${TITLE}</text>`,
    ...text,
    '</svg>',
  ].join('\n')}\n`
}

/**
 * @param {Cell[]} line
 * @returns {Run[]} Without those that are all spaces.
 */
function runsOf(line) {
  /** @type {Run[]} */
  const runs = []
  for (const [column, cell] of line.entries()) {
    const kind = kindOf(cell.character)
    const last = runs.at(-1)
    const isSame = last?.kind === kind && kind !== 'symbol' && last.cells[0]?.style === cell.style
    if (isSame) last.cells.push(cell)
    else runs.push({ column, cells: [cell], kind })
  }
  return runs.map(trim).filter((run) => run.cells.length > 0)
}

/** @type {(character: string) => Run['kind']} */
function kindOf(character) {
  if (character === '─' || character === '│') return 'rule'
  return character >= ' ' && character <= '~' ? 'letters' : 'symbol'
}

/** @type {(run: Run) => Run} */
function trim(run) {
  const isInk = (/** @type {Cell} */ cell) => cell.character !== ' '
  const first = run.cells.findIndex(isInk)
  if (first === -1) return { ...run, cells: [] }
  return { ...run, column: run.column + first, cells: run.cells.slice(first, run.cells.findLastIndex(isInk) + 1) }
}

/** @type {(run: Run, row: number) => string} */
function draw({ column, cells, kind }, row) {
  const left = MARGIN + column * CELL.width
  const top = TITLE_BAR + MARGIN + row * CELL.height
  const width = cells.length * CELL.width
  const look = classes(cells[0]?.style ?? {}, kind)
  if (kind === 'rule') return `<path${look} d="${rules(cells, left, top)}"/>`

  const text = cells.map(({ character }) => character).join('')
  const y = number(top + BASELINE)
  return kind === 'symbol'
    ? `<text${look} x="${number(left + width / 2)}" y="${y}" text-anchor="middle">${escape(text)}</text>`
    : `<text${look} x="${number(left)}" y="${y}" textLength="${number(width)}" lengthAdjust="spacingAndGlyphs">${escape(text)}</text>`
}

/**
 * One stroke for each row of `─`, and one for each `│`, as high as its line so that it meets the one below.
 *
 * @type {(cells: Cell[], left: number, top: number) => string}
 */
function rules(cells, left, top) {
  const middle = top + CELL.height / 2
  const strokes = cells.map(({ character }, index) => {
    const x = left + index * CELL.width
    return character === '│'
      ? `M${number(x + CELL.width / 2)} ${number(top)}v${number(CELL.height)}`
      : `M${number(x)} ${number(middle)}h${number(CELL.width)}`
  })
  return strokes.join('')
}

/** @type {(style: Style, kind: Run['kind']) => string} */
function classes({ colour, isBold, isDim, isItalic, isUnderlined }, kind) {
  const name = colour?.replace(/^bright-(?!black)/u, '')
  const names = [
    kind === 'rule' && kind,
    name,
    isBold && 'bold',
    isDim && 'dim',
    isItalic && 'italic',
    isUnderlined && 'underlined',
  ]
  const given = names.filter(Boolean)
  return given.length === 0 ? '' : ` class="${given.join(' ')}"`
}

/** @type {(text: string) => string} */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** @type {(value: number) => string} At most two decimals: the picture is compared byte for byte. */
function number(value) {
  return String(Math.round(value * 100) / 100)
}
