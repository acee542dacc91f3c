import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Report } from '@keyfence/core'
import { describe, expect, it } from 'vitest'
import { runCli } from './adapters/cli.ts'
import { keys } from './cases.ts'
import { shownPieces, writeProject, type ProjectFiles } from './project.ts'

const key = keys.openai

describe('keyfence scan --staged', () => {
  it('stops a commit that holds a key, and says where it stands', async () => {
    const root = repository('stops', { 'src/server.js': `const a = 1\nconst key = '${key}'\n` })
    const { code, stdout, stderr } = await runCli(root, ['scan', '--staged'])
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout.replace(/in \d+ ms/u, 'in 5 ms')).toMatchInlineSnapshot(`
      "keyfence stopped this commit: 1 secret would be in the repository for good.

       ✖ OpenAI project API key   sk-proj-… (164 characters)

         src/server.js:2:14
           1 │ const a = 1
         ▸ 2 │ const key = 'sk-proj-…'
             │              ───────── the key itself

         why   Whoever reads the repository can use it, also after it is deleted: its
               history keeps it.
         in    src/server.js:2:14

         fix   1. Take it out of src/server.js; keep it in OPENAI_API_KEY, in a
                  file that git ignores or in a secret store.
               2. Was it ever pushed? Then it is public: revoke it first, at
                  https://platform.openai.com/api-keys

      scanned 2 of 2 staged files, 229 B, in 5 ms
      "
    `)
    expect(shownPieces(stdout, key, 'sk-proj-')).toEqual([])
  })

  it('reads the index, not the disk', async () => {
    const root = repository('index', { 'a.js': `const key = '${key}'\n`, 'b.js': 'x\n' })
    writeFileSync(join(root, 'a.js'), 'repaired on disk only\n')
    writeFileSync(join(root, 'b.js'), `const key = '${key}' // on disk only\n`)
    const { findings, summary } = await staged(root)
    expect(findings.map(({ location }) => location.path)).toEqual(['a.js'])
    expect(summary.files).toBe(3)
  })

  it('passes what is committed already, deleted or not staged', async () => {
    const root = repository('old', { 'old.js': `const key = '${key}'\n`, 'gone.js': `'${key}'\n` })
    git(root, 'commit', '--quiet', '--no-verify', '--message', 'old')
    rmSync(join(root, 'gone.js'))
    writeFileSync(join(root, 'new.js'), 'x\n')
    git(root, 'add', '--all')
    writeFileSync(join(root, 'unstaged.js'), `'${key}'\n`)
    expect(await runCli(root, ['scan', '--staged'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^✔ No secrets: scanned 1 of 1 staged file, 2 B, in \d+ ms\n$/u),
    })
  })

  it('knows the values of `.env`, also when it is itself about to be committed', async () => {
    const root = repository('env', {
      '.env': 'DATABASE_PASSWORD=q7Kd0Zp2VxT9mB4w\n',
      '.env.example': 'DATABASE_PASSWORD=\nOPENAI_API_KEY=sk-your-key-here\n',
      'config.yaml': 'password: "q7Kd0Zp2VxT9mB4w"\n',
    })
    const { findings } = await staged(root)
    expect(findings.map(({ location: { path }, envName, rule }) => ({ path, envName, rule }))).toEqual([
      { path: '.env', envName: 'DATABASE_PASSWORD', rule: 'env-value' },
      { path: 'config.yaml', envName: 'DATABASE_PASSWORD', rule: 'env-value' },
    ])
  })

  it('takes names that a shell would not, and many files', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`many/${index}.txt`, `${index}\n`]))
    const root = repository('names', {
      ...files,
      'with "quotes" and ümlaut.js': `'${key}'\n`,
      'line\nbreak.js': `'${key}'\n`,
    })
    const { findings, summary } = await staged(root)
    expect(findings.map(({ location }) => location.path)).toEqual(['line\nbreak.js', 'with "quotes" and ümlaut.js'])
    expect(summary.files).toBe(303)
  })

  it('works from a folder of the repository, and takes paths', async () => {
    const root = repository('folder', { 'web/a.js': `'${key}'\n`, 'api/b.js': `'${key}'\n` })
    const { findings } = await staged(join(root, 'web'))
    expect(findings.map(({ location }) => location.path)).toEqual([join(root, 'api/b.js'), 'a.js'].sort())
    expect((await staged(root, ['api'])).findings.map(({ location }) => location.path)).toEqual(['api/b.js'])
  })

  it('works as a hook of git, for a commit of all changes too', () => {
    const root = repository('hook', { 'a.js': 'x\n' })
    const hook = join(root, '.git/hooks/pre-commit')
    const bin = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url))
    writeFileSync(hook, `#!/bin/sh\nexec '${process.execPath}' '${bin}' scan --staged --quiet\n`, { mode: 0o755 })
    git(root, 'commit', '--quiet', '--message', 'first')
    writeFileSync(join(root, 'a.js'), `'${key}'\n`)
    expect(() => git(root, 'commit', '--quiet', '--all', '--message', 'leak')).toThrow(/stopped this commit/u)
    expect(git(root, 'log', '--oneline').trim().split('\n')).toHaveLength(1)
  })

  it('ends with 2 where there is no repository', async () => {
    // Above the work folder there is the repository of keyfence itself.
    const { code, stderr } = await runCli('/', ['scan', '--staged'])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'keyfence: `--staged` needs a git repository, and this folder is in none.\n',
    })
  })
})

/** A repository whose files are all staged. */
function repository(name: string, files: ProjectFiles): string {
  const root = writeProject(`cli-staged/${name}`, {})
  git(root, 'init', '--quiet')
  for (const [path, text] of Object.entries(files)) {
    execFileSync('mkdir', ['-p', join(root, path, '..')])
    writeFileSync(join(root, path), text)
  }
  git(root, 'add', '--all', '--force')
  return root
}

function git(root: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'core.hooksPath=.git/hooks']
  return execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

async function staged(root: string, paths: readonly string[] = []): Promise<Report> {
  const { stdout } = await runCli(root, ['scan', '--staged', '--format', 'json', ...paths])
  return JSON.parse(stdout) as Report
}
