import { describe, expect, it } from 'vitest'
import { keys } from './cases.ts'
import { versions } from './vite-hosts.ts'
import { big, expectedOf, outcomeOf, page, type Route } from './vite-routes.ts'

const key = keys.openai
const importing = (specifier: string) => `import value from '${specifier}'\ndocument.title = value\n`

/** Files that client code, a style sheet or a page takes in. */
const routes: readonly Route[] = [
  {
    name: 'a small WebAssembly module',
    files: { 'src/main.js': `import init from './a.wasm?init'\ninit()\n`, 'src/a.wasm': `\0asm\n ${key}` },
    expected: ['asset src/a.wasm:2:2'],
  },
  {
    name: 'a large WebAssembly module',
    files: { 'src/main.js': `import init from './a.wasm?init'\ninit()\n`, 'src/a.wasm': big(`\0asm\n ${key}`) },
    expected: ['asset src/a.wasm:2:2'],
  },
  {
    name: 'the URL of a WebAssembly module',
    files: { 'src/main.js': importing('./a.wasm?url'), 'src/a.wasm': big(`\0asm\n ${key}`) },
    expected: ['asset src/a.wasm:2:2'],
  },
  {
    name: 'a file that is inlined on demand',
    files: { 'src/main.js': importing('./notes.txt?inline'), 'src/notes.txt': big(`key ${key}`) },
    expected: ['asset src/notes.txt:1:5'],
  },
  {
    name: 'a file that is never inlined',
    files: { 'src/main.js': importing('./notes.txt?no-inline'), 'src/notes.txt': `key ${key}\n` },
    expected: ['asset src/notes.txt:1:5'],
  },
  {
    name: 'the environment file as a small URL',
    files: { 'src/main.js': importing('../.env?url'), '.env': `OPENAI_API_KEY=${key}\n` },
    expected: ['asset .env:1:16'],
  },
  {
    name: 'the environment file as a large URL',
    files: { 'src/main.js': importing('../.env?url'), '.env': `OPENAI_API_KEY=${key}\n#${'x'.repeat(5000)}\n` },
    expected: ['asset .env:1:16'],
  },
  {
    name: 'a file that `new URL` names',
    files: { 'src/main.js': `document.title = new URL('./notes.txt', import.meta.url)\n`, 'src/notes.txt': key },
    expected: ['asset src/notes.txt:1:1'],
  },
  {
    name: 'one of the files that a pattern of `new URL` names',
    files: {
      'src/main.js': `document.title = new URL(\`./texts/\${location.hash}.json\`, import.meta.url)\n`,
      'src/texts/a.json': big(`{ "a": "${key}" }`),
      'src/texts/b.json': big('{}'),
    },
    expected: ['json-import src/texts/a.json:1:9'],
  },
  {
    name: 'one of the files that a glob imports as text',
    files: {
      'src/main.js': `document.title = JSON.stringify(import.meta.glob('./texts/*', { query: '?raw', eager: true }))\n`,
      'src/texts/a.md': `# A\n\n${key}\n`,
      'src/texts/b.md': '# B\n',
    },
    expected: ['raw-import src/texts/a.md:3:1'],
  },
  {
    name: 'one of the modules that a glob loads on demand',
    files: {
      'src/main.js': `document.onclick = () => Object.values(import.meta.glob('./lazy/*.js')).map((load) => load())\n`,
      'src/lazy/a.js': `document.title = '${key}'\n`,
      'src/lazy/b.js': `document.title = 'b'\n`,
    },
    expected: ['literal src/lazy/a.js:1:19'],
  },
  {
    name: 'source code imported as text',
    files: { 'src/main.js': importing('./server.ts?raw'), 'src/server.ts': `const k: string = '${key}'\n` },
    expected: ['raw-import src/server.ts:1:20'],
  },
  {
    name: 'a named import of JSON',
    files: {
      'src/main.js': `import { key } from './c.json'\ndocument.title = key\n`,
      'src/c.json': `{\n  "key": "${key}"\n}\n`,
    },
    expected: ['json-import src/c.json:2:11'],
  },
  {
    name: 'a member of JSON that nobody reads',
    files: {
      'src/main.js': `import c from './c.json'\ndocument.title = c.name\n`,
      'src/c.json': `{ "name": "x", "key": "${key}" }\n`,
    },
    // Vite 8 keeps the whole object.
    expected: [],
    except: { 'Vite 8': ['json-import src/c.json:1:24'] },
  },
  {
    name: 'JSON that is parsed at run time',
    files: {
      'src/main.js': `import c from './c.json'\ndocument.title = JSON.stringify(c)\n`,
      'src/c.json': JSON.stringify({ key, more: 'x'.repeat(20_000) }, undefined, 2),
    },
    expected: ['json-import src/c.json:2:11'],
  },
  {
    name: 'a small SVG image',
    files: {
      'src/main.js': importing('./a.svg'),
      'src/a.svg': `<svg xmlns="http://www.w3.org/2000/svg">\n<!-- ${key} --></svg>\n`,
    },
    expected: ['asset src/a.svg:2:6'],
  },
  {
    name: 'a large SVG image',
    files: {
      'src/main.js': importing('./a.svg'),
      'src/a.svg': big(`<svg xmlns="http://www.w3.org/2000/svg">\n<title>${key}</title></svg>`),
    },
    expected: ['asset src/a.svg:2:8'],
  },
  {
    name: 'a small SVG image with quotes, of a style sheet',
    files: {
      'src/main.js': `import './a.css'\n`,
      'src/a.css': `a { background: url(./a.svg) }\n`,
      'src/a.svg': `<svg xmlns="http://www.w3.org/2000/svg">\n<title>"it's" ${key}</title></svg>\n`,
    },
    expected: ['asset src/a.svg:2:15'],
  },
  {
    name: 'a small file where nothing is inlined',
    files: { 'src/main.js': importing('./notes.png'), 'src/notes.png': `PNG ${key}` },
    config: () => ({ build: { assetsInlineLimit: 0 } }),
    expected: ['asset src/notes.png:1:5'],
  },
  {
    name: 'a large image of a style sheet',
    files: {
      'src/main.js': `import './a.css'\n`,
      'src/a.css': `a { background: url(./b.png) }\n`,
      'src/b.png': big(`PNG ${key}`),
    },
    expected: ['asset src/b.png:1:5'],
  },
  {
    name: 'a URL in a style sheet',
    files: {
      'src/main.js': `import './a.css'\n`,
      'src/a.css': `a {\n  background: url(https://example.com/a.png?key=${key});\n}\n`,
    },
    expected: ['style src/a.css:2:49'],
  },
  {
    name: 'a style sheet imported as text',
    files: { 'src/main.js': importing('./a.css?inline'), 'src/a.css': `a {\n  --key: "${key}";\n}\n` },
    expected: ['style src/a.css:2:11'],
  },
  {
    name: 'a name that a style module exports',
    files: {
      'src/main.js': `import a from './a.module.css'\ndocument.title = a.key\n`,
      'src/a.module.css': `:export { key: "${key}"; }\n.a { color: red }\n`,
    },
    expected: ['style src/a.module.css:1:17'],
  },
  {
    name: 'the one style sheet of all chunks',
    files: { 'src/main.js': `import './a.css'\n`, 'src/a.css': `a { --key: "${key}" }\n` },
    config: () => ({ build: { cssCodeSplit: false } }),
    expected: ['style src/a.css:1:13'],
  },
  {
    name: 'a style sheet of the page',
    files: { 'index.html': page('<link rel="stylesheet" href="/src/a.css">'), 'src/a.css': `a { --key: "${key}" }\n` },
    expected: ['style src/a.css:1:13'],
  },
  {
    name: 'a style element of the page',
    files: { 'index.html': page(`<style>a { --key: "${key}" }</style>`) },
    expected: ['html index.html:3:28'],
  },
  {
    name: 'a style attribute of the page',
    files: { 'index.html': page('', `<p style="--key: ${key}">x</p>`) },
    expected: ['html index.html:4:26'],
  },
  {
    name: 'a comment of the page',
    files: { 'index.html': page(`<!-- ${key} -->`) },
    expected: ['html index.html:3:14'],
  },
  {
    name: 'an inline module of the page',
    files: { 'index.html': page(`<script type="module">document.title = '${key}'</script>`) },
    expected: ['html index.html:3:49'],
  },
  {
    name: 'data in the page',
    files: { 'index.html': page(`<script type="application/json">{ "key": "${key}" }</script>`) },
    expected: ['html index.html:3:51'],
  },
  {
    name: 'a manifest that the page links',
    files: {
      'index.html': page('<link rel="manifest" href="/src/app.webmanifest">'),
      'src/app.webmanifest': `{ "name": "${key}" }\n`,
    },
    expected: ['asset src/app.webmanifest:1:12'],
  },
  {
    name: 'an image of the page',
    files: { 'index.html': page('', '<img src="/src/a.png">'), 'src/a.png': big(`PNG ${key}`) },
    expected: ['asset src/a.png:1:5'],
  },
]

describe.each(versions)('$version', ({ version, build }) => {
  it.each(routes)('stops $name', async (route) => {
    expect(await outcomeOf(version, build, route)).toEqual(expectedOf(version, route))
  })
})
