import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { ClientFile, Report, UnreadableFile } from '@keyfence/core'
import { clientFile } from '@keyfence/core/node'
import type { Rollup } from 'vite'
import { outputPath, showPath, type Guard } from './guard.ts'
import { isOfServer } from './server-output.ts'

/** Items of a bundle whose content is not the one that was checked: another plugin changed or added them. */
export function changedItems(bundle: Rollup.OutputBundle, folder: string, { checked }: Guard): Rollup.OutputBundle {
  const entries = Object.entries(bundle).filter(
    ([, item]) => checked.get(outputPath(folder, item.fileName)) !== contentOf(item),
  )
  return Object.fromEntries(entries)
}

/** Remembers what was checked, so that a later look reads only what changed. */
export function rememberItems(bundle: Rollup.OutputBundle, folder: string, { checked }: Guard): void {
  for (const item of Object.values(bundle)) checked.set(outputPath(folder, item.fileName), contentOf(item))
}

/** What stands in the output folder before a build: absolute path → when and how long. */
export function snapshot(folder: string): Map<string, string> {
  return new Map(filesBelow(folder).map((file) => [file, stamp(file)]))
}

/** What a search for late files asks of a build. */
export type Written = Pick<Guard, 'target' | 'folders' | 'checked'>

/**
 * Files in the output folders that this build wrote past the bundler: service workers, copies, prerendered pages.
 * Absolute path → file as it is checked. A later call tells only what was written since.
 */
export function lateFiles(guard: Written): Map<string, ClientFile | UnreadableFile> {
  const files = new Map<string, ClientFile | UnreadableFile>()
  for (const [folder, before] of guard.folders) {
    if (`${guard.target.root}${sep}`.startsWith(`${folder}${sep}`)) continue
    for (const file of filesBelow(folder)) {
      const now = stamp(file)
      if (before.get(file) === now || isOfServer(file, folder)) continue
      before.set(file, now)
      if (!isAsChecked(file, guard)) files.set(file, readOutput(file, guard))
    }
  }
  return files
}

/** A plugin may write over a file that was checked in the bundle, such as the page. */
function isAsChecked(file: string, { checked }: Written): boolean {
  const content = checked.get(file)
  if (content === undefined) return false
  try {
    return readFileSync(file).equals(typeof content === 'string' ? Buffer.from(content) : content)
  } catch {
    return false
  }
}

function readOutput(file: string, guard: Pick<Guard, 'target'>): ClientFile | UnreadableFile {
  const path = showPath(file, guard)
  try {
    return { ...clientFile(path, readFileSync(file)), cause: 'plugin' as const }
  } catch (error) {
    return { path, unreadable: `it cannot be read (${errorCode(error)}).` }
  }
}

/**
 * Takes written files that leak off the disk again. Says what it did; a file that could not be checked stays. The names
 * in a report are masked, as those of files may leak too.
 *
 * @param candidates - Absolute paths of the files that the report is about.
 */
export function removeLeaks(report: Report, candidates: Iterable<string>, guard: Guard): string | undefined {
  if (report.verdict !== 'findings') return undefined
  const leaks = new Set(
    report.findings.filter(({ severity }) => severity === 'error').map(({ location }) => location.path),
  )
  for (const file of candidates) {
    if (leaks.has(guard.fence.mask(showPath(file, guard)))) rmSync(file, { force: true })
  }
  return `The files that hold it were removed from ${showPath(guard.target.outFolder, guard)}/.`
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
