import { execFile } from 'node:child_process'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as newest from 'esbuild'
import * as oldest from 'esbuild-0-25'
import { keyfence } from '@keyfence/esbuild-plugin'
import { main } from './esbuild-leaks.ts'
import { filesIn } from './project.ts'

/** The module, of any version. */
export type Esbuild = typeof newest

/** Both ends of the supported range. */
export const versions: readonly (readonly [name: string, module: string, esbuild: Esbuild])[] = [
  ['esbuild 0.28', 'esbuild', newest],
  ['esbuild 0.25', 'esbuild-0-25', oldest],
]

/** Options of a build with the plugin. */
export function optionsOf(folder: string, options: newest.BuildOptions = {}): newest.BuildOptions {
  return { ...main, absWorkingDir: folder, logLevel: 'silent', plugins: [keyfence()], ...options }
}

/** The error of a build that has to fail. */
export async function failureOf(
  esbuild: Esbuild,
  folder: string,
  options?: newest.BuildOptions,
): Promise<newest.BuildFailure> {
  try {
    await esbuild.build(optionsOf(folder, options))
  } catch (error) {
    return error as newest.BuildFailure
  }
  throw new Error('The build passed.')
}

/** All that a person could see of an error. */
export function everything(failure: newest.BuildFailure): string {
  return [failure.message, failure.stack, JSON.stringify(failure.errors), JSON.stringify(failure.warnings)].join('\n')
}

/** `path:line:column`, one-based. */
export function placeOf(message: newest.Message | undefined): string {
  const { file, line, column } = message?.location ?? { file: '', line: 0, column: 0 }
  return `${file}:${line}:${column + 1}`
}

/** Path, mode and content of every file. */
export function tree(folder: string): Map<string, string> {
  const entries = [...filesIn(folder)].map(([path, bytes]): [string, string] => [
    `${path} ${(statSync(join(folder, path)).mode & 0o777).toString(8)}`,
    bytes.toString('latin1'),
  ])
  return new Map(entries.sort())
}
/** Runs `esbuild` with a call, in a process of its own. */
export function runScript(folder: string, module: string, call: string, env: NodeJS.ProcessEnv = {}) {
  const script = `import * as oldest from 'esbuild-0-25'
import { keyfence } from '@keyfence/esbuild-plugin'
import * as esbuild from '${module}'
const options = { entryPoints: ['src/main.ts'], bundle: true, outdir: 'dist', plugins: [keyfence()] }
await esbuild${call}
`
  writeFileSync(`${folder}/script.mjs`, script)
  return run(folder, 'script.mjs', env)
}

/** Runs a script of Node with nothing of Vitest around it. */
export function run(cwd: string, script: string, env: NodeJS.ProcessEnv = {}, args: readonly string[] = []) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [script, ...args],
      { cwd, maxBuffer: 2 ** 26, env: { PATH: process.env['PATH'], ...env } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    )
  })
}
