import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { keys } from './cases.ts'
import { shownPieces, writeProject } from './project.ts'

const repository = fileURLToPath(new URL('../../', import.meta.url))
const bin = join(dirname(createRequire(import.meta.url).resolve('keyfence/package.json')), 'dist/bin.js')
const leak = `window.key = '${keys.openai}'\n`

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>
  readonly runs: { readonly steps: readonly { readonly run: string; readonly env: Readonly<Record<string, string>> }[] }
}

// A shell of Unix runs both; on Windows GitHub brings one that this test does not look for.
describe.skipIf(process.platform === 'win32')('the action', () => {
  const action = parse(readFileSync(join(repository, 'action.yml'), 'utf8')) as Action

  it('fails its step on a leak, annotates and writes the log', async () => {
    const root = projectWithKeyfence('ci/leak', { 'dist/a.js': leak })
    const { code, stdout, outputs } = await runAction(root, { path: 'dist', 'sarif-file': 'out.sarif' })
    expect({ code, outputs }).toEqual({ code: 1, outputs: 'exit-code=1\n' })
    expect(stdout).toContain('keyfence found 1 secret')
    expect(stdout).toContain('\n::error file=dist/a.js,line=1')
    expect(JSON.parse(readFileSync(join(root, 'out.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' })
    expect(shownPieces(stdout, keys.openai, 'sk-proj-')).toEqual([])
  })

  it('takes several paths, one of them with a space and one that would be a command', async () => {
    const root = projectWithKeyfence('ci/paths', { 'a b/a.js': 'x', '$(touch evil)/a.js': 'x' })
    const { code, stdout } = await runAction(root, { path: 'a b\n$(touch evil)\n' })
    expect(code).toBe(0)
    expect(stdout).toContain('scanned 2 of 2 client files')
    expect(() => readFileSync(join(root, 'evil'))).toThrow(/ENOENT/u)
  })

  it('hands on the level and the configuration', async () => {
    const root = projectWithKeyfence('ci/flags', {
      'dist/a.js': leak,
      'other.json': '{ "severity": { "key-literal": "warning" } }',
    })
    expect((await runAction(root, { path: 'dist', config: 'other.json' })).code).toBe(0)
    expect((await runAction(root, { path: 'dist', config: 'other.json', 'fail-on': 'warning' })).code).toBe(1)
    expect((await runAction(root, { path: 'dist', 'fail-on': 'never' })).code).toBe(0)
    expect((await runAction(root, { path: 'nowhere' })).outputs).toBe('exit-code=2\n')
  })

  async function runAction(root: string, given: Readonly<Record<string, string>>) {
    const [step] = action.runs.steps
    const env = Object.fromEntries(
      Object.entries(step?.env ?? {}).map(([name, expression]) => {
        const input = /^\$\{\{ inputs\.(?<name>[\w-]+) \}\}$/u.exec(expression)?.groups?.['name'] ?? ''
        return [name, given[input] ?? action.inputs[input]?.default]
      }),
    )
    writeFileSync(join(root, 'outputs'), '')
    const { code, stdout } = await shell(step?.run ?? '', root, { ...env, GITHUB_OUTPUT: join(root, 'outputs') })
    return { code, stdout, outputs: readFileSync(join(root, 'outputs'), 'utf8') }
  }
})

describe.skipIf(process.platform === 'win32')('the hook of pre-commit', () => {
  it('stops a commit with a key and passes one without', async () => {
    const [hook] = parse(readFileSync(join(repository, '.pre-commit-hooks.yaml'), 'utf8')) as [{ entry: string }]
    const root = projectWithKeyfence('ci/hook', { 'a.js': leak })
    const stage = async () => await shell('git add a.js', root, {})
    await shell('git init --quiet', root, {})
    await stage()
    expect(await shell(hook.entry, root, {})).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('stopped this commit'),
    })
    writeFileSync(join(root, 'a.js'), 'mended\n')
    await stage()
    expect(await shell(hook.entry, root, {})).toEqual({ code: 0, stdout: '' })
  })
})

/** A project whose `node_modules` holds the built command line. */
function projectWithKeyfence(name: string, files: Readonly<Record<string, string>>): string {
  const root = writeProject(name, files)
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true })
  symlinkSync(bin, join(root, 'node_modules/.bin/keyfence'))
  chmodSync(bin, 0o755)
  return root
}

/** As GitHub starts a step whose shell is `bash`. */
function shell(script: string, cwd: string, env: Readonly<Record<string, string | undefined>>) {
  return new Promise<{ code: number | null; stdout: string }>((resolve) => {
    const child = execFile(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script],
      { cwd, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env } },
      (_error, stdout) => resolve({ code: child.exitCode, stdout }),
    )
  })
}
