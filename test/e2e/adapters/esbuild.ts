import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '@keyfence/core'
import { keyfence } from '@keyfence/esbuild-plugin'
import * as newest from 'esbuild'
import * as oldest from 'esbuild-0-25'
import type { Case } from '../cases.ts'
import type { Adapter, Outcome } from './adapter.ts'

/** The plugin in real builds of each end of the supported range. */
export const esbuildAdapters: readonly Adapter[] = [
  adapter('esbuild 0.28', newest.build),
  adapter('esbuild 0.25', oldest.build),
]

function adapter(name: string, build: typeof newest.build): Adapter {
  return { name, gate: 'esbuild', run: (folder, example) => runBuild(build, folder, example) }
}

async function runBuild(build: typeof newest.build, folder: string, example: Case): Promise<Outcome> {
  try {
    await build({
      absWorkingDir: folder,
      entryPoints: ['src/main.js'],
      outdir: 'dist',
      bundle: true,
      format: 'esm',
      logLevel: 'silent',
      platform: example.server === true ? 'node' : 'browser',
      define: { ...example.define },
      loader: example.asset === undefined ? {} : { [example.asset]: 'file' },
      minify: example.minify ?? true,
      sourcemap: example.sourcemap ?? false,
      plugins: [keyfence()],
    })
    return { isStopped: false, message: '', findings: [] }
  } catch (error) {
    const message = error instanceof Error ? `${error.message}\n${JSON.stringify(error)}` : String(error)
    // esbuild carries no object on its errors; `keyfence baseline` reads the same file.
    const file = join(folder, 'node_modules/.cache/keyfence/esbuild.json')
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report
    return { isStopped: true, message, findings: report.findings }
  }
}
