import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inspect } from 'node:util'
import { keyfence } from '@keyfence/vite-plugin'
import { describe, expect, it } from 'vitest'
import { build as buildWithNewest } from 'vite'
import { reportOf } from './adapters/adapter.ts'
import { keys } from './cases.ts'
import { filesIn, filesThatHold, shownPieces, writeProject, type ProjectFiles } from './project.ts'
import { buildAndFail, causeAndOrigin, versions } from './vite-hosts.ts'

const key = keys.openai
const page = (head: string, body = '') =>
  `<!doctype html>\n<html>\n  <head>${head}</head>\n  <body>${body}<script type="module" src="/src/main.js"></script></body>\n</html>\n`
const base: ProjectFiles = { 'index.html': page(''), 'src/main.js': `document.title = 'x'\n` }
const big = (text: string) => `${text}\n${'x'.repeat(5000)}\n`

interface Route {
  readonly name: string
  readonly files: ProjectFiles
  readonly config?: (root: string) => object
  /** `cause origin` of every finding. */
  readonly expected: readonly string[]
}

/** Every way by which a build writes a secret. On a leak no file below `dist` may hold it. */
const routes: readonly Route[] = [
  {
    name: 'a literal in HTML',
    files: { 'index.html': page(`\n    <meta name="key" content="${key}">\n  `) },
    expected: ['html index.html:4:31'],
  },
  {
    name: 'a placeholder in HTML',
    files: { 'index.html': page('', '<p>%VITE_OPENAI_API_KEY%</p>'), '.env': `VITE_OPENAI_API_KEY=${key}\n` },
    expected: ['public-prefix index.html:4:12'],
  },
  {
    name: 'an inline script of the page',
    files: { 'index.html': page(`<script>window.key = "${key}"</script>`) },
    expected: ['html index.html:3:31'],
  },
  {
    name: 'the whole environment object',
    files: { 'src/main.js': `console.log(import.meta.env)\n`, '.env': `VITE_OPENAI_API_KEY=${key}\n` },
    expected: ['public-prefix src/main.js:1:13'],
  },
  {
    name: 'a destructured environment object',
    files: {
      'src/main.js': `const { VITE_OPENAI_API_KEY: k } = import.meta.env\ndocument.title = k\n`,
      '.env': `VITE_OPENAI_API_KEY=${key}\n`,
    },
    expected: ['public-prefix src/main.js:1:36'],
  },
  {
    name: 'a prefix of its own',
    files: { 'src/main.js': `document.title = import.meta.env.OPENAI_API_KEY\n`, '.env': `OPENAI_API_KEY=${key}\n` },
    config: () => ({ envPrefix: 'OPENAI_' }),
    expected: ['public-prefix src/main.js:1:18'],
  },
  {
    name: 'an expanded variable',
    files: {
      'src/main.js': `document.title = import.meta.env.VITE_KEY\n`,
      '.env': `OPENAI_API_KEY=${key}\nVITE_KEY=$OPENAI_API_KEY\n`,
    },
    expected: ['public-prefix src/main.js:1:18'],
  },
  {
    name: 'process.env as a define',
    files: { 'src/main.js': `document.title = process.env.OPENAI_API_KEY\n`, '.env': `OPENAI_API_KEY=${key}\n` },
    config: () => ({ define: { 'process.env': JSON.stringify({ OPENAI_API_KEY: key, MODE: 'x' }) } }),
    expected: ['define src/main.js:1:18'],
  },
  {
    name: 'a file imported as text',
    files: {
      'src/main.js': `import env from '../.env?raw'\ndocument.title = env\n`,
      '.env': `A=1\nOPENAI_API_KEY=${key}\n`,
    },
    expected: ['raw-import .env:2:16'],
  },
  {
    name: 'a large file imported as a URL',
    files: {
      'src/main.js': `import url from './notes.txt?url'\ndocument.title = url\n`,
      'src/notes.txt': big(`key ${key}`),
    },
    expected: ['asset src/notes.txt:1:5'],
  },
  {
    name: 'a small file inlined in base64',
    files: { 'src/main.js': `import url from './notes.png'\ndocument.title = url\n`, 'src/notes.png': `PNG ${key}` },
    expected: ['asset src/notes.png:1:5'],
  },
  {
    name: 'an image inlined in a style sheet',
    files: {
      'src/main.js': `import './a.css'\n`,
      'src/a.css': `a { background: url(./b.png) }\n`,
      'src/b.png': `PNG ${key}`,
    },
    expected: ['asset src/b.png:1:5'],
  },
  {
    name: 'a dynamic import',
    files: { 'src/main.js': `import('./lazy.js')\n`, 'src/lazy.js': `document.title = '${key}'\n` },
    expected: ['literal src/lazy.js:1:19'],
  },
  {
    name: 'a worker',
    files: {
      'src/main.js': `new Worker(new URL('./work.js', import.meta.url), { type: 'module' })\n`,
      'src/work.js': `postMessage('${key}')\n`,
    },
    expected: ['literal src/work.js:1:14'],
  },
  {
    name: 'an inlined worker',
    files: {
      'src/main.js': `import W from './work.js?worker&inline'\nnew W()\n`,
      'src/work.js': `postMessage('${key}')\n`,
    },
    expected: ['literal src/work.js:1:14'],
  },
  {
    name: 'a linked source map',
    files: { 'src/main.js': `// ${key}\ndocument.title = 'x'\n` },
    config: () => ({ build: { sourcemap: true } }),
    expected: ['comment src/main.js:1:4'],
  },
  {
    name: 'a hidden source map',
    files: { 'src/main.js': `// ${key}\ndocument.title = 'x'\n` },
    config: () => ({ build: { sourcemap: 'hidden' } }),
    expected: ['comment src/main.js:1:4'],
  },
  {
    name: 'an inline source map',
    files: { 'src/main.js': `// ${key}\ndocument.title = 'x'\n` },
    config: () => ({ build: { sourcemap: 'inline' } }),
    expected: ['comment src/main.js:1:4'],
  },
  {
    name: 'the public folder',
    files: { 'public/nested/config.json': `{\n  "key": "${key}"\n}\n` },
    expected: ['public-dir public/nested/config.json:2:11'],
  },
  {
    name: 'a text that an option adds',
    files: {},
    config: () => ({ build: { minify: false, rollupOptions: { output: { intro: `const key = '${key}'` } } } }),
    expected: ['injected'],
  },
  {
    name: 'a virtual module',
    files: { 'src/main.js': `import { k } from 'virtual:k'\ndocument.title = k\n` },
    config: () => ({
      plugins: [
        {
          name: 'k',
          resolveId: (id: string) => (id === 'virtual:k' ? '\0virtual:k' : undefined),
          load: (id: string) => (id === '\0virtual:k' ? `export const k = '${key}'` : undefined),
        },
      ],
    }),
    expected: ['literal virtual:k:1:19'],
  },
  {
    name: 'a file that a plugin behind ours emits',
    files: {},
    config: () => ({
      plugins: [
        keyfence(),
        {
          name: 'late',
          enforce: 'post',
          generateBundle: {
            order: 'post',
            handler(this: { emitFile: (file: object) => void }) {
              this.emitFile({ type: 'asset', fileName: 'late.txt', source: key })
            },
          },
        },
      ],
    }),
    expected: ['plugin'],
  },
  {
    name: 'code that a plugin changes at the end',
    files: {},
    config: () => ({
      plugins: [
        {
          name: 'change',
          generateBundle(_: unknown, bundle: Record<string, { type: string; code: string }>) {
            for (const item of Object.values(bundle)) if (item.type === 'chunk') item.code += `;window.k='${key}'`
          },
        },
      ],
    }),
    expected: ['plugin'],
  },
  {
    name: 'a file that a plugin writes past the bundler',
    files: {},
    config: (root) => ({
      plugins: [
        {
          name: 'write',
          closeBundle: () => {
            mkdirSync(join(root, 'dist/sw'), { recursive: true })
            writeFileSync(join(root, 'dist/sw/sw.js'), `self.k='${key}'`)
          },
        },
      ],
    }),
    expected: ['plugin'],
  },
  {
    name: 'a library',
    files: { 'src/lib.js': `export const k = '${key}'\n` },
    config: (root) => ({ build: { lib: { entry: join(root, 'src/lib.js'), formats: ['es'], fileName: 'lib' } } }),
    expected: ['literal src/lib.js:1:19'],
  },
]

describe.each(versions)('$version', ({ version, build }) => {
  it.each(routes)('stops $name and leaves nothing on disk', async ({ name, files, config, expected }) => {
    const root = writeProject(`routes/${version}/${name}`, { ...base, ...files })

    const { report, message } = await buildAndFail(build, root, config?.(root) ?? {})

    expect(report.findings.map(causeAndOrigin), message).toEqual(expected)
    expect(filesThatHold(join(root, 'dist'), key)).toEqual([])
    expect(shownPieces(message + JSON.stringify(report), key, 'sk-proj-')).toEqual([])
  })

  it('leaves the previous output as it was when the public folder leaks', async () => {
    const root = writeProject(`previous/${version}`, { ...base, 'dist/old.txt': 'old', 'public/a.txt': key })

    await buildAndFail(build, root, {})

    expect([...filesIn(join(root, 'dist')).keys()]).toEqual(['old.txt'])
  })

  it('writes the same bytes with and without the plugin', async () => {
    const files = {
      ...base,
      'src/main.js': `import './a.css'\nimport('./lazy.js')\n`,
      'src/a.css': 'a { color: red }\n',
      'src/lazy.js': `document.title = 'lazy'\n`,
      'public/robots.txt': 'x',
    }
    const fenced = writeProject(`same/${version}/app`, files)
    await build({
      root: fenced,
      configFile: false,
      logLevel: 'silent',
      build: { sourcemap: true },
      plugins: [keyfence()],
    })
    const withPlugin = filesIn(join(fenced, 'dist'))

    const plain = writeProject(`same/${version}/app`, files)
    await build({ root: plain, configFile: false, logLevel: 'silent', build: { sourcemap: true } })

    expect(withPlugin).toEqual(filesIn(join(plain, 'dist')))
    expect(withPlugin.size).toBeGreaterThan(4)
  })

  it('reports a public file that it cannot check and stops', async () => {
    const root = writeProject(`unreadable/${version}`, {
      ...base,
      'public/a.js.gz': new Uint8Array([31, 139, 8, 0, 0]),
    })

    const { report } = await buildAndFail(build, root, {})

    expect(report.verdict).toBe('incomplete')
    expect(report.incomplete).toEqual([{ path: 'dist/a.js.gz', reason: 'the gzip data ends early.' }])
  })

  it('hands the report to programs, and not to a host that prints what an error holds', async () => {
    const root = writeProject(`error/${version}`, { ...base, 'src/main.js': `document.title = '${key}'\n` })

    const error: unknown = await build({ root, configFile: false, logLevel: 'silent', plugins: [keyfence()] }).then(
      () => undefined,
      (reason: unknown) => reason,
    )

    expect(reportOf(error)?.findings).toHaveLength(1)
    expect(inspect(error)).not.toContain('fingerprint')
  })

  it('leaves a server build alone', async () => {
    const root = writeProject(`server/${version}`, { ...base, 'src/server.js': `console.log('${key}')\n` })

    await build({ root, configFile: false, logLevel: 'silent', build: { ssr: 'src/server.js' }, plugins: [keyfence()] })

    expect(filesThatHold(join(root, 'dist'), key)).toHaveLength(1)
  })

  it('checks again after the leak was mended, with the same plugin', async () => {
    const root = writeProject(`mended/${version}`, { ...base, 'src/main.js': `document.title = '${key}'\n` })
    const plugins = [keyfence()]
    await buildAndFail(build, root, { plugins })

    writeFileSync(join(root, 'src/main.js'), `document.title = 'mended'\n`)
    await build({ root, configFile: false, logLevel: 'silent', plugins })

    expect([...filesIn(join(root, 'dist')).keys()]).toHaveLength(2)
  })
})

describe('options', () => {
  it('names the nearest option for one that it does not know', () => {
    expect(() => keyfence({ alow: [] } as object)).toThrow(
      'Unknown option `alow` in the options of `keyfence()`. Did you mean `allow`?',
    )
  })

  it('lets a finding stay for a reason', async () => {
    const root = writeProject('allowed', { ...base, 'src/main.js': `document.title = '${key}'\n` })
    const allow = [{ path: 'src/main.js', reason: 'Revoked on the day it was found.' }]

    await buildWithNewest({ root, configFile: false, logLevel: 'silent', plugins: [keyfence({ allow })] })

    expect(filesThatHold(join(root, 'dist'), key)).toHaveLength(1)
  })

  it('reads the nearest configuration file', async () => {
    const root = writeProject('configured', {
      ...base,
      'src/main.js': `document.title = '${key}'\n`,
      'keyfence.config.json': '{ "failOn": "never" }',
    })

    await buildWithNewest({ root, configFile: false, logLevel: 'silent', plugins: [keyfence()] })

    expect(readFileSync(join(root, 'dist/index.html'), 'utf8')).toContain('assets/')
    expect(dirname(root)).toContain('.work')
  })
})
