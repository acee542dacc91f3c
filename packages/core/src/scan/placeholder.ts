import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { sampleHashes } from '../detectors/samples.ts'

/** Words by which a person says "put yours here", set off by separators: in random text they stand by chance. */
const typed =
  /(?:^|[^A-Z0-9])(?:your|example|placeholder|dummy|fake|sample|changeme|change|replace|insert|xxxx|todo|redacted|here)(?:$|[^A-Z0-9])/iu

/**
 * Whether the part of a credential behind its prefix was typed by a person: repeated or counted characters, words.
 *
 * @param checkWords - False where a marker or a checksum stands in it: then only the characters around it count.
 */
export function isPlaceholder(body: string, checkWords = true): boolean {
  if (new Set(body).size < Math.min(6, body.length)) return true
  let ascending = 1
  let repeated = 1
  for (let index = 1; index < body.length; index++) {
    const step = body.charCodeAt(index) - body.charCodeAt(index - 1)
    ascending = step === 1 ? ascending + 1 : 1
    repeated = step === 0 ? repeated + 1 : 1
    // Eight in a row stand once in 10^12 random texts of such length.
    if (ascending >= 8) return true
    // Padding inside of a long key in DER is a row, too.
    if (repeated >= 8 && body.length < 200) return true
  }
  return checkWords && (/EXAMPLE(?:KEY)?$/u.test(body) || typed.test(body))
}

/** Whether a provider's documentation shows this very credential. */
export function isSample(value: string): boolean {
  // A private key is the same in one line and in twenty.
  return sampleHashes.has(bytesToHex(sha256(utf8ToBytes(value.replace(/\s|\\n/gu, '')))))
}
