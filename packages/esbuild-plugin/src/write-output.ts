import type { Stats } from 'node:fs'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { BuildOptions, Metafile, OutputFile, PartialMessage } from 'esbuild'
import { isVirtual, outputKey, resolveId } from './ids.ts'

/** Writes the output of one build, and of every rebuild after it, as esbuild would. */
export interface Writer {
  /** Writes what was checked. Returns esbuild's own errors where it cannot. */
  readonly write: (output: CheckedOutput) => Promise<PartialMessage[]>
  /** Removes what earlier rebuilds wrote: esbuild leaves nothing of a build that failed either. */
  readonly removeAll: () => Promise<void>
  /** Whether a file is still as it was written here. */
  readonly isOwn: (path: string, stats: Stats) => boolean
}

/** Output that may be written. */
interface CheckedOutput {
  /** In memory, and clean. */
  readonly files: readonly OutputFile[]
  /** Tells sources and programs. */
  readonly metafile: Metafile
  /** Final. */
  readonly options: BuildOptions
  /** Absolute folder that the paths of the metafile are relative to. */
  readonly base: string
}

/** Creates a writer. */
export function createWriter(): Writer {
  let latest: ReadonlyMap<string, string> = new Map()
  let stamps: ReadonlyMap<string, string> = new Map()
  const removeAll = async () => {
    await removeFiles(latest.keys())
    latest = new Map()
  }
  return {
    removeAll,
    isOwn: (path, stats) => stamps.get(path) === stampOf(stats),
    write: async (output) => {
      const refusals = overwrittenInputs(output)
      if (refusals.length > 0) {
        await removeAll()
        return refusals
      }
      const previous = latest
      latest = new Map(output.files.map(({ path, hash }) => [path, hash]))
      const stale = [...previous.keys()].filter((path) => !latest.has(path))
      const problems = await Promise.all(
        output.files.map((file) => writeOne(file, previous.get(file.path) === file.hash, isExecutable(file, output))),
      )
      await removeFiles(stale)
      stamps = new Map(
        await Promise.all([...latest.keys()].map(async (path) => [path, await readStamp(path)] as const)),
      )
      return problems.filter((problem) => problem !== undefined)
    },
  }
}

/** esbuild skips this check when it does not write by itself. */
function overwrittenInputs({ files, metafile, options, base }: CheckedOutput): PartialMessage[] {
  if (options.allowOverwrite === true) return []
  const outputs = new Set(files.map(({ path }) => pathKey(path)))
  return Object.keys(metafile.inputs)
    .filter((key) => !isVirtual(key) && outputs.has(pathKey(resolveId(key, base))))
    .map((key) => ({
      text: `Refusing to overwrite input file ${JSON.stringify(key)} (use "allowOverwrite: true" to allow this)`,
    }))
}

/** Windows does not tell upper from lower case. */
function pathKey(path: string): string {
  const posix = path.replace(/\\/gu, '/')
  return process.platform === 'win32' ? posix.toLowerCase() : posix
}

async function writeOne(
  { path, contents }: OutputFile,
  isUnchanged: boolean,
  executable: boolean,
): Promise<PartialMessage | undefined> {
  if (isUnchanged && (await holds(path, contents))) return undefined
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o755 })
  } catch (error) {
    return { text: `Failed to create output directory: ${reasonOf(error)}` }
  }
  try {
    await writeFile(path, contents, { mode: executable ? 0o777 : 0o666 })
  } catch (error) {
    return { text: `Failed to write to output file: ${reasonOf(error)}` }
  }
  return undefined
}

async function holds(path: string, contents: Uint8Array): Promise<boolean> {
  try {
    return (await readFile(path)).equals(contents)
  } catch {
    return false
  }
}

async function removeFiles(paths: Iterable<string>): Promise<void> {
  await Promise.all([...paths].map((path) => rm(path, { force: true }).catch(() => undefined)))
}

/** The source of an entry began with `#!`; a banner that begins with it makes no program in esbuild's eyes. */
function isExecutable({ path, contents }: OutputFile, { metafile, options, base }: CheckedOutput): boolean {
  if (contents[0] !== 0x23 || contents[1] !== 0x21) return false
  const output = metafile.outputs[outputKey(path, base)]
  if (output?.entryPoint === undefined) return false
  // Copied as it is: esbuild counts the line of a program it compiled as its own.
  if (output.inputs[output.entryPoint]?.bytesInOutput === output.bytes) return false
  const banner = options.banner?.['js'] ?? ''
  if (!banner.startsWith('#!')) return true
  const text = new TextDecoder().decode(contents)
  return !text.startsWith(banner) || text.slice(text.indexOf('\n') + 1).startsWith(banner)
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error'
}

function stampOf({ mtimeMs, size, ino }: Stats): string {
  return `${mtimeMs}:${size}:${ino}`
}

async function readStamp(path: string): Promise<string> {
  try {
    return stampOf(await stat(path))
  } catch {
    return ''
  }
}
