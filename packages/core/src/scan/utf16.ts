import type { View } from './views.ts'

/** Characters of ASCII in a row that make text. Shorter ones stand in any table of numbers. */
// eslint-disable-next-line no-control-regex -- a tab and line breaks are text.
const run = /(?:[\x09-\x0d\x20-\x7e]\0){4,}/gu

/** Bytes around a run that are read with it: it ends where a character is not ASCII. */
const shortestReach = 256

/**
 * Text in UTF-16 inside of a file that is none as a whole, such as the strings of a program: one view for each order of
 * bytes.
 *
 * @param text - One character a byte, as binary files are read.
 * @param longest - Length of the longest known secret, in code units.
 */
export function utf16Of(text: string, longest: number): View[] {
  if (!text.includes('\0')) return []
  const reach = Math.max(shortestReach, longest * 2)
  const regions: { start: number; end: number }[] = []
  /** The last one for each alignment. */
  const open: ({ start: number; end: number } | undefined)[] = []
  for (const { 0: found, index } of text.matchAll(run)) {
    const start = Math.max(index % 2, index - reach - (reach % 2))
    const end = Math.min(text.length, index + found.length + reach)
    const last = open[start % 2]
    if (last !== undefined && start <= last.end) last.end = end
    else regions.push((open[start % 2] = { start, end }))
  }
  return regions.flatMap(({ start, end }) => [
    decoded(text, start, end, 0, 1),
    // The first byte of a character stands in front of the one that shows it.
    decoded(text, start === 0 ? 1 : start - 1, end, 1, 0),
  ])
}

function decoded(text: string, start: number, end: number, low: number, high: number): View {
  const units: string[] = []
  for (let at = start; at + 1 < end; at += 2) {
    units.push(String.fromCharCode((text.charCodeAt(at + low) & 0xff) | ((text.charCodeAt(at + high) & 0xff) << 8)))
  }
  return {
    text: units.join(''),
    encoding: 'utf16',
    toOriginal: (span) => ({ start: start + span.start * 2, end: start + span.end * 2 }),
  }
}
