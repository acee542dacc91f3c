import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build } from 'vite'
import type { Report } from '@keyfence/core'
import type { Adapter, Outcome } from './adapter.ts'

const bin = join(dirname(createRequire(import.meta.url).resolve('keyfence/package.json')), 'dist/bin.js')

/** `keyfence scan` on what Vite wrote without the plugin; the source map tells where something came from. */
export const cliAdapter: Adapter = {
  name: 'keyfence scan',
  gate: 'cli',
  run: async (root, example) => {
    await build({
      root,
      configFile: false,
      logLevel: 'silent',
      define: example.define ?? {},
      build: { sourcemap: true, minify: example.minify ?? true, rolldownOptions: { input: `${root}/src/main.js` } },
    })
    const outcome = await scan(root, ['scan', 'dist', '--format', 'json'])
    // The map is there to explain the code; that it repeats the source is a case of its own.
    const isAsked = example.sourcemap === true
    return {
      ...outcome,
      findings: outcome.findings.filter(({ location }) => location.path.endsWith('.map') === isAsked),
    }
  },
}

async function scan(cwd: string, args: readonly string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await runCli(cwd, args)
  const report = JSON.parse(stdout) as Report
  return { isStopped: code === 1, message: `${stdout}${stderr}`, findings: report.findings }
}

/** Runs the built command line in a folder, without the colours and variables of this shell. */
export function runCli(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [bin, ...args],
      { cwd, env: { PATH: process.env['PATH'], ...env }, maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    )
  })
}
