import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Detector } from './model.ts'

/** What may be seen of a secret: the literal part of its format, and its length where there is one. */
export function redact(value: string, detector: Detector | undefined): string {
  const prefix = publicPrefix(value, detector)
  return prefix === '' ? '(hidden)' : `${prefix}… (${value.length} characters)`
}

/** What stands in place of a secret inside of a text, such as a code frame or a path. */
export function placeholderFor(value: string, detector: Detector | undefined): string {
  const prefix = publicPrefix(value, detector)
  return prefix === '' ? '(hidden)' : `${prefix}…`
}

/** The longest literal of the format that begins the value; empty where the format has none. */
export function publicPrefix(value: string, detector: Detector | undefined): string {
  let longest = ''
  for (const prefix of detector?.prefixes ?? []) {
    if (value.startsWith(prefix) && prefix.length > longest.length) longest = prefix
  }
  return longest
}

/**
 * Names a secret without telling it: `kf1_` and 128 bits of SHA-256 as hexadecimal digits, the same on every machine.
 * A hash of a weak value would give it away to anyone who guesses, so those are named by their place.
 */
export function fingerprint(
  value: string,
  detector: Detector | undefined,
  place: readonly (string | number)[],
): string {
  const isStrong = entropyBits(detector === undefined ? value : value.slice(publicPrefix(value, detector).length)) >= 80
  const parts = isStrong ? [detector?.id ?? 'value', value] : ['place', ...place]
  return `kf1_${bytesToHex(sha256(utf8ToBytes(parts.join('\0')))).slice(0, 32)}`
}

/** Identity of a finding that is about no secret, such as an import: its place. */
export function placeFingerprint(place: readonly (string | number)[]): string {
  return `kf1_${bytesToHex(sha256(utf8ToBytes(['place', ...place].join('\0')))).slice(0, 32)}`
}

/**
 * Careful estimate of how many bits a guess has to get right. Letters in runs that read like words count one bit each,
 * as in English text; all others count by how often each occurs.
 */
export function entropyBits(value: string): number {
  const rest = value.replace(/[A-Za-z][a-z]{3,}|[A-Z]{4,}/gu, (word) => (readsLikeAWord(word) ? '' : word))
  return value.length - rest.length + shannonBits(rest) * rest.length
}

/** Whether a run of letters has vowels and consonants in the proportions of words. */
export function readsLikeAWord(run: string): boolean {
  const vowels = run.match(/[aeiouy]/giu)?.length ?? 0
  return vowels >= run.length * 0.25 && vowels <= run.length * 0.7 && !/[bcdfghjklmnpqrstvwxz]{4}/iu.test(run)
}

function shannonBits(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}
