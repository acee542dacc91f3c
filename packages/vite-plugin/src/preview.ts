import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ClientFile, UnreadableFile } from '@keyfence/core'
import { clientFile } from '@keyfence/core/node'
import type { Plugin } from 'vite'
import { viteTarget } from './build-target.ts'
import { createGuard, judge, plainFacts, showPath, type Guard } from './guard.ts'
import { errorCode, filesBelow } from './late-files.ts'
import type { CheckedOptions } from './options.ts'

/** Refuses to serve an output folder that leaks, whoever wrote it. */
export function previewPlugin(options: CheckedOptions): Plugin {
  return {
    name: 'keyfence:preview',
    apply: 'serve',
    async configurePreviewServer({ config }) {
      const target = viteTarget(config, undefined, options)
      const guard = await createGuard({ ...target, isWritten: false }, options, new Set())
      const report = await guard.fence.audit(
        outputFiles(resolve(target.root, target.outFolder), guard),
        plainFacts(guard),
      )
      const error = judge(guard, report, `${showPath(target.outFolder, guard)}/ is not served.`, 'preview')
      if (error !== undefined) throw error
    },
  }
}

function* outputFiles(folder: string, guard: Guard): Generator<ClientFile | UnreadableFile> {
  for (const file of filesBelow(folder)) {
    const path = showPath(file, guard)
    try {
      yield clientFile(path, readFileSync(file))
    } catch (error) {
      yield { path, unreadable: `it cannot be read (${errorCode(error)}).` }
    }
  }
}
