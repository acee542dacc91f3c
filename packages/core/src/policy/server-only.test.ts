import { describe, expect, it } from 'vitest'
import { compileServerOnly, serverOnlyPackages, splitSpecifier } from './server-only.ts'

const fence = compileServerOnly()

describe('bySpecifier', () => {
  it.each([
    ['openai', 'openai', 'error'],
    ['openai/resources', 'openai', 'error'],
    ['openai/index.mjs', 'openai', 'error'],
    ['@anthropic-ai/sdk', '@anthropic-ai/sdk', 'error'],
    ['@anthropic-ai/sdk/client', '@anthropic-ai/sdk', 'error'],
    ['@ai-sdk/openai', '@ai-sdk/openai', 'warning'],
    ['@google/genai/web', '@google/genai', 'warning'],
    ['npm:openai@6.1.0', 'openai', 'error'],
    ['https://esm.sh/openai', 'openai', 'error'],
    ['https://esm.sh/openai@6.1.0', 'openai', 'error'],
    ['https://esm.sh/openai?bundle', 'openai', 'error'],
    ['https://esm.sh/openai@6?target=es2022', 'openai', 'error'],
    ['https://esm.sh/v135/openai@6.1.0/es2022/openai.mjs', 'openai', 'error'],
    ['https://esm.sh/@anthropic-ai/sdk@0.60.0/client', '@anthropic-ai/sdk', 'error'],
    ['https://cdn.jsdelivr.net/npm/openai@6/+esm', 'openai', 'error'],
    ['https://unpkg.com/groq-sdk@1/index.mjs', 'groq-sdk', 'error'],
    ['https://ga.jspm.io/npm:openai@6.1.0/index.mjs', 'openai', 'error'],
  ])('%s is %s', (specifier, name, severity) => {
    expect(fence.bySpecifier(specifier)).toMatchObject({ name, severity })
  })

  it.each([
    'openai/helpers/zod',
    'openai/core/error',
    'openai/error.mjs',
    '@anthropic-ai/sdk/error',
    'openai-edge',
    'my-openai',
    './openai',
    '../openai',
    '/src/openai.ts',
    '@scope/openai',
    'react',
    '',
    '#openai',
    '@anthropic-ai',
    'ollama/browser',
    '@openai/agents/realtime',
    'node:fs',
  ])('%j may pass', (specifier) => {
    expect(fence.bySpecifier(specifier)).toBeUndefined()
  })
})

describe('byModule', () => {
  it.each([
    ['/app/node_modules/openai/index.mjs', 'openai'],
    ['/app/node_modules/openai/client.mjs?v=1', 'openai'],
    ['/app/node_modules/.pnpm/openai@6.49.0_zod@4.0.0/node_modules/openai/client.mjs', 'openai'],
    ['/app/node_modules/.pnpm/@anthropic-ai+sdk@0.60.0/node_modules/@anthropic-ai/sdk/client.mjs', '@anthropic-ai/sdk'],
    ['/app/node_modules/a/node_modules/openai/index.js', 'openai'],
    [String.raw`C:\app\node_modules\openai\index.js`, 'openai'],
    ['\0/app/node_modules/openai/index.js?commonjs-proxy', 'openai'],
    ['/app/node_modules/@google/genai/dist/web/index.mjs', '@google/genai'],
  ])('%s belongs to %s', (id, name) => {
    expect(fence.byModule(id)?.name).toBe(name)
  })

  it.each([
    '/app/node_modules/openai/core/error.mjs',
    '/app/node_modules/openai/_vendor/partial-json-parser/parser.mjs',
    '/app/node_modules/openai/internal/utils.mjs',
    '/app/node_modules/@anthropic-ai/sdk/core/error.js',
    '/app/node_modules/ollama/dist/browser.mjs',
    '/app/node_modules/react/index.js',
    '/app/src/openai/index.ts',
    '/app/openai/index.mjs',
    '\0virtual:openai',
  ])('%j may pass', (id) => {
    expect(fence.byModule(id)).toBeUndefined()
  })
})

describe('the policy', () => {
  const own = compileServerOnly({
    packages: ['pg', '@acme/server'],
    files: ['src/server/**', '**/*.server.ts'],
    allow: ['groq-sdk', 'openai/resources/images'],
  })

  it.each([
    ['pg', 'error'],
    ['pg/lib/client', 'error'],
    ['@acme/server/db', 'error'],
    ['openai', 'error'],
    ['openai/resources/chat', 'error'],
    ['groq-sdk', undefined],
    ['groq-sdk/resources', undefined],
    ['openai/resources/images', undefined],
  ])('makes %s %s', (specifier, severity) => {
    expect(own.bySpecifier(specifier)?.severity).toBe(severity)
  })

  it.each([
    ['src/server/db.ts', true],
    ['src/server/deep/db.ts', true],
    ['src/mail.server.ts', true],
    ['.hidden/mail.server.ts', true],
    ['src/servers/db.ts', false],
    ['src/client.ts', false],
  ])('says of the file %s: %s', (path, expected) => {
    expect(own.isServerFile(path)).toBe(expected)
  })

  it('names no file by itself', () => {
    expect(fence.isServerFile('src/server/db.ts')).toBe(false)
  })
})

describe('splitSpecifier', () => {
  it.each([
    ['a', 'a', ''],
    ['a/b/c', 'a', 'b/c'],
    ['@s/a', '@s/a', ''],
    ['@s/a/b', '@s/a', 'b'],
    ['a@1.2.3/b', 'a', 'b'],
    ['@s/a@^1/b', '@s/a', 'b'],
    ['https://esm.sh/@s/a@1/b?dev#x', '@s/a', 'b'],
  ])('of %s', (specifier, name, inside) => {
    expect(splitSpecifier(specifier)).toEqual({ name, inside })
  })
})

describe('serverOnlyPackages', () => {
  it('names each package once, with a provider', () => {
    const names = serverOnlyPackages.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(serverOnlyPackages.every(({ provider }) => provider !== '')).toBe(true)
  })
})
