import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '@keyfence/core'
import plugin, { loadPolicy } from '@keyfence/eslint-plugin'
import { keyfence, type KeyfenceOptions } from '@keyfence/vite-plugin'
import { ESLint } from 'eslint'
import { build } from 'vite'
import { describe, expect, it } from 'vitest'
import { reportOf } from './adapters/adapter.ts'
import { runCli } from './adapters/cli.ts'
import { keys } from './cases.ts'
import { writeProject, type ProjectFiles } from './project.ts'

const key = keys.openai
const app: ProjectFiles = {
  'index.html': '<script type="module" src="/src/main.js"></script>',
  'src/main.js': `document.title = '${key}'\n`,
  'dist/a.js': `f('${key}')\n`,
}
const allowKey = { detector: 'openai-project-key', reason: 'Revoked; the page is being moved.' }

describe('the configuration file', () => {
  it.each([
    { file: 'keyfence.config.json', text: JSON.stringify({ allow: [allowKey] }) },
    { file: 'keyfence.config.js', text: `export default { allow: [${JSON.stringify(allowKey)}] }\n` },
    { file: 'keyfence.config.mjs', text: `export default { allow: [${JSON.stringify(allowKey)}] }\n` },
    {
      file: 'keyfence.config.ts',
      text: `import { defineConfig } from 'keyfence/config'\nconst allow: { detector: string; reason: string }[] = [${JSON.stringify(allowKey)}]\nexport default defineConfig({ allow })\n`,
    },
  ])('counts at the command line and in a build: $file', async ({ file, text }) => {
    const root = writeProject(`policy/as-${file}`, { ...app, [file]: text })
    expect((await runCli(root, ['scan', 'dist'])).stderr).toBe('')
    expect((await runCli(root, ['scan', 'dist'])).code).toBe(0)
    expect(await verdictOfBuild(root)).toBe('passed')
  })

  it('is found above the project, up to the root of the workspace', async () => {
    const root = writeProject('policy/workspace', {
      'pnpm-workspace.yaml': '',
      'keyfence.config.json': JSON.stringify({ allow: [allowKey] }),
      ...inFolder('apps/my app', app),
    })
    expect((await runCli(join(root, 'apps/my app'), ['scan', 'dist'])).code).toBe(0)
    expect(await verdictOfBuild(join(root, 'apps/my app'))).toBe('passed')
  })

  it.each([
    {
      name: 'two files',
      files: { 'keyfence.config.js': '', 'keyfence.config.json': '{}' },
      says: '`.` holds `keyfence.config.js` and `keyfence.config.json`. Keep one of them.',
    },
    {
      name: 'a file that throws',
      files: { 'keyfence.config.js': `throw new RangeError('${key}')` },
      says: 'Could not load `keyfence.config.js`. It throws RangeError; run `node keyfence.config.js` to see where.',
    },
    {
      name: 'JSON that is none',
      files: { 'keyfence.config.json': '{' },
      says: 'Could not load `keyfence.config.json`. It is not valid JSON.',
    },
    {
      name: 'no default export',
      files: { 'keyfence.config.js': 'export const x = 1' },
      says: 'Expected an object with options in `keyfence.config.js`, but it is missing.',
    },
    {
      name: 'an unknown option',
      files: { 'keyfence.config.json': '{ "severty": {} }' },
      says: 'Unknown option `severty` in `keyfence.config.json`. Did you mean `severity`?',
    },
    {
      name: 'a wrong value',
      files: { 'keyfence.config.json': '{ "failOn": "eror" }' },
      says: 'Option `failOn` in `keyfence.config.json` must be one of "error", "warning", "never", but it is another text.',
    },
    {
      name: 'an allow entry without a reason',
      files: { 'keyfence.config.json': '{ "allow": [{ "path": "a.js" }] }' },
      says: 'Allow entry 1 in `keyfence.config.json` has no `reason`. Say why this may stay, or remove the entry.',
    },
    {
      name: 'a baseline of a newer version',
      files: { 'keyfence.baseline.json': '{ "version": 2, "allow": [] }' },
      says: '`keyfence.baseline.json` has version 2, and this keyfence reads version 1. Update keyfence, or write it anew with `keyfence baseline`.',
    },
    {
      name: 'a baseline that is none',
      files: { 'keyfence.baseline.json': '[' },
      says: '`keyfence.baseline.json` is no JSON object that keyfence wrote. Write it anew with `keyfence baseline`.',
    },
  ])('says what is wrong, where and what to do: $name', async ({ name, files, says }) => {
    const root = writeProject(`policy/wrong/${name}`, { ...app, ...files })
    const { code, stdout, stderr } = await runCli(root, ['scan', 'dist'])
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `keyfence: ${says}\n` })
    await expect(build({ root, configFile: false, logLevel: 'silent', plugins: [keyfence()] })).rejects.toThrow(says)
  })
})

describe('allow entries', () => {
  it('count until they expire, then the finding says so', async () => {
    const root = writeProject('policy/expired', {
      ...app,
      'keyfence.config.json': JSON.stringify({ allow: [{ ...allowKey, expires: '2020-01-01' }] }),
    })
    const { code, stdout } = await runCli(root, ['scan', 'dist', '--format', 'json'])
    expect(code).toBe(1)
    expect((JSON.parse(stdout) as Report).findings[0]?.message).toContain(
      'The allow entry for it expired on 2020-01-01.',
    )
  })

  it('that match nothing are named by a scan', async () => {
    const root = writeProject('policy/unused', {
      ...app,
      'keyfence.config.json': JSON.stringify({ allow: [allowKey, { path: 'src/gone.js', reason: 'x' }] }),
    })
    expect(await runCli(root, ['scan', 'dist'])).toMatchObject({
      code: 0,
      stderr:
        'keyfence: The allow entry for path `src/gone.js` matches nothing here. Remove it if nothing else needs it.\n',
    })
  })

  it('stand in the source too, with a reason', async () => {
    const comment = '// keyfence-allow openai-project-key -- Revoked, kept as a test.\n'
    expect(
      await verdictOfBuild(
        writeProject('policy/inline', { ...app, 'src/main.js': `${comment}document.title = '${key}'\n` }),
      ),
    ).toBe('passed')
    expect(
      await verdictOfBuild(
        writeProject('policy/inline-no-reason', {
          ...app,
          'src/main.js': `// keyfence-allow openai-project-key\ndocument.title = '${key}'\n`,
        }),
      ),
    ).toBe('findings')
    expect(
      await verdictOfBuild(
        writeProject('policy/inline-other', {
          ...app,
          'src/main.js': `${comment.replace('project', 'admin')}document.title = '${key}'\n`,
        }),
      ),
    ).toBe('findings')
  })
})

describe('the baseline', () => {
  it('lets stay what the last stopped build found, at every gate, and nothing new', async () => {
    const root = writeProject('policy/baseline [1]', { ...app, 'package.json': '{ "type": "module" }' })
    expect(await verdictOfBuild(root)).toBe('findings')

    const written = await runCli(root, ['baseline', '--reason', 'Being moved.', '--expires', '2099-01-31'])
    expect(written).toEqual({
      code: 0,
      stdout:
        'keyfence: Added 1 entry to keyfence.baseline.json. Commit keyfence.baseline.json, and revoke every key that was ever deployed.\n',
      stderr: '',
    })
    expect(readFileSync(join(root, 'keyfence.baseline.json'), 'utf8')).not.toContain(key.slice(20, 30))
    expect(await verdictOfBuild(root)).toBe('passed')
    expect((await runCli(root, ['scan', 'dist'])).code).toBe(0)

    writeFileSync(join(root, 'src/main.js'), `document.title = '${key}' + '${keys.openaiService}'\n`)
    expect(await verdictOfBuild(root)).toBe('findings')
  })

  it('needs a reason', async () => {
    const root = writeProject('policy/baseline-reason', app)
    expect(await runCli(root, ['baseline', 'dist'])).toMatchObject({
      code: 2,
      stderr: 'keyfence: A baseline needs `--reason "…"`: say why what was found may stay for now.\n',
    })
  })
})

describe('the editor', () => {
  it('obeys the same file and the same baseline', async () => {
    const root = writeProject('policy/editor', app)
    expect(await lintedRules(root)).toEqual(['keyfence/no-key-literal'])

    await reportOfBuild(root, {})
    await runCli(root, ['baseline', '--reason', 'Being moved.'])
    expect(await lintedRules(root)).toEqual([])
  })

  it('obeys the configuration file', async () => {
    const root = writeProject('policy/editor-config', {
      ...app,
      'keyfence.config.json': JSON.stringify({ allow: [allowKey] }),
    })
    expect(await lintedRules(root)).toEqual([])
  })
})

describe('severity and failOn', () => {
  it.each([
    { config: { severity: { 'key-literal': 'off' } }, code: 0 },
    { config: { severity: { 'key-literal': 'warning' } }, code: 0 },
    { config: { severity: { 'key-literal': 'warning' }, failOn: 'warning' }, code: 1 },
    { config: { failOn: 'never' }, code: 0 },
    { config: { detectors: { off: ['openai-project-key'] } }, code: 0 },
  ])('$config ends with $code', async ({ config, code }) => {
    const root = writeProject(`policy/severity/${JSON.stringify(config)}`, {
      ...app,
      'keyfence.config.json': JSON.stringify(config),
    })
    expect((await runCli(root, ['scan', 'dist'])).code).toBe(code)
    expect(await verdictOfBuild(root)).toBe(code === 0 ? 'passed' : 'findings')
  })
})

describe('secrets', () => {
  it('are what the policy names, and not what it ignores', async () => {
    const files = {
      'dist/a.js': 'f("internal-word-one", "q7Kd0Zp2VxT9mB4w")',
      '.env': 'PROJECT_CODE=internal-word-one\nDB_PASSWORD=q7Kd0Zp2VxT9mB4w\n',
    }
    const secrets = { include: ['PROJECT_*'], ignore: ['DB_PASSWORD'] }
    const root = writeProject('policy/secrets', { ...files, 'keyfence.config.json': JSON.stringify({ secrets }) })
    const report = JSON.parse((await runCli(root, ['scan', 'dist', '--format', 'json'])).stdout) as Report
    expect(report.findings.map(({ envName }) => envName)).toEqual(['PROJECT_CODE'])
  })
})

describe('serverOnly', () => {
  const files = {
    'src/main.js': `import { query } from './server/db.js'\ndocument.title = query()\n`,
    'src/server/db.js': `export const query = () => fetch('/db')\n`,
  }

  it('names files of the project that no client may receive', async () => {
    const root = writeProject('policy/server-files', { ...app, ...files })
    const report = await reportOfBuild(root, { serverOnly: { files: ['src/server/**'] } })
    expect(report?.findings[0]).toMatchObject({
      rule: 'server-import',
      title: 'Server-only file',
      redacted: 'src/server/db.js',
      origin: { path: 'src/main.js', line: 1, column: 1 },
    })
  })

  it('lets an import stay by a comment in the source', async () => {
    const main = `// keyfence-allow server-import -- It holds no secret.\n${files['src/main.js']}`
    const root = writeProject('policy/server-inline', { ...app, ...files, 'src/main.js': main })
    expect(await reportOfBuild(root, { serverOnly: { files: ['src/server/**'] } })).toBeUndefined()
  })
})

describe('environment files', () => {
  it('are read as each parser reads them that a host may use', async () => {
    // Vite 8 reads the value behind which something stands; another parser reads the quotes too.
    const root = writeProject('policy/env-quotes', {
      ...app,
      'src/main.js': 'document.title = import.meta.env.VITE_ADMIN_PASSWORD\n',
      '.env': 'VITE_ADMIN_PASSWORD="q7Kd0Zp2VxT9mB4w"x\n',
    })
    expect((await reportOfBuild(root, {}))?.findings[0]).toMatchObject({
      rule: 'public-env',
      envName: 'VITE_ADMIN_PASSWORD',
      envSource: { path: '.env', line: 1 },
    })
  })
})

async function verdictOfBuild(root: string): Promise<Report['verdict']> {
  return (await reportOfBuild(root, {}))?.verdict ?? 'passed'
}

/** Rules that ESLint reports in the sources, with the policy of the project. */
async function lintedRules(cwd: string): Promise<(string | null)[]> {
  const overrideConfig = [...plugin.configs.recommended, { settings: { keyfence: await loadPolicy(cwd) } }]
  const results = await new ESLint({ cwd, overrideConfigFile: true, overrideConfig }).lintFiles(['src'])
  return results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId))
}

/** The report that stopped the build; undefined when it passed. */
async function reportOfBuild(root: string, options: KeyfenceOptions): Promise<Report | undefined> {
  try {
    await build({ root, configFile: false, logLevel: 'silent', plugins: [keyfence(options)], build: { outDir: 'out' } })
    return undefined
  } catch (error) {
    const report = reportOf(error)
    if (report === undefined) throw error
    return report
  }
}

function inFolder(folder: string, files: ProjectFiles): ProjectFiles {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]))
}
