import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'

/** What a command ended with. */
export interface Outcome {
  readonly code: number | null
  readonly output: string
}

/** Runs a program with nothing of Vitest and pnpm around it. */
export async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const { PATH, HOME, npm_config_registry: registry } = process.env
  const own = {
    PATH,
    HOME,
    NO_COLOR: '1',
    CI: 'true',
    ...(registry === undefined ? {} : { npm_config_registry: registry }),
  }
  return await new Promise((resolve) => {
    const child = execFile(
      program,
      args,
      { cwd, env: { ...own, ...env }, maxBuffer: 2 ** 26, shell: process.platform === 'win32' },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, output: stdout + stderr }),
    )
    child.stdin?.end()
  })
}

/** Makes a folder with packages of the registry, and tarballs, in it. */
export async function installInto(folder: string, packages: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/package.json`, '{ "name": "app", "version": "0.0.0", "private": true, "type": "module" }\n')
  const options = ['--no-audit', '--no-fund', '--loglevel=error', '--legacy-peer-deps']
  const { code, output } = await run('npm', ['install', ...options, ...packages], folder)
  if (code !== 0) throw new Error(`npm cannot install ${packages.join(' ')}. ${output.slice(-2000)}`)
}
