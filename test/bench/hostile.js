import { createRandom } from './generated-app.js'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const base64Letters = `${letters}+/`
const hexDigits = '0123456789abcdef'

/**
 * Texts of one line that make a careless search try every way to read them.
 *
 * @type {{ name: string, make: (bytes: number) => Buffer }[]}
 */
export const hostileTexts = [
  { name: 'one letter', make: (bytes) => repeat('a', bytes) },
  { name: 'letters and digits, no end', make: (bytes) => draw(letters, bytes) },
  { name: 'hexadecimal digits, no end', make: (bytes) => draw(hexDigits, bytes) },
  { name: '`sk-proj-` again and again', make: (bytes) => repeat('sk-proj-', bytes) },
  { name: '`"sk-` and 20 characters', make: (bytes) => pieces(bytes, '"sk-', 20) },
  { name: 'GitHub tokens that lack one character', make: (bytes) => pieces(bytes, ' ghp_', 35) },
  { name: '`=sk-a` again and again', make: (bytes) => repeat('=sk-a', bytes) },
  { name: 'first parts of JSON web tokens', make: (bytes) => repeat('eyJhbGciOiJIUzI1NiJ9,', bytes) },
  { name: 'JSON web tokens without end', make: (bytes) => repeat('eyJhbGciOiJIUzI1NiJ9.', bytes) },
  { name: 'random words of 24 in quotes', make: (bytes) => pieces(bytes, '","', 24) },
  { name: '`api_key=` and 32 digits', make: (bytes) => pieces(bytes, '&api_key=', 32) },
  { name: '`-----BEGIN` again and again', make: (bytes) => repeat('-----BEGIN PRIVATE KEY', bytes) },
  { name: '`\\x41` again and again', make: (bytes) => repeat('\\x41', bytes) },
  { name: '`%41` again and again', make: (bytes) => repeat('%41', bytes) },
  { name: '`&#65;` again and again', make: (bytes) => repeat('&#65;', bytes) },
  {
    name: 'base64 behind `data:`',
    make: (bytes) => Buffer.concat([Buffer.from('"data:x;base64,'), draw(base64Letters, bytes)]),
  },
]

/**
 * @param {string} unit
 * @param {number} bytes
 */
function repeat(unit, bytes) {
  return Buffer.alloc(bytes, unit)
}

/**
 * @param {string} alphabet
 * @param {number} bytes
 */
function draw(alphabet, bytes) {
  const random = createRandom(bytes)
  const text = Buffer.alloc(bytes)
  for (let index = 0; index < bytes; index++) text[index] = alphabet.charCodeAt(Math.floor(random() * alphabet.length))
  return text
}

/**
 * A beginning with that many random characters behind it, again and again.
 *
 * @param {number} bytes
 * @param {string} before
 * @param {number} length
 */
function pieces(bytes, before, length) {
  const text = draw(letters, bytes)
  for (let index = 0; index < bytes; index += before.length + length) text.write(before, index, 'latin1')
  return text
}
