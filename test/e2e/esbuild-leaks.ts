import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BuildOptions, Plugin } from 'esbuild'
import { fakeKey } from '@keyfence/core'
import { keyfence } from '@keyfence/esbuild-plugin'
import type { ProjectFiles } from './project.ts'

/** The key that leaks. */
export const key = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 41)
/** The part of it that may be shown. */
export const prefix = 'sk-proj-'

/** One way in which something leaks. */
export interface Leak {
  readonly name: string
  readonly files: ProjectFiles
  readonly options?: (folder: string) => BuildOptions
  /** `path:line:column` of the first error: the author's line, or the place in the output where nobody wrote it. */
  readonly at: string
  /** A part of the text or of a note. */
  readonly says?: string
}

/** Options of most builds. */
export const main = { entryPoints: ['src/main.ts'], bundle: true, outdir: 'dist' }
const usesEnv = { 'src/main.ts': `console.log(1)\nconsole.log(process.env.OPENAI_API_KEY)\n` }

/** Without a file of its own, a project would inherit ours, which keeps every import. */
export const elidesTypes = { 'tsconfig.json': '{}' }

/** Routes into the output, each of them stopped. */
export const leaks: readonly Leak[] = [
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
    name: 'the root of the sources in a map',
    files: { 'src/main.ts': `console.log(1)\n` },
    options: () => ({ sourcemap: 'linked', sourceRoot: `https://x.test/${key}/` }),
    at: 'dist/main.js.map:4:33',
    says: 'The option `sourceRoot` adds this text',
  },
  {
    name: 'the name of an asset',
    files: { 'src/main.ts': `import u from './c.svg'\nconsole.log(u)\n`, 'src/c.svg': `<svg/>` },
    options: () => ({ loader: { '.svg': 'file' }, assetNames: `${key}/[name]` }),
    at: 'dist/main.js:4:22',
    says: 'The option `assetNames` adds this text',
  },
  {
    name: 'the name of an entry point',
    files: { 'src/main.ts': `console.log(1)\n` },
    options: () => ({ entryPoints: { [key]: 'src/main.ts' } }),
    at: 'dist/sk-proj-….js:1:6',
    says: 'The option `entryPoints` adds this text',
  },
  {
    name: 'a page that is copied',
    files: { 'src/main.html': `<!doctype html>\n<p title="${key}">\n` },
    options: () => ({ entryPoints: ['src/main.html'], loader: { '.html': 'copy' } }),
    at: 'src/main.html:2:11',
  },
  {
    name: 'a data URL in code',
    files: { 'src/main.ts': `import u from './c.txt'\nconsole.log(u)\n`, 'src/c.txt': `é ${key}` },
    options: () => ({ loader: { '.txt': 'dataurl' } }),
    // esbuild counts bytes.
    at: 'src/c.txt:1:4',
  },
  {
    name: 'a style sheet of its own scope',
    files: {
      'src/main.ts': `import * as s from './s.module.css'\nconsole.log(s)\n`,
      'src/s.module.css': `.a {\n  content: '${key}';\n}\n`,
    },
    at: 'src/s.module.css:2:13',
  },
  {
    name: 'a legal comment in a file that nothing links to',
    files: { 'src/main.ts': `/*! ${key} */\nconsole.log(1)\n` },
    options: () => ({ legalComments: 'external', minify: true }),
    at: 'src/main.ts:1:5',
    says: 'dist/main.js.LEGAL.txt',
  },
  {
    name: 'names that are mangled with a cache',
    files: { 'src/main.ts': `const o = { long_: '${key}' }\nconsole.log(o.long_)\n` },
    options: () => ({ mangleProps: goRegExp('_$'), mangleCache: { long_: 'x' }, minify: true }),
    at: 'src/main.ts:1:21',
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

/** Server-only packages and files, of which something is left in the output. */
export const serverOnlyLeaks: readonly Leak[] = [
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

/** What looks like a leak, and is none. */
export const passes: readonly Omit<Leak, 'at'>[] = [
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
/** Sets an option that keyfence holds. */
export const turnsWritingOn: Plugin = {
  name: 'turns-writing-on',
  setup: ({ initialOptions }) => {
    initialOptions.write = true
  },
}

const turnsWritingOnLate: Plugin = {
  name: 'turns-writing-on-late',
  setup: async ({ initialOptions }) => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    initialOptions.write = true
  },
}

const writesItself: Plugin = {
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

function virtualModule(contents: string): Plugin {
  return {
    name: 'virtual',
    setup: (build) => {
      build.onResolve({ filter: goRegExp('^env:') }, ({ path }) => ({ path, namespace: 'env-ns' }))
      build.onLoad({ filter: goRegExp('.*'), namespace: 'env-ns' }, () => ({ contents }))
    },
  }
}

function rewrites(filter: string, contents: string): Plugin {
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
