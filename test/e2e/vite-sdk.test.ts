import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesIn, writeProject, type ProjectFiles } from './project.ts'
import { tryBuild, versions } from './vite-hosts.ts'

const manifest = (name: string, more = '') => `{ "name": "${name}", "version": "1.0.0", "main": "index.js"${more} }\n`

/** A package as the SDK is one: no `sideEffects` flag, code that runs when it is loaded, a part that is harmless alone. */
const files: ProjectFiles = {
  'index.html': '<!doctype html>\n<script type="module" src="/src/main.js"></script>\n',
  'src/main.js': `document.title = 'x'\n`,
  // Without one, that of this repository counts.
  'tsconfig.json': '{}\n',
  'node_modules/openai/package.json': manifest('openai', ', "type": "module"'),
  'node_modules/openai/index.js': `export { OpenAI, OpenAI as default } from './client.js'\nexport { APIError } from './error.js'\n`,
  'node_modules/openai/client.js': `globalThis.loaded = 'openai'\nexport class OpenAI { ask() { return fetch('/ask') } }\n`,
  'node_modules/openai/error.js': `export class APIError extends Error {}\n`,
}
const inMain = (text: string): ProjectFiles => ({ 'src/main.js': `${text}\n` })
const inTypeScript = (text: string): ProjectFiles => ({
  'src/main.js': `import './ai.ts'\n`,
  'src/ai.ts': `${text}\ndocument.title = 'x'\n`,
})

interface Import {
  readonly name: string
  readonly files: ProjectFiles
  readonly config?: object
  /** Where it is imported, and the chain to there; absent where nothing of it is in the output. */
  readonly expected?: { readonly severity?: 'warning'; readonly origin: string; readonly chain: string }
}

const use = `document.title = String(new OpenAI())`
const imports: readonly Import[] = [
  {
    name: 'a use',
    files: inMain(`import OpenAI from 'openai'\n${use}`),
    expected: { origin: 'src/main.js:1:1', chain: 'index.html:2 src/main.js' },
  },
  {
    name: 'an import for its effects',
    files: inMain(`\nimport 'openai'`),
    expected: { origin: 'src/main.js:2:1', chain: 'index.html:2 src/main.js' },
  },
  {
    name: 'an import that nobody uses',
    files: inMain(`import OpenAI from 'openai'`),
    expected: { origin: 'src/main.js:1:1', chain: 'index.html:2 src/main.js' },
  },
  {
    name: 'a barrel of which another part is used',
    files: {
      'src/main.js': `import { other } from './barrel.js'\ndocument.title = other\n`,
      'src/barrel.js': `export * from './other.js'\nexport * from './ai.js'\n`,
      'src/other.js': `export const other = 'x'\n`,
      'src/ai.js': `\n  export { OpenAI } from 'openai'\n`,
    },
    expected: { origin: 'src/ai.js:2:3', chain: 'index.html:2 src/main.js:1 src/barrel.js:2 src/ai.js' },
  },
  {
    name: 'a harmless part, taken from the whole',
    files: inMain(`import { APIError } from 'openai'\ndocument.title = APIError.name`),
    expected: { origin: 'src/main.js:1:1', chain: 'index.html:2 src/main.js' },
  },
  {
    name: 'a harmless part',
    files: inMain(`import { APIError } from 'openai/error.js'\ndocument.title = APIError.name`),
  },
  { name: 'an import of types', files: inTypeScript(`import type OpenAI from 'openai'\nexport let client: OpenAI`) },
  {
    name: 'an import of one type',
    files: inTypeScript(`import { type OpenAI } from 'openai'\nexport let client: OpenAI`),
  },
  {
    name: 'a value that is used as a type',
    files: inTypeScript(`import { OpenAI } from 'openai'\nexport let client: OpenAI`),
  },
  {
    name: 'an import of one type that the compiler keeps',
    files: {
      ...inTypeScript(`import { type OpenAI } from 'openai'\nexport let client: OpenAI`),
      'tsconfig.json': '{ "compilerOptions": { "verbatimModuleSyntax": true } }\n',
    },
    expected: { origin: 'src/ai.ts:1:1', chain: 'index.html:2 src/main.js:1 src/ai.ts' },
  },
  {
    name: 'a barrel in a package without effects',
    files: {
      'package.json': '{ "type": "module", "private": true, "sideEffects": false }\n',
      'src/main.js': `import { other } from './barrel.js'\ndocument.title = other\n`,
      'src/barrel.js': `export * from './other.js'\nexport * from './ai.js'\n`,
      'src/other.js': `export const other = 'x'\n`,
      'src/ai.js': `export { OpenAI } from 'openai'\n`,
    },
  },
  {
    name: 'a dynamic import',
    files: inMain(`document.onclick = async () => {\n  const { OpenAI } = await import('openai')\n  ${use}\n}`),
    expected: { origin: 'src/main.js:2:28', chain: 'index.html:2 src/main.js' },
  },
  {
    name: 'a use that only a server reaches',
    files: inMain(`import OpenAI from 'openai'\nif (import.meta.env.SSR) ${use}`),
    expected: { origin: 'src/main.js:1:1', chain: 'index.html:2 src/main.js' },
  },
  {
    name: 'a dynamic import that only a server reaches',
    files: inMain(`if (import.meta.env.SSR) import('openai')\ndocument.title = 'x'`),
  },
  {
    name: 'an external package',
    files: inMain(`import OpenAI from 'openai'\n${use}`),
    config: { build: { rollupOptions: { external: ['openai'] } } },
    expected: { severity: 'warning', origin: 'src/main.js:1:1', chain: 'index.html:2 src/main.js' },
  },
  {
    name: 'a package from another host',
    files: inMain(`import OpenAI from 'https://esm.sh/openai@6'\n${use}`),
    expected: { severity: 'warning', origin: 'src/main.js:1:1', chain: 'index.html:2 src/main.js' },
  },
  {
    name: 'a worker',
    files: {
      'src/main.js': `new Worker(new URL('./work.js', import.meta.url), { type: 'module' })\n`,
      'src/work.js': `import OpenAI from 'openai'\npostMessage(String(new OpenAI()))\n`,
    },
    config: { worker: { format: 'es' } },
    expected: { origin: 'src/work.js:1:1', chain: 'index.html:2 src/main.js:1 src/work.js' },
  },
  {
    name: 'a package that wraps it',
    files: {
      ...inMain(`import { ask } from 'wrapper'\nask()`),
      'node_modules/wrapper/package.json': manifest('wrapper', ', "type": "module"'),
      'node_modules/wrapper/index.js': `import OpenAI from 'openai'\nexport const ask = () => new OpenAI().ask()\n`,
    },
    expected: {
      origin: 'node_modules/wrapper/index.js:1:1',
      chain: 'index.html:2 src/main.js:1 node_modules/wrapper/index.js',
    },
  },
  {
    name: 'a package in CommonJS',
    files: {
      ...inMain(`import { ask } from 'wrapper'\nask()`),
      'node_modules/wrapper/package.json': manifest('wrapper'),
      'node_modules/wrapper/index.js': `const { OpenAI } = require('openai')\nexports.ask = () => new OpenAI().ask()\n`,
      'node_modules/openai/package.json': manifest('openai'),
      'node_modules/openai/index.js': `globalThis.loaded = 'openai'\nexports.OpenAI = class { ask() { return fetch('/ask') } }\n`,
    },
    expected: {
      origin: 'node_modules/wrapper/index.js:1:20',
      chain: 'index.html:2 src/main.js:1 node_modules/wrapper/index.js',
    },
  },
]

const ships = imports.filter(({ expected }) => expected !== undefined && expected.severity === undefined)
const staysOutside = imports.filter(({ expected }) => expected?.severity === 'warning')
const isDropped = imports.filter(({ expected }) => expected === undefined)

describe.each(versions)('$version', ({ version, build }) => {
  const run = async ({ name, files: own, config }: Import) => {
    const root = writeProject(`sdk/${version}/${name}`, { ...files, ...own })
    return { root, ...(await tryBuild(build, root, config)) }
  }

  it.each(ships)('stops $name', async (example) => {
    const { root, report, message } = await run(example)

    const found = report?.findings.map(({ rule, redacted, origin, importChain }) => ({
      rule,
      redacted,
      origin: [origin?.path, origin?.line, origin?.column].join(':'),
      chain: importChain.map(({ path, line }) => (line === null ? path : `${path}:${line}`)).join(' '),
    }))
    expect(found, message).toEqual([{ rule: 'server-import', redacted: 'openai', ...example.expected }])
    expect([...filesIn(join(root, 'dist')).keys()]).toEqual([])
  })

  it.each(staysOutside)('warns of $name', async (example) => {
    const { error, message } = await run(example)

    expect(error).toBeUndefined()
    expect(message).toContain('keyfence let this build pass: 1 server-only package')
    expect(message).toContain(example.expected?.origin)
  })

  it.each(isDropped)('lets $name pass', async (example) => {
    const { error, message } = await run(example)

    expect(error).toBeUndefined()
    expect(message).not.toContain('Server-only package')
  })
})
