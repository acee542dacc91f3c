import { readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { showPath } from './files.ts'

const comment = /[#@]\s*sourceMappingURL=(?<url>[^\s'"*]+)/gu

/**
 * Text of the source map that a file names, from its own folder or from a data URL. A file that names none may have a
 * hidden one beside it, which is its own if it does not say otherwise. Undefined without one.
 */
export function mapsOf(root: string, path: string): string | undefined {
  const file = resolve(root, path)
  try {
    const url = [...readFileSync(file, 'utf8').matchAll(comment)].at(-1)?.groups?.['url']
    if (url === undefined) return hiddenMap(file)
    const data = /^data:application\/json[^,]*;base64,(?<base64>.*)$/u.exec(url)?.groups?.['base64']
    if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8')
    // A URL elsewhere is not fetched: keyfence does not use the network.
    if (/^[a-z][\w+.-]*:/iu.test(url)) return undefined
    const map = resolve(dirname(file), decodeURIComponent(url))
    // Nor is a file read that a build has no business to point to.
    return showPath(map, root) === map ? undefined : readFileSync(map, 'utf8')
  } catch {
    return undefined
  }
}

function hiddenMap(file: string): string | undefined {
  const text = readFileSync(`${file}.map`, 'utf8')
  const name = /"file"\s*:\s*"(?<name>[^"]*)"/u.exec(text)?.groups?.['name']
  return name === undefined || name === '' || basename(name) === basename(file) ? text : undefined
}
