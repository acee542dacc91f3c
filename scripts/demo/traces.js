import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow } from './files-below.js'

/** Long enough not to occur by chance in a terminal's output, short enough to notice a printed piece of a key. */
const WINDOW = 8

/**
 * The forms in which base64 text can hold a value. A value that begins one or two bytes into a group of three gives
 * other characters, so there are three; those at the ends that depend on the neighbours are left out.
 *
 * @param {string} value
 */
function base64Forms(value) {
  return [0, 1, 2].flatMap((shift) => {
    const bits = (shift + value.length) * 8
    const text = Buffer.from(' '.repeat(shift) + value).toString('base64')
    const form = text.slice(Math.ceil((shift * 8) / 6), Math.floor(bits / 6))
    return [form, form.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

/**
 * Names every file below a folder that holds the key, in plain or base64 form. Empty when the folder does not exist.
 *
 * @param {string} directory
 * @param {string} key
 */
export async function filesWithKey(directory, key) {
  const forms = [key, ...base64Forms(key)]
  const found = []
  for (const path of await filesBelow(directory)) {
    const content = await readFile(join(directory, path))
    if (forms.some((form) => content.includes(form))) found.push(path)
  }
  return found
}

/**
 * Whether a text shows any eight characters of the key in a row beyond its public prefix.
 *
 * @param {string} text
 * @param {string} key
 * @param {string} publicPrefix
 */
export function showsKey(text, key, publicPrefix) {
  const rest = key.slice(publicPrefix.length)
  for (let start = 0; start + WINDOW <= rest.length; start += 1) {
    if (text.includes(rest.slice(start, start + WINDOW))) return true
  }
  return false
}
