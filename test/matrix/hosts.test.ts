import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { packPackages } from '../../scripts/pack-packages.js'
import { keys } from '../e2e/cases.ts'
import { filesIn, filesThatHold, shownPieces } from '../e2e/project.ts'
import { writeHostsPage, type HostRow } from './hosts-page.ts'
import { install, versionIn } from './starter.ts'

const key = keys.openai
const isSmall = process.env['MATRIX'] === 'small'
const work = mkdtempSync(join(tmpdir(), 'keyfence-hosts-'))
const tarballs = packPackages(join(work, 'tarballs'))

/** Both ends of every range that `peerDependencies` allows. */
const hosts = [
  ...['5.4.0', '5', '6.0.0', '6', '7.0.0', '7', '8.0.0', '8'].map((range) => ({ name: 'vite', range })),
  ...['4.0.0', '4.20.0', '4'].map((range) => ({ name: 'rollup', range })),
  ...['1.0.0', '1'].map((range) => ({ name: 'rolldown', range })),
].filter(({ range }) => !isSmall || ['5.4.0', '4.0.0', '1.0.0'].includes(range))
const rows: HostRow[] = []

/** One app for all: chunks, and in Vite also a page, a style sheet, a worker and a public file. */
const app = {
  'index.html': '<!doctype html>\n<script type="module" src="/src/main.js"></script>\n',
  'src/main.js': `import { a } from './a.js'\nimport('./lazy.js')\ndocument.title = a()\n`,
  'src/a.js': `export const a = () => location.hash + 'x'\n`,
  'src/lazy.js': `document.title = 'lazy'\n`,
}
const viteApp = {
  ...app,
  'src/main.js': `import { a } from './a.js'\nimport('./lazy.js')\nimport './a.css'\nnew Worker(new URL('./work.js', import.meta.url))\ndocument.title = a()\n`,
  'src/a.css': 'a { color: red }\n',
  'src/work.js': `postMessage('x')\n`,
  'public/a.txt': 'x\n',
  '.env.local': `VITE_OPENAI_API_KEY=${key}\n`,
}
const leaks = [
  { file: 'src/a.js', text: `export const a = () => location.hash + '${key}'\n`, at: 'src/a.js:1:41' },
  { file: 'src/a.js', text: `// ${key}\nexport const a = () => location.hash\n`, at: 'src/a.js:1:4' },
]
const viteLeaks = [
  ...leaks,
  {
    file: 'src/a.js',
    text: `export const a = () => location.hash + import.meta.env.VITE_OPENAI_API_KEY\n`,
    at: 'src/a.js:1:40',
  },
  { file: 'src/work.js', text: `postMessage('${key}')\n`, at: 'src/work.js:1:14' },
  { file: 'src/a.css', text: `a { --key: '${key}' }\n`, at: 'src/a.css:1:13' },
  { file: 'public/a.txt', text: key, at: 'public/a.txt:1:1' },
  { file: 'index.html', text: `${app['index.html']}<p>${key}</p>\n`, at: 'index.html:3:4' },
]

afterAll(async () => {
  rmSync(work, { recursive: true, force: true })
  if (!isSmall && rows.length === hosts.length) await writeHostsPage(rows)
})

describe('hosts', () => {
  it.for(hosts)(
    '$name $range builds byte for byte, and its leaks are stopped',
    { timeout: 300_000 },
    async ({ name, range }) => {
      const isVite = name === 'vite'
      const folder = join(work, `${name}-${range}`)
      const manifest = { type: 'module', private: true, devDependencies: { [name]: range } }
      write(folder, { 'package.json': JSON.stringify(manifest), ...(isVite ? viteApp : app) })
      expect(await install(folder, tarballs)).toBeUndefined()

      writeBuild(folder, name, false)
      const plain = build(folder, isVite)
      expect(plain, plain.output).toMatchObject({ code: 0 })
      writeBuild(folder, name, true)
      const guarded = build(folder, isVite)
      expect(guarded, guarded.output).toMatchObject({ code: 0 })
      expect(guarded.files).toEqual(plain.files)
      expect(guarded.output).toContain(`keyfence: scanned ${plain.files.size} of ${plain.files.size} client files`)

      const own = isVite ? viteLeaks : leaks
      for (const { file, text, at } of own) {
        write(folder, { [file]: text })
        const { code, output } = build(folder, isVite)
        write(folder, { [file]: Reflect.get(viteApp, file) as string })
        expect(code, output).toBe(1)
        expect(output).toContain('keyfence stopped this build: 1 secret')
        expect(output).toContain(`\n   ${at}\n`)
        expect(filesThatHold(join(folder, 'dist'), key)).toEqual([])
        expect(shownPieces(output, key, 'sk-proj-')).toEqual([])
      }
      rows.push({
        host: name,
        version: versionIn(join(folder, 'node_modules', name)),
        clean: `identical, ${plain.files.size} files`,
        leaks: `${own.length} of ${own.length} stopped`,
      })
    },
  )
})

function write(folder: string, files: Readonly<Record<string, string>>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

function writeBuild(folder: string, name: string, isFenced: boolean) {
  const subpath = name === 'vite' ? '' : '/rollup'
  const plugin = isFenced ? `import keyfence from '@keyfence/vite-plugin${subpath}'\n` : 'const keyfence = () => []\n'
  const config = `${plugin}export default { plugins: [keyfence()], build: { sourcemap: true, manifest: true } }\n`
  const script = `import { ${name} } from '${name}'
${plugin}const bundle = await ${name}({ input: 'src/main.js', plugins: [keyfence()], onLog: (_, { message }) => console.log(message) })
try {
  await bundle.write({ dir: 'dist', sourcemap: true })
} finally {
  await bundle.close()
}
`
  write(folder, name === 'vite' ? { 'vite.config.js': config } : { 'build.js': script })
}

function build(folder: string, isVite: boolean) {
  rmSync(join(folder, 'dist'), { recursive: true, force: true })
  const args = isVite ? ['node_modules/vite/bin/vite.js', 'build'] : ['build.js']
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1' }
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' })
  return { code: status, output: stdout + stderr, files: filesIn(join(folder, 'dist')) }
}
