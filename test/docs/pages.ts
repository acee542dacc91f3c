import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Root of the repository. */
export const repository = fileURLToPath(new URL('../../', import.meta.url))

/** A page that people read on the forge or on npm. */
export interface Page {
  /** Relative to the repository, with `/`. */
  readonly path: string
  readonly text: string
}

/** Text of a file of the repository, with `\n` on every system. */
export function readPage(path: string): string {
  return readFileSync(join(repository, path), 'utf8').replace(/\r\n/gu, '\n')
}

/** All pages: `docs`, those beside it, and the packages' own. */
export function pages(): Page[] {
  const packages = readdirSync(join(repository, 'packages')).map((name) => `packages/${name}/README.md`)
  const docs = readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.md'))
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...packages, ...docs]
    .filter((path) => existsSync(join(repository, path)))
    .sort()
    .map((path) => ({ path, text: readPage(path) }))
}
