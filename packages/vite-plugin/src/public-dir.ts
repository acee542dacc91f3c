import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { ClientFile, UnreadableFile } from '@keyfence/core'
import { clientFile } from '@keyfence/core/node'
import type { Guard } from './guard.ts'

/** Every file that Vite copies from the public folder, as it will stand in the output. */
export function* publicFiles({ config, outDir, root }: Guard): Generator<ClientFile | UnreadableFile> {
  if (config.publicDir === '') return
  for (const file of filesBelow(config.publicDir)) {
    const path = `${outDir}/${posix(relative(config.publicDir, file))}`
    try {
      yield {
        ...clientFile(path, readFileSync(file)),
        ...{ cause: 'public-dir', copiedFrom: posix(relative(root, file)) },
      }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
      yield { path, unreadable: `\`${posix(relative(root, file))}\` cannot be read (${code}).` }
    }
  }
}

function filesBelow(folder: string): string[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    // No public folder: Vite copies nothing.
    return []
  }
  return names.sort().flatMap((name) => {
    const path = join(folder, name)
    return isFolder(path) ? filesBelow(path) : [path]
  })
}

/** Follows links, as Vite's copy does. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function posix(path: string): string {
  return path.split(sep).join('/')
}
