import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { ClientFile, UnreadableFile } from '@keyfence/core'
import { clientFile } from '@keyfence/core/node'
import type { BuildOptions } from 'esbuild'
import { outputKey } from './ids.ts'
import type { Writer } from './write-output.ts'

/** Clocks of file systems are coarser than the process's: a file may seem older than the build that wrote it. */
const clockSlackMs = 2000

/** Files in the output folder that other plugins wrote or changed after the output was checked. */
export function* lateFiles(
  options: BuildOptions,
  base: string,
  startedAt: number,
  writer: Writer,
): Generator<ClientFile | UnreadableFile> {
  const folder = outputFolder(options, base)
  if (folder === undefined) return
  for (const file of filesBelow(folder, isAbove(folder, base))) {
    const path = outputKey(file, base)
    const stats = statSync(file, { throwIfNoEntry: false })
    if (stats?.isFile() !== true || stats.ctimeMs < startedAt - clockSlackMs || writer.isOwn(file, stats)) continue
    try {
      yield { ...clientFile(path, readFileSync(file)), cause: 'plugin' }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
      yield { path, unreadable: `it cannot be read (${code}).` }
    }
  }
}

/** Absolute; undefined for a build that prints. */
export function outputFolder({ outdir, outfile }: BuildOptions, base: string): string | undefined {
  if (outdir !== undefined) return resolve(base, outdir)
  return outfile === undefined ? undefined : dirname(resolve(base, outfile))
}

/** An output folder that holds the sources too is read without its folders: they are not output. */
function isAbove(folder: string, base: string): boolean {
  return !relative(folder, base).startsWith('..')
}

function* filesBelow(folder: string, isFlat: boolean): Generator<string> {
  let entries: Dirent[]
  try {
    entries = readdirSync(folder, { withFileTypes: true })
  } catch {
    return
  }
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!isFlat && entry.name !== 'node_modules' && entry.name !== '.git') yield* filesBelow(path, false)
    } else yield path
  }
}
