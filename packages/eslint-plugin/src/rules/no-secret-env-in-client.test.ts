import { testRule } from '../test-rule.ts'
import { noSecretEnvInClient } from './no-secret-env-in-client.ts'

const route = 'https://github.com/keyfence/keyfence/blob/main/docs/guide/server-route.md'
const asks = (name = 'OPENAI_API_KEY') =>
  `Client code asks for the secret \`${name}\`, which only the server has. Read it in a server route and fetch that: ${route}`
const client = { filename: 'src/chat.client.ts' }

testRule('no-secret-env-in-client', noSecretEnvInClient, {
  valid: [
    { name: 'server', code: 'f(process.env.OPENAI_API_KEY)', filename: 'server/chat.ts' },
    { name: 'unknown', code: 'f(process.env.OPENAI_API_KEY)', filename: 'lib/chat.ts' },
    { name: 'tests', code: 'f(process.env.OPENAI_API_KEY)', filename: 'src/chat.test.ts' },
    { name: 'NODE_ENV', ...client, code: "f(process.env.NODE_ENV === 'production')" },
    { name: 'no secret', ...client, code: 'f(process.env.API_URL, process.env.TMDB_KEY)' },
    { name: 'a public prefix is reported elsewhere', ...client, code: 'f(import.meta.env.VITE_OPENAI_API_KEY)' },
    { name: 'typeof process', ...client, code: "f(typeof process, 'OPENAI_API_KEY')" },
    { name: 'another object', ...client, code: 'f(names.OPENAI_API_KEY, names.env.OPENAI_API_KEY)' },
    { name: 'a process of its own', ...client, code: 'const process = make(); f(process.env.OPENAI_API_KEY)' },
    { name: 'a parameter called env', ...client, code: 'const f = (env) => env.OPENAI_API_KEY' },
    { name: 'written, not read', ...client, code: 'process.env.OPENAI_API_KEY = x; delete process.env.OPENAI_API_KEY' },
    { name: 'a comment and a text', ...client, code: "// process.env.OPENAI_API_KEY\nf('Set OPENAI_API_KEY.')" },
    {
      name: 'a server action',
      ...client,
      code: "async function ask() { 'use server'; return f(process.env.OPENAI_API_KEY) }",
    },
    {
      name: 'ignored by an option',
      ...client,
      code: 'f(process.env.DEMO_PASSWORD)',
      options: [{ ignore: ['DEMO_PASSWORD'] }],
    },
    {
      name: 'ignored by the policy',
      ...client,
      code: 'f(process.env.DEMO_PASSWORD)',
      settings: { keyfence: { secrets: { ignore: ['DEMO_*'] } } },
    },
    {
      name: 'allowed',
      ...client,
      code: '// keyfence-allow env-name -- replaced by a mock\nf(process.env.OPENAI_API_KEY)',
    },
    { name: 'types of a private module', ...client, code: "import type { OPENAI_API_KEY } from '$env/static/private'" },
    { name: 'a public module', ...client, code: "import { env } from '$env/dynamic/public'" },
    { name: 'a file of the project', ...client, code: "import { env } from '~/environment'\nf(env.OPENAI_API_KEY)" },
  ],
  invalid: [
    {
      name: 'member',
      ...client,
      code: 'f(process.env.OPENAI_API_KEY)',
      errors: [{ message: asks(), line: 1, column: 15, endColumn: 29 }],
    },
    ...[
      ["f(process.env['OPENAI_API_KEY'])", 'bracket'],
      ['f(process.env[`OPENAI_API_KEY`])', 'template'],
      ["const name = 'OPENAI_API_KEY'\nf(process.env[name])", 'constant name'],
      ['f(process?.env?.OPENAI_API_KEY)', 'optional'],
      ['f(process.env.OPENAI_API_KEY!)', 'asserted'],
      ['f((process.env as any).OPENAI_API_KEY)', 'cast'],
      ['f(globalThis.process.env.OPENAI_API_KEY)', 'globalThis'],
      ['f(window.process.env.OPENAI_API_KEY)', 'window'],
      ['f(import.meta.env.OPENAI_API_KEY)', 'import.meta'],
      ["f(import.meta.env['OPENAI_API_KEY'])", 'import.meta with a bracket'],
      ['const { OPENAI_API_KEY } = process.env', 'destructured'],
      ['const { OPENAI_API_KEY: key } = process.env', 'renamed'],
      ["const { OPENAI_API_KEY: key = '' } = process.env", 'default'],
      ['let key; ({ OPENAI_API_KEY: key } = process.env)', 'destructured later'],
      ['const env = process.env\nf(env.OPENAI_API_KEY)', 'name of the environment'],
      ['const { env } = process\nf(env.OPENAI_API_KEY)', 'destructured environment'],
      ["import process from 'node:process'\nf(process.env.OPENAI_API_KEY)", 'imported process'],
      ["import { env } from 'node:process'\nf(env.OPENAI_API_KEY)", 'imported environment'],
      ["import { env } from '@/lib/env'\nf(env.OPENAI_API_KEY)", 'checked environment of the project'],
      ['f(Bun.env.OPENAI_API_KEY)', 'Bun'],
      ["f(Deno.env.get('OPENAI_API_KEY'))", 'Deno'],
      ['if (process.env.OPENAI_API_KEY) f()', 'test'],
    ].map(([code, name]) => ({ name: name!, ...client, code: code!, errors: [{ message: asks() }] })),
    {
      name: 'several',
      ...client,
      code: 'f(process.env.JWT_SECRET, process.env.DB_PASSWORD)',
      errors: [{ message: asks('JWT_SECRET') }, { message: asks('DB_PASSWORD') }],
    },
    {
      name: 'a name of the policy',
      ...client,
      code: 'f(process.env.TMDB_KEY)',
      settings: { keyfence: { secrets: { include: ['TMDB_KEY'] } } },
      errors: [{ message: asks('TMDB_KEY') }],
    },
    {
      name: 'private modules',
      code: "'use client'\nimport { OPENAI_API_KEY } from '$env/static/private'\nimport { env } from '$env/dynamic/private'\nimport { A } from 'astro:env/server'",
      errors: ['$env/static/private', '$env/dynamic/private', 'astro:env/server'].map((module) => ({
        message: `Client code imports the server's secrets from \`${module}\`. Read them in a server route and fetch that: ${route}`,
      })),
    },
    {
      name: 'beside a server action',
      ...client,
      code: "async function ask() { 'use server'; return f(process.env.OPENAI_API_KEY) }\nf(process.env.OPENAI_API_KEY)",
      errors: [{ message: asks(), line: 2 }],
    },
    {
      name: 'an allow entry that expired',
      ...client,
      code: 'f(process.env.OPENAI_API_KEY)',
      settings: { keyfence: { allow: [{ env: 'OPENAI_API_KEY', reason: 'soon', expires: '2020-01-31' }] } },
      errors: [{ message: `${asks()} The allow entry for it expired on 2020-01-31.` }],
    },
  ],
})
