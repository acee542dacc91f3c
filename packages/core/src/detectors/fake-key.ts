/** Characters of each class that a template may name. */
const alphabets: Readonly<Record<string, string>> = {
  digit: '0123456789',
  hex: '0123456789abcdef',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  lower: 'abcdefghijklmnopqrstuvwxyz',
  lowernum: 'abcdefghijklmnopqrstuvwxyz0123456789',
  uppernum: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  upperhex: '0123456789ABCDEF',
  base32: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  bech32: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
  alnum: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  base64: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  url: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-',
}

/**
 * Builds a key-shaped sample from a template, so that no key-shaped text has to stand in a repository.
 *
 * `{class:count}` gives that many random characters of a class (`digit`, `hex`, `upperhex`, `upper`, `lower`,
 * `uppernum`, `lowernum`, `base32`, `bech32`, `alnum`, `base64`, `url`) and `{crc}` the six base62 digits of the CRC-32 of the
 * random characters before it. `{b64:…}` gives a text as base64url, `{json:name=value,…}` an object as JSON in
 * base64url; both may hold classes. Everything else stands for itself.
 *
 * @param template - For example `gsk_{alnum:52}`.
 * @param seed - The same seed gives the same sample.
 * @throws {RangeError} The template names a class that does not exist.
 */
export function fakeKey(template: string, seed: number): string {
  const random = seededRandom(seed)
  let randomPart = ''
  const fill = (text: string) =>
    text.replace(/\{(?<kind>[a-z0-9]+)(?::(?<count>\d+))?\}/gu, (whole, kind: string, count = '0') => {
      if (kind === 'crc') return base62(crc32(randomPart), 6)
      const alphabet = alphabets[kind]
      if (alphabet === undefined) throw new RangeError(`No character class \`${kind}\` in \`${whole}\`.`)
      let part = ''
      for (let left = Number(count); left > 0; left--) part += alphabet.charAt(Math.floor(random() * alphabet.length))
      randomPart += part
      return part
    })
  const encoded = template.replace(
    /\{(?<kind>b64|json):(?<inner>(?:[^{}]|\{[^{}]*\})*)\}/gu,
    (_whole, kind: string, inner: string) => toBase64Url(kind === 'b64' ? fill(inner) : jsonOf(fill(inner))),
  )
  return fill(encoded)
}

/** `a=b,c=1` → `{"a":"b","c":1}`. */
function jsonOf(list: string): string {
  const pairs = list.split(',').map((pair) => {
    const [name = '', value = ''] = pair.split('=')
    return [name, /^\d{1,12}$/u.test(value) ? Number(value) : value] as const
  })
  return JSON.stringify(Object.fromEntries(pairs))
}

function toBase64Url(text: string): string {
  return btoa(text).replace(/\+/gu, '-').replace(/\//gu, '_').replace(/=+$/u, '')
}

/** CRC-32 of ASCII text (polynomial of IEEE 802.3), as an unsigned number. */
export function crc32(text: string): number {
  let crc = 0xffffffff
  for (let index = 0; index < text.length; index++) {
    crc ^= text.charCodeAt(index)
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

/** Digits 0-9A-Za-z, padded with zeros on the left. */
export function base62(value: number, width: number): string {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  let text = ''
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = digits.charAt(rest % 62) + text
  return text.padStart(width, '0')
}

/** Mulberry32: small, and good enough to look random. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
