import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { fakeKey } from '../detectors/fake-key.ts'
import { KeyfenceError } from '../errors.ts'
import { machineSecrets } from './known-secrets.ts'
import { commandVariables } from './secret-commands.ts'

const root = tmpdir()
const value = fakeKey('{alnum:32}', 41)
const other = fakeKey('{alnum:40}', 42)

/** A program that prints a text, started as a service's own would be. */
const print = (text: string, after = '') =>
  `"${process.execPath}" -e "process.stdout.write(Buffer.from('${Buffer.from(text).toString('base64')}', 'base64'));${after}"`

const pairs = (...commands: Parameters<typeof commandVariables>[0][number][]) =>
  commandVariables(commands, root, process.env).map(({ name, value: found }) => [name, found])

describe('what commands print', () => {
  it.each([
    {
      of: 'lines of dotenv',
      text: `A_KEY=${value}\nB_KEY="${other}"\n`,
      expected: [
        ['A_KEY', value],
        ['B_KEY', other],
      ],
    },
    { of: 'a JSON object', text: JSON.stringify({ A_KEY: value, PORT: 3000 }), expected: [['A_KEY', value]] },
    {
      of: 'HashiCorp Vault',
      text: JSON.stringify({ data: { data: { A_KEY: value }, metadata: { version: 1 } } }),
      expected: [['A_KEY', value]],
    },
    {
      of: 'AWS Secrets Manager',
      text: JSON.stringify({ SecretString: JSON.stringify({ A_KEY: value, B_KEY: other }) }),
      expected: [
        ['A_KEY', value],
        ['B_KEY', other],
      ],
    },
    {
      of: 'fields of 1Password',
      text: JSON.stringify({ fields: [{ id: 'x', label: 'A_KEY', value }] }),
      expected: [
        ['id', 'x'],
        ['label', 'A_KEY'],
        ['A_KEY', value],
      ],
    },
  ])('is read from $of', ({ text, expected }) => {
    expect(pairs(print(text))).toEqual(expected)
  })

  it('is one value under the name of its entry', () => {
    expect(pairs({ name: 'OPENAI_API_KEY', run: print(`${value}\n`) })).toEqual([['OPENAI_API_KEY', value]])
  })

  it('is looked for: by reason where there are many, always where it was named', () => {
    const plain = 'correct horse battery staple'
    const { secrets, dropped } = machineSecrets({
      root,
      config: {
        secrets: {
          commands: [print(`SERVICE_TOKEN=${value}\nNODE_ENV=production\n`), { name: 'PHRASE', run: print(plain) }],
        },
      },
      environment: { PATH: process.env['PATH'] },
    })
    expect(secrets.map((secret) => [secret.value, secret.sources[0]?.name])).toEqual([
      [value, 'SERVICE_TOKEN'],
      [plain, 'PHRASE'],
    ])
    expect(dropped.map(({ name }) => name)).toContain('NODE_ENV')
  })
})

describe('a command that tells no secret', () => {
  const secret = fakeKey('{alnum:24}', 43)

  it.each([
    {
      of: 'fails',
      run: print(`A_KEY=${secret}`, 'process.exit(3)'),
      says: 'ended with exit code 3, so its values are not known.',
    },
    { of: 'prints nothing', run: print(''), says: 'printed nothing.' },
    { of: 'prints something else', run: print(`${secret}\n`), says: 'printed neither `NAME=value` lines nor JSON.' },
    { of: 'prints empty values', run: print('A_KEY=\n'), says: 'printed neither `NAME=value` lines nor JSON.' },
    { of: 'is not there', run: `no-such-program-of-anyone --token ${secret}`, says: '(`no-such-program-of-anyone`)' },
    {
      of: 'hangs',
      run: print('', 'setTimeout(() => {}, 60000)'),
      says: 'did not end within 0.3 seconds.',
      timeoutMs: 300,
    },
    { of: 'prints without end', run: print('x'.repeat(2000)), says: 'printed more than 0.0009765625 MiB.' },
  ])('is an error when it $of, with none of its output', { timeout: 60_000 }, ({ run, says, timeoutMs = 30_000 }) => {
    const attempt = () => commandVariables([run], root, process.env, { timeoutMs, outputBytes: 1024 })
    expect(attempt).toThrow(KeyfenceError)
    expect(attempt).toThrow(says)
    expect(attempt).not.toThrow(secret.slice(0, 6))
  })
})
