import type { Detector } from '../model.ts'
import { entropyBits } from '../redact.ts'
import { isPassword } from './proof.ts'

/** A guess at what a person chose has at least so many bits to get right; words and dates have fewer. */
const minBits = 28

/** Addresses, paths, names of members, patterns and templates: what else a program calls a password or a token. */
const otherText = /^(?:[a-z][a-z0-9+.-]{1,20}:|[./#@^$%{<([]|\d{4}-\d\d-\d\d)|\(\?|\$\{|%s|\.\*|=>/iu
const joinedWords = /^[A-Za-z$]{1,24}\d{0,2}(?:[-_.:/][A-Za-z$]{1,24}\d{0,2}){1,12}[-_.:/]?$/u

/**
 * Values that only their name makes a secret. Off unless the policy asks for it: what programs call a password is often
 * none.
 *
 * @param others - Formats that say more about the same value, publishable ones among them.
 */
export function genericDetectors(others: readonly Detector[]): readonly Detector[] {
  const shapes = others.filter(({ names }) => names === undefined)
  const hasShape = (value: string) =>
    shapes.some(({ pattern, prefixes }) => {
      if (prefixes.length > 0 && !prefixes.some((prefix) => value.startsWith(prefix))) return false
      pattern.lastIndex = 0
      return pattern.test(value)
    })
  const verify: NonNullable<Detector['verify']> = (value, text, { start }) => {
    // Without quotes it is a value of an environment file, or code.
    if (!/["'`\s]/u.test(text.charAt(start - 1)) && !/^[\w+/=-]{12,200}$/u.test(value)) return 'none'
    if (otherText.test(value) || joinedWords.test(value)) return 'none'
    // Of words, a letter counts one bit; of random text, more than three.
    const isRandom = entropyBits(value) >= Math.max(minBits, value.length * 1.5)
    return isRandom && isPassword(value, '', 8) && !hasShape(value) ? 'secret' : 'none'
  }
  return [
    {
      id: 'generic-password',
      title: 'Password or key in an assignment',
      provider: 'Any',
      secrecy: 'secret',
      prefixes: [],
      names: ['password', 'passwd', 'passphrase', 'pwd', 'secret', 'api_key', 'token', 'credential'],
      nameWords: ['password', 'passwd', 'passphrase', 'pwd', 'secret', 'key', 'apikey', 'token', 'credential'],
      pattern: /[\w!#$%&*+./:=?@^~-]{8,200}/uy,
      verify,
      envNames: [],
      references: ['https://cwe.mitre.org/data/definitions/798.html'],
      checkedOn: '2026-11-25',
      examples: {
        match: ['{alnum:16}', '{base64:24}', '{lowernum:20}'],
        ignore: [
          '{lower:16}',
          '{digit:12}',
          'your-{lower:8}',
          '{lower:5}.{lower:8}',
          'https://{lower:9}.io/{alnum:12}',
        ],
      },
    },
  ]
}
