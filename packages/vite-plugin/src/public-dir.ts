import { readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { ClientFile, UnreadableFile } from '@keyfence/core'
import { clientFile } from '@keyfence/core/node'
import { showPath, type Guard } from './guard.ts'
import { errorCode, filesBelow } from './late-files.ts'

/** Every file that Vite copies from the public folder, as it will stand in the output. */
export function* publicFiles(guard: Guard): Generator<ClientFile | UnreadableFile> {
  for (const { file, copy } of copies(guard)) {
    const path = showPath(copy, guard)
    try {
      const content = readFileSync(file)
      guard.checked.set(copy, content)
      yield {
        ...clientFile(path, content),
        ...{ cause: 'public-dir', copiedFrom: showPath(file, guard) },
      }
    } catch (error) {
      yield { path, unreadable: `\`${showPath(file, guard)}\` cannot be read (${errorCode(error)}).` }
    }
  }
}

/** Vite 5 and 6 copy before any hook when they watch: what leaks is taken away again. */
export function removeCopies(names: ReadonlySet<string>, guard: Guard): void {
  for (const { copy } of copies(guard)) {
    if (names.has(guard.fence.mask(showPath(copy, guard)))) rmSync(copy, { force: true })
  }
}

/** Absolute paths. */
function copies({ target: { publicFolder, outFolder } }: Guard): { file: string; copy: string }[] {
  if (publicFolder === undefined) return []
  return filesBelow(publicFolder).map((file) => ({ file, copy: join(outFolder, relative(publicFolder, file)) }))
}
