import { existsSync, statSync } from 'node:fs'
import { dirname, join, parse as parsePath, relative, resolve, sep } from 'node:path'

/** A folder and those above it, up to the root of the workspace or of git. */
export function foldersUpwards(start: string): string[] {
  const from = resolve(start)
  const folders = [from]
  for (let folder = from; ; folder = dirname(folder)) {
    if (folder !== from) folders.push(folder)
    const isTop = ['pnpm-workspace.yaml', '.git'].some((name) => existsSync(join(folder, name)))
    if (isTop || folder === parsePath(folder).root) return folders
  }
}

/** The nearest folder at or above that holds a `package.json`; undefined without one. */
export function nearestPackage(start: string): string | undefined {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (folder === parsePath(folder).root) return undefined
  }
}

/** Path relative to a root, with `/`, for messages. */
export function showPath(path: string, root: string): string {
  return relative(root, path).split(sep).join('/') || '.'
}

/** Whether there is a file, itself or through a link. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
