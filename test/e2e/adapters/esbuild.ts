import * as newest from 'esbuild'
import * as oldest from 'esbuild-0-25'
import { checkResult, keyfence } from '@keyfence/esbuild-plugin'
import type { Case } from '../cases.ts'
import { reportOf, type Adapter, type Outcome } from './adapter.ts'

type Esbuild = typeof newest

/** The plugin in real builds of the oldest and the newest version of esbuild. */
export const esbuildAdapters: readonly Adapter[] = [adapter('esbuild 0.28', newest), adapter('esbuild 0.25', oldest)]

function adapter(name: string, esbuild: Esbuild): Adapter {
  return { name, gate: 'esbuild', run: (folder, example) => runBuild(esbuild, folder, example) }
}

async function runBuild(esbuild: Esbuild, root: string, example: Case): Promise<Outcome> {
  const options: newest.BuildOptions = {
    absWorkingDir: root,
    entryPoints: ['src/main.js'],
    bundle: true,
    format: 'esm',
    outdir: 'dist',
    logLevel: 'silent',
    define: { ...example.define },
    sourcemap: example.sourcemap ?? false,
    minify: example.minify ?? true,
    ...(example.server === true ? { platform: 'node' } : {}),
  }
  try {
    const { warnings } = await esbuild.build({ ...options, plugins: [keyfence()] })
    return { isStopped: false, message: JSON.stringify(warnings), findings: [] }
  } catch (error) {
    const { message, stack, errors } = error as newest.BuildFailure
    // esbuild copies the messages of plugins and drops what is attached to them; the same check gives the report.
    const buildOptions = { ...options, write: false, metafile: true }
    const result = await esbuild.build(buildOptions)
    const checked = await checkResult(result, { buildOptions }).catch((reason: unknown) => reason)
    return {
      isStopped: true,
      message: [message, stack, JSON.stringify(errors)].join('\n'),
      findings: reportOf(checked)?.findings ?? [],
    }
  }
}
