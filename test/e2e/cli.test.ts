import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { fakeKey, type Report } from '@keyfence/core'
import { build } from 'vite'
import { describe, expect, it } from 'vitest'
import { runCli } from './adapters/cli.ts'
import { keys } from './cases.ts'
import { shownPieces, writeProject } from './project.ts'

const key = keys.openai
const leak = `window.key = '${key}'\n`

describe('exit codes', () => {
  it('is 0 for a clean folder, and says how much was read', async () => {
    const root = writeProject('cli/clean', { 'dist/index.html': '<p>hello</p>', 'dist/a/b.js': `x()` })
    expect(await runCli(root, ['scan', 'dist'])).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^✔ No secrets: scanned 2 of 2 client files, 15 B, in \d+ ms\n$/u),
      stderr: '',
    })
  })

  it('is 1 for a secret', async () => {
    const root = writeProject('cli/leak', { 'dist/a.js': leak })
    const { code, stdout, stderr } = await runCli(root, ['scan', 'dist'])
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout.replace(/in \d+ ms/u, 'in 5 ms')).toMatchInlineSnapshot(`
      "keyfence found 1 secret that every visitor would receive.

       ✖ OpenAI project API key   sk-proj-… (164 characters)

         why   The output holds it; no source map or module graph says where from.
         in    dist/a.js:1:15

         fix   1. Find where the value enters client code, and take it out.
               2. Call OpenAI in a server route and fetch that:
         https://github.com/keyfence/keyfence/blob/main/docs/guide/server-route.md
               3. Was a build with it ever deployed? Then it is public: revoke it
                  first, at https://platform.openai.com/api-keys

      scanned 1 of 1 client file, 180 B, in 5 ms
      "
    `)
  })

  it.each([
    {
      args: ['scan'],
      says: 'No known framework is used here, and no manifest of a host names a folder (looked for `vercel.json`, `netlify.toml`, `wrangler.*`, `firebase.json`). Name the folder that you deploy, such as `keyfence scan dist`.',
    },
    { args: ['scan', 'nowhere'], says: 'There is nothing at `nowhere`. Build first, or check the path.' },
    { args: ['scan', 'empty'], says: 'There is no file in `empty`. Build first, or check the path.' },
    { args: ['scan', 'dist', 'empty'], says: 'There is no file in `empty`. Build first, or check the path.' },
    {
      args: ['scan', 'dist', '--fromat', 'json'],
      says: "Unknown option '--fromat'. `keyfence --help` shows the flags.",
    },
    {
      args: ['scan', 'dist', '--format', 'xml'],
      says: 'Unknown format `xml`. Use `pretty`, `json`, `sarif`, `github`.',
    },
    {
      args: ['scan', 'dist', '--config', 'no.json'],
      says: 'There is no configuration file `no.json`. Check the path.',
    },
    {
      args: ['scan', 'dist', '--config', 'bad.json'],
      says: 'Unknown option `alow` in `bad.json`. Did you mean `allow`?',
    },
    { args: ['scn', 'dist'], says: 'Unknown command `scn`. Use `keyfence scan <path>`; `keyfence --help` shows all.' },
    { args: [], says: 'No command. Use `keyfence scan <path>`; `keyfence --help` shows all.' },
  ])('is 2 and a sentence for `keyfence $args`', async ({ args, says }) => {
    const root = writeProject('cli/usage', { 'dist/a.js': 'x', 'bad.json': '{ "alow": [] }' })
    mkdirSync(join(root, 'empty'), { recursive: true })
    expect(await runCli(root, args)).toEqual({ code: 2, stdout: '', stderr: `keyfence: ${says}\n` })
  })

  it('is 3 for what could not be read, and lists it', async () => {
    const root = writeProject('cli/incomplete', { 'dist/a.js': 'x', 'dist/torn.js.gz': gzipSync(leak).subarray(0, 40) })
    symlinkSync('nowhere', join(root, 'dist/dangling.js'))
    const { code, stdout } = await runCli(root, ['scan', 'dist', '--format', 'json'])
    const report = JSON.parse(stdout) as Report
    expect(code).toBe(3)
    expect(report.incomplete).toEqual([
      { path: 'dist/dangling.js', reason: 'it is a link to something that is not there.' },
      { path: 'dist/torn.js.gz', reason: 'the gzip data ends early.' },
    ])
    expect(report.summary).toMatchObject({ files: 3, scanned: 1 })
  })

  it('prefers 1 to 3, and 2 to both', async () => {
    const root = writeProject('cli/both', { 'dist/a.js': leak })
    symlinkSync('nowhere', join(root, 'dist/dangling.js'))
    expect((await runCli(root, ['scan', 'dist'])).code).toBe(1)
    expect((await runCli(root, ['scan', 'dist', 'nowhere'])).code).toBe(2)
  })

  // Root may read every file, so this can only be seen by another user.
  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'is 3 for a file without permission',
    async () => {
      const root = writeProject('cli/forbidden', { 'dist/a.js': 'x' })
      chmodSync(join(root, 'dist/a.js'), 0)
      expect((await runCli(root, ['scan', 'dist'])).code).toBe(3)
    },
  )
})

describe('what is read', () => {
  it('is everything, whatever `.gitignore` says', async () => {
    const root = writeProject('cli/ignored', { '.gitignore': 'dist\n', 'dist/.hidden/a.bin': leak })
    expect((await runCli(root, ['scan', 'dist'])).code).toBe(1)
  })

  it('includes compressed files, positions in their content', async () => {
    const root = writeProject('cli/compressed', {
      'dist/a.js.gz': gzipSync(leak),
      'dist/b.js.br': brotliCompressSync(leak),
    })
    const { findings } = await scanJson(root, 'dist')
    expect(findings.map(({ location }) => ({ ...location }))).toEqual([
      { path: 'dist/a.js.gz', line: 1, column: 15, offset: 14, length: 164, unit: 'byte' },
      { path: 'dist/b.js.br', line: 1, column: 15, offset: 14, length: 164, unit: 'byte' },
    ])
  })

  it('includes UTF-16 and binary files', async () => {
    const binary = Buffer.concat([Buffer.from([0, 255, 254, 0, 1]), Buffer.from(key), Buffer.from([0])])
    const root = writeProject('cli/binary', {
      'dist/a.bin': binary,
      'dist/b.txt': Buffer.from(`\ufeff${leak}`, 'utf16le'),
    })
    const { findings } = await scanJson(root, 'dist')
    expect(
      findings.map(({ encoding, location: { path, offset, unit } }) => ({ path, offset, unit, encoding })),
    ).toEqual([
      { path: 'dist/a.bin', offset: 5, unit: 'byte', encoding: 'plain' },
      { path: 'dist/b.txt', offset: 15, unit: 'utf16', encoding: 'utf16' },
    ])
  })

  it('follows links to folders once', async () => {
    const root = writeProject('cli/loop', { 'dist/a.js': 'x' })
    symlinkSync('..', join(root, 'dist/up'), 'junction')
    expect((await runCli(root, ['scan', 'dist'])).code).toBe(0)
  })

  it('takes single files, and several paths', async () => {
    const root = writeProject('cli/paths', { 'a.js': 'x', 'b/c.js': leak })
    expect((await runCli(root, ['scan', 'a.js'])).code).toBe(0)
    expect((await runCli(root, ['scan', 'a.js', 'b'])).code).toBe(1)
  })
})

describe('what it knows', () => {
  it('values of `.env` files beside the build, by name and line', async () => {
    const root = writeProject('cli/known', {
      '.env': `# db\nDATABASE_PASSWORD=q7Kd0Zp2VxT9mB4w\n`,
      'dist/a.js': `x("q7Kd0Zp2VxT9mB4w")`,
    })
    const { findings } = await scanJson(root, 'dist')
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({
      rule: 'env-value',
      redacted: '(hidden)',
      envName: 'DATABASE_PASSWORD',
      envSource: { path: '.env', line: 2 },
      location: { path: 'dist/a.js', length: null },
    })
  })

  it('values that a command of the policy prints, and stops when it prints none', async () => {
    const run = (script: string) => `"${process.execPath}" ${script}`
    const root = writeProject('cli/commands', {
      'vault.mjs': `console.log(process.argv[2] === 'fail' ? '' : 'MAIL_PASSWORD=q7Kd0Zp2VxT9mB4w')`,
      'keyfence.config.json': JSON.stringify({ secrets: { commands: [run('vault.mjs')] } }),
      'failing.json': JSON.stringify({ secrets: { commands: [run('vault.mjs fail')] } }),
      'dist/a.js': `x("q7Kd0Zp2VxT9mB4w")`,
    })
    const { findings } = await scanJson(root, 'dist')
    expect(findings).toMatchObject([
      { rule: 'env-value', envName: 'MAIL_PASSWORD', envSource: { path: 'node', line: null } },
    ])
    expect(await runCli(root, ['scan', 'dist', '--config', 'failing.json'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^keyfence: Entry 1 of `secrets\.commands` \(`node`\) printed nothing\./u),
    })
  })

  it('the variable and its cause from a source map', async () => {
    const root = writeProject('cli/map', {
      '.env': `VITE_OPENAI_API_KEY=${key}\n`,
      'index.html': '<script type="module" src="/src/main.js"></script>',
      'src/main.js': `\nconsole.log(import.meta.env.VITE_OPENAI_API_KEY)\n`,
    })
    await build({ root, configFile: false, logLevel: 'silent', build: { sourcemap: true } })
    const { findings } = await scanJson(root, 'dist')
    expect(findings[0]).toMatchObject({
      rule: 'public-env',
      cause: 'public-prefix',
      origin: { path: 'src/main.js', line: 2, column: 13 },
      envName: 'VITE_OPENAI_API_KEY',
      standardEnvName: 'OPENAI_API_KEY',
    })
  })

  it('nothing that a map outside of the folder would tell', async () => {
    const root = writeProject('cli/lying-map', { 'dist/a.js': `${leak}//# sourceMappingURL=../../../../outside.map\n` })
    const { findings } = await scanJson(root, 'dist')
    expect(findings[0]).toMatchObject({ origin: null, cause: 'unknown' })
  })
})

describe('output', () => {
  it('has JSON alone on standard output', async () => {
    const root = writeProject('cli/json', { 'dist/a.js': leak })
    const { stdout, stderr } = await runCli(root, ['scan', 'dist', '--format', 'json'])
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      verdict: 'findings',
      summary: { errors: 1, warnings: 0, files: 1, scanned: 1 },
    })
    expect(stderr).toBe('')
  })

  it('lists keys that are made for browsers where it is asked to', async () => {
    const publishable = fakeKey('pk_live_51{alnum:97}', 31)
    const root = writeProject('cli/publishable', { 'dist/a.js': `f("${publishable}")` })
    expect((await runCli(root, ['scan', 'dist'])).stdout).not.toContain('Stripe')
    const { code, stdout } = await runCli(root, ['scan', 'dist', '--publishable'])
    expect(code).toBe(0)
    expect(stdout).toContain(' · Stripe publishable key   pk_live_… (107 characters)\n')
    const report: Report = JSON.parse(
      (await runCli(root, ['scan', 'dist', '--publishable', '--format', 'json'])).stdout,
    )
    expect(report.publishable).toHaveLength(1)
  })

  it('shows nothing of a key in any format, nor in file names', async () => {
    const root = writeProject('cli/redaction', {
      [`dist/${keys.openaiService}.txt`]: leak,
      'dist/b.js': `/* ${'a '.repeat(50)} */ f("${key}", "${keys.openaiService}")`,
    })
    for (const args of [
      ['scan', 'dist'],
      ['scan', 'dist', '--format', 'json'],
    ]) {
      const { stdout, stderr } = await runCli(root, args, { FORCE_COLOR: '1' })
      expect(shownPieces(stdout + stderr, key, 'sk-proj-')).toEqual([])
      expect(shownPieces(stdout + stderr, keys.openaiService, 'sk-svcacct-')).toEqual([])
    }
  })

  it('has colours only where they are wanted', async () => {
    const root = writeProject('cli/colour', { 'dist/a.js': leak })
    expect((await runCli(root, ['scan', 'dist'])).stdout).not.toContain('\u001b[')
    expect((await runCli(root, ['scan', 'dist'], { FORCE_COLOR: '1' })).stdout).toContain('\u001b[')
    expect((await runCli(root, ['scan', 'dist'], { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toContain('\u001b[')
  })

  it('lets a scan pass loudly with KEYFENCE=warn', async () => {
    const root = writeProject('cli/warn', { 'dist/a.js': leak })
    const { code, stdout, stderr } = await runCli(root, ['scan', 'dist'], { KEYFENCE: 'warn' })
    expect(code).toBe(0)
    expect(stdout).toContain('keyfence let this scan pass: 1 secret will reach every visitor.')
    expect(stderr).toBe('keyfence: KEYFENCE=warn is set, so this scan passes whatever it found.\n')
  })

  it('prints help and version', async () => {
    const root = writeProject('cli/help', {})
    writeFileSync(join(root, 'x'), '')
    expect((await runCli(root, ['--help'])).stdout).toContain('keyfence scan [path…]')
    expect((await runCli(root, ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/u)
    const lines = (await runCli(root, ['--help'])).stdout.split('\n')
    expect(lines.filter((line) => line.length > 80)).toEqual([])
  })
})

async function scanJson(root: string, path: string): Promise<Report> {
  return JSON.parse((await runCli(root, ['scan', path, '--format', 'json'])).stdout) as Report
}
