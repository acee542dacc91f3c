import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as parser from '@typescript-eslint/parser'
import { Linter } from 'eslint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRule } from './create-rule.ts'
import { sideOf } from './side.ts'

const probe = createRule({
  name: 'probe',
  description: 'Says the side of a file.',
  config: 'strict',
  policyRule: 'server-import',
  schema: [{ type: 'object' }],
  defaults: {},
  messages: { side: '{{side}}' },
  create(context) {
    context.report({ loc: { line: 1, column: 0 }, messageId: 'side', data: { side: sideOf(context) } })
    return {}
  },
})

let root: string
const manifests = {
  page: { dependencies: { 'react-dom': '19' }, devDependencies: { vite: '8' } },
  vanilla: { devDependencies: { vite: '8' } },
  library: { devDependencies: { vite: '8', vitest: '4' } },
  fullstack: { dependencies: { 'react-dom': '19', express: '5' }, devDependencies: { vite: '8' } },
  next: { dependencies: { next: '16', 'react-dom': '19' } },
  nuxt: { dependencies: { nuxt: '4' } },
  native: { dependencies: { expo: '54', 'react-native': '0.82' } },
  node: { dependencies: { openai: '6' } },
  kit: { devDependencies: { '@sveltejs/kit': '2', vite: '8' } },
  astro: { dependencies: { astro: '6' } },
  remix: { dependencies: { '@remix-run/react': '2' } },
  router: { dependencies: { '@react-router/node': '7' }, devDependencies: { '@react-router/dev': '7' } },
  start: { dependencies: { '@tanstack/react-start': '1' } },
  solid: { dependencies: { '@solidjs/start': '1' } },
  qwik: { devDependencies: { '@builder.io/qwik-city': '1' } },
  gatsby: { dependencies: { gatsby: '5' } },
  electron: { devDependencies: { electron: '40', vite: '8' }, dependencies: { 'react-dom': '19' } },
  edge: { devDependencies: { wrangler: '4', vite: '8' } },
  mixed: { dependencies: { 'react-dom': '19', express: '5' }, devDependencies: { vite: '8' } },
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'keyfence-side-'))
  for (const [name, manifest] of Object.entries(manifests)) write(`${name}/package.json`, JSON.stringify(manifest))
  write('vanilla/index.html', '')
  write('mixed/index.html', '')
  write('mixed/server.js', '')
  write('page/packages/inner/package.json', '{ "type": "commonjs" }')
  write('page/broken/package.json', '{ "name": ')
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

function write(path: string, text: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function sideIn(path: string, code: string, settings: object = {}, globals: Record<string, 'readonly'> = {}) {
  const linter = new Linter({ cwd: root })
  const messages = linter.verify(
    code,
    [
      {
        files: ['**/*.*'],
        plugins: { test: { rules: { probe } } },
        languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } }, globals },
        rules: { 'test/probe': 'error' },
        settings: { keyfence: settings },
      },
    ],
    join(root, path),
  )
  return messages[0]?.message
}

describe('the side of a file', () => {
  it.each([
    // What the code says.
    ['lib/a.ts', "'use client'", 'client'],
    ['lib/a.ts', "'use strict'\n'use client'", 'client'],
    ['lib/a.ts', "#!/usr/bin/env node\n// note\n'use client'", 'client'],
    ['lib/a.ts', "import './x'\n'use client'", 'unknown'],
    ['lib/a.ts', "'use server'", 'server'],
    ['lib/a.ts', "async function save() { 'use server' }\ndocument.title = ''", 'client'],
    ['lib/a.ts', 'export const loader = () => window.x', 'unknown'],
    ['lib/a.ts', 'export async function getServerSideProps() {}\ndocument.x', 'client'],
    ['lib/a.ts', 'const f = createServerFn().handler(() => 1)\ndocument.x', 'client'],
    ['lib/a.ts', "import 'server-only'", 'server'],
    ['lib/a.ts', "import 'client-only'", 'client'],
    ['lib/a.ts', "import { headers } from 'next/headers'", 'server'],
    ['lib/a.ts', "import { createRoot } from 'react-dom/client'", 'client'],
    ['lib/a.ts', "import { readFile } from 'node:fs/promises'\ndocument.x", 'server'],
    ['lib/a.ts', "import type { Stats } from 'node:fs'\ndocument.x", 'client'],
    ['lib/a.ts', "import { Buffer } from 'node:buffer'\ndocument.x", 'client'],
    ['lib/a.ts', "import { useState } from 'react'", 'client'],
    ['lib/a.ts', "import { useId, memo } from 'react'", 'unknown'],
    ['lib/a.ts', 'document.title = 1', 'client'],
    ['lib/a.ts', 'const document = make()\ndocument.x', 'unknown'],
    ['lib/a.ts', "if (typeof window !== 'undefined') window.x()", 'unknown'],
    ['lib/a.ts', 'export const x = 1', 'unknown'],
    // What the path says.
    ['lib/a.client.tsx', '', 'client'],
    ['lib/a.server.ts', 'document.x', 'server'],
    ['lib/search.worker.ts', '', 'client'],
    ['server/index.ts', '', 'server'],
    ['api/chat.ts', '', 'server'],
    ['lib/server/db.ts', '', 'server'],
    ['routes/+server.ts', '', 'server'],
    ['lib/a.test.ts', 'document.x', 'tooling'],
    ['apps/web/integration/setup.ts', '', 'tooling'],
    ['vite.config.ts', '', 'tooling'],
    ['.storybook/main.ts', '', 'tooling'],
    ['.storybook/preview.ts', '', 'client'],
    // What the package says.
    ['page/src/api/chat.ts', '', 'client'],
    ['page/api/chat.ts', '', 'server'],
    ['page/server/chat.ts', '', 'server'],
    ['page/src/chat.ts', "import 'node:fs'", 'server'],
    ['page/vite.config.ts', '', 'tooling'],
    ['page/packages/inner/src/a.ts', '', 'client'],
    ['page/broken/src/a.ts', '', 'client'],
    ['vanilla/main.js', '', 'client'],
    ['native/app/chat.tsx', '', 'client'],
    ['native/app/chat+api.ts', '', 'server'],
    ['library/src/a.ts', '', 'unknown'],
    ['fullstack/src/a.ts', '', 'unknown'],
    ['node/src/a.ts', '', 'unknown'],
    ['next/app/api/chat/route.ts', '', 'server'],
    ['next/app/page.tsx', '', 'server'],
    ['next/app/page.tsx', "'use client'", 'client'],
    ['next/app/error.tsx', '', 'client'],
    ['next/app/chat.tsx', '', 'unknown'],
    ['next/pages/index.tsx', '', 'client'],
    ['next/pages/index.tsx', 'export const getStaticProps = () => 1', 'client'],
    ['next/pages/api/chat.ts', '', 'server'],
    ['next/components/chat.tsx', '', 'unknown'],
    ['nuxt/composables/chat.ts', '', 'client'],
    ['nuxt/server/api/chat.ts', '', 'server'],
    ['nuxt/app/plugins/chat.server.ts', '', 'server'],
    ['nuxt/app/middleware/auth.ts', '', 'client'],
    ['nuxt/app/components/chat.vue', '', 'client'],
    ['nuxt/nuxt.config.ts', '', 'tooling'],
    ['next/apps/web/pages/index.tsx', '', 'client'],
    ['next/src/pages/index.tsx', '', 'client'],
    ['next/modules/pages/list.tsx', '', 'unknown'],
    ['next/proxy.ts', '', 'server'],
    ['next/instrumentation.ts', '', 'server'],
    ['next/src/instrumentation-client.ts', '', 'client'],
    ['kit/src/routes/+page.server.ts', '', 'server'],
    ['kit/src/routes/+page.ts', '', 'client'],
    ['kit/src/routes/chat/+server.ts', '', 'server'],
    ['kit/src/lib/server/ai.ts', '', 'server'],
    ['kit/src/lib/chat.remote.ts', '', 'server'],
    ['kit/src/lib/state.svelte.ts', '', 'client'],
    ['kit/src/hooks.server.ts', '', 'server'],
    ['kit/src/hooks.client.ts', '', 'client'],
    ['kit/src/lib/ai.ts', '', 'unknown'],
    ['kit/src/lib/ai.ts', "import { OPENAI_API_KEY } from '$env/static/private'", 'server'],
    ['astro/src/pages/api/chat.ts', '', 'server'],
    ['astro/src/middleware.ts', '', 'server'],
    ['astro/src/actions/index.ts', '', 'server'],
    ['astro/src/pages/index.astro', '', 'server'],
    ['astro/src/components/chat.tsx', "import { useState } from 'preact/hooks'", 'client'],
    ['astro/src/components/chat.tsx', '', 'unknown'],
    ['remix/app/routes/chat.tsx', '', 'client'],
    ['remix/app/root.tsx', '', 'client'],
    ['remix/app/entry.server.tsx', '', 'server'],
    ['remix/app/models/ai.server.ts', '', 'server'],
    ['remix/app/.server/ai.ts', '', 'server'],
    ['router/app/chat/page.tsx', 'export const loader = 1; export default 2', 'client'],
    ['router/app/chat/data.ts', '', 'unknown'],
    ['start/src/routes/chat.tsx', '', 'client'],
    ['start/src/lib/ai.ts', "import '@tanstack/react-start/server-only'", 'server'],
    ['start/src/router.tsx', '', 'client'],
    ['start/src/server.ts', '', 'server'],
    ['solid/src/routes/index.tsx', '', 'client'],
    ['solid/src/entry-server.tsx', '', 'server'],
    ['solid/src/entry-client.tsx', '', 'client'],
    ['solid/src/lib/ai.ts', "'use server'", 'server'],
    ['qwik/src/routes/index.tsx', '', 'client'],
    ['qwik/src/entry.ssr.tsx', '', 'server'],
    ['gatsby/src/pages/index.tsx', '', 'client'],
    ['gatsby/src/api/chat.ts', '', 'server'],
    ['gatsby/gatsby-node.ts', '', 'tooling'],
    ['gatsby/gatsby-browser.tsx', '', 'client'],
    ['electron/src/main/index.ts', '', 'server'],
    ['electron/electron/main.ts', '', 'server'],
    ['electron/electron/preload.ts', '', 'client'],
    ['electron/src/preload/index.ts', '', 'client'],
    ['electron/src/renderer/src/chat.ts', '', 'client'],
    ['electron/src/chat.ts', "import { ipcMain } from 'electron'", 'server'],
    ['electron/src/bridge.ts', "import { contextBridge } from 'electron'", 'client'],
    ['edge/src/chat.worker.ts', '', 'unknown'],
    ['mixed/src/chat.ts', '', 'client'],
    ['mixed/src/api/chat.ts', '', 'client'],
    ['mixed/src/db.ts', "import pg from 'pg'", 'server'],
    ['mixed/server.js', '', 'server'],
    ['mixed/api/chat.ts', '', 'server'],
    ['mixed/tools/chat.ts', '', 'unknown'],
    ['docs/chat.md', '', 'tooling'],
    ['supabase/functions/chat/index.ts', '', 'server'],
    ['netlify/functions/chat.ts', '', 'server'],
  ])('%s with %j is %s', (path, code, side) => {
    expect(sideIn(path, code)).toBe(side)
  })

  it('is what the settings say', () => {
    expect(sideIn('server/index.ts', '', { side: 'client' })).toBe('client')
  })

  it('knows browser names that the configuration declares', () => {
    expect(sideIn('lib/a.ts', 'document.x', {}, { document: 'readonly' })).toBe('client')
    expect(sideIn('lib/a.ts', 'x', {}, { document: 'readonly' })).toBe('unknown')
  })

  it('is the server for files that the policy keeps there', () => {
    expect(sideIn('page/src/db/a.ts', '', { serverOnly: { files: ['page/src/db/**'] } })).toBe('server')
  })

  it('counts paths from the root of the settings', () => {
    expect(sideIn('page/src/db/a.ts', '', { root: 'page', serverOnly: { files: ['src/db/**'] } })).toBe('server')
  })
})
