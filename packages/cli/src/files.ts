import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { ClientFile, UnreadableFile } from '@keyfence/core'
import { clientFile } from '@keyfence/core/node'

/**
 * Every file at or below a path, read one at a time, in the order of names. Ignore files do not apply: what ships, ships.
 * Links are followed, each folder once.
 *
 * @param root - Paths in the result are relative to it where they lie below it.
 */
export function* filesAt(path: string, root: string): Generator<ClientFile | UnreadableFile> {
  yield* walk(resolve(root, path), root, new Set())
}

function* walk(path: string, root: string, visited: Set<string>): Generator<ClientFile | UnreadableFile> {
  const shown = showPath(path, root)
  let isFolder: boolean
  try {
    const stats = statSync(path)
    isFolder = stats.isDirectory()
    if (!isFolder && !stats.isFile()) {
      yield { path: shown, unreadable: 'it is no file and no folder.' }
      return
    }
  } catch (error) {
    yield { path: shown, unreadable: problem(error) }
    return
  }
  if (!isFolder) {
    yield readFile(path, shown)
    return
  }
  let names: string[]
  try {
    const real = realpathSync(path)
    if (visited.has(real)) return
    visited.add(real)
    names = readdirSync(path).sort()
  } catch (error) {
    yield { path: shown, unreadable: problem(error) }
    return
  }
  for (const name of names) yield* walk(join(path, name), root, visited)
}

function readFile(path: string, shown: string): ClientFile | UnreadableFile {
  try {
    return clientFile(shown, readFileSync(path))
  } catch (error) {
    return { path: shown, unreadable: problem(error) }
  }
}

/** Relative with `/` below the root, absolute elsewhere. */
export function showPath(path: string, root: string): string {
  const below = relative(root, path)
  return (below.startsWith('..') ? path : below === '' ? '.' : below).split(sep).join('/')
}

function problem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const sentences: Readonly<Record<string, string>> = {
    ENOENT: 'it is a link to something that is not there.',
    ELOOP: 'it is a link that leads back to itself.',
    EACCES: 'you may not read it.',
    EPERM: 'you may not read it.',
  }
  return sentences[code] ?? `it cannot be read (${code === '' ? 'unknown error' : code}).`
}
