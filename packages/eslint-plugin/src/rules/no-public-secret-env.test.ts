import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import { keyfence } from '../index.ts'
import { testRule } from '../test-rule.ts'
import { noPublicSecretEnv } from './no-public-secret-env.ts'

const message = (name: string, prefix: string) =>
  `\`${name}\` puts a secret into the page, because of \`${prefix}\`. Rename it to \`${name.slice(prefix.length)}\` and read it in server code only; revoke a value that was ever deployed.`
const vite = message('VITE_OPENAI_API_KEY', 'VITE_')
const next = message('NEXT_PUBLIC_OPENAI_API_KEY', 'NEXT_PUBLIC_')

const silent = [
  'VITE_APP_TITLE',
  'VITE_API_URL',
  'VITE_TMDB_KEY',
  'VITE_GOOGLE_MAPS_API_KEY',
  'VITE_FIREBASE_API_KEY',
  'VITE_STRIPE_PUBLISHABLE_KEY',
  'VITE_SUPABASE_ANON_KEY',
  'VITE_SENTRY_DSN',
  'VITE_MAPBOX_TOKEN',
  'VITE_POSTHOG_KEY',
  'VITE_PUSHER_APP_KEY',
  'VITE_RECAPTCHA_SITE_KEY',
  'VITE_GOOGLE_API_KEY',
  'OPENAI_API_KEY',
]
const reported = [
  'VITE_OPENAI_API_KEY',
  'VITE_ANTHROPIC_API_KEY',
  'VITE_GEMINI_API_KEY',
  'VITE_STRIPE_SECRET_KEY',
  'VITE_SUPABASE_SERVICE_ROLE_KEY',
  'VITE_DB_PASSWORD',
  'VITE_CLIENT_SECRET',
]

testRule('no-public-secret-env', noPublicSecretEnv, {
  valid: [
    ...silent.map((name) => ({ name, code: `f(import.meta.env.${name})` })),
    { name: 'a comment', code: '// never VITE_OPENAI_API_KEY' },
    { name: 'a sentence', code: "f('Do not use VITE_OPENAI_API_KEY.')" },
    { name: 'a list of names', code: "const forbidden = ['VITE_OPENAI_API_KEY']" },
    { name: 'part of a longer name', code: 'f(process.env.MY_VITE_OPENAI_API_KEY)' },
    { name: 'a flag about passwords', code: 'f(process.env.NEXT_PUBLIC_PASSWORD_ENABLED)' },
    {
      name: 'ignored by an option',
      code: 'f(import.meta.env.VITE_DB_PASSWORD)',
      options: [{ ignore: ['VITE_DB_PASSWORD'] }],
    },
    {
      name: 'allowed by a comment',
      code: '// keyfence-allow public-env -- a demo key\nf(import.meta.env.VITE_OPENAI_API_KEY)',
    },
    {
      name: 'ignored by the policy',
      code: 'f(import.meta.env.VITE_OPENAI_API_KEY)',
      settings: { keyfence: { secrets: { ignore: ['VITE_OPENAI_*'] } } },
    },
    {
      name: 'allowed by an entry',
      code: 'f(import.meta.env.VITE_OPENAI_API_KEY)',
      settings: { keyfence: { allow: [{ env: 'VITE_OPENAI_API_KEY', reason: 'a demo key' }] } },
    },
    {
      name: 'rule off in the policy',
      code: 'f(import.meta.env.VITE_OPENAI_API_KEY)',
      settings: { keyfence: { severity: { 'public-env': 'off' } } },
    },
  ],
  invalid: [
    ...reported.map((name) => ({
      name,
      code: `f(import.meta.env.${name})`,
      errors: [{ message: message(name, 'VITE_') }],
    })),
    {
      name: 'member',
      code: 'f( import.meta.env.VITE_OPENAI_API_KEY)',
      errors: [{ message: vite, line: 1, column: 20, endColumn: 39 }],
    },
    {
      name: 'member of process.env',
      code: 'f(process.env.NEXT_PUBLIC_OPENAI_API_KEY)',
      errors: [{ message: next, column: 15 }],
    },
    { name: 'optional member', code: 'f(process?.env?.NEXT_PUBLIC_OPENAI_API_KEY)', errors: [{ message: next }] },
    {
      name: 'bracket',
      code: "f(process.env['NEXT_PUBLIC_OPENAI_API_KEY'])",
      errors: [{ message: next, column: 16, endColumn: 42 }],
    },
    {
      name: 'bracket with a template',
      code: 'f(process.env[`NEXT_PUBLIC_OPENAI_API_KEY`])',
      errors: [{ message: next, column: 16 }],
    },
    {
      name: 'destructured',
      code: 'const { VITE_OPENAI_API_KEY } = import.meta.env',
      errors: [{ message: vite, column: 9 }],
    },
    {
      name: 'renamed',
      code: 'const { VITE_OPENAI_API_KEY: key = "" } = import.meta.env',
      errors: [{ message: vite, column: 9 }],
    },
    {
      name: 'quoted and renamed',
      code: "const { 'VITE_OPENAI_API_KEY': key } = import.meta.env",
      errors: [{ message: vite, column: 10 }],
    },
    {
      name: 'a type',
      code: 'interface ImportMetaEnv { readonly VITE_OPENAI_API_KEY: string }',
      errors: [{ message: vite, column: 36 }],
    },
    {
      name: 'a schema',
      code: 'createEnv({ client: { NEXT_PUBLIC_OPENAI_API_KEY: z.string() } })',
      errors: [{ message: next, column: 23 }],
    },
    {
      name: 'a replacement',
      code: "define({ 'process.env.NEXT_PUBLIC_OPENAI_API_KEY': key })",
      errors: [{ message: next, column: 23 }],
    },
    { name: 'by a function', code: "f(Deno.env.get('VITE_OPENAI_API_KEY'))", errors: [{ message: vite }] },
    { name: 'in', code: "f('VITE_OPENAI_API_KEY' in import.meta.env)", errors: [{ message: vite }] },
    {
      name: 'a prefix of the options',
      code: 'f(process.env.MY_PUBLIC_OPENAI_API_KEY)',
      options: [{ prefixes: ['MY_PUBLIC_'] }],
      errors: [{ message: message('MY_PUBLIC_OPENAI_API_KEY', 'MY_PUBLIC_') }],
    },
    {
      name: 'a name of the options',
      code: 'f(import.meta.env.VITE_TMDB_KEY)',
      options: [{ names: ['VITE_TMDB_KEY'] }],
      errors: [{ message: message('VITE_TMDB_KEY', 'VITE_') }],
    },
    {
      name: 'a name of the policy',
      code: 'f(import.meta.env.VITE_TMDB_KEY)',
      settings: { keyfence: { secrets: { include: ['VITE_TMDB_KEY'] } } },
      errors: [{ message: message('VITE_TMDB_KEY', 'VITE_') }],
    },
    {
      name: 'an allow entry that expired',
      code: 'f(import.meta.env.VITE_OPENAI_API_KEY)',
      settings: { keyfence: { allow: [{ env: 'VITE_OPENAI_API_KEY', reason: 'demo', expires: '2020-01-31' }] } },
      errors: [{ message: `${vite} The allow entry for it expired on 2020-01-31.` }],
    },
  ],
})

describe('no-public-secret-env in an environment file', () => {
  const text = '# VITE_OPENAI_API_KEY\nVITE_TITLE=a\nVITE_OPENAI_API_KEY=\nOPENAI_API_KEY='
  const config = { ...keyfence.configs['env-files'][0]!, rules: { 'keyfence/no-public-secret-env': 'error' } } as const

  it('suggests the name without its prefix', () => {
    const [found, ...others] = new Linter().verify(text, [config], '.env.local')
    expect(others).toEqual([])
    expect(found).toMatchObject({ line: 3, column: 1, endColumn: 20, message: vite })
    expect(found!.suggestions).toEqual([
      {
        messageId: 'dropPrefix',
        data: { bareName: 'OPENAI_API_KEY' },
        desc: 'Rename it to `OPENAI_API_KEY` here; do so where it is read, too.',
        fix: { range: [text.indexOf('\nVITE_O') + 1, text.indexOf('\nVITE_O') + 6], text: '' },
      },
    ])
  })
})
