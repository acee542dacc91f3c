import { join } from 'node:path'
import { fakeKey } from '@keyfence/core'
import { describe, expect, it } from 'vitest'
import { keys } from './cases.ts'
import { versions } from './vite-hosts.ts'
import { expectedOf, outcomeOf, page, type Route } from './vite-routes.ts'

const key = keys.openai
const env = { '.env': `VITE_OPENAI_API_KEY=${key}\n` }
const half = Math.floor(key.length / 2)
const pieces = [key.slice(0, 60), key.slice(60, 110), key.slice(110)]

/** Lines of a private key, as every tool writes them. */
const pem = [
  '-----BEGIN PRIVATE KEY-----',
  ...Array.from({ length: 12 }, (_, index) => fakeKey('{alnum:64}', 40 + index)),
  '-----END PRIVATE KEY-----',
].join('\n')

/** What needs other characters in each language: quotes, escapes, `&`, line ends, letters that are not ASCII. */
const odd = `${fakeKey('{alnum:9}', 61)}"\`\\\${x}&<é${fakeKey('{alnum:9}', 62)}`

/** Variables, replacements, and keys that code puts together. */
const routes: readonly Route[] = [
  {
    name: 'a variable read by a computed name',
    files: {
      ...env,
      'src/main.js': `const name = 'VITE_OPENAI_' + location.hash\ndocument.title = import.meta.env[name]\n`,
    },
    expected: ['public-prefix src/main.js:2:18'],
  },
  {
    name: 'a variable of a folder of its own',
    files: {
      'src/main.js': `document.title = import.meta.env.VITE_OPENAI_API_KEY\n`,
      'environment/.env.production': `VITE_OPENAI_API_KEY=${key}\n`,
    },
    config: () => ({ envDir: 'environment' }),
    expected: ['public-prefix src/main.js:1:18'],
  },
  {
    name: 'a variable of another mode',
    files: { 'src/main.js': `document.title = import.meta.env.VITE_K\n`, '.env.staging': `VITE_K=${key}\n` },
    config: () => ({ mode: 'staging' }),
    expected: ['public-prefix src/main.js:1:18'],
  },
  {
    name: 'a prefix that is short',
    files: { 'src/main.js': `console.log(import.meta.env)\n`, '.env': `OPENAI_API_KEY=${key}\n` },
    config: () => ({ envPrefix: 'O' }),
    expected: ['public-prefix src/main.js:1:13'],
  },
  {
    name: 'one of several prefixes',
    files: { 'src/main.js': `document.title = import.meta.env.OPENAI_API_KEY\n`, '.env': `OPENAI_API_KEY=${key}\n` },
    config: () => ({ envPrefix: ['VITE_', 'OPENAI_'] }),
    expected: ['public-prefix src/main.js:1:18'],
  },
  {
    name: 'an object under `process.env`, of which another member is read',
    files: { 'src/main.js': `document.title = process.env.MODE_X\n`, '.env': `OPENAI_API_KEY=${key}\n` },
    config: () => ({ define: { 'process.env': { OPENAI_API_KEY: key, MODE: 'x' } } }),
    expected: [],
    except: { 'Vite 8': ['define src/main.js:1:18'] },
  },
  {
    name: 'the environment as text under `process.env`',
    files: { 'src/main.js': `console.log(process.env)\n`, '.env': `OPENAI_API_KEY=${key}\n` },
    config: () => ({ define: { 'process.env': JSON.stringify({ OPENAI_API_KEY: key }) } }),
    expected: ['define src/main.js:1:13'],
  },
  {
    name: 'one variable under `process.env`',
    files: { 'src/main.js': `document.title = process.env.OPENAI_API_KEY\n`, '.env': `OPENAI_API_KEY=${key}\n` },
    config: () => ({ define: { 'process.env.OPENAI_API_KEY': JSON.stringify(key) } }),
    expected: ['define src/main.js:1:18'],
  },
  {
    name: 'the environment spread into defines',
    files: { 'src/main.js': `document.title = OPENAI_API_KEY\n`, '.env': `OPENAI_API_KEY=${key}\n` },
    config: () => ({ define: { ...{ OPENAI_API_KEY: JSON.stringify(key), MODE: '"x"' } } }),
    expected: ['define src/main.js:1:18'],
  },
  {
    name: 'a member of `import.meta.env` as a define',
    files: { 'src/main.js': `document.title = import.meta.env.KEY\n` },
    config: () => ({ define: { 'import.meta.env.KEY': JSON.stringify(key) } }),
    expected: ['define src/main.js:1:18'],
  },
  {
    name: 'a define in the page',
    files: { 'index.html': page('', '<p>%KEY%</p>') },
    config: () => ({ define: { 'import.meta.env.KEY': JSON.stringify(key) } }),
    expected: ['define index.html:4:12'],
  },
  {
    name: 'a define in base64',
    files: { 'src/main.js': `document.title = atob(__KEY__)\n` },
    config: () => ({ define: { __KEY__: JSON.stringify(Buffer.from(`Bearer ${key}`).toString('base64')) } }),
    expected: ['define src/main.js:1:23'],
  },
  {
    name: 'a define that a package reads',
    files: {
      'src/main.js': `import 'dep'\n`,
      'node_modules/dep/package.json': '{ "name": "dep", "version": "1.0.0", "type": "module", "main": "i.js" }',
      'node_modules/dep/i.js': `document.title = process.env.OPENAI_API_KEY\n`,
    },
    config: () => ({ define: { 'process.env.OPENAI_API_KEY': JSON.stringify(key) } }),
    expected: ['define node_modules/dep/i.js:1:18'],
  },
  {
    name: 'a define of the compiler',
    files: { 'src/main.js': `document.title = __KEY__\n` },
    config: () => ({ build: { rolldownOptions: { transform: { define: { __KEY__: JSON.stringify(key) } } } } }),
    expected: [],
    except: { 'Vite 8': ['define src/main.js:1:18'] },
  },
  {
    name: 'a define of esbuild',
    files: { 'src/main.js': `document.title = __KEY__\n` },
    config: () => ({ esbuild: { define: { __KEY__: JSON.stringify(key) } } }),
    expected: ['define src/main.js:1:18'],
    except: { 'Vite 8': [] },
  },
  {
    name: 'pieces in variables',
    files: {
      'src/main.js': `const a = '${pieces[0]}'\nconst b = '${pieces[1]}'\nconst c = '${pieces[2]}'\ndocument.title = a + b + c\n`,
    },
    expected: [],
    except: { 'Vite 8': ['literal src/main.js:1:12'] },
  },
  {
    name: 'pieces in two modules',
    files: {
      'src/main.js': `import { a } from './a.js'\nimport { b } from './b.js'\ndocument.title = a + b\n`,
      'src/a.js': `export const a = '${key.slice(0, half)}'\n`,
      'src/b.js': `export const b = '${key.slice(half)}'\n`,
    },
    expected: [],
    except: { 'Vite 8': ['literal src/a.js:1:19'] },
  },
  {
    name: 'pieces that are joined',
    files: { 'src/main.js': `document.title = [${pieces.map((piece) => `'${piece}'`).join(', ')}].join('')\n` },
    expected: [],
    except: { 'Vite 8': ['literal src/main.js:1:20'] },
  },
  {
    name: 'a template of pieces',
    files: { 'src/main.js': `document.title = \`\${'${key.slice(0, half)}'}${key.slice(half)}\`\n` },
    expected: ['literal src/main.js:1:22'],
  },
  {
    name: 'character codes',
    files: {
      'src/main.js': `document.title = String.fromCharCode(${Array.from(key, (character) => character.charCodeAt(0)).join(', ')})\n`,
    },
    expected: ['literal src/main.js:1:38'],
  },
  {
    name: 'a key of an object, a tagged template and a regular expression',
    files: {
      'src/main.js': `console.log({ '${key}': 1 }, String.raw\`${key}\`, /${key}/)\n`,
    },
    expected: [
      'literal src/main.js:1:16',
      `literal src/main.js:1:${35 + key.length}`,
      `literal src/main.js:1:${39 + 2 * key.length}`,
    ],
  },
  {
    name: 'a private key of several lines',
    files: {
      'src/main.js': `document.title = import.meta.env.VITE_PRIVATE_KEY\n`,
      '.env': `VITE_PRIVATE_KEY="${pem}"\n`,
    },
    secret: pem.split('\n')[5] ?? '',
    expected: ['public-prefix src/main.js:1:18'],
  },
  {
    name: 'a private key with escaped line ends',
    files: {
      'src/main.js': `document.title = import.meta.env.VITE_PRIVATE_KEY\n`,
      '.env': `VITE_PRIVATE_KEY="${pem.replaceAll('\n', String.raw`\n`)}"\n`,
    },
    secret: pem.split('\n')[5] ?? '',
    expected: ['public-prefix src/main.js:1:18'],
  },
  ...(['js', 'json', 'css', 'html', 'url'] as const).map((language): Route => {
    const files = {
      js: { 'src/main.js': `document.title = ${JSON.stringify(odd)}\n` },
      json: { 'src/main.js': `import c from './c.json'\nconsole.log(c)\n`, 'src/c.json': JSON.stringify({ a: odd }) },
      css: { 'src/main.js': `import './a.css'\n`, 'src/a.css': `a { --k: "${odd.replace(/["\\]/gu, '\\$&')}" }\n` },
      html: { 'index.html': page('', `<p>${odd.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`) },
      url: { 'src/main.js': `document.title = '/x?k=${encodeURIComponent(odd)}'\n` },
    }[language]
    const origin = {
      js: 'literal src/main.js:1:19',
      json: 'json-import src/c.json:1:7',
      css: 'style src/a.css:1:11',
      html: 'html index.html:4:12',
      url: 'literal src/main.js:1:24',
    }[language]
    return {
      name: `a password of odd characters in ${language}`,
      files: { ...files, '.env': `DATABASE_PASSWORD='${odd}'\n` },
      secret: odd,
      expected: [origin],
    }
  }),
  {
    name: 'a public path with a token',
    files: { 'index.html': page('<link rel="icon" href="/src/a.png">'), 'src/a.png': 'x'.repeat(5000) },
    config: () => ({ base: `https://cdn.example.com/${key}/` }),
    expected: ['injected'],
  },
  {
    name: 'a URL that the configuration makes',
    files: { 'src/main.js': `import url from './a.png'\ndocument.title = url\n`, 'src/a.png': 'x'.repeat(5000) },
    config: () => ({ experimental: { renderBuiltUrl: (name: string) => `https://cdn.example.com/${name}?k=${key}` } }),
    expected: ['plugin'],
  },
  {
    name: 'a project below the folder of the command',
    files: {
      'app/index.html': page(''),
      'app/src/main.js': `document.title = import.meta.env.VITE_OPENAI_API_KEY\n`,
      'app/.env': env['.env'],
    },
    config: (root) => ({ root: join(root, 'app'), build: { outDir: '../dist', emptyOutDir: true } }),
    expected: ['public-prefix src/main.js:1:18'],
  },
]

describe.each(versions)('$version', ({ version, build }) => {
  it.each(routes)('stops $name', async (route) => {
    expect(await outcomeOf(version, build, route)).toEqual(expectedOf(version, route))
  })
})
