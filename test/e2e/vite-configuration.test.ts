import { join } from 'node:path'
import { keyfence } from '@keyfence/vite-plugin'
import { describe, expect, it } from 'vitest'
import { keys } from './cases.ts'
import { filesIn, filesThatHold, shownPieces, writeProject, type ProjectFiles } from './project.ts'
import { buildAndFail, causeAndOrigin, tryBuild, versions } from './vite-hosts.ts'

const key = keys.openai
const page = `<!doctype html>\n<script type="module" src="/src/main.js"></script>\n`
const clean: ProjectFiles = { 'index.html': page, 'src/main.js': `document.title = 'x'\n` }
const config = (text: string) => `import { readFileSync } from 'node:fs'\nexport default {\n${text}\n}\n`

/** Settings that open secrets while nothing in client code uses them. */
const settings = [
  {
    name: 'a known secret under a define',
    env: `OPENAI_API_KEY=${key}\n`,
    text: `  define: {\n    __MODE__: '"x"',\n    __APP_KEY__: JSON.stringify(readFileSync(new URL('.env', import.meta.url), 'utf8').slice(15).trim()),\n  },`,
    says: 'define vite.config.mjs:5:5',
    why: '`define` holds `OPENAI_API_KEY`; one use of `__APP_KEY__` in client code makes Vite put it into the page.',
  },
  {
    name: 'a key that stands in the configuration',
    env: '',
    text: `  define: { 'globalThis.key': '"${key}"' },`,
    says: 'define vite.config.mjs:3:13',
    why: '`define` holds a secret; one use of `globalThis.key` in client code makes Vite put it into the page.',
  },
  {
    name: 'the whole environment under a define',
    env: `OPENAI_API_KEY=${key}\n`,
    text: `  define: {\n    'process.env': JSON.stringify({ PATH: '/bin', HOME: '/home/me' }),\n  },`,
    says: 'define vite.config.mjs:4:5',
    why: '`define` hands every variable of this machine to client code; one use of `process.env` puts them into the page.',
  },
  {
    name: 'a prefix that a secret has',
    env: `OPENAI_API_KEY=${key}\n`,
    text: `  envPrefix: ['VITE_', 'OPENAI_'],`,
    says: 'public-prefix vite.config.mjs:3:3',
    why: '`envPrefix` makes `OPENAI_API_KEY` public: one use of `import.meta.env` in client code makes Vite put it into the page.',
  },
]

const harmless = [
  {
    name: 'a define of a version',
    text: `  define: { __VERSION__: '"1.2.3"', 'process.env.NODE_ENV': '"production"' },`,
  },
  { name: 'a define of an object', text: `  define: { __APP__: { path: '/', name: 'app' } },` },
  { name: 'a prefix of its own', text: `  envPrefix: 'APP_',` },
  { name: 'the default prefix', text: '' },
]

describe.each(versions)('$version', ({ version, build }) => {
  const project = (name: string, files: ProjectFiles) => writeProject(`configuration/${version}/${name}`, files)

  it.each(settings)('warns of $name, at its line', async ({ name, env, text, says, why }) => {
    const root = project(name, { ...clean, '.env': env, 'vite.config.mjs': config(text) })

    const passed = await tryBuild(build, root, { configFile: undefined })
    expect(passed.error).toBeUndefined()
    expect(passed.message).toContain('keyfence let this build pass, but 1 setting opens secrets to client code.')
    expect(passed.message).toContain(says.split(' ')[1])

    const strict = [keyfence({ failOn: 'warning' })]
    const { report, message } = await buildAndFail(build, root, { configFile: undefined, plugins: strict })
    expect(report.findings.map(causeAndOrigin)).toEqual([says])
    expect(report.findings.map((finding) => finding.why)).toEqual([why])
    expect(message).toContain('keyfence stopped this build: 1 setting opens secrets to client code.')
    for (const said of [passed.message, message + JSON.stringify(report)])
      expect(shownPieces(said, key, 'sk-proj-')).toEqual([])
  })

  it.each(harmless)('says nothing of $name', async ({ name, text }) => {
    const env = `OPENAI_API_KEY=${key}\nAPP_NAME=app\nVITE_TITLE=title\n`
    const root = project(name, { ...clean, '.env': env, 'vite.config.mjs': config(text) })

    const { error, message } = await tryBuild(build, root, { configFile: undefined })

    expect(error).toBeUndefined()
    expect(message).not.toMatch(/keyfence (?:let|stopped)/u)
  })

  it('tells a leak once, where it stands, and not at the setting again', async () => {
    const root = project('leak', {
      ...clean,
      'src/main.js': `document.title = __APP_KEY__\n`,
      '.env': `OPENAI_API_KEY=${key}\n`,
    })

    const { report } = await buildAndFail(build, root, { define: { __APP_KEY__: JSON.stringify(key) } })

    expect(report.findings.map(causeAndOrigin)).toEqual(['define src/main.js:1:18'])
  })

  it('leaves the previous output as it was when a setting stops the build', async () => {
    const root = project('previous', { ...clean, 'dist/old.txt': 'old' })
    const plugins = [keyfence({ severity: { 'config-exposure': 'error' } })]

    const { report } = await buildAndFail(build, root, { plugins, define: { __APP_KEY__: JSON.stringify(key) } })

    expect(report.findings.map(causeAndOrigin)).toEqual(['define inline configuration'])
    expect([...filesIn(join(root, 'dist')).keys()]).toEqual(['old.txt'])
  })

  it.each([
    { file: 'public/.env', isTold: true },
    { file: 'public/config/.env.production', isTold: true },
    { file: 'public/.env.example', isTold: false },
    { file: 'public/env.js', isTold: false },
  ])('knows an environment file in the public folder: $file', async ({ file, isTold }) => {
    const root = project(`copied-${file}`, { ...clean, [file]: 'TITLE=x\n' })

    const { error, message } = await tryBuild(build, root)

    expect(error).toBeUndefined()
    expect(message.includes(`Move ${file} out of the public folder.`)).toBe(isTold)
  })

  it('lets a setting stay for a reason', async () => {
    const root = project('allowed', clean)
    const allow = [{ rule: 'config-exposure', reason: 'Nobody uses it; it goes with the next release.' }] as const

    const { message } = await tryBuild(build, root, {
      plugins: [keyfence({ allow })],
      define: { __APP_KEY__: JSON.stringify(key) },
    })

    expect(message).toContain('1 finding is allowed to stay')
    expect(message).not.toContain('keyfence let')
    expect(filesThatHold(join(root, 'dist'), key)).toEqual([])
  })
})
