import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import type { ClientFile, UnreadableFile } from '@keyfence/core'
import { clientFile } from '@keyfence/core/node'
import type { Guard } from './guard.ts'
import { errorCode, filesBelow } from './late-files.ts'

/** Every file that Vite copies from the public folder, as it will stand in the output. */
export function* publicFiles({ config, outDir, root, checked }: Guard): Generator<ClientFile | UnreadableFile> {
  if (config.publicDir === '') return
  for (const file of filesBelow(config.publicDir)) {
    const name = posix(relative(config.publicDir, file))
    const path = `${outDir}/${name}`
    checked.set(name, '')
    try {
      yield {
        ...clientFile(path, readFileSync(file)),
        ...{ cause: 'public-dir', copiedFrom: posix(relative(root, file)) },
      }
    } catch (error) {
      yield { path, unreadable: `\`${posix(relative(root, file))}\` cannot be read (${errorCode(error)}).` }
    }
  }
}

function posix(path: string): string {
  return path.split(sep).join('/')
}
