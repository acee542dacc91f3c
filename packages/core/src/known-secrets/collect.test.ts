import { describe, expect, it } from 'vitest'
import { fakeKey } from '../detectors/fake-key.ts'
import { catalogue } from '../detectors/index.ts'
import type { SecretsPolicy } from '../policy/config.ts'
import { collectKnownSecrets, type Variable } from './collect.ts'

const random = fakeKey('{alnum:32}', 21)
const hash = fakeKey('{hex:40}', 22)
const key = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 23)
const google = fakeKey('AIza{url:35}', 24)
const publishable = fakeKey('pk_live_{alnum:99}', 25)

const variable = (name: string, value: string, path: string | null = '.env'): Variable => ({
  name,
  value,
  path,
  line: path === null ? null : 1,
})
const collect = (variables: readonly Variable[], policy: SecretsPolicy = {}) =>
  collectKnownSecrets(variables, catalogue, ['VITE_', 'NEXT_PUBLIC_'], policy)

/** What becomes of one variable: how it is matched, or why it is not. */
function fate(name: string, value: string, path: string | null, policy?: SecretsPolicy): string {
  const { secrets, dropped } = collect([variable(name, value, path)], policy)
  return secrets.length > 0
    ? secrets.map(({ match, secrecy }) => (secrecy === 'publishable' ? 'meant to be seen' : match)).join(' + ')
    : (dropped[0]?.reason ?? 'lost')
}

const unsaid = 'nothing says that it is secret'
const forwarded = 'it also stands under a public name, and nothing says that it is secret'

describe('a variable of the process environment', () => {
  it.each([
    ['OPENAI_API_KEY', key, 'anywhere'],
    ['ANYTHING', key, 'anywhere'],
    ['DB_PASSWORD', 'Tr0ub4dor&3', 'literal'],
    ['DB_PASSWORD', 'correct-horse-battery', 'anywhere'],
    ['SESSION_SECRET', random, 'anywhere'],
    ['DATABASE_URL', 'postgres://app:Tr0ub4dor&3-horse@db.test/app', unsaid],
    ['GITHUB_TOKEN', random, 'anywhere'],
    ['GITHUB_SHA', hash, unsaid],
    ['VERCEL_GIT_COMMIT_SHA', hash, unsaid],
    ['COMMIT_REF', hash, unsaid],
    ['CF_PAGES_COMMIT_SHA', hash, unsaid],
    ['npm_config_cache_key', random, unsaid],
    ['BUILD_ID', random, unsaid],
    ['HOSTNAME', random, unsaid],
    ['SOMETHING_RANDOM', random, unsaid],
    ['GITHUB_APP_PRIVATE_KEY', random, 'anywhere'],
    ['XDG_SESSION_PATH', '/org/session', 'it is a path'],
  ])('%s', (name, value, expected) => {
    expect(fate(name, value, null)).toBe(name === 'DATABASE_URL' ? 'anywhere + anywhere' : expected)
  })
})

describe('a variable of an environment file', () => {
  it.each([
    ['OPENAI_API_KEY', key, 'anywhere'],
    ['VITE_OPENAI_API_KEY', key, 'anywhere'],
    ['VITE_SOMETHING', key, 'anywhere'],
    ['VITE_OPENAI_API_KEY', random, 'anywhere'],
    ['VITE_CLIENT_SECRET', random, 'anywhere'],
    ['VITE_SUPABASE_SERVICE_ROLE_KEY', random, 'anywhere'],
    ['NEXT_PUBLIC_DB_PASSWORD', 'Tr0ub4dor&3', 'literal'],
    ['VITE_TMDB_KEY', random, forwarded],
    ['VITE_APP_ID', random, forwarded],
    ['VITE_SUPABASE_ANON_KEY', random, forwarded],
    ['NEXT_PUBLIC_MAPBOX_TOKEN', random, forwarded],
    ['VITE_FIREBASE_API_KEY', google, 'meant to be seen'],
    ['FIREBASE_API_KEY', google, 'meant to be seen'],
    ['STRIPE_PUBLISHABLE_KEY', publishable, 'its format is publishable'],
    ['STRIPE_KEY', publishable, 'its format is publishable'],
    ['ANYTHING', random, 'anywhere'],
    ['ANYTHING', 'Tr0ub4dor', unsaid],
    ['CLIENT_ID', random, unsaid],
    ['AUTH0_CLIENT_ID', fakeKey('{alnum:32}', 26), unsaid],
    ['COMMIT_SHA', hash, unsaid],
    ['APP_NAME', 'my-great-app-2', unsaid],
    ['APP_NAME', 'My Great App', 'it is a list of words'],
    ['API_URL', 'https://api.host.test/v1', 'it is a URL without credentials'],
    ['API_KEY', 'https://api.host.test/v1', 'it is a URL without credentials'],
    ['PORT', '3000', 'it is shorter than 8 characters'],
    ['NODE_ENV', 'production', 'it is a usual word'],
    ['DB_PASS', 'postgres', 'it is a usual word'],
    ['SMTP_PASSWORD', 'op://work/smtp/password', 'it is a reference to a key management service, not a value'],
    ['SMTP_PASSWORD', 'changeme!', 'it is a placeholder'],
    ['SMTP_PASSWORD', '${DB_PASSWORD}', 'it is a placeholder'],
    ['SMTP_PASSWORD', 'short', 'it is shorter than 8 characters'],
    ['SMTP_PASSWORD', 'smtp-password', 'it repeats its own name'],
    ['SESSION_SECRET', 'session_secret', 'it repeats its own name'],
    ['MY_SECRET', 'пароль-длинный', 'literal'],
    ['GOOGLE_CREDENTIALS', '{"type":"service_account","private_key":"abcdefgh"}', 'anywhere'],
    ['PRIVATE_KEY', '-----BEGIN PRIVATE KEY-----\nabcdefgh\n-----END PRIVATE KEY-----\n', 'anywhere + anywhere'],
  ])('%s', (name, value, expected) => {
    expect(fate(name, value, '.env')).toBe(expected)
  })
})

describe('a value under several names', () => {
  it('is one secret with every source', () => {
    const { secrets } = collect([
      variable('A_KEY', random),
      variable('B_KEY', random, '.env.local'),
      variable('A_KEY', random, null),
    ])
    expect(secrets.map(({ sources }) => sources.map(({ name, path }) => [name, path]))).toEqual([
      [
        ['A_KEY', '.env'],
        ['B_KEY', '.env.local'],
        ['A_KEY', null],
      ],
    ])
  })

  it('is meant to be public when one of the names is', () => {
    const { secrets, dropped } = collect([variable('PUSHER_APP_KEY', random), variable('VITE_PUSHER_APP_KEY', random)])
    expect(secrets).toEqual([])
    expect(dropped).toEqual([
      { name: 'PUSHER_APP_KEY', reason: forwarded },
      { name: 'VITE_PUSHER_APP_KEY', reason: forwarded },
    ])
  })

  it('is secret all the same when the public name says so', () => {
    const { secrets } = collect([variable('PUSHER_SECRET', random), variable('VITE_PUSHER_SECRET', random)])
    expect(secrets[0]?.sources.map(({ name }) => name)).toEqual(['PUSHER_SECRET', 'VITE_PUSHER_SECRET'])
  })
})

describe('a URL with a password', () => {
  it('guards the URL and the decoded password', () => {
    const { secrets } = collect([variable('DATABASE_URL', 'postgres://app:Tr0ub4dor%263-horse@db.test/app')])
    expect(secrets.map(({ value }) => value)).toEqual([
      'postgres://app:Tr0ub4dor%263-horse@db.test/app',
      'Tr0ub4dor&3-horse',
    ])
  })

  it.each(['postgres', 'password', 'changeme'])('with a usual password is no reason: %s', (password) => {
    const { secrets } = collect([variable('DATABASE_URL', `postgres://app:${password}@db.test/app`)])
    expect(secrets.every(({ value }) => value !== password)).toBe(true)
  })
})

describe('the policy', () => {
  it.each([
    [{ include: ['SHORT'] }, 'SHORT', 'pin1', 'literal'],
    [{ include: ['SHORT'] }, 'SHORT', 'pin', 'it is shorter than 8 characters'],
    [{ include: ['MY_*'] }, 'MY_VALUE', 'a plain sentence', 'anywhere'],
    [{ include: [/^my_/iu] }, 'MY_VALUE', 'a plain sentence', 'anywhere'],
    [{ include: [/^my_/giu] }, 'MY_VALUE', 'a plain sentence', 'anywhere'],
    [{ include: ['VITE_TMDB_KEY'] }, 'VITE_TMDB_KEY', random, 'anywhere'],
    [{ include: ['MY'] }, 'MY_VALUE', 'plainvalue', 'it is a word'],
    [{ ignore: ['DEV_PASSWORD'] }, 'DEV_PASSWORD', random, '`secrets.ignore` names it'],
    [{ ignore: ['DEV_*'] }, 'DEV_PASSWORD', random, '`secrets.ignore` names it'],
    [{ ignore: ['A.B'] }, 'AXB_PASSWORD', random, 'anywhere'],
    [{ ignore: ['DEV_*'], include: ['DEV_PASSWORD'] }, 'DEV_PASSWORD', random, '`secrets.ignore` names it'],
  ] as const)('%j', (policy, name, value, expected) => {
    expect(fate(name, value, '.env', policy)).toBe(expected)
  })
})
