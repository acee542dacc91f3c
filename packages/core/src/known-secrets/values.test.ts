import { describe, expect, it } from 'vitest'
import { fakeKey } from '../detectors/fake-key.ts'
import { looksRandom, trivialReason, urlPassword } from './values.ts'

describe('trivialReason', () => {
  it.each([
    ['short', 'it is shorter than 8 characters'],
    ['op://vault/item/field', 'it is a reference to a key management service, not a value'],
    ['vault:secret/data/app#key', 'it is a reference to a key management service, not a value'],
    [
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:x',
      'it is a reference to a key management service, not a value',
    ],
    ['12345678', 'it is a number'],
    ['-1,234.567_8', 'it is a number'],
    ['2026-11-24', 'it is a date'],
    ['2026-11-24T10:00:00.000Z', 'it is a date'],
    ['1.20.300-beta.1', 'it is a version'],
    ['https://api.example-host.test/v1?x=1', 'it is a URL without credentials'],
    ['postgres://localhost:5432/app', 'it is a URL without credentials'],
    ['postgres://user@localhost:5432/app', 'it is a URL without credentials'],
    ['https://host.test/a:b@c', 'it is a URL without credentials'],
    ['someone@mail.test', 'it is an e-mail address'],
    ['db.internal.test', 'it is a host name'],
    ['db.internal.test:5432', 'it is a host name'],
    ['/home/me/key.pem', 'it is a path'],
    ['./keys/dev.pem', 'it is a path'],
    ['../keys/dev.pem', 'it is a path'],
    [String.raw`C:\keys\dev.pem`, 'it is a path'],
    ['<your key>', 'it is a placeholder'],
    ['{{ secret }}', 'it is a placeholder'],
    ['${OTHER_KEY}', 'it is a placeholder'],
    ['$OTHER_KEY', 'it is a placeholder'],
    ['your-api-key', 'it is a placeholder'],
    ['changeme123', 'it is a placeholder'],
    ['replace_me!', 'it is a placeholder'],
    ['xxxxxxxxxxxx', 'it is a placeholder'],
    ['sk-...', 'it is shorter than 8 characters'],
    ['abcd-1234-...', 'it is a placeholder'],
    ['aaaaaaaaaaaa', 'it is one character repeated'],
    ['password', 'it is a usual word'],
    ['postgres', 'it is a usual word'],
    ['Password123!', 'it is a usual word'],
    ['production, staging', 'it is a list of words'],
    ['My Great Application', 'it is a list of words'],
  ])('of %s says why', (value, reason) => {
    expect(trivialReason(value)).toBe(reason)
  })

  it.each([
    ['a password', 'Tr0ub4dor&3'],
    ['a random value', fakeKey('{alnum:32}', 1)],
    ['a password that begins with a dollar sign', '$ecret-Passw0rd'],
    ['a hash of a password', `$2b$10$${fakeKey('{alnum:53}', 1)}`],
    ['JSON with a key', '{"type":"service_account","private_key":"abcdefgh"}'],
    ['a URL with a password', 'postgres://user:hunter2@host/db'],
    ['a URL with a password that holds an at sign', 'postgres://user:hunter@2@host/db'],
    ['a URL with a password alone', 'redis://:hunter2hunter2@host:6379'],
    ['several lines', '-----BEGIN KEY-----\nabc\n-----END KEY-----'],
  ])('is none for %s', (_name, value) => {
    expect(trivialReason(value)).toBeUndefined()
  })
})

describe('urlPassword', () => {
  it.each([
    ['postgres://user:hunter2@host/db', 'hunter2'],
    ['redis://:hunter2@host:6379', 'hunter2'],
    ['mongodb+srv://user:p%40ss%2Fword@cluster.test/?retry=true', 'p@ss/word'],
    ['amqp://user:a@b@host', 'a@b'],
    ['postgres://user:100%@host', '100%'],
    ['postgres://user:pass:word@host', 'pass:word'],
    ['postgres://user@host:5432/db', undefined],
    ['postgres://user:@host', undefined],
    ['https://host.test:8080/a@b', undefined],
    ['https://host.test/?x=a:b@c', undefined],
    ['user:password@host', undefined],
    ['no URL', undefined],
  ])('of %s is %s', (value, password) => {
    expect(urlPassword(value)).toBe(password)
  })
})

describe('looksRandom', () => {
  it.each([
    ['{hex:32}', 0],
    ['{base64:44}', 2],
    ['{url:40}', 3],
    ['{alnum:32}', 4],
    ['{alnum:20}', 12],
  ])('sees that a machine made %s, but for %i in a hundred', (template, percent) => {
    const samples = Array.from({ length: 1000 }, (_, seed) => fakeKey(template, seed))
    expect(samples.filter((sample) => !looksRandom(sample)).length).toBeLessThanOrEqual(percent * 10)
  })

  it('knows a UUID', () => {
    expect(looksRandom(fakeKey('{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}', 1))).toBe(true)
  })

  it.each([
    'short1',
    'production',
    'my-app-staging-2',
    'us-east-1-production',
    'correct horse battery staple 9',
    'feature/add-login-page-v2',
    'ABCDEFGHIJKLMNOP',
    '1234567890123456',
    'application-name-v1.2.3',
    'abc123',
    'web-api-dev-01b',
    'myAppDevId12',
  ])('sees that a person wrote %s', (value) => {
    expect(looksRandom(value)).toBe(false)
  })
})
