/**
 * What differs from run to run or from machine to machine, and what stands in its place. The stand-ins have the usual
 * length, so that the picture is as wide as the terminal's text.
 *
 * @type {readonly (readonly [RegExp, string])[]}
 */
const STAND_INS = [
  [/\r\n/gu, '\n'],
  // Vite's: "built in 530ms", on a busy machine "built in 1.20s".
  [/(?<=\bin )[\d.]+m?s\b/gu, '500ms'],
  // The fence's: "in 9 ms".
  [/(?<=\bin )\d+(?= ms\b)/gu, '40'],
  // The hash in a file name follows the content, and with it the key.
  [/(?<=\bassets\/[\w.]+-)[\w-]{8}(?=\.\w)/gu, 'B3fQ9xK2'],
  // Below the report Vite and Rolldown print their own stack, with paths of this machine.
  [/(?:^ {4}at .+\n)+(?: {2}errors: .+\n\})?/gmu, '    at …'],
]

/**
 * Replaces what differs between two builds of the same source, so that their pictures are the same.
 *
 * @param {string} ansi
 */
export function normalise(ansi) {
  return STAND_INS.reduce((text, [pattern, standIn]) => text.replace(pattern, standIn), ansi)
}
