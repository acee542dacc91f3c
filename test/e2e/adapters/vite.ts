import { keyfence } from '@keyfence/vite-plugin'
import * as vite5 from 'vite-5'
import * as vite6 from 'vite-6'
import * as vite7 from 'vite-7'
import * as vite8 from 'vite'
import type { Case } from '../cases.ts'
import { reportOf, type Adapter, type Outcome } from './adapter.ts'

type Build = (config: object) => Promise<unknown>

/** The plugin in real builds of each supported major version of Vite. */
export const viteAdapters: readonly Adapter[] = [
  adapter('Vite 8', vite8.build),
  adapter('Vite 7', vite7.build),
  adapter('Vite 6', vite6.build),
  adapter('Vite 5', vite5.build),
]

function adapter(name: string, build: Build): Adapter {
  return { name, gate: 'vite', run: (folder, example) => runBuild(build, folder, example) }
}

async function runBuild(build: Build, root: string, example: Case): Promise<Outcome> {
  const warnings: string[] = []
  const note = (text: string) => {
    warnings.push(text)
  }
  const logger = {
    info: note,
    warn: note,
    warnOnce: note,
    error: note,
    clearScreen: note,
    hasErrorLogged: () => false,
    hasWarned: false,
  }
  try {
    await build({
      root,
      configFile: false,
      customLogger: logger,
      define: example.define ?? {},
      assetsInclude: example.asset === undefined ? [] : [`**/*${example.asset}`],
      plugins: [keyfence()],
      build: {
        ssr: example.server === true ? 'src/main.js' : false,
        sourcemap: example.sourcemap ?? false,
        minify: example.minify ?? true,
        rollupOptions: example.server === true ? {} : { input: `${root}/src/main.js` },
      },
    })
    return { isStopped: false, message: warnings.join('\n'), findings: [] }
  } catch (error) {
    const message = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error)
    return { isStopped: true, message: `${message}\n${warnings.join('\n')}`, findings: reportOf(error)?.findings ?? [] }
  }
}
