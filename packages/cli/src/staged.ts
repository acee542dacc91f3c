import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { ClientFile, UnreadableFile } from '@keyfence/core'
import { clientFile } from '@keyfence/core/node'
import { showPath } from './files.ts'
import { UsageError } from './run.ts'

/** A file as it stands in git's index, which may differ from the one on disk. */
interface StagedFile {
  /** Absolute, where it lies or would lie on disk. */
  readonly file: string
  readonly path: string
  readonly object: string
  readonly bytes: number
}

/** Object type of a submodule's commit, which holds no text of its own. */
const submodule = '160000'
const batchBytes = 32 * 1024 * 1024

/**
 * What the next commit adds or changes, as git's index holds it.
 *
 * @param paths - Only what lies at or below them; everything when there are none.
 * @throws {UsageError} Where there is no repository or no git.
 */
export function stagedFiles(paths: readonly string[], cwd: string): StagedFile[] {
  const top = git(['rev-parse', '--show-toplevel'], cwd).toString().trimEnd()
  const raw = git(
    [
      'diff',
      '--cached',
      '--raw',
      '-z',
      '--no-renames',
      '--no-abbrev',
      '--no-ext-diff',
      '--diff-filter=ACMT',
      '--',
      ...paths,
    ],
    cwd,
  ).toString()
  // `:<old mode> <new mode> <old object> <new object> <status>`, then the path.
  const fields = raw.split('\0')
  const entries: { object: string; name: string }[] = []
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [, mode, , object = ''] = (fields[index] ?? '').split(' ')
    if (mode !== submodule) entries.push({ object, name: fields[index + 1] ?? '' })
  }
  if (entries.length === 0) return []
  const sizes = git(['cat-file', '--batch-check=%(objectsize)'], cwd, lines(entries)).toString().split('\n')
  return entries.map(({ object, name }, index) => {
    const file = join(top, name)
    return { file, path: showPath(file, cwd), object, bytes: Number(sizes[index]) }
  })
}

/** Reads staged files, a few megabytes at a time. */
export function* readStaged(
  files: readonly StagedFile[],
  cwd: string,
): Generator<ClientFile | UnreadableFile, undefined> {
  for (const batch of batches(files)) {
    const output = git(['cat-file', '--batch'], cwd, lines(batch))
    let offset = 0
    for (const { path, object, bytes } of batch) {
      // `<object> <type> <size>`, the content, and a line break.
      const start = output.indexOf('\n', offset) + 1
      const content = output.subarray(start, start + bytes)
      if (!output.subarray(offset, start).toString().startsWith(`${object} blob `) || content.length !== bytes) {
        throw new UsageError(`git could not read the staged \`${path}\`. Run \`git fsck\`.`)
      }
      offset = start + bytes + 1
      const file = clientFile(path, content)
      yield 'unreadable' in file ? file : { ...file, cause: 'literal', copiedFrom: path }
    }
  }
  return undefined
}

function* batches(files: readonly StagedFile[]): Generator<StagedFile[]> {
  let batch: StagedFile[] = []
  let size = 0
  for (const file of files) {
    if (batch.length > 0 && size + file.bytes > batchBytes) {
      yield batch
      batch = []
      size = 0
    }
    batch.push(file)
    size += file.bytes
  }
  if (batch.length > 0) yield batch
}

function lines(entries: readonly { readonly object: string }[]): string {
  return entries.map(({ object }) => `${object}\n`).join('')
}

function git(args: readonly string[], cwd: string, input = ''): Buffer {
  try {
    return execFileSync('git', args, { cwd, input, maxBuffer: Infinity, stdio: ['pipe', 'pipe', 'pipe'] })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new UsageError('`--staged` needs git, and there is none on the path.')
    if (args[0] === 'rev-parse') throw new UsageError('`--staged` needs a git repository, and this folder is in none.')
    throw new UsageError(
      `\`git ${args[0] ?? ''}\` failed, so the staged files are not known. Run it by hand to see why.`,
    )
  }
}
