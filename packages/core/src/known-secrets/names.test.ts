import { describe, expect, it } from 'vitest'
import { isHostVariable, nameSaysHarmless, nameSaysSecret, publicNameSaysSecret, withoutPublicPrefix } from './names.ts'

describe('nameSaysSecret', () => {
  it.each([
    'OPENAI_API_KEY',
    'openaiApiKey',
    'STRIPE_SECRET',
    'DB_PASSWORD',
    'DB_PASS',
    'SMTP_PWD',
    'GITHUB_TOKEN',
    'AUTH_SECRET',
    'SESSION_SALT',
    'SENTRY_DSN',
    'SSH_PRIVATE_KEY',
    'GPG_PASSPHRASE',
    'GITHUB_PAT',
    'APIKEY',
    'GOOGLE_CREDENTIALS',
    'SITE_PASSWORD',
    'REDIS_CACHE_PASSWORD',
    'RECAPTCHA_SITE_SECRET',
    'jwt.secret',
    'JWT-SECRET',
  ])('of %s is true', (name) => {
    expect(nameSaysSecret(name)).toBe(true)
  })

  it.each([
    'NODE_ENV',
    'KEYBOARD_LAYOUT',
    'MONKEY',
    'TOKENIZER',
    'PASSENGERS',
    'COMPASS',
    'SECRETARY',
    'PATH',
    'API_KEY_ID',
    'TOKEN_URL',
    'SECRET_NAME',
    'PASSWORD_MIN_LENGTH',
    'TOKEN_EXPIRES',
    'KEY_VERSION',
    'JWT_SECRET_REGION',
    'PUBLIC_KEY',
    'PUBLISHABLE_KEY',
    'SUPABASE_ANON_KEY',
    'RECAPTCHA_SITE_KEY',
    'CACHE_KEY',
    'SSH_KEY_PATH',
    'KEY_FILE',
  ])('of %s is false', (name) => {
    expect(nameSaysSecret(name)).toBe(false)
  })
})

describe('nameSaysHarmless', () => {
  it.each([
    ['CLIENT_ID', true],
    ['clientId', true],
    ['API_URL', true],
    ['GIT_COMMIT_SHA', true],
    ['SUPABASE_ANON_KEY', true],
    ['SITE_PASSWORD', false],
    ['API_KEY', false],
    ['HYDRAULIC', false],
  ])('of %s is %s', (name, expected) => {
    expect(nameSaysHarmless(name)).toBe(expected)
  })
})

describe('publicNameSaysSecret', () => {
  const providers = new Set(['OPENAI_API_KEY'])
  it.each([
    ['OPENAI_API_KEY', true],
    ['CLIENT_SECRET', true],
    ['DB_PASSWORD', true],
    ['SUPABASE_SERVICE_ROLE_KEY', true],
    ['SUPABASE_SERVICEROLE', true],
    ['FIREBASE_SERVICE_ACCOUNT', true],
    ['PRIVATE_KEY', true],
    ['ADMIN_KEY', true],
    ['TMDB_KEY', false],
    ['MAPBOX_TOKEN', false],
    ['PUSHER_APP_KEY', false],
    ['SECRET_ID', false],
    ['PASSWORD_RESET_URL', false],
    ['SUPABASE_ANON_KEY', false],
  ])('of %s is %s', (name, expected) => {
    expect(publicNameSaysSecret(name, providers)).toBe(expected)
  })
})

describe('isHostVariable', () => {
  it.each([
    ['GITHUB_SHA', true],
    ['GITHUB_RUN_ID', true],
    ['VERCEL_GIT_COMMIT_SHA', true],
    ['CI_COMMIT_SHORT_SHA', true],
    ['npm_config_user_agent', true],
    ['CI', true],
    ['XDG_SESSION_ID', true],
    ['BUILDKITE_BUILD_ID', true],
    ['NODE_ENV', true],
    ['GITHUB_TOKEN', false],
    ['CI_REGISTRY_PASSWORD', false],
    ['NODE_AUTH_TOKEN', false],
    ['GITHUB_APP_PRIVATE_KEY', false],
    ['RENDER_API_KEY', false],
    ['GPG_PASSPHRASE', false],
    ['CIRCUS', false],
    ['AWS_SECRET_ACCESS_KEY', false],
    ['OPENAI_API_KEY', false],
  ])('of %s is %s', (name, expected) => {
    expect(isHostVariable(name)).toBe(expected)
  })
})

describe('withoutPublicPrefix', () => {
  it.each([
    ['VITE_KEY', ['VITE_'], 'KEY'],
    ['NEXT_PUBLIC_KEY', ['PUBLIC_', 'NEXT_PUBLIC_', 'NEXT_'], 'KEY'],
    ['MY_VITE_KEY', ['VITE_'], undefined],
    ['KEY', [], undefined],
  ])('of %s with %j is %s', (name, prefixes, bare) => {
    expect(withoutPublicPrefix(name, prefixes)).toBe(bare)
  })
})
