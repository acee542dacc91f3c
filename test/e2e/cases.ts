import { fakeKey, type Cause, type Rule } from '@keyfence/core'
import type { ProjectFiles } from './project.ts'

/** Keys of one run. Made anew from a seed, so that no key stands in the repository. */
export interface Keys {
  readonly openai: string
  readonly openaiService: string
  readonly stripePublishable: string
  readonly github: string
}

/** The keys of this run. */
export const keys: Keys = {
  openai: fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 11),
  openaiService: fakeKey('sk-svcacct-{url:74}T3BlbkFJ{url:74}', 12),
  stripePublishable: fakeKey('pk_live_{alnum:99}', 13),
  github: fakeKey('ghp_{alnum:30}{crc}', 14),
}

/** What a gate must say of one finding. */
interface Expected {
  readonly rule: Rule
  readonly cause: Cause
  /** `path:line:column` of the source, or null where the case has none. */
  readonly origin: string | null
  /** Detector id, or null for a value without a known shape. */
  readonly detector: string | null
  readonly envName?: string
  /** Paths of the chain with the lines of the imports. */
  readonly chain?: readonly string[]
}

/** One way in which something leaks, or does not. `src/main.js` is the entry. */
export interface Case {
  readonly name: string
  readonly files: ProjectFiles
  /** `.env.local` of the project. */
  readonly env?: string
  /** Replacements that the bundler is told to make. */
  readonly define?: Readonly<Record<string, string>>
  readonly sourcemap?: boolean
  readonly minify?: boolean
  /** File extension that the host copies as it is. */
  readonly asset?: string
  /** Build for a server. */
  readonly server?: boolean
  /** All findings, in the order of the report; none for a case that must pass. */
  readonly expected: readonly Expected[]
  /** Gates that see the case; all where absent. */
  readonly only?: readonly ('vite' | 'esbuild' | 'cli' | 'eslint')[]
}

const key = keys.openai
const openaiKey = { rule: 'key-literal', detector: 'openai-project-key' } as const

/** The contract: every adapter gives these verdicts. */
export const cases: readonly Case[] = [
  {
    name: 'a literal in the entry',
    files: { 'src/main.js': `document.title = '${key}'\n` },
    expected: [{ ...openaiKey, cause: 'literal', origin: 'src/main.js:1:19' }],
  },
  {
    name: 'a literal in an imported module',
    files: {
      'src/main.js': `import { ask } from './lib/ai.js'\n\nask()\n`,
      'src/lib/ai.js': `export function ask() {\n  return fetch('/x', { headers: { a: 'Bearer ${key}' } })\n}\n`,
    },
    expected: [
      { ...openaiKey, cause: 'literal', origin: 'src/lib/ai.js:2:46', chain: ['src/main.js:1', 'src/lib/ai.js'] },
    ],
  },
  {
    name: 'a literal that tree-shaking drops',
    files: {
      'src/main.js': `import { used } from './lib.js'\ndocument.title = used\n`,
      'src/lib.js': `export const used = 'x'\nexport const unused = '${key}'\n`,
    },
    expected: [],
    only: ['vite', 'esbuild', 'cli'],
  },
  {
    name: 'a key that is put together from two literals',
    files: { 'src/main.js': `document.title = '${key.slice(0, 60)}' + '${key.slice(60)}'\n` },
    expected: [{ ...openaiKey, cause: 'literal', origin: 'src/main.js:1:19' }],
    only: ['vite', 'esbuild', 'cli'],
  },
  {
    name: 'a key behind escapes',
    files: { 'src/main.js': `document.title = '\\x73\\u006b${key.slice(2)}'\n` },
    expected: [{ ...openaiKey, cause: 'literal', origin: 'src/main.js:1:19' }],
  },
  {
    name: 'a variable under a define',
    files: { 'src/main.js': `document.title = __APP_KEY__\n` },
    env: `OPENAI_API_KEY=${key}\n`,
    define: { __APP_KEY__: JSON.stringify(key) },
    expected: [
      {
        rule: 'env-value',
        detector: 'openai-project-key',
        cause: 'define',
        origin: 'src/main.js:1:18',
        envName: 'OPENAI_API_KEY',
      },
    ],
    only: ['vite', 'esbuild'],
  },
  {
    name: 'a variable with a public prefix',
    files: { 'src/main.js': `document.title = import.meta.env.VITE_OPENAI_API_KEY\n` },
    env: `# keys\nVITE_OPENAI_API_KEY=${key}\n`,
    expected: [
      {
        rule: 'public-env',
        detector: 'openai-project-key',
        cause: 'public-prefix',
        origin: 'src/main.js:1:18',
        envName: 'VITE_OPENAI_API_KEY',
      },
    ],
    only: ['vite', 'eslint'],
  },
  {
    name: 'a password of the environment, hidden in base64',
    files: { 'src/main.js': `document.title = '${Buffer.from('admin:q7Kd0Zp2VxT9mB4w').toString('base64')}'\n` },
    env: `DATABASE_PASSWORD=q7Kd0Zp2VxT9mB4w\n`,
    expected: [
      { rule: 'env-value', detector: null, cause: 'literal', origin: 'src/main.js:1:27', envName: 'DATABASE_PASSWORD' },
    ],
    only: ['vite', 'esbuild', 'cli'],
  },
  {
    name: 'a JSON file that is imported whole',
    files: {
      'src/main.js': `import config from './config.json'\ndocument.title = JSON.stringify(config)\n`,
      'src/config.json': `{\n  "openai": "${key}"\n}\n`,
    },
    expected: [
      {
        ...openaiKey,
        cause: 'json-import',
        origin: 'src/config.json:2:14',
        chain: ['src/main.js:1', 'src/config.json'],
      },
    ],
    // The map of Vite 8 has no mapping for JSON.
    only: ['vite', 'esbuild'],
  },
  {
    name: 'a style sheet',
    files: {
      'src/main.js': `import './style.css'\n`,
      'src/style.css': `.a {\n  --key: '${key}';\n}\n`,
    },
    expected: [
      { ...openaiKey, cause: 'style', origin: 'src/style.css:2:11', chain: ['src/main.js:1', 'src/style.css'] },
    ],
    only: ['vite', 'esbuild'],
  },
  {
    name: 'a file that is imported as an asset',
    files: {
      'src/main.js': `import url from './notes.blob'\ndocument.title = url\n`,
      'src/notes.blob': `first line\nkey ${key}\n${'x'.repeat(5000)}\n`,
    },
    asset: '.blob',
    expected: [{ ...openaiKey, cause: 'asset', origin: 'src/notes.blob:2:5' }],
    only: ['vite', 'esbuild'],
  },
  {
    name: 'a file of the public folder',
    files: { 'src/main.js': `document.title = 'x'\n`, 'public/config.js': `window.key = '${key}'\n` },
    expected: [{ ...openaiKey, cause: 'public-dir', origin: 'public/config.js:1:15' }],
    only: ['vite'],
  },
  {
    name: 'a comment in the source map',
    files: { 'src/main.js': `// old key: ${key}\ndocument.title = 'x'\n` },
    sourcemap: true,
    expected: [{ ...openaiKey, cause: 'comment', origin: 'src/main.js:1:13' }],
    only: ['vite', 'esbuild', 'cli'],
  },
  {
    name: 'a package in node_modules',
    files: {
      'src/main.js': `import { client } from 'leaky'\nclient()\n`,
      'node_modules/leaky/package.json':
        '{ "name": "leaky", "version": "1.0.0", "type": "module", "main": "index.js" }',
      'node_modules/leaky/index.js': `export function client() {\n  console.log('${key}')\n}\n`,
    },
    expected: [
      {
        ...openaiKey,
        cause: 'dependency',
        origin: 'node_modules/leaky/index.js:2:16',
        chain: ['src/main.js:1', 'node_modules/leaky/index.js'],
      },
    ],
    only: ['vite', 'esbuild'],
  },
  {
    name: 'a server-only package',
    files: {
      'src/main.js': `import { ask } from './lib/ai.js'\nask()\n`,
      'src/lib/ai.js': `import OpenAI from 'openai'\nexport const ask = () => new OpenAI({ dangerouslyAllowBrowser: true }).models.list()\n`,
    },
    expected: [
      {
        rule: 'server-import',
        detector: null,
        cause: 'import',
        origin: 'src/lib/ai.js:1:1',
        chain: ['src/main.js:1', 'src/lib/ai.js'],
      },
    ],
    only: ['vite', 'esbuild', 'eslint'],
  },
  {
    name: 'a part of a server-only package that holds no client',
    files: {
      'src/main.js': `import { APIError } from 'openai/error'\nimport { zodResponseFormat } from 'openai/helpers/zod'\ndocument.title = String([APIError, zodResponseFormat])\n`,
    },
    expected: [],
    only: ['vite', 'esbuild', 'eslint'],
  },
  {
    name: 'types of a server-only package',
    files: {
      'src/main.js': `import './ai.ts'\n`,
      'src/ai.ts': `import type OpenAI from 'openai'\nexport const client: OpenAI | undefined = undefined\ndocument.title = String(client)\n`,
    },
    expected: [],
  },
  {
    name: 'a publishable key',
    files: { 'src/main.js': `document.title = '${keys.stripePublishable}'\n` },
    env: `VITE_STRIPE_KEY=${keys.stripePublishable}\n`,
    expected: [],
  },
  {
    name: 'placeholders',
    files: {
      'src/main.js': `document.title = ['sk-your-key-here', 'sk-proj-xxxxxxxx', '<openai-project-key>'].join()\n`,
    },
    env: `OPENAI_API_KEY=sk-your-key-here\n`,
    expected: [],
  },
  {
    name: 'a token with a wrong checksum',
    files: {
      'src/main.js': `document.title = '${keys.github.slice(0, -1)}${keys.github.endsWith('0') ? '1' : '0'}'\n`,
    },
    expected: [],
  },
  {
    name: 'a server build',
    files: { 'src/main.js': `console.log('${key}')\n` },
    server: true,
    expected: [],
    only: ['vite', 'esbuild'],
  },
]
