import { execFile } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as newest from 'esbuild'
import * as oldest from 'esbuild-0-25'
import { describe, expect, it } from 'vitest'
import { fakeKey, type Report } from '@keyfence/core'
import { checkResult, keyfence } from '@keyfence/esbuild-plugin'
import { filesIn, filesThatHold, shownPieces, writeProject, type ProjectFiles } from './project.ts'

type Esbuild = typeof newest
type Options = newest.BuildOptions

const key = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 41)
const prefix = 'sk-proj-'
const versions: readonly (readonly [name: string, module: string, esbuild: Esbuild])[] = [
  ['esbuild 0.28', 'esbuild', newest],
  ['esbuild 0.25', 'esbuild-0-25', oldest],
]

interface Leak {
  readonly name: string
  readonly files: ProjectFiles
  readonly options?: (folder: string) => Options
  /** `path:line:column` of the first error: the author's line, or the place in the output where nobody wrote it. */
  readonly at: string
  /** A part of the text or of a note. */
  readonly says?: string
}

const main = { entryPoints: ['src/main.ts'], bundle: true, outdir: 'dist' }
const usesEnv = { 'src/main.ts': `console.log(1)\nconsole.log(process.env.OPENAI_API_KEY)\n` }

/** Without a file of its own, a project would inherit ours, which keeps every import. */
const elidesTypes = { 'tsconfig.json': '{}' }

const leaks: readonly Leak[] = [
  {
    name: 'a literal in an imported module',
    files: {
      'src/main.ts': `// entry\nimport { k } from './k'\nconsole.log(k)\n`,
      'src/k.ts': `export const n: number = 1\nexport const k = '${key}'\n`,
    },
    at: 'src/k.ts:2:19',
    says: 'Imported by src/main.ts:2 → src/k.ts:2',
  },
  {
    name: 'a literal in a minified chunk of a dynamic import',
    files: {
      'src/main.ts': `import('./k').then(console.log)\n`,
      'src/k.ts': `export const k = '${key}'\n`,
    },
    options: () => ({ minify: true, splitting: true, format: 'esm', chunkNames: 'c/[name]-[hash]' }),
    at: 'src/k.ts:1:19',
    says: 'Imported by src/main.ts:1 → src/k.ts:1',
  },
  {
    name: 'two literals that esbuild joins',
    files: { 'src/main.ts': `console.log('${key.slice(0, 40)}' + '${key.slice(40)}')\n` },
    at: 'src/main.ts:1:14',
  },
  {
    name: 'a literal behind escapes',
    files: { 'src/main.ts': `console.log('\\x73k${key.slice(2)}')\n` },
    at: 'src/main.ts:1:14',
  },
  {
    name: 'an enum member',
    files: {
      'src/main.ts': `import { K } from './k'\nconsole.log(K.Key)\n`,
      'src/k.ts': `export enum K {\n  Key = '${key}',\n}\n`,
    },
    at: 'src/k.ts:2:10',
  },
  {
    name: 'a literal that lineLimit breaks',
    files: { 'src/main.ts': `console.log('${'x '.repeat(20)}${key}')\n` },
    options: () => ({ lineLimit: 30, minify: true }),
    at: 'src/main.ts:1:54',
  },
  {
    name: 'a define of one variable',
    files: { ...usesEnv, '.env': `# keys\nOPENAI_API_KEY=${key}\n` },
    options: () => ({ define: { 'process.env.OPENAI_API_KEY': JSON.stringify(key) } }),
    at: 'src/main.ts:2:13',
    says: '`OPENAI_API_KEY` is set in .env:2.',
  },
  {
    name: 'a define of a variable that a package names too',
    files: {
      'src/main.ts': `import 'sdk'\nconsole.log(process.env.OPENAI_API_KEY)\n`,
      'node_modules/sdk/index.js': `// process.env['OPENAI_API_KEY']\nconsole.log(process.env.OPENAI_API_KEY, 1)\n`,
    },
    options: () => ({ define: { 'process.env.OPENAI_API_KEY': JSON.stringify(key) } }),
    at: 'src/main.ts:2:13',
  },
  {
    name: 'a define of the whole environment, of which one public member is read',
    files: {
      'src/main.ts': `import './app'\n`,
      'src/app.ts': `console.log(process.env.MODE)\n`,
    },
    options: () => ({ define: { 'process.env': JSON.stringify({ MODE: 'x', OPENAI_API_KEY: key }) }, minify: true }),
    at: 'src/app.ts:1:13',
    says: '`define` replaces `process.env`',
  },
  {
    name: 'a value without a shape, from .env, with characters that need escapes',
    files: {
      ...usesEnv,
      '.env': `DB_PASSWORD='q7"Kd\\\\0Z</script>é😀2VxT9'\n`,
    },
    options: () => ({ define: { 'process.env.OPENAI_API_KEY': JSON.stringify('q7"Kd\\\\0Z</script>é😀2VxT9') } }),
    at: 'src/main.ts:2:13',
    says: 'Value of `DB_PASSWORD`',
  },
  {
    name: 'a banner',
    files: { 'src/main.ts': `console.log(1)\n` },
    options: () => ({ banner: { js: `/* ${key} */` } }),
    at: 'dist/main.js:1:4',
    says: 'The option `banner["js"]` adds this text',
  },
  {
    name: 'a footer of a style sheet',
    files: { 'src/main.css': `a { color: red }\n` },
    options: () => ({ entryPoints: ['src/main.css'], footer: { css: `/* ${key} */` } }),
    at: 'dist/main.css:5:4',
    says: 'The option `footer["css"]` adds this text',
  },
  {
    name: 'an injected file',
    files: { 'src/main.ts': `console.log(K)\n`, 'shim.js': `export const K = '${key}'\n` },
    options: (folder) => ({ inject: [`${folder}/shim.js`] }),
    at: 'shim.js:1:19',
  },
  {
    name: 'JSON',
    files: {
      'src/main.ts': `import c from './c.json'\nconsole.log(c)\n`,
      'src/c.json': `{\n  "a": 1,\n  "key": "${key}"\n}\n`,
    },
    at: 'src/c.json:3:11',
    says: 'Imported by src/main.ts:1 → src/c.json:3',
  },
  {
    name: 'a .env file as text',
    files: {
      'src/main.ts': `import text from '../.env'\nconsole.log(text)\n`,
      '.env': `A=1\nOPENAI_API_KEY=${key}\n`,
    },
    options: () => ({ loader: { '.env': 'text' } }),
    at: '.env:2:16',
  },
  {
    name: 'the base64 loader',
    files: { 'src/main.ts': `import text from './c.b'\nconsole.log(text)\n`, 'src/c.b': `key=${key}\n` },
    options: () => ({ loader: { '.b': 'base64' } }),
    at: 'src/c.b:1:5',
  },
  {
    name: 'the binary loader',
    files: { 'src/main.ts': `import data from './c.b'\nconsole.log(data)\n`, 'src/c.b': `k=${key}\n` },
    options: () => ({ loader: { '.b': 'binary' }, minify: true }),
    at: 'src/c.b:1:3',
  },
  {
    name: 'a data URL in a style sheet',
    files: {
      'src/main.ts': `import './s.css'\n`,
      'src/s.css': `a { background: url("./c.svg") }\n`,
      'src/c.svg': `<svg><!-- ${key} --></svg>`,
    },
    options: () => ({ loader: { '.svg': 'dataurl' }, metafile: true }),
    at: 'src/c.svg:1:11',
  },
  {
    name: 'a file that a style sheet refers to',
    files: {
      'src/main.ts': `import './s.css'\n`,
      'src/s.css': `a { background: url("./c.svg") }\n`,
      'src/c.svg': `<svg><!-- ${key} --></svg>`,
    },
    options: () => ({ loader: { '.svg': 'file' } }),
    at: 'src/c.svg:1:11',
    says: 'Imported by src/main.ts:1 → src/s.css:1 → src/c.svg:1',
  },
  {
    name: 'a custom property of a style sheet',
    files: { 'src/main.ts': `import './s.css'\n`, 'src/s.css': `a {\n  --key: '${key}';\n}\n` },
    options: () => ({ minify: true }),
    at: 'src/s.css:2:11',
  },
  {
    name: 'a legal comment',
    files: { 'src/main.ts': `/*! ${key} */\nconsole.log(1)\n` },
    at: 'src/main.ts:1:5',
  },
  {
    name: 'a legal comment in a file of its own',
    files: { 'src/main.ts': `import './k'\n`, 'src/k.ts': `/*! ${key} */\nconsole.log(1)\n` },
    options: () => ({ legalComments: 'linked' }),
    at: 'src/k.ts:1:5',
    says: 'dist/main.js.LEGAL.txt',
  },
  {
    name: 'a plain comment in a linked map',
    files: { 'src/main.ts': `import './k'\n`, 'src/k.ts': `// ${key}\nconsole.log(1)\n` },
    options: () => ({ sourcemap: 'linked' }),
    at: 'src/k.ts:1:4',
    says: 'Imported by src/main.ts:1 → src/k.ts:1',
  },
  {
    name: 'a shaken export in an inline map',
    files: {
      'src/main.ts': `import { a } from './k'\nconsole.log(a)\n`,
      'src/k.ts': `export const a = 1\nexport const b = '${key}'\n`,
    },
    options: () => ({ sourcemap: 'inline' }),
    at: 'src/k.ts:2:19',
  },
  {
    name: 'a map that came with a source',
    files: {
      'src/main.ts': `import './lib.js'\n`,
      'src/lib.js': `console.log(1)\n//# sourceMappingURL=lib.js.map\n`,
      'src/lib.js.map': JSON.stringify({
        version: 3,
        sources: ['orig.ts'],
        sourcesContent: [`// ${key}\nconsole.log(1)`],
        names: [],
        mappings: 'AACA',
      }),
    },
    options: () => ({ sourcemap: 'external' }),
    at: 'src/orig.ts:1:4',
  },
  {
    name: 'the name of a file',
    files: { 'src/main.ts': `console.log(1)\n` },
    options: () => ({ entryNames: `${key}/[name]`, sourcemap: 'linked', format: 'esm', minify: true }),
    at: 'dist/sk-proj-…/main.js:1:6',
    says: 'The option `entryNames` adds this text',
  },
  {
    name: 'the public path',
    files: { 'src/main.ts': `import u from './c.svg'\nconsole.log(u)\n`, 'src/c.svg': `<svg/>` },
    options: () => ({ loader: { '.svg': 'file' }, publicPath: `https://x.test/${key}/` }),
    at: 'dist/main.js:4:35',
    says: 'The option `publicPath` adds this text',
  },
  {
    name: 'stdin',
    files: {},
    options: (folder) => ({
      entryPoints: [],
      stdin: {
        contents: `let n: number = 1\nconsole.log(n, '${key}')\n`,
        sourcefile: 'in.ts',
        loader: 'ts',
        resolveDir: folder,
      },
      outdir: undefined as never,
      outfile: 'dist/out.js',
    }),
    at: 'in.ts:2:17',
  },
  {
    name: 'a file that is not bundled',
    files: { 'src/main.ts': `import x from 'x'\nconsole.log(x, '${key}')\n` },
    options: () => ({ bundle: false }),
    at: 'src/main.ts:2:17',
  },
  {
    name: 'a virtual module of another plugin',
    files: { 'src/main.ts': `import env from 'env:all'\nconsole.log(env)\n` },
    options: () => ({ plugins: [keyfence(), virtualModule(`export default '${key}'`)], minify: true }),
    at: 'env-ns:env:all:1:17',
    says: 'Imported by src/main.ts:1 → env-ns:env:all:1',
  },
  {
    name: 'a module that another plugin rewrites',
    files: { 'src/main.ts': `import './app'\n`, 'src/app.ts': `console.log("__" + "K__")\n` },
    options: () => ({ plugins: [keyfence(), rewrites('app\\.ts$', `console.log('${key}')`)], minify: true }),
    at: 'src/app.ts:1:14',
    says: 'Imported by src/main.ts:1 → src/app.ts:1',
  },
  {
    name: 'a plugin that writes the output itself',
    files: { 'src/main.ts': `console.log('${key}')\n` },
    options: () => ({ plugins: [keyfence(), writesItself] }),
    at: 'src/main.ts:1:14',
  },
  {
    name: 'a plugin that turns writing on',
    files: { 'src/main.ts': `console.log('${key}')\n` },
    options: () => ({ plugins: [keyfence(), turnsWritingOn] }),
    at: 'src/main.ts:1:14',
  },
  {
    name: 'a plugin that turns writing on after a while',
    files: { 'src/main.ts': `console.log('${key}')\n` },
    options: () => ({ plugins: [keyfence(), turnsWritingOnLate] }),
    at: 'src/main.ts:1:14',
  },
  {
    name: 'a second build, when a plugin turns writing on',
    files: { 'src/main.ts': `import env from 'env:all'\nconsole.log(env)\n` },
    options: () => ({ plugins: [keyfence(), turnsWritingOn, virtualModule(`export default '${key}'`)] }),
    at: 'env-ns:env:all:1:17',
  },
  {
    name: 'a build with two keyfence plugins',
    files: { 'src/main.ts': `console.log('${key}')\n` },
    options: () => ({ plugins: [keyfence(), keyfence()] }),
    at: 'src/main.ts:1:14',
  },
  {
    name: 'a build for Node that ships to people',
    files: { 'src/main.ts': `console.log('${key}')\n` },
    options: () => ({ platform: 'node', plugins: [keyfence({ client: true })] }),
    at: 'src/main.ts:1:14',
  },
  {
    name: 'a build that keeps its output in memory',
    files: { 'src/main.ts': `console.log('${key}')\n` },
    options: () => ({ write: false }),
    at: 'src/main.ts:1:14',
  },
  {
    name: 'a server-only package behind a helper',
    files: {
      'src/main.ts': `import { trim } from './h'\nconsole.log(trim(''))\n`,
      'src/h.ts': `export const trim = (text: string) => text.trim()\nimport OpenAI from 'openai'\nexport const ask = () => new OpenAI()\n`,
    },
    at: 'src/h.ts:2:1',
    says: 'Imported by src/main.ts:1 → src/h.ts:2',
  },
]

const serverOnlyLeaks: readonly Leak[] = [
  {
    name: 'a server-only package under another name',
    files: { 'src/main.ts': `console.log(1)\nimport AI from 'ai-client'\nconsole.log(new AI())\n` },
    options: () => ({ alias: { 'ai-client': 'openai' } }),
    at: 'src/main.ts:2:1',
    says: 'Server-only package `openai`',
  },
  {
    name: 'a server-only package in a chunk of its own',
    files: { 'src/main.ts': `\nimport('openai').then(console.log)\n` },
    options: () => ({ splitting: true, format: 'esm', minify: true }),
    at: 'src/main.ts:2:1',
    says: 'Server-only package `openai`',
  },
  {
    name: 'a file that the policy keeps on the server',
    files: {
      'src/main.ts': `import { sum } from './server/sum'\nconsole.log(sum)\n`,
      'src/server/sum.ts': `export const sum = Date.now()\n`,
      'keyfence.config.json': '{ "serverOnly": { "files": ["src/server/**"] } }',
    },
    at: 'src/main.ts:1:1',
    says: 'src/server/sum.ts',
  },
]

const passes: readonly Omit<Leak, 'at'>[] = [
  {
    name: 'a literal that tree-shaking drops',
    files: {
      'src/main.ts': `import { a } from './k'\nconsole.log(a)\n`,
      'src/k.ts': `export const a = 1\nexport const b = '${key}'\n`,
    },
  },
  {
    name: 'a clean build with two keyfence plugins',
    files: { 'src/main.ts': `console.log(1)\n` },
    options: () => ({ plugins: [keyfence(), keyfence()] }),
  },
  { name: 'a plain comment', files: { 'src/main.ts': `// ${key}\nconsole.log(1)\n` } },
  {
    name: 'a map without sources',
    files: { 'src/main.ts': `// ${key}\nconsole.log(1)\n` },
    options: () => ({ sourcemap: 'linked', sourcesContent: false }),
  },
  {
    name: 'a define that nothing reads',
    files: { 'src/main.ts': `console.log(1)\n` },
    options: () => ({ define: { 'process.env.OPENAI_API_KEY': JSON.stringify(key) } }),
  },
  {
    name: 'a type of a server-only package',
    files: {
      ...elidesTypes,
      'src/main.ts': `import type OpenAI from 'openai'\nimport Other from 'openai'\nexport type T = OpenAI | Other\n`,
    },
    options: () => ({ external: ['openai'] }),
  },
  {
    name: 'a build for Node',
    files: { 'src/main.ts': `console.log('${key}')\n` },
    options: () => ({ platform: 'node' }),
  },
  {
    name: 'a build for a server by its conditions',
    files: { 'src/main.ts': `console.log('${key}')\n` },
    options: () => ({ conditions: ['worker', 'workerd'] }),
  },
  {
    name: 'a build that says it is no client',
    files: { 'src/main.ts': `console.log('${key}')\n` },
    options: () => ({ plugins: [keyfence({ client: false })] }),
  },
  {
    name: 'what the policy allows',
    files: {
      'src/main.ts': `console.log('${key}')\n`,
      'keyfence.config.json': `{ "allow": [{ "path": "src/main.ts", "reason": "a test" }] }`,
    },
  },
]

describe.each(versions)('%s', (version, module, esbuild) => {
  it.each([...leaks, ...serverOnlyLeaks])('stops $name', async ({ name, files, options, at, says }) => {
    const folder = writeProject(`esbuild/${version}/${name}`, files)

    const failure = await failureOf(esbuild, folder, options?.(folder))

    const [first] = failure.errors
    expect(placeOf(first)).toBe(at)
    expect([first?.text, ...(first?.notes ?? []).map(({ text }) => text)].join('\n')).toContain(says ?? prefix)
    expect(first?.pluginName).toBe('keyfence')
    expect(existsSync(`${folder}/dist`)).toBe(false)
    expect(shownPieces(everything(failure), key, prefix)).toEqual([])
    expect(everything(failure)).not.toContain('2VxT9')
  })

  it.each(passes)('lets $name pass', async ({ name, files, options }) => {
    const folder = writeProject(`esbuild/${version}/${name}`, files)

    const result = await esbuild.build(optionsOf(folder, options?.(folder)))

    expect(result.errors).toEqual([])
    expect(result.warnings).toEqual([])
    expect([...filesIn(`${folder}/dist`).keys()]).toContain('main.js')
  })

  it('writes byte for byte what esbuild writes, with the same names, modes and result', async () => {
    const files = {
      'src/main.ts': `/*! legal */\nimport './s.css'\nimport('./lazy')\nconsole.log('é')\n`,
      'src/lazy.ts': `import t from './t.txt'\nimport b from './b.bin'\nconsole.log(t, b)\n`,
      'src/b.bin': `#!/bin/sh\n`,
      'src/tool.ts': `#!/usr/bin/env node\nconsole.log(1)\n`,
      'src/s.css': `a { background: url(./c.svg) }\n`,
      'src/c.svg': `<svg/>`,
      'src/run.sh': `#!/bin/sh\n`,
      'src/t.txt': `text`,
    }
    const options: Options = {
      entryPoints: ['src/main.ts', 'src/tool.ts', 'src/run.sh'],
      bundle: true,
      outdir: 'dist',
      splitting: true,
      format: 'esm',
      minify: true,
      sourcemap: 'linked',
      legalComments: 'linked',
      entryNames: '[name]-[hash]',
      loader: { '.svg': 'file', '.bin': 'file', '.sh': 'copy' },
      logLevel: 'silent',
    }
    const plain = writeProject(`esbuild/${version}/parity-plain`, files)
    const fenced = writeProject(`esbuild/${version}/parity-fenced`, files)

    const expected = await esbuild.build({ ...options, absWorkingDir: plain })
    const result = await esbuild.build({ ...options, absWorkingDir: fenced, plugins: [keyfence()] })

    expect(tree(`${fenced}/dist`)).toEqual(tree(`${plain}/dist`))
    expect(tree(`${fenced}/dist`).size).toBe(12)
    expect(result).toEqual(expected)
  })

  it('gives no program rights to a file whose banner begins like a program', async () => {
    const files = { 'src/main.ts': `console.log(1)\n` }
    const options: Options = { ...main, banner: { js: '#!/usr/bin/env node' }, logLevel: 'silent' }
    const plain = writeProject(`esbuild/${version}/banner-plain`, files)
    const fenced = writeProject(`esbuild/${version}/banner-fenced`, files)

    await esbuild.build({ ...options, absWorkingDir: plain })
    await esbuild.build({ ...options, absWorkingDir: fenced, plugins: [keyfence()] })

    expect(tree(`${fenced}/dist`)).toEqual(tree(`${plain}/dist`))
  })

  it('returns files and metafile to those who ask for them', async () => {
    const folder = writeProject(`esbuild/${version}/returns`, { 'src/main.ts': `console.log(1)\n` })

    const asked = await esbuild.build(optionsOf(folder, { write: false, metafile: true }))
    const written = await esbuild.build(optionsOf(folder, { metafile: true }))

    expect(asked.outputFiles?.map(({ text }) => text)).toEqual([expect.stringContaining('console.log(1)')])
    expect(Object.keys(asked.metafile?.outputs ?? {})).toEqual(['dist/main.js'])
    expect(Object.keys(written.metafile?.outputs ?? {})).toEqual(['dist/main.js'])
    expect(written.outputFiles).toBeUndefined()
  })

  it('gives the options back, so that they can be used again and at the same time', async () => {
    const folder = writeProject(`esbuild/${version}/reused`, { 'src/main.ts': `console.log(1)\n` })
    const options = optionsOf(folder, { outdir: 'first' })
    const before = Object.getOwnPropertyDescriptors(options)

    await Promise.all([esbuild.build(options), esbuild.build(options)])
    expect(Object.getOwnPropertyDescriptors(options)).toEqual(before)
    options.outdir = 'second'
    await esbuild.build(options)
    options.plugins = []
    options.outdir = 'third'
    await esbuild.build(options)

    for (const outdir of ['first', 'second', 'third']) expect(existsSync(`${folder}/${outdir}/main.js`)).toBe(true)
  })

  it('keeps the previous output when a build leaks', async () => {
    const folder = writeProject(`esbuild/${version}/previous`, {
      'src/main.ts': `console.log('${key}')\n`,
      'dist/main.js': 'previous',
    })

    await failureOf(esbuild, folder)

    expect([...filesIn(`${folder}/dist`)].map(([path, bytes]) => [path, bytes.toString()])).toEqual([
      ['main.js', 'previous'],
    ])
  })

  it('empties the result for later plugins', async () => {
    const folder = writeProject(`esbuild/${version}/emptied`, { 'src/main.ts': `console.log('${key}')\n` })
    const seen: unknown[] = []
    const spy: newest.Plugin = {
      name: 'spy',
      setup: (build) => {
        build.onEnd(({ outputFiles, metafile }) => {
          seen.push([outputFiles, metafile])
        })
      },
    }

    await failureOf(esbuild, folder, { write: false, metafile: true, plugins: [keyfence(), spy] })
    await failureOf(esbuild, folder, { plugins: [keyfence(), spy] })

    expect(seen).toEqual([
      [[], undefined],
      [undefined, undefined],
    ])
  })

  it('shows later plugins what they would see without it', async () => {
    const folder = writeProject(`esbuild/${version}/later`, { 'src/main.ts': `console.log(1)\n` })
    const seen: unknown[] = []
    const spy: newest.Plugin = {
      name: 'spy',
      setup: (build) => {
        const { initialOptions } = build
        seen.push(['setup', initialOptions.write, initialOptions.metafile])
        initialOptions.metafile = true
        build.onEnd(({ outputFiles, metafile }) => {
          const isWritten = existsSync(`${folder}/dist/main.js`)
          seen.push(['end', initialOptions.write, outputFiles, Object.keys(metafile?.outputs ?? {}), isWritten])
        })
      },
    }

    await esbuild.build(optionsOf(folder, { plugins: [keyfence(), spy] }))

    expect(seen).toEqual([
      ['setup', undefined, undefined],
      ['end', undefined, undefined, ['dist/main.js'], true],
    ])
  })

  it('keeps an option that another plugin sets after a while', async () => {
    const folder = writeProject(`esbuild/${version}/async-setup`, { 'src/main.ts': `console.log(1)\n` })
    const asks: newest.Plugin = {
      name: 'asks',
      setup: async (build) => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        build.initialOptions.metafile = true
      },
    }

    const result = await esbuild.build(optionsOf(folder, { plugins: [keyfence(), asks] }))

    expect(Object.keys(result.metafile?.outputs ?? {})).toEqual(['dist/main.js'])
  })

  it('refuses to overwrite a source, as esbuild does', async () => {
    const folder = writeProject(`esbuild/${version}/overwrite`, { 'src/main.js': `console.log(1)\n` })
    const options = { entryPoints: ['src/main.js'], outdir: 'src' }

    const failure = await failureOf(esbuild, folder, options)
    expect(readFileSync(`${folder}/src/main.js`, 'utf8')).toBe(`console.log(1)\n`)

    const own = await failureOf(esbuild, folder, { ...options, plugins: [] })
    expect(failure.errors.map(({ text }) => text)).toEqual(own.errors.map(({ text }) => text))
    await esbuild.build(optionsOf(folder, { ...options, allowOverwrite: true }))
  })

  it('says why a file could not be written', async () => {
    const folder = writeProject(`esbuild/${version}/unwritable`, { 'src/main.ts': `console.log(1)\n`, dist: 'a file' })

    const failure = await failureOf(esbuild, folder)

    expect(failure.errors.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Failed to create output directory/u),
    ])
  })

  it('warns when it is not the first plugin', async () => {
    const folder = writeProject(`esbuild/${version}/not-first`, { 'src/main.ts': `console.log(1)\n` })

    const { warnings } = await esbuild.build(optionsOf(folder, { plugins: [turnsWritingOn, keyfence()] }))

    expect(warnings.map(({ text }) => text)).toEqual([
      'keyfence is not the first plugin: `turns-writing-on` sees the output before it is checked. Put keyfence first in `plugins`.',
    ])
  })

  it('fails a build whose output another plugin makes leak, and names the file', async () => {
    const folder = writeProject(`esbuild/${version}/late`, { 'src/main.ts': `console.log(1)\n` })
    const writesPage: newest.Plugin = {
      name: 'writes-page',
      setup: (build) => {
        build.onEnd(() => writeFileSync(`${folder}/dist/index.html`, `<p>${key}</p>`))
      },
    }

    const failure = await failureOf(esbuild, folder, { plugins: [keyfence(), writesPage] })

    expect(failure.errors.map(placeOf)).toEqual(['dist/index.html:1:4'])
    expect(shownPieces(everything(failure), key, prefix)).toEqual([])
  })

  it('lets what the policy allows pass also after another plugin has changed the file', async () => {
    const folder = writeProject(`esbuild/${version}/late-allowed`, { 'src/main.ts': `console.log('${key}')\n` })
    const adds: newest.Plugin = {
      name: 'adds',
      setup: (build) => {
        build.onEnd(() => appendFileSync(`${folder}/dist/main.js`, '// built'))
      },
    }
    const allow = [{ path: 'src/main.ts', reason: 'a test' }]

    const { warnings } = await esbuild.build(optionsOf(folder, { plugins: [keyfence({ allow }), adds] }))

    expect(warnings).toEqual([])
  })

  it('checks again what another plugin does to files in memory', async () => {
    const folder = writeProject(`esbuild/${version}/late-memory`, { 'src/main.ts': `console.log(1)\n` })
    const adds: newest.Plugin = {
      name: 'adds',
      setup: (build) => {
        build.onEnd(({ outputFiles }) => {
          const [first] = outputFiles ?? []
          if (first !== undefined) first.contents = new TextEncoder().encode(`"${key}"`)
        })
      },
    }

    const failure = await failureOf(esbuild, folder, { write: false, plugins: [keyfence(), adds] })

    expect(failure.errors.map(placeOf)).toEqual(['dist/main.js:1:2'])
  })

  it('warns of a server-only package that stays outside, and names its importer', async () => {
    const folder = writeProject(`esbuild/${version}/external`, {
      ...elidesTypes,
      'src/main.ts': `import './types'\nimport { ask } from './ai'\nask()\n`,
      'src/types.ts': `import OpenAI from 'openai'\nexport type T = OpenAI\n`,
      'src/ai.ts': `export const n = 1\nimport OpenAI from 'openai'\nexport const ask = () => new OpenAI()\n`,
    })

    const { warnings } = await esbuild.build(optionsOf(folder, { packages: 'external', format: 'esm' }))

    expect(warnings.map(placeOf)).toEqual(['src/ai.ts:2:1'])
  })

  it('removes what a context wrote when a rebuild leaks, and writes again when it is mended', async () => {
    const folder = writeProject(`esbuild/${version}/context`, { 'src/main.ts': `console.log(1)\n`, 'dist/other': 'x' })
    const context = await esbuild.context(optionsOf(folder))
    const seen: string[][] = []
    const rebuild = async (source: string) => {
      writeFileSync(`${folder}/src/main.ts`, source)
      const isOk = await context.rebuild().then(
        () => 'ok',
        () => 'failed',
      )
      seen.push([isOk, ...filesIn(`${folder}/dist`).keys()])
    }
    try {
      await rebuild(`console.log(1)\n`)
      await rebuild(`console.log('${key}')\n`)
      await rebuild(`console.log(2)\n`)
      await rebuild(`console.log(2\n`)
    } finally {
      await context.dispose()
    }

    expect(seen).toEqual([
      ['ok', 'main.js', 'other'],
      ['failed', 'other'],
      ['ok', 'main.js', 'other'],
      ['failed', 'other'],
    ])
  })

  it('removes files of the previous rebuild whose names have changed', async () => {
    const folder = writeProject(`esbuild/${version}/stale`, { 'src/main.ts': `console.log(1)\n` })
    const context = await esbuild.context(optionsOf(folder, { entryNames: '[name]-[hash]' }))
    try {
      await context.rebuild()
      const before = [...filesIn(`${folder}/dist`).keys()]
      writeFileSync(`${folder}/src/main.ts`, `console.log(2)\n`)
      await context.rebuild()
      const after = [...filesIn(`${folder}/dist`).keys()]

      expect([before.length, after.length]).toEqual([1, 1])
      expect(after).not.toEqual(before)
    } finally {
      await context.dispose()
    }
  })

  it('serves nothing that leaks', async () => {
    const folder = writeProject(`esbuild/${version}/serve`, { 'src/main.ts': `console.log('${key}')\n` })
    const context = await esbuild.context(optionsOf(folder))
    try {
      const { port } = await context.serve({ host: '127.0.0.1', port: 0 })
      // eslint-disable-next-line n/no-unsupported-features/node-builtins -- every Node that we support has it
      const response = await fetch(`http://127.0.0.1:${port}/main.js`)
      const text = await response.text()

      expect(response.status).toBe(503)
      expect(shownPieces(text, key, prefix)).toEqual([])
      expect(existsSync(`${folder}/dist`)).toBe(false)
    } finally {
      await context.dispose()
    }
  })

  it('stops before the build when the options are frozen', async () => {
    const folder = writeProject(`esbuild/${version}/frozen`, { 'src/main.ts': `console.log('${key}')\n` })

    const failure = await esbuild.build(Object.freeze(optionsOf(folder))).catch((error: unknown) => error)

    expect(failure).toMatchObject({ errors: [{ text: expect.stringContaining('frozen') }] })
    expect(existsSync(`${folder}/dist`)).toBe(false)
  })

  it('fails on a configuration file that cannot be meant', async () => {
    const folder = writeProject(`esbuild/${version}/config`, {
      'src/main.ts': `console.log(1)\n`,
      'keyfence.config.json': `{ "alow": [] }`,
    })

    const failure = await failureOf(esbuild, folder)

    expect(failure.errors.map(({ text }) => text)).toEqual([
      'Unknown option `alow` in `keyfence.config.json`. Did you mean `allow`?',
    ])
  })

  describe('in a process of its own', () => {
    const source = { 'src/main.ts': `console.log('${key}')\n` }

    it('explains on stderr also when the script swallows the error', async () => {
      const folder = writeProject(`esbuild/${version}/swallowed`, source)

      const { code, stdout, stderr } = await runScript(folder, module, `.build(options).catch(() => process.exit(1))`)

      expect(code).toBe(1)
      expect(stderr).toContain('keyfence stopped this build: 1 secret would reach every visitor.')
      expect(stderr).toContain('Nothing was written to dist/.')
      expect(stderr).toContain('src/main.ts:1:14')
      expect(shownPieces(stdout + stderr, key, prefix)).toEqual([])
      expect(existsSync(`${folder}/dist`)).toBe(false)
    })

    it('shows nothing of the secret when the script does not catch the error', async () => {
      const folder = writeProject(`esbuild/${version}/uncaught`, source)

      const { code, stdout, stderr } = await runScript(folder, module, `.build(options)`)

      expect(code).toBe(1)
      expect(stderr).toContain('src/main.ts:1:13: ERROR: [plugin: keyfence] OpenAI project API key')
      expect(shownPieces(stdout + stderr, key, prefix)).toEqual([])
    })

    it('prints nothing with the log level silent, and still fails', async () => {
      const folder = writeProject(`esbuild/${version}/silent`, source)

      const outcome = await runScript(
        folder,
        module,
        `.build({ ...options, logLevel: 'silent' }).catch(() => process.exit(1))`,
      )

      expect(outcome).toEqual({ code: 1, stdout: '', stderr: '' })
    })

    it('prints the message of a context once', async () => {
      const folder = writeProject(`esbuild/${version}/once`, source)

      const { stderr } = await runScript(
        folder,
        module,
        `.context(options).then(async (c) => { await c.rebuild().catch(() => {}); await c.dispose() })`,
      )

      expect(stderr.match(/OpenAI project API key/gu)).toHaveLength(1)
      expect(shownPieces(stderr, key, prefix)).toEqual([])
    })

    it('prints no output that leaks, and any other as esbuild does', async () => {
      const leaking = writeProject(`esbuild/${version}/stdout-leak`, source)
      const clean = writeProject(`esbuild/${version}/stdout-clean`, { 'src/main.ts': `console.log(1)\n` })
      const call = `.build({ ...options, outdir: undefined }).catch(() => process.exit(1))`
      const withoutPlugin = `.build({ ...options, outdir: undefined, plugins: [] })`

      const leak = await runScript(leaking, module, call)
      const fenced = await runScript(clean, module, call)
      const plain = await runScript(clean, module, withoutPlugin)

      expect(leak.stdout).toBe('')
      expect(leak.stderr).toContain('Nothing was printed.')
      expect(fenced).toEqual(plain)
      expect(fenced.stdout).toContain('console.log(1)')
    })

    it('lets one build pass under KEYFENCE=warn, loudly', async () => {
      const folder = writeProject(`esbuild/${version}/warn`, source)

      const { code, stderr } = await runScript(folder, module, `.build(options)`, { KEYFENCE: 'warn' })

      expect(code).toBe(0)
      expect(stderr).toContain('keyfence let this build pass: 1 secret will reach every visitor.')
      expect(filesThatHold(`${folder}/dist`, key)).toEqual(['main.js'])
    })

    it('is a function for require()', async () => {
      const folder = writeProject(`esbuild/${version}/require`, {})
      writeFileSync(
        `${folder}/script.cjs`,
        `const k = require('@keyfence/esbuild-plugin')\nconsole.log(k().name, k.default === k, typeof k.checkResult)\n`,
      )

      const { stdout } = await run(folder, 'script.cjs')

      expect(stdout).toBe('keyfence true function\n')
    })
  })

  describe('checkResult', () => {
    it('throws a report of what buildSync returned, with the line of the source', async () => {
      const folder = writeProject(`esbuild/${version}/sync`, {
        'src/main.ts': `import { k } from './k'\nconsole.log(k)\n`,
        'src/k.ts': `export const k = '${key}'\n`,
      })
      const buildOptions = { ...main, absWorkingDir: folder, write: false, metafile: true } as const

      const error = await checkResult(esbuild.buildSync(buildOptions), { buildOptions }).catch(
        (reason: unknown) => reason,
      )

      const { message, report } = error as Error & { report: Report }
      expect(report.findings.map(({ origin }) => origin)).toEqual([{ path: 'src/k.ts', line: 1, column: 19 }])
      expect(message).toContain('src/main.ts:1 → src/k.ts:1')
      expect(shownPieces(message, key, prefix)).toEqual([])
    })

    it('throws a report of what transform returned', async () => {
      const result = await esbuild.transform(`// ${key}\nconsole.log(1 as number)`, {
        loader: 'ts',
        sourcemap: true,
        sourcefile: 'a.ts',
      })

      const error = await checkResult(result).catch((reason: unknown) => reason)

      const { report } = error as { report: Report }
      expect(report.findings.map(({ origin, cause }) => [origin, cause])).toEqual([
        [{ path: 'a.ts', line: 1, column: 4 }, 'comment'],
      ])
    })

    it('returns the report of a clean result', async () => {
      const report = await checkResult(await esbuild.transform(`console.log(1)`))

      expect(report.verdict).toBe('passed')
      expect(report.summary.scanned).toBe(1)
    })

    it('refuses a result that was written already', async () => {
      const folder = writeProject(`esbuild/${version}/written`, { 'src/main.ts': `console.log(1)\n` })

      const result = esbuild.buildSync({ ...main, absWorkingDir: folder })

      await expect(checkResult(result)).rejects.toMatchObject({ code: 'KF_OUTPUT' })
    })
  })
})

describe('the guide', () => {
  const pages = ['docs/guide/esbuild.md', 'packages/esbuild-plugin/README.md']
  const blocks = pages.flatMap((page) => {
    const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
    return [...text.matchAll(/^```js[^\n]*\n(?<code>.*?)^```$/gmsu)].map((match, index) => ({
      name: `${page} ${index + 1}`,
      code: match.groups?.['code'] ?? '',
    }))
  })

  it('has blocks', () => expect(blocks).toHaveLength(5))

  it.each(blocks)('shows a script that works: $name', async ({ name, code }) => {
    const clean = `console.log(1)\n`
    const script = { 'build.mjs': code, 'src/main.js': clean, 'src/server.js': `console.log('${key}')\n` }
    const passing = writeProject(`esbuild/${name}/passing`, script)
    const leaking = writeProject(`esbuild/${name}/leaking`, { ...script, 'src/main.js': `console.log('${key}')\n` })

    expect(await run(passing, 'build.mjs')).toEqual({ code: 0, stdout: '', stderr: '' })
    const { code: exitCode, stderr } = await run(leaking, 'build.mjs')

    expect([...filesIn(`${passing}/dist`).keys()].some((path) => path.endsWith('main.js'))).toBe(true)
    expect(exitCode).toBe(1)
    expect(stderr).toContain('src/main.js:1:14')
    expect([...filesIn(`${leaking}/dist`).keys()]).toEqual([])
  })
})

describe('options', () => {
  it.each([
    [{ clinet: true }, 'Unknown option `clinet` in the options of `keyfence()`. Did you mean `client`?'],
    [{ client: 'yes' }, 'Option `client` in the options of `keyfence()` must be "auto", true or false.'],
    [
      { allow: [{ path: 'x' }] },
      'Allow entry 1 in the options of `keyfence()` has no `reason`. Say why this may stay, or remove the entry.',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => keyfence(options as object)).toThrow(message)
  })
})

const turnsWritingOn: newest.Plugin = {
  name: 'turns-writing-on',
  setup: ({ initialOptions }) => {
    initialOptions.write = true
  },
}

const turnsWritingOnLate: newest.Plugin = {
  name: 'turns-writing-on-late',
  setup: async ({ initialOptions }) => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    initialOptions.write = true
  },
}

const writesItself: newest.Plugin = {
  name: 'writes-itself',
  setup: (build) => {
    build.initialOptions.write = false
    build.onEnd(({ outputFiles = [] }) => {
      for (const { path, contents } of outputFiles) {
        mkdirSync(join(path, '..'), { recursive: true })
        writeFileSync(path, contents)
      }
    })
  },
}

function virtualModule(contents: string): newest.Plugin {
  return {
    name: 'virtual',
    setup: (build) => {
      build.onResolve({ filter: goRegExp('^env:') }, ({ path }) => ({ path, namespace: 'env-ns' }))
      build.onLoad({ filter: goRegExp('.*'), namespace: 'env-ns' }, () => ({ contents }))
    },
  }
}

function rewrites(filter: string, contents: string): newest.Plugin {
  return {
    name: 'rewrites',
    setup: (build) => {
      build.onLoad({ filter: goRegExp(filter) }, () => ({ contents, loader: 'ts' }))
    },
  }
}

/** esbuild hands the source and the flags to Go, which does not know the flag `u`. */
function goRegExp(source: string): RegExp {
  // eslint-disable-next-line require-unicode-regexp
  return new RegExp(source)
}

function optionsOf(folder: string, options: Options = {}): Options {
  return { ...main, absWorkingDir: folder, logLevel: 'silent', plugins: [keyfence()], ...options }
}

async function failureOf(esbuild: Esbuild, folder: string, options?: Options): Promise<newest.BuildFailure> {
  try {
    await esbuild.build(optionsOf(folder, options))
  } catch (error) {
    return error as newest.BuildFailure
  }
  throw new Error('The build passed.')
}

/** All that a person could see of an error. */
function everything(failure: newest.BuildFailure): string {
  return [failure.message, failure.stack, JSON.stringify(failure.errors), JSON.stringify(failure.warnings)].join('\n')
}

function placeOf(message: newest.Message | undefined): string {
  const { file, line, column } = message?.location ?? { file: '', line: 0, column: 0 }
  return `${file}:${line}:${column + 1}`
}

/** Path, mode and content of every file. */
function tree(folder: string): Map<string, string> {
  const entries = [...filesIn(folder)].map(([path, bytes]): [string, string] => [
    `${path} ${(statSync(join(folder, path)).mode & 0o777).toString(8)}`,
    bytes.toString('latin1'),
  ])
  return new Map(entries.sort())
}

function runScript(folder: string, module: string, call: string, env: NodeJS.ProcessEnv = {}) {
  const script = `import { keyfence } from '@keyfence/esbuild-plugin'
import * as esbuild from '${module}'
const options = { entryPoints: ['src/main.ts'], bundle: true, outdir: 'dist', plugins: [keyfence()] }
await esbuild${call}
`
  writeFileSync(`${folder}/script.mjs`, script)
  return run(folder, 'script.mjs', env)
}

function run(cwd: string, script: string, env: NodeJS.ProcessEnv = {}) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [script],
      { cwd, env: { PATH: process.env['PATH'], ...env } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    )
  })
}
