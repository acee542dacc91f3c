import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { ClientFile, UnreadableFile } from '@keyfence/core'
import { clientFile } from '@keyfence/core/node'

/** A file that is there, before it is read. */
export interface FoundFile {
  /** Absolute. */
  readonly file: string
  /** As it is shown: relative to the root where it lies below it, with `/`. */
  readonly path: string
  readonly bytes: number
}

/** Which files below a folder count. Asked with paths relative to it, with `/`. */
export interface Selection {
  /** Whether anything in a folder may count. */
  readonly mayEnter: (folder: string) => boolean
  readonly isTaken: (file: string) => boolean
}

/**
 * Every file at or below a path, in the order of names, and what cannot be looked into. Ignore files do not apply: what
 * ships, ships. Links are followed, each folder once.
 *
 * @param root - Paths in the result are relative to it where they lie below it.
 * @param selection - Leaves out what a server keeps for itself. @default nothing is left out
 */
export function* filesAt(path: string, root: string, selection?: Selection): Generator<FoundFile | UnreadableFile> {
  yield* walk(resolve(root, path), '', { root, selection, visited: new Set() })
}

interface Walk {
  readonly root: string
  readonly selection: Selection | undefined
  readonly visited: Set<string>
}

/** @param below - Relative to where the walk began, with `/`; empty there. */
function* walk(file: string, below: string, context: Walk): Generator<FoundFile | UnreadableFile> {
  const { root, selection, visited } = context
  const path = showPath(file, root)
  const isTaken = below === '' || selection?.isTaken(below) !== false
  let names: string[]
  try {
    const stats = statSync(file)
    if (stats.isFile()) {
      if (isTaken) yield { file, path, bytes: stats.size }
      return
    }
    if (!stats.isDirectory()) {
      if (isTaken) yield { path, unreadable: 'it is no file and no folder.' }
      return
    }
    if (below !== '' && selection?.mayEnter(below) === false) return
    const real = realpathSync(file)
    if (visited.has(real)) return
    visited.add(real)
    names = readdirSync(file).sort()
  } catch (error) {
    if (isTaken) yield { path, unreadable: problem(error) }
    return
  }
  for (const name of names) yield* walk(join(file, name), below === '' ? name : `${below}/${name}`, context)
}

/** Reads what was found. */
export function readFound({ file, path }: FoundFile): ClientFile | UnreadableFile {
  try {
    return clientFile(path, readFileSync(file))
  } catch (error) {
    return { path, unreadable: problem(error) }
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
    ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB.',
  }
  return sentences[code] ?? `it cannot be read (${code === '' ? 'unknown error' : code}).`
}
