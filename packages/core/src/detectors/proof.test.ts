import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { compileMatcher } from '../scan/matcher.ts'
import { fakeKey } from './fake-key.ts'
import { catalogue } from './index.ts'

const matcher = compileMatcher(catalogue, [])
const found = (text: string) => matcher.find(text).map(({ detector, secrecy }) => [detector?.id, secrecy])
const password = fakeKey('{alnum:12}', 5)
const service = (host: string, secret = password) => `postgres://app:${secret}@${host}/main`

describe('the password of a connection string', () => {
  it.each(['db.notes.io', 'db.notes.io:5432', '10.1.2.3', 'ep-cool.eu-central-1.aws.neon.tech'])(
    'counts at %s',
    (host) => {
      const text = `"${service(host)}"`
      const [match] = matcher.find(text)
      expect(found(text)).toEqual([['postgresql-connection-string', 'secret']])
      // Only the password is what is found, so that the host may be shown.
      expect(match?.value === password).toBe(true)
    },
  )

  it.each([
    'localhost',
    'localhost:5432',
    '127.0.0.1:5432',
    'db',
    'example.com',
    'db.example.org',
    'your-host.com',
    'app.test',
  ])('does not count at %s', (host) => {
    expect(found(`"${service(host)}"`)).toEqual([])
  })

  it.each([
    'password1',
    'app',
    'secret123',
    'changeme',
    '12345678',
    '${process.env.PW}',
    '<password>',
    '****',
    'mypassword',
  ])('is none when it is %s', (secret) => {
    expect(found(`"${service('db.notes.io', secret)}"`)).toEqual([])
  })

  it('is found where it stands, though the host repeats it', () => {
    const [match] = matcher.find(`"${service(`${password}.notes.io`)}"`)
    expect(match?.start).toBe(`"postgres://app:`.length)
  })

  it('is the key of a provider where it looks like one', () => {
    const key = fakeKey('glpat-{url:20}', 6)
    expect(found(`"https://oauth2:${key}@git.notes.io/a.git"`)).toEqual([['gitlab-access-token', 'secret']])
  })
})

describe('neighbours', () => {
  const id = fakeKey('AKIA{base32:16}', 7)
  const recaptcha = fakeKey('6Le{url:5}AAAAA{url:27}', 8)

  it.each([
    ['an access key id alone', `"${id}"`, [['aws-access-key-id', 'depends']]],
    [
      'an access key id and its secret',
      `{accessKeyId:"${id}",s:"${fakeKey('{base64:40}', 9)}"}`,
      [['aws-access-key-id', 'secret']],
    ],
    ['a site key', `grecaptcha.render({sitekey:"${recaptcha}"})`, [['google-recaptcha-key', 'publishable']]],
    ['a secret key', `RECAPTCHA_SECRET_KEY="${recaptcha}"`, [['google-recaptcha-key', 'secret']]],
  ])('tell of %s what it is', (_name, text, expected) => {
    expect(found(text)).toEqual(expected)
  })
})

describe('a private key that a program made', () => {
  const made = [
    ...[1, 2, 3, 4, 5].map(() => generateKeyPairSync('rsa', { modulusLength: 1024 })),
    ...[1, 2, 3, 4, 5].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' })),
    generateKeyPairSync('ed25519'),
  ].map(({ privateKey }) => privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())

  it.each<[name: string, spell: (key: string) => string]>([
    ['in its lines', (key) => key],
    ['in one line', (key) => key.replace(/\n/gu, '')],
    ['as JSON', (key) => JSON.stringify({ key })],
    ['as JSON in JavaScript', (key) => JSON.stringify(JSON.stringify({ key }))],
    [
      'in lines that are joined',
      (key) =>
        key
          .trim()
          .split('\n')
          .map((line) => `"${line}\\n"`)
          .join(' +\n  '),
    ],
    ['in base64', (key) => `"${Buffer.from(key).toString('base64')}"`],
    ['in base64 without quotes', (key) => `KEY=${Buffer.from(key).toString('base64')}\n`],
  ])('is found once %s', (_name, spell) => {
    expect(made.map((key) => found(spell(key)).length)).toEqual(made.map(() => 1))
  })

  it('is none when it is cut', () => {
    expect(made.slice(0, 5).flatMap((key) => found(`${key.slice(0, 200)}\n-----END PRIVATE KEY-----`))).toEqual([])
  })
})

describe('a key-like piece of something else', () => {
  it.each([
    ['of an encoded module', `"${fakeKey('{alnum:60}/EAA{alnum:110}+{alnum:60}', 3)}"`],
    ['of a longer word', `"a${fakeKey('sk_live_{alnum:40}', 3)}"`],
    ['of a hash', `"sha512-${fakeKey('{base64:86}', 3)}=="`],
    [
      'of a private key that is cut',
      '-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\\n...\\n-----END PRIVATE KEY-----',
    ],
    [
      'of a header without a body',
      'a.replace("-----BEGIN PRIVATE KEY-----","").replace("-----END PRIVATE KEY-----","")',
    ],
  ])('is none: %s', (_name, text) => {
    expect(found(text)).toEqual([])
  })
})
