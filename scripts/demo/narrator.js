/** @typedef {{ write(text: string): unknown }} Output */

/**
 * Whether a terminal and its user want colours, by the usual three signs.
 *
 * @param {NodeJS.WriteStream} stream
 */
export function wantsColour(stream) {
  if (process.env['NO_COLOR']) return false
  const forced = process.env['FORCE_COLOR']
  return forced === undefined ? stream.isTTY : forced !== '0' && forced !== 'false'
}

/**
 * Tells the story of the demo: a headline for each step, what a build printed, and what that proves.
 *
 * @param {Output} stdout
 * @param {boolean} colour
 */
export function createNarrator(stdout, colour) {
  /** @type {(code: string, text: string) => string} */
  const paint = (code, text) => (colour ? `\u001B[${code}m${text}\u001B[0m` : text)

  return {
    /** @type {(step: string, text: string) => void} */
    headline(step, text) {
      stdout.write(`\n${paint('36', step)}  ${paint('1', text)}\n`)
    },
    /** @type {(command: string, output: string) => void} */
    build(command, output) {
      stdout.write(`\n${paint('2', `$ ${command}`)}\n${output.trimEnd()}\n\n`)
    },
    /** @type {(isGood: boolean, text: string) => void} */
    outcome(isGood, text) {
      stdout.write(` ${isGood ? paint('32', '✔') : paint('31', '✖')} ${text}\n`)
    },
    /** @type {(isGood: boolean, text: string) => void} */
    summary(isGood, text) {
      stdout.write(`\n${paint(isGood ? '1;32' : '1;31', text)}\n`)
    },
  }
}
