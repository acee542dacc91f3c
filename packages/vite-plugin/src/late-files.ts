import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { ClientFile, UnreadableFile } from '@keyfence/core'
import { clientFile } from '@keyfence/core/node'
import type { Rollup } from 'vite'
import type { Guard } from './guard.ts'

/** Items of a bundle whose content is not the one that was checked: another plugin changed or added them. */
export function changedItems(bundle: Rollup.OutputBundle, { checked }: Guard): Rollup.OutputBundle {
  const entries = Object.entries(bundle).filter(([, item]) => checked.get(item.fileName) !== contentOf(item))
  return Object.fromEntries(entries)
}

/** Remembers what was checked, so that a later look reads only what changed. */
export function rememberItems(bundle: Rollup.OutputBundle, { checked }: Guard): void {
  for (const item of Object.values(bundle)) checked.set(item.fileName, contentOf(item))
}

/** What stands in the output folder before a build: absolute path → when and how long. */
export function snapshot(folder: string): ReadonlyMap<string, string> {
  return new Map(filesBelow(folder).map((file) => [file, stamp(file)]))
}

/** Files in the output folder that this build wrote past the bundler: service workers, copies, prerendered pages. */
export function* lateFiles(guard: Guard): Generator<ClientFile | UnreadableFile> {
  const folder = resolve(guard.root, guard.outDir)
  for (const file of filesBelow(folder)) {
    const name = posix(relative(folder, file))
    if (guard.checked.has(name) || guard.before.get(file) === stamp(file)) continue
    const path = `${guard.outDir}/${name}`
    try {
      yield { ...clientFile(path, readFileSync(file)), cause: 'plugin' as const }
    } catch (error) {
      yield { path, unreadable: `it cannot be read (${errorCode(error)}).` }
    }
  }
}

/** Removes the files of the output folder that a report names. The names in it are masked, as those of files may leak too. */
export function removeFiles(names: ReadonlySet<string>, { root, outDir, fence }: Guard): void {
  const folder = resolve(root, outDir)
  for (const file of filesBelow(folder)) {
    if (names.has(fence.mask(`${outDir}/${posix(relative(folder, file))}`))) rmSync(file, { force: true })
  }
}

/** Every file below a folder, through links, sorted; none when there is no such folder. */
export function filesBelow(folder: string, visited: ReadonlySet<string> = new Set()): string[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  return names.sort().flatMap((name) => {
    const path = join(folder, name)
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats?.isDirectory() !== true) return [path]
    const identity = `${stats.dev}:${stats.ino}`
    // A link that leads back to a folder above it.
    return visited.has(identity) ? [] : filesBelow(path, new Set([...visited, identity]))
  })
}

/** Code of a system error, which holds no path and no content. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
}

/** Changes whenever a file is written anew. */
function stamp(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false, bigint: true })
  return stats === undefined ? '' : `${stats.mtimeNs} ${stats.ctimeNs} ${stats.ino} ${stats.size}`
}

function contentOf(item: Rollup.OutputAsset | Rollup.OutputChunk): string | Uint8Array {
  return item.type === 'chunk' ? item.code : item.source
}

function posix(path: string): string {
  return path.split(sep).join('/')
}
