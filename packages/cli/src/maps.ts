import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
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
    const map = placesOf(url, file, root).find((place) => existsSync(place))
    return map === undefined ? undefined : readFileSync(map, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * Where a map can lie that a URL names: below its file's folder, or below any folder above for one from the top of a host.
 * No place outside of the root: a build has no business to point there. Nothing is fetched.
 */
function placesOf(url: string, file: string, root: string): string[] {
  const path = decodeURIComponent(url.replace(/[?#].*$/u, ''))
  const fromTop = /^(?:https?:\/\/[^/]+)?(?<path>\/.*)$/u.exec(path)?.groups?.['path']
  if (fromTop === undefined && /^[a-z][\w+.-]*:/iu.test(path)) return []
  const places = [resolve(dirname(file), fromTop === undefined ? path : basename(fromTop))]
  for (let folder = dirname(file); fromTop !== undefined; folder = dirname(folder)) {
    places.push(join(folder, fromTop))
    if (folder === root || folder === dirname(folder)) break
  }
  return places.filter((place) => !isAbsolute(showPath(place, root)))
}

function hiddenMap(file: string): string | undefined {
  const text = readFileSync(`${file}.map`, 'utf8')
  const name = /"file"\s*:\s*"(?<name>[^"]*)"/u.exec(text)?.groups?.['name']
  return name === undefined || name === '' || basename(name) === basename(file) ? text : undefined
}
