import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packPackage } from '../../scripts/pack-packages.js'

/** A small project. A line that is to be reported ends in `leaks:` and the rules, in a comment of its language. */
interface Project {
  readonly name: string
  readonly dependencies: readonly string[]
  readonly files: Readonly<Record<string, string>>
}

const sdk = "import OpenAI from 'openai'"
const ask = 'const client = new OpenAI({ apiKey: process.env.OPENAI_API_KEY })'

const projects: readonly Project[] = [
  {
    name: 'next',
    dependencies: ['next', 'react-dom'],
    files: {
      'app/api/chat/route.ts': `${sdk}\n${ask}\nexport const POST = () => client`,
      'app/page.tsx': `${sdk}\n${ask}\nexport default () => <p>{String(client)}</p>`,
      'app/actions.ts': `'use server'\n${sdk}\n${ask}\nexport const save = async () => client`,
      'lib/ai.ts': `import 'server-only'\n${sdk}\nexport ${ask}`,
      'lib/unknown.ts': `${sdk}\nexport ${ask}`,
      'components/chat.tsx': `'use client'
import OpenAI from 'openai' // leaks: no-server-only-import
const client = new OpenAI({
  apiKey: process.env.NEXT_PUBLIC_OPENAI_API_KEY, // leaks: no-public-secret-env
  dangerouslyAllowBrowser: true, // leaks: no-browser-key-flag
})
export const Chat = () => <p>{String(client)}</p>`,
      'app/error.tsx': `import { openai } from '@ai-sdk/openai' // leaks: no-server-only-import
export default () => openai('small')`,
      'pages/old.tsx': `${sdk}
import { groq } from '@ai-sdk/groq' // leaks: no-server-only-import
${ask}
export const getServerSideProps = async () => ({ props: { text: await client.ask() } })
export default () => <p>{groq('small')}{process.env.JWT_SECRET}</p> // leaks: no-secret-env-in-client no-secret-logging`,
      'next.config.mjs':
        'export default { env: { OPENAI_API_KEY: process.env.OPENAI_API_KEY } } // leaks: no-env-exposure-config',
    },
  },
  {
    name: 'nuxt',
    dependencies: ['nuxt'],
    files: {
      'server/api/chat.post.ts': `${sdk}\n${ask}\nexport default defineEventHandler(() => client)`,
      'app/components/Chat.vue': `<script setup lang="ts">
import OpenAI from 'openai' // leaks: no-server-only-import
const key = import.meta.env.VITE_OPENAI_API_KEY // leaks: no-public-secret-env
const client = new OpenAI({ apiKey: key, dangerouslyAllowBrowser: true }) // leaks: no-browser-key-flag
</script>
<template><p>{{ client }}</p></template>`,
      'app/composables/useChat.ts': `if (import.meta.server) console.info(typeof process.env.OPENAI_API_KEY)
export const useChat = () => process.env.OPENAI_API_KEY // leaks: no-secret-env-in-client`,
      'app/plugins/ai.server.ts': `${sdk}\nexport default defineNuxtPlugin(() => new OpenAI())`,
      'nuxt.config.ts': `export default defineNuxtConfig({
  runtimeConfig: {
    openaiApiKey: '',
    public: { openaiApiKey: process.env.OPENAI_API_KEY }, // leaks: no-env-exposure-config
  },
})`,
    },
  },
  {
    name: 'sveltekit',
    dependencies: ['@sveltejs/kit', 'svelte', 'vite'],
    files: {
      'src/routes/+page.server.ts': `${sdk}\nimport { OPENAI_API_KEY } from '$env/static/private'\nexport const load = () => new OpenAI({ apiKey: OPENAI_API_KEY })`,
      'src/routes/chat/+server.ts': `${sdk}\n${ask}\nexport const POST = () => client`,
      'src/lib/server/ai.ts': `${sdk}\nexport ${ask}`,
      'src/lib/ai.remote.ts': `${sdk}\nexport ${ask}`,
      'src/routes/+page.ts':
        "import { openai } from '@ai-sdk/openai' // leaks: no-server-only-import\nexport const load = () => openai('small')",
      'src/routes/+page.svelte': `<script lang="ts">
  import OpenAI from 'openai' // leaks: no-server-only-import
  import { OPENAI_API_KEY } from '$env/static/private' // leaks: no-secret-env-in-client
  const client = new OpenAI({ apiKey: OPENAI_API_KEY })
</script>
<p>{client}</p>`,
    },
  },
  {
    name: 'astro',
    dependencies: ['astro', 'preact'],
    files: {
      'src/pages/index.astro': `---\n${sdk}\nconst client = new OpenAI({ apiKey: import.meta.env.OPENAI_API_KEY })\n---\n<p>{String(client)}</p>`,
      'src/pages/api/chat.ts': `${sdk}\nconst client = new OpenAI({ apiKey: import.meta.env.OPENAI_API_KEY })\nexport const POST = () => client`,
      'src/actions/index.ts': `${sdk}\nexport const server = { ask: defineAction({ handler: () => new OpenAI() }) }`,
      'src/components/Chat.tsx': `import { useState } from 'preact/hooks'
import OpenAI from 'openai' // leaks: no-server-only-import
export const Chat = () => useState(new OpenAI({ apiKey: import.meta.env.PUBLIC_OPENAI_API_KEY })) // leaks: no-public-secret-env`,
    },
  },
  {
    name: 'react-router',
    dependencies: ['@react-router/dev', '@react-router/node', 'react-dom', 'vite'],
    files: {
      'app/routes/chat.tsx': `${sdk}
import { groq } from '@ai-sdk/groq' // leaks: no-server-only-import
${ask}
export async function loader() { return client }
export const action = async () => client
export const clientLoader = () => groq('small')
export default () => <p>{process.env.JWT_SECRET}</p> // leaks: no-secret-env-in-client no-secret-logging`,
      'app/ai.server.ts': `${sdk}\nexport ${ask}`,
    },
  },
  {
    name: 'remix',
    dependencies: ['@remix-run/react', '@remix-run/node', 'vite'],
    files: {
      'app/routes/_index.tsx': `${sdk}
export const loader = () => new OpenAI()
export default () => <p>{process.env.OPENAI_API_KEY}</p> // leaks: no-secret-env-in-client no-secret-logging`,
      'app/.server/ai.ts': `${sdk}\nexport ${ask}`,
    },
  },
  {
    name: 'solid-start',
    dependencies: ['@solidjs/start', 'solid-js', 'vinxi'],
    files: {
      'src/routes/index.tsx': `${sdk}
const ask = query(async () => { 'use server'; return new OpenAI() }, 'ask')
export default () => <p>{ask()}{import.meta.env.OPENAI_API_KEY}</p> // leaks: no-secret-env-in-client no-secret-logging`,
      'src/routes/api/chat.ts': `${sdk}\nexport const POST = () => new OpenAI()`,
    },
  },
  {
    name: 'tanstack-start',
    dependencies: ['@tanstack/react-start', 'react-dom', 'vite'],
    files: {
      'src/routes/chat.tsx': `${sdk}
import { groq } from '@ai-sdk/groq' // leaks: no-server-only-import
const ask = createServerFn({ method: 'POST' }).handler(async () => new OpenAI())
export const Route = createFileRoute('/chat')({ loader: () => groq('small'), component: () => ask() })`,
    },
  },
  {
    name: 'expo',
    dependencies: ['expo', 'react-native'],
    files: {
      'app/chat+api.ts': `${sdk}\nexport const POST = () => new OpenAI()`,
      'app/index.tsx': `import OpenAI from 'openai' // leaks: no-server-only-import
export default () => new OpenAI({ apiKey: process.env.EXPO_PUBLIC_OPENAI_API_KEY }) // leaks: no-public-secret-env`,
      'app.config.ts':
        'export default () => ({ extra: { key: process.env.OPENAI_API_KEY } }) // leaks: no-env-exposure-config',
    },
  },
  {
    name: 'electron',
    dependencies: ['electron', 'react-dom', 'vite'],
    files: {
      'src/main/index.ts': `${sdk}\nexport ${ask}`,
      'src/preload/index.ts':
        "import { contextBridge } from 'electron'\ncontextBridge.exposeInMainWorld('key', process.env.OPENAI_API_KEY) // leaks: no-secret-env-in-client",
      'src/renderer/src/chat.ts':
        "import OpenAI from 'openai' // leaks: no-server-only-import\nexport const client = new OpenAI()",
    },
  },
  {
    name: 'page-and-server',
    dependencies: ['vite', 'react-dom', 'express'],
    files: {
      'index.html': '<script type="module" src="/src/main.ts"></script>',
      'server/index.ts': `${sdk}\nexport ${ask}`,
      'src/api/chat.ts': `export const ask = (text: string) => fetch('/api/chat', { method: 'POST', body: text })
export const direct = () => fetch('https://api.openai.com/v1', { headers: { Authorization: \`Bearer \${import.meta.env.VITE_KEY}\` } }) // leaks: no-provider-call-in-client`,
      'vite.config.ts': "export default { define: { 'process.env': process.env } } // leaks: no-env-exposure-config",
    },
  },
]

const test = fileURLToPath(new URL('../', import.meta.url))
const packages = fileURLToPath(new URL('../../packages/', import.meta.url))
const root = join(test, '.work/eslint-frameworks')
const hostPackages = [
  'eslint',
  'eslint-9',
  'typescript',
  '@typescript-eslint/parser',
  'vue-eslint-parser',
  'svelte',
  'svelte-eslint-parser',
  'astro-eslint-parser',
]

beforeAll(() => {
  rmSync(root, { recursive: true, force: true })
  for (const name of ['core', 'eslint-plugin']) install(name)
  for (const name of hostPackages) link(name, join(test, 'node_modules', name))
  write('package.json', '{ "private": true }')
  write(
    'eslint.config.mjs',
    `import keyfence from '@keyfence/eslint-plugin'
import * as ts from '@typescript-eslint/parser'
import * as astro from 'astro-eslint-parser'
import { defineConfig } from 'eslint/config'
import * as svelte from 'svelte-eslint-parser'
import * as vue from 'vue-eslint-parser'
const parserOptions = { parser: ts, ecmaFeatures: { jsx: true }, extraFileExtensions: ['.vue', '.svelte', '.astro'] }
export default defineConfig(
  keyfence.configs.strict,
  { files: ['**/*.{ts,tsx,mjs}'], languageOptions: { parser: ts, parserOptions: { ecmaFeatures: { jsx: true } } } },
  { files: ['**/*.vue'], languageOptions: { parser: vue, parserOptions } },
  { files: ['**/*.svelte'], languageOptions: { parser: svelte, parserOptions } },
  { files: ['**/*.astro'], languageOptions: { parser: astro, parserOptions } },
)
`,
  )
  for (const { name, dependencies, files } of projects) {
    const versions = Object.fromEntries(dependencies.map((dependency) => [dependency, '*']))
    write(`${name}/package.json`, JSON.stringify({ name, dependencies: versions }))
    for (const [path, text] of Object.entries(files)) write(`${name}/${path}`, `${text}\n`)
  }
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Unpacks one of our packages as npm would, beside what it depends on. */
function install(folder: string): void {
  const { name, filename } = packPackage(join(packages, folder), join(root, 'tarballs'))
  const target = join(root, 'node_modules', name)
  mkdirSync(target, { recursive: true })
  const { status, stderr } = spawnSync('tar', ['-xzf', filename, '--strip-components=1', '-C', target], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  const manifest: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(target, 'package.json'), 'utf8'),
  )
  for (const dependency of Object.keys(manifest.dependencies))
    if (!dependency.startsWith('@keyfence/')) link(dependency, join(packages, folder, 'node_modules', dependency))
}

function link(name: string, target: string): void {
  const path = join(root, 'node_modules', name)
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(target, path, 'junction')
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** `file:line rule` of all that the marks of a project ask for. */
function expectedOf({ files }: Project): string[] {
  return Object.entries(files)
    .flatMap(([path, text]) =>
      text.split('\n').flatMap((line, index) => {
        const rules = / leaks: (?<rules>[a-z -]+)$/u.exec(line)?.groups?.['rules']?.split(' ') ?? []
        return rules.map((rule) => `${path}:${index + 1} keyfence/${rule}`)
      }),
    )
    .sort()
}

describe.each(['eslint', 'eslint-9'])('%s with the packed plugin', (host) => {
  let found: { filePath: string; messages: { line: number; ruleId: string | null; message: string }[] }[]

  beforeAll(() => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'node_modules', host, 'bin/eslint.js'), '--format', 'json', '.'],
      { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 },
    )
    if (stderr !== '') throw new Error(stderr)
    found = JSON.parse(stdout)
  }, 120_000)

  it.each(projects)('reports what leaks in $name, and nothing else', (project) => {
    const folder = `${join(root, project.name).replaceAll('\\', '/')}/`
    const reported = found.flatMap(({ filePath, messages }) => {
      const path = filePath.replaceAll('\\', '/')
      if (!path.startsWith(folder)) return []
      return messages.map(({ line, ruleId, message }) => `${path.slice(folder.length)}:${line} ${ruleId ?? message}`)
    })
    expect([...new Set(reported)].sort()).toEqual(expectedOf(project))
  })
})
