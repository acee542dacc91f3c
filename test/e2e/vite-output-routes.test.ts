import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keys } from './cases.ts'
import { versions } from './vite-hosts.ts'
import { expectedOf, outcomeOf, type Route } from './vite-routes.ts'

const key = keys.openai
const output = (options: object, more: object = {}) => ({ build: { ...more, rollupOptions: { output: options } } })
const virtual = (id: string) => ({
  name: 'virtual',
  resolveId: (asked: string) => (asked.startsWith('virtual:') ? id : undefined),
  load: (asked: string) => (asked === id ? `export const k = 'x'\ndocument.title = k` : undefined),
})
const usesVirtual = { 'src/main.js': `import('virtual:k')\n` }
const manifest = { name: 'package', version: '1.0.0', type: 'module', main: 'i.js', license: 'MIT' }

/** What the bundler, and those who work with it, write beside the code. */
const routes: readonly Route[] = [
  {
    name: 'a legal comment',
    files: { 'src/main.js': `/*! ${key} */\ndocument.title = 'x'\n` },
    config: () => ({ build: { minify: false } }),
    expected: ['comment src/main.js:1:5'],
    except: { 'Vite 7': [] },
  },
  {
    name: 'a legal comment of a style sheet',
    files: { 'src/main.js': `import './a.css'\n`, 'src/a.css': `/*! ${key} */\na { color: red }\n` },
    expected: ['style src/a.css:1:5'],
    except: { 'Vite 7': [] },
  },
  {
    name: 'a banner',
    files: {},
    config: () => output({ banner: `/*! ${key} */` }, { minify: false }),
    expected: ['injected'],
    except: { 'Vite 7': [] },
  },
  {
    name: 'a banner that a function makes',
    files: {},
    config: () => output({ banner: () => `/*! ${key} */` }, { minify: false }),
    expected: ['plugin'],
    except: { 'Vite 7': [] },
  },
  { name: 'an outro', files: {}, config: () => output({ outro: `window.k = '${key}'` }), expected: ['injected'] },
  {
    name: 'the name of a chunk',
    files: { 'src/main.js': `import('./lazy.js')\n`, 'src/lazy.js': `document.title = 'x'\n` },
    config: () => output({ chunkFileNames: `assets/${key}-[hash].js` }),
    expected: ['injected'],
  },
  {
    name: 'an id in the manifest',
    files: usesVirtual,
    config: () => ({ plugins: [virtual(`virtual:k?token=${key}`)], build: { manifest: true } }),
    expected: ['plugin'],
  },
  {
    name: 'an id in the manifest for servers',
    files: usesVirtual,
    config: () => ({ plugins: [virtual(`virtual:k?token=${key}`)], build: { ssrManifest: true } }),
    expected: ['plugin'],
  },
  {
    name: 'an id in a map',
    files: usesVirtual,
    config: () => ({ plugins: [virtual(`virtual:k?token=${key}`)], build: { sourcemap: true } }),
    expected: ['source-map'],
  },
  {
    name: 'the licence of a package',
    files: {
      'src/main.js': `import { k } from 'package'\ndocument.title = k()\n`,
      'node_modules/package/package.json': JSON.stringify(manifest),
      'node_modules/package/i.js': `export const k = () => location.hash + 'x'\n`,
      'node_modules/package/LICENSE': `Free for all. ${key}\n`,
    },
    config: () => ({ build: { license: true } }),
    expected: ['plugin'],
    except: { 'Vite 6': [], 'Vite 5': [] },
  },
  {
    name: 'a map without sources is clean',
    files: { 'src/main.js': `// ${key}\ndocument.title = 'x'\n` },
    config: () => output({ sourcemapExcludeSources: true }, { sourcemap: true }),
    expected: [],
  },
  {
    name: 'an export in a map that the code does not hold',
    files: {
      'src/main.js': `import { used } from './lib.js'\ndocument.title = used()\n`,
      'src/lib.js': `export const used = () => location.hash\nexport const unused = '${key}'\n`,
    },
    config: () => ({ build: { sourcemap: true } }),
    expected: ['source-map src/lib.js:2:24'],
  },
  {
    name: 'a dynamic import of one of several',
    files: {
      'src/main.js': `import(\`./pages/\${location.hash}.js\`)\n`,
      'src/pages/a.js': `document.title = '${key}'\n`,
      'src/pages/b.js': `document.title = 'b'\n`,
    },
    expected: ['literal src/pages/a.js:1:19'],
  },
  {
    name: 'a tag that a plugin puts into the page',
    files: {},
    config: () => ({
      plugins: [
        {
          name: 'tags',
          transformIndexHtml: () => [{ tag: 'script', children: `window.k = '${key}'`, injectTo: 'head' }],
        },
      ],
    }),
    expected: ['plugin'],
  },
  {
    name: 'a page that a plugin changes at the end',
    files: {},
    config: () => ({
      plugins: [
        {
          name: 'page',
          transformIndexHtml: { order: 'post', handler: (html: string) => html.replace('</body>', `${key}</body>`) },
        },
      ],
    }),
    expected: ['plugin'],
  },
  {
    name: 'an asset that a plugin emits early',
    files: {},
    config: () => ({
      plugins: [
        {
          name: 'emits',
          buildStart(this: { emitFile: (file: object) => void }) {
            this.emitFile({ type: 'asset', fileName: 'early.txt', source: key })
          },
        },
      ],
    }),
    expected: ['plugin'],
  },
  {
    name: 'code that a plugin changes in each chunk',
    files: {},
    config: () => ({
      plugins: [{ name: 'change', enforce: 'post', renderChunk: (code: string) => `${code};window.k='${key}'` }],
    }),
    expected: ['plugin'],
  },
  ...(['writeBundle', 'closeBundle'] as const).map((hook): Route => ({
    name: `a file that a plugin writes late, after waiting, in ${hook}`,
    files: {},
    config: (root) => ({
      plugins: [
        {
          name: 'late',
          enforce: 'post',
          [hook]: {
            order: 'post',
            sequential: true,
            handler: async () => {
              await new Promise((resolve) => setTimeout(resolve, 20))
              writeFileSync(join(root, 'dist/page.html'), `<p>${key}</p>`)
            },
          },
        },
      ],
    }),
    expected: ['plugin'],
  })),
  {
    name: 'a page that a plugin renders when the build closes, while others work',
    files: {},
    config: (root) => ({
      plugins: [
        {
          name: 'renders',
          closeBundle: async () => {
            await new Promise((resolve) => setTimeout(resolve, 20))
            writeFileSync(join(root, 'dist/about.html'), `<p>${key}</p>`)
          },
        },
      ],
    }),
    expected: ['plugin'],
  },
]

describe.each(versions)('$version', ({ version, build }) => {
  it.each(routes)('stops $name', async (route) => {
    expect(await outcomeOf(version, build, route)).toEqual(expectedOf(version, route))
  })
})
