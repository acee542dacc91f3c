import { describe, expect, it } from 'vitest'
import { isSecretName, providerVariables, publicSecretName } from './public-name.ts'

describe('the name of a variable', () => {
  it.each([
    ['VITE_OPENAI_API_KEY', 'VITE_', 'OPENAI_API_KEY'],
    ['NEXT_PUBLIC_STRIPE_SECRET_KEY', 'NEXT_PUBLIC_', 'STRIPE_SECRET_KEY'],
    ['EXPO_PUBLIC_GEMINI_API_KEY', 'EXPO_PUBLIC_', 'GEMINI_API_KEY'],
    ['PUBLIC_DB_PASSWORD', 'PUBLIC_', 'DB_PASSWORD'],
  ])('%s holds a secret that its prefix makes public', (name, prefix, bareName) => {
    expect(publicSecretName(name)).toEqual({ prefix, bareName })
  })

  it.each([
    'OPENAI_API_KEY',
    'VITE_',
    'VITE_TMDB_KEY',
    'VITE_GOOGLE_API_KEY',
    'VITE_SUPABASE_ANON_KEY',
    'MY_VITE_OPENAI_API_KEY',
  ])('%s does not', (name) => {
    expect(publicSecretName(name)).toBeUndefined()
  })

  it('is what the policy says', () => {
    expect(publicSecretName('VITE_OPENAI_API_KEY', { ignore: ['VITE_OPENAI_*'] })).toBeUndefined()
    expect(publicSecretName('VITE_TMDB_KEY', { include: [/TMDB/u] })).toMatchObject({ bareName: 'TMDB_KEY' })
    expect(publicSecretName('VITE_TMDB_KEY', { include: ['VITE_TMDB_KEY'], ignore: ['VITE_TMDB_KEY'] })).toBeUndefined()
  })

  it('may have a prefix of its own', () => {
    expect(publicSecretName('APP_OPENAI_API_KEY', {}, ['APP_'])).toEqual({ prefix: 'APP_', bareName: 'OPENAI_API_KEY' })
  })
})

describe('the name of a private variable', () => {
  it.each([
    'OPENAI_API_KEY',
    'GROQ_API_KEY',
    'JWT_SECRET',
    'DB_PASSWORD',
    'STRIPE_SECRET_KEY',
    'openaiApiKey',
    'HF_TOKEN',
  ])('%s says secret', (name) => {
    expect(isSecretName(name)).toBe(true)
  })

  it.each([
    'NODE_ENV',
    'API_URL',
    'PORT',
    'TMDB_KEY',
    'GOOGLE_API_KEY',
    'SENTRY_DSN',
    'PASSWORD_MIN_LENGTH',
    'VITE_APP_TITLE',
    '',
  ])('%j does not', (name) => {
    expect(isSecretName(name)).toBe(false)
  })

  it('is what the policy says', () => {
    expect(isSecretName('TMDB_KEY', { include: ['TMDB_*'] })).toBe(true)
    expect(isSecretName('OPENAI_API_KEY', { ignore: ['OPENAI_API_KEY'] })).toBe(false)
  })

  it('is one that a provider gave', () => {
    expect(providerVariables).toContain('ANTHROPIC_API_KEY')
    expect(providerVariables).toEqual([...providerVariables].sort())
  })
})
