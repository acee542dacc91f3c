import { describe, expect, it } from 'vitest'
import { publicSecretName } from './public-name.ts'

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
