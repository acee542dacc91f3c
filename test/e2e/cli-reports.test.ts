import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Report } from '@keyfence/core'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { runCli } from './adapters/cli.ts'
import { keys } from './cases.ts'
import { shownPieces, writeProject } from './project.ts'

const key = keys.openai
const leak = `window.key = '${key}'\n`
const bin = join(dirname(createRequire(import.meta.url).resolve('keyfence/package.json')), 'dist/bin.js')

describe('several reports', () => {
  it('go to files, and people still see theirs', async () => {
    const root = writeProject('cli-reports/files', { 'dist/a b.js': leak })
    const { code, stdout, stderr } = await runCli(root, [
      'scan',
      'dist',
      '--format',
      'json=report.json',
      '--format',
      'sarif=out.sarif',
      '--format',
      'pretty=report.txt',
      '--format',
      'github=annotations.txt',
    ])
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout).toContain('keyfence found 1 secret that every visitor would receive.')
    const file = (name: string) => readFileSync(join(root, name), 'utf8')
    expect((JSON.parse(file('report.json')) as Report).summary.errors).toBe(1)
    expect(file('report.txt')).toContain('OpenAI project API key')
    expect(file('annotations.txt')).toMatch(
      /^::error file=dist\/a b\.js,line=1,col=15,title=OpenAI project API key \(keyfence key-literal\)::OpenAI project API key/u,
    )
    const log = JSON.parse(file('out.sarif')) as { runs: { results: object[] }[] }
    expect(log.runs[0]?.results).toMatchObject([
      {
        ruleId: 'key-literal',
        ruleIndex: 0,
        level: 'error',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'dist/a%20b.js', uriBaseId: '%SRCROOT%' },
              region: { startLine: 1, startColumn: 15 },
            },
          },
        ],
        partialFingerprints: { 'keyfence/v1': expect.stringMatching(/^kf1_[0-9a-f]{32}$/u) },
      },
    ])
    const written = readdirSync(root).filter((name) => name !== 'dist')
    expect(written.flatMap((name) => shownPieces(file(name), key, 'sk-proj-'))).toEqual([])
    expect(readdirSync(root).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('in JSON are what the published schema says', async () => {
    const schema = JSON.parse(
      readFileSync(createRequire(import.meta.url).resolve('@keyfence/core/report.schema.json'), 'utf8'),
    ) as object
    const validate = new Ajv({ strict: true, allErrors: true }).compile(schema)
    const root = writeProject('cli-reports/schema', { '.env': `VITE_OPENAI_API_KEY=${key}\n`, 'dist/a.js': leak })
    writeFileSync(join(root, 'dist/torn.gz'), 'torn')
    const { stdout } = await runCli(root, ['scan', 'dist', '--format', 'json', '--publishable'])
    const report = JSON.parse(stdout) as Report
    validate(report)
    expect(validate.errors).toBeNull()
    expect(validate({ ...report, findings: [{ ...report.findings[0], line: 1, rule: 'other' }] })).toBe(false)
    expect(validate({ ...report, version: 2 })).toBe(false)
  })

  it('can be two on standard output when people can read both', async () => {
    const root = writeProject('cli-reports/both', { 'dist/a.js': leak })
    const { stdout } = await runCli(root, ['scan', 'dist', '--format', 'pretty', '--format', 'github'])
    expect(stdout).toContain('keyfence found 1 secret')
    expect(stdout).toContain('\n::error file=dist/a.js,')
  })

  it('are annotations as well in GitHub Actions, unless a format is named', async () => {
    const root = writeProject('cli-reports/actions', { 'dist/a.js': leak })
    const inActions = { GITHUB_ACTIONS: 'true' }
    expect((await runCli(root, ['scan', 'dist'], inActions)).stdout).toContain('::error ')
    expect((await runCli(root, ['scan', 'dist', '--format', 'pretty'], inActions)).stdout).not.toContain('::error ')
    expect((await runCli(root, ['scan', 'dist'])).stdout).not.toContain('::error ')
  })

  it.each([
    { format: ['xml'], says: 'Unknown format `xml`. Use `pretty`, `json`, `sarif`, `github`.' },
    { format: ['json='], says: '`--format json=` names no file.' },
    {
      format: ['json', 'sarif'],
      says: '`json` stands alone on standard output. Give one of them a file: `--format json=<file>`.',
    },
    {
      format: ['json=a', 'sarif=a'],
      says: 'Two reports would be written to `a`. Give each a file of its own.',
    },
    { format: ['json=no/where.json'], says: 'Could not write the report to `no/where.json`: its folder is not there.' },
    { format: ['json=folder'], says: 'Could not write the report to `folder`: it is a folder.' },
  ])('$format is refused', async ({ format, says }) => {
    const root = writeProject('cli-reports/wrong', { 'dist/a.js': 'x' })
    mkdirSync(join(root, 'folder'))
    const flags = format.flatMap((value) => ['--format', value])
    expect(await runCli(root, ['scan', 'dist', ...flags])).toEqual({
      code: 2,
      stdout: '',
      stderr: `keyfence: ${says}\n`,
    })
  })

  it.skipIf(!existsSync('/dev/full'))('on a full disk end with 2 and a sentence', async () => {
    // Only Linux has a device that is always full.
    const root = writeProject('cli-reports/full', { 'dist/a.js': leak })
    expect(await runCli(root, ['scan', 'dist', '--format', 'sarif=/dev/full'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'keyfence: Could not write the report to `/dev/full`: the disk is full.\n',
    })
  })

  it('show no control character of a name, and no more than a few annotations', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 25 }, (_, index) => [`dist/${index}\u001b[2J\r,:%.js`, `window.key = '${key}'`]),
    )
    const root = writeProjectRaw('cli-reports/names', files)
    const { stdout } = await runCli(root, ['scan', 'dist', '--format', 'github'])
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(10)
    expect(lines[0]).toContain('file=dist/0\\u001b[2J\\u000d%2C%3A%25.js,line=1')
    expect(lines[9]).toBe('::error::keyfence found 16 more; the log of this step lists them.')
    // eslint-disable-next-line no-control-regex -- They are what must not be there.
    expect(stdout.replace(/\n/gu, '')).not.toMatch(/[\u0000-\u001f\u007f]/u)
  })
})

describe('flags', () => {
  it('`--fail-on` wins over the configuration', async () => {
    const root = writeProject('cli-reports/fail-on', {
      'dist/a.js': leak,
      'keyfence.config.json': '{ "failOn": "never" }',
    })
    expect((await runCli(root, ['scan', 'dist'])).code).toBe(0)
    expect((await runCli(root, ['scan', 'dist', '--fail-on', 'error'])).code).toBe(1)
    expect((await runCli(root, ['scan', 'dist', '--fail-on', 'often'])).stderr).toBe(
      'keyfence: Unknown level `often`. Use `error`, `warning`, `never`.\n',
    )
  })

  it('`--quiet` says nothing when there is nothing to do', async () => {
    const root = writeProject('cli-reports/quiet', { 'dist/a.js': 'x', 'leak/a.js': leak })
    expect(await runCli(root, ['scan', 'dist', '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' })
    expect((await runCli(root, ['scan', 'leak', '-q'])).stdout).toContain('OpenAI project API key')
  })

  it('`--verbose` tells names and reasons, never values', async () => {
    const root = writeProject('cli-reports/verbose', {
      '.env': `OPENAI_API_KEY=${key}\nNODE_ENV=production\n`,
      'keyfence.config.json': '{}',
      'dist/a.js': 'x',
    })
    const { stdout, stderr } = await runCli(root, ['scan', 'dist', '--verbose'])
    expect(stdout).toContain('✔ No secrets')
    expect(stderr.replace(/ {2}PATH: .*\n/gu, '')).toMatchInlineSnapshot(`
      "keyfence: The configuration is \`keyfence.config.json\`.
      keyfence: 1 file to scan, the largest is \`dist/a.js\` with 1 bytes.
      keyfence: Values that are looked for:
      keyfence:   OPENAI_API_KEY (.env:1)
      keyfence: Variables that are not looked for:
      keyfence:   NODE_ENV: it is a usual word
      keyfence: "
    `)
    expect(shownPieces(stderr, key, 'sk-proj-')).toEqual([])
  })

  it('`--explain` tells what begins like a key and is none', async () => {
    const token = `ghp_${'Ab1'.repeat(12)}`
    const root = writeProject('cli-reports/dropped', {
      'dist/a.js': `a('sk-proj-your-key-here')\nb('${token}')\nc('task-force')\nd('${key}')\n`,
    })
    const { code, stdout, stderr } = await runCli(root, ['scan', '--explain', 'dist/a.js'])
    expect(code).toBe(1)
    expect(stdout).toContain('OpenAI project API key')
    expect(stderr).toMatchInlineSnapshot(`
      "Not reported in \`dist/a.js\`, though it begins like a credential:
        OpenAI project API key (\`sk-proj-\`) at 1:4
          What follows does not have the length or the characters of the format.
        OpenAI API key without the marker (\`sk-proj-\`) at 1:4
          What follows does not have the length or the characters of the format.
        GitHub personal access token (\`ghp_\`) at 2:4
          It reads like a placeholder, or is a sample of a documentation.
      "
    `)
    expect(shownPieces(stderr, key, 'sk-proj-')).toEqual([])
    expect(shownPieces(stderr, token, 'ghp_')).toEqual([])
    expect((await runCli(root, ['scan', 'dist', '--explain', 'dist/a.js'])).code).toBe(2)
    expect((await runCli(root, ['scan', '--explain', 'dist'])).stderr).toBe(
      'keyfence: `--explain` needs a file that can be read, and `dist` is none.\n',
    )
  })

  it('`explain` shows one finding of the last scan in full', async () => {
    const root = writeProject('cli-reports/explain', { 'dist/a.js': leak, 'node_modules/x/index.js': '' })
    const { stdout } = await runCli(root, ['scan', 'dist', '--format', 'json'])
    const fingerprint = (JSON.parse(stdout) as Report).findings[0]?.fingerprint ?? ''
    const explained = await runCli(root, ['explain', fingerprint.slice(0, 12)])
    expect(explained.code).toBe(0)
    expect(explained.stdout.replace(fingerprint, 'kf1_<id>')).toMatchInlineSnapshot(`
      " ✖ OpenAI project API key   sk-proj-… (164 characters)

         why   The output holds it; no source map or module graph says where from.
         in    dist/a.js:1:15

         fix   1. Find where the value enters client code, and take it out.
               2. Call OpenAI in a server route and fetch that:
         https://github.com/keyfence/keyfence/blob/main/docs/guide/server-route.md
               3. Was a build with it ever deployed? Then it is public: revoke it
                  first, at https://platform.openai.com/api-keys

         id    kf1_<id>
         page  https://github.com/keyfence/keyfence/blob/main/docs/guide/causes.md#unknown
      "
    `)
    expect((await runCli(root, ['explain', 'kf1_00000000'])).stderr).toBe(
      'keyfence: No finding of the last stopped build or scan here begins with `kf1_00000000`. Run the build or the scan once more.\n',
    )
    expect((await runCli(root, ['explain', 'OPENAI'])).code).toBe(2)
  })
})

describe('a process', () => {
  it('whose reader goes away keeps its exit code', async () => {
    const root = writeProject('cli-reports/pipe', {})
    mkdirSync(join(root, 'dist'))
    for (let index = 0; index < 400; index++) writeFileSync(join(root, `dist/${index}.js`), leak)
    const child = spawn(process.execPath, [bin, 'scan', 'dist', '--format', 'json'], { cwd: root })
    child.stdout.once('data', () => child.stdout.destroy())
    let errors = ''
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()))
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect({ code, errors }).toEqual({ code: 1, errors: '' })
  })

  it('that is interrupted shows nothing and does not end with 0', async () => {
    const root = writeProject('cli-reports/interrupted', {})
    mkdirSync(join(root, 'dist'))
    const text = `${leak}${'const a = 1;\n'.repeat(400_000)}`
    for (let index = 0; index < 40; index++) writeFileSync(join(root, `dist/${index}.js`), text)
    const child = spawn(process.execPath, [bin, 'scan', 'dist', '--format', 'json=report.json'], { cwd: root })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()))
    setTimeout(() => child.kill('SIGINT'), 700)
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      child.once('close', (...outcome) => resolve(outcome))
    })
    expect({ code, signal, output }).toEqual({ code: null, signal: 'SIGINT', output: '' })
    expect(readdirSync(root).sort()).toEqual(['dist', 'package.json'])
  })
})

/** Files whose names no project has. */
function writeProjectRaw(name: string, files: Readonly<Record<string, string>>): string {
  const root = writeProject(name, {})
  mkdirSync(join(root, 'dist'), { recursive: true })
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text)
  return root
}
