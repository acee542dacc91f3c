import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as parser from '@typescript-eslint/parser'
import { Linter } from 'eslint'
import { Linter as Linter9 } from 'eslint-9'
import { Linter as Linter922 } from 'eslint-9-22'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRule } from './create-rule.ts'
import { isClientCode, sideOf } from './side.ts'

/** Reports each call of `here` that browsers run. In `create` already, as rules do that read the text only. */
const probe = createRule({
  name: 'probe',
  description: 'Says what is client code.',
  config: 'strict',
  policyRule: 'server-import',
  schema: [],
  defaults: {},
  messages: { client: '{{name}}' },
  create(context) {
    sideOf(context)
    return {
      CallExpression(node) {
        const [first] = node.arguments
        if (node.callee.type !== 'Identifier' || node.callee.name !== 'here' || first?.type !== 'Literal') return
        if (isClientCode(context, node))
          context.report({ node, messageId: 'client', data: { name: String(first.value) } })
      },
      ImportDeclaration(node) {
        if (node.source.value.startsWith('sdk') && isClientCode(context, node))
          context.report({ node, messageId: 'client', data: { name: node.source.value } })
      },
    }
  },
})

const manifests = {
  next: { next: '16' },
  remix: { '@remix-run/react': '2' },
  router: { '@react-router/dev': '7' },
  start: { '@tanstack/react-start': '1' },
  solid: { '@solidjs/start': '1' },
  qwik: { '@builder.io/qwik-city': '1' },
  gatsby: { gatsby: '5' },
  nuxt: { nuxt: '4' },
  page: { vite: '8', 'react-dom': '19' },
}
let root: string

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'keyfence-regions-'))
  for (const [name, dependencies] of Object.entries(manifests)) {
    mkdirSync(join(root, name))
    writeFileSync(join(root, name, 'package.json'), JSON.stringify({ dependencies }))
  }
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

function clientParts(path: string, code: string, Host = Linter, languageOptions: object = { parser }) {
  const config = {
    files: ['**/*.*'],
    plugins: { test: { rules: { probe } } },
    languageOptions: { ...languageOptions, parserOptions: { ecmaFeatures: { jsx: true } } },
    rules: { 'test/probe': 'error' },
  }
  return new Host({ cwd: root }).verify(code, [config as never], join(root, path)).map(({ message }) => message)
}

const cases = [
  {
    name: 'exports that Next cuts out of a page, with what only they use',
    path: 'next/pages/index.jsx',
    code: `import a from 'sdk-a'
import b from 'sdk-b'
import c from 'sdk-c'
const client = make(a, here('own'))
function load() { return client.get(b, again) }
const again = () => load()
export async function getServerSideProps() { here('props'); return load() }
export default function Page() { here('page'); return c }`,
    parts: ['sdk-c', 'page'],
  },
  {
    name: 'what a page shares with its server part ships',
    path: 'next/pages/index.jsx',
    code: `import a from 'sdk-a'
export const getStaticProps = () => a()
export default () => a(here('page'))`,
    parts: ['sdk-a', 'page'],
  },
  {
    name: 'what other files may import ships',
    path: 'next/pages/index.jsx',
    code: `export function load() { here('exported') }
export const getStaticProps = () => load()`,
    parts: ['exported'],
  },
  {
    name: 'getInitialProps runs on both sides',
    path: 'next/pages/index.jsx',
    code: "Page.getInitialProps = () => here('initial')\nexport default function Page() {}",
    parts: ['initial'],
  },
  {
    name: 'loader and action of Remix',
    path: 'remix/app/routes/chat.jsx',
    code: `import a from 'sdk-a'
export const loader = async () => a(here('loader'))
export async function action() { here('action') }
export const clientLoader = () => here('clientLoader')
export default function Page() {}`,
    parts: ['clientLoader'],
  },
  {
    name: 'a route of React Router that stands in no folder of routes',
    path: 'router/app/chat/page.jsx',
    code: "export const loader = () => here('loader')\nexport default () => here('page')",
    parts: ['page'],
  },
  {
    name: 'a list of exports',
    path: 'router/app/routes/chat.jsx',
    code: "const loader = () => here('loader')\nexport { loader }\nexport default () => here('page')",
    parts: ['page'],
  },
  {
    name: 'a loader in data mode runs in the browser',
    path: 'page/src/routes/chat.jsx',
    code: "export const loader = () => here('loader')",
    parts: ['loader'],
  },
  {
    name: 'server functions of TanStack Start; its loaders run on both sides',
    path: 'start/src/routes/chat.jsx',
    code: `import a from 'sdk-a'
const ask = createServerFn({ method: 'POST' }).inputValidator((x) => x).handler(async () => a(here('handler')))
const only = createServerOnlyFn(() => here('only'))
const client = createClientOnlyFn(() => here('client'))
const log = createMiddleware().client(() => here('before')).server(() => here('after'))
export const Route = createFileRoute('/chat')({ loader: () => here('loader'), server: { handlers: { GET: () => here('get') } } })`,
    parts: ['client', 'before', 'loader'],
  },
  {
    name: 'functions that say so, in Solid',
    path: 'solid/src/routes/chat.jsx',
    code: `async function ask() { 'use server'; here('ask') }
const load = query(async () => { 'use server'; return here('load') })
const open = () => { log(); 'use server'; here('open') }
export function GET() { here('get') }
export default () => here('page')`,
    parts: ['open', 'page'],
  },
  {
    name: "Qwik's server functions",
    path: 'qwik/src/routes/index.jsx',
    code: `export const useChat = routeLoader$(async () => here('loader'))
const save = server$(() => here('save'))
export default component$(() => here('page'))`,
    parts: ['page'],
  },
  {
    name: "Gatsby's server data",
    path: 'gatsby/src/pages/chat.jsx',
    code: "export async function getServerData() { here('data') }\nexport default () => here('page')",
    parts: ['page'],
  },
  {
    name: 'branches that a browser does not take',
    path: 'nuxt/app/composables/chat.js',
    code: `if (import.meta.server) here('server')
if (import.meta.client) here('client'); else here('else')
if (!import.meta.env.SSR) here('page'); else here('ssr')
const a = typeof window === 'undefined' ? here('node') : here('window')
if (typeof window !== 'undefined') here('guarded')
if (process.server && ready) here('old')`,
    parts: ['client', 'page', 'window', 'guarded'],
  },
]

describe.each([
  ['9.22', Linter922 as unknown as typeof Linter],
  ['9', Linter9 as unknown as typeof Linter],
  ['10', Linter],
])('regions in ESLint %s', (_version, Host) => {
  it.each(cases)('$name', ({ path, code, parts }) => {
    expect(clientParts(path, code, Host, {})).toEqual(parts)
  })
})

describe('regions with the parser of TypeScript', () => {
  it.each(cases)('$name', ({ path, code, parts }) => {
    expect(clientParts(path, code)).toEqual(parts)
  })

  it('types are no use of a value', () => {
    const code = `import { A, type B } from 'sdk-a'
export const getStaticProps = (b: B) => new A()
export default function Page(props: { a: A; b: B }) {}`
    expect(clientParts('next/pages/index.tsx', code)).toEqual([])
  })

  it.each([
    ['by the last one', '', 0],
    ['by the page', '\nf0()', 3000],
  ])(
    'functions that only call each other, thousands of them, are used %s',
    { timeout: 60_000 },
    (_name, last, count) => {
      const calls = Array.from({ length: 3000 }, (_, index) => `const f${index} = () => f${index + 1}(here('a'))`)
      const code = `${calls.join('\n')}\nfunction f3000() {}\nexport const getStaticProps = () => f0()${last}`
      const started = process.cpuUsage()
      expect(clientParts('next/pages/index.tsx', code)).toHaveLength(count)
      const { user } = process.cpuUsage(started)
      expect(user / 1000).toBeLessThan(2500)
    },
  )

  it('an expression of ten thousand terms is no problem', () => {
    const code = `'use client'\nexport const GET = 1\nconst a = [${'[],'.repeat(10_000)}]; here('a')`
    expect(clientParts('next/lib/a.ts', code)).toEqual(['a'])
  })
})
