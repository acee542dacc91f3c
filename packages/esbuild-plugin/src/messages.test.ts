import { describe, expect, it } from 'vitest'
import { createFence, fakeKey, type ClientFile, type HostFacts, type KeyfenceConfig } from '@keyfence/core'
import { messagesOf } from './messages.ts'

const key = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 5)

async function reportOn(source: string, config: KeyfenceConfig = {}, files: readonly ClientFile[] = []) {
  const host: HostFacts = {
    root: '/app',
    modulesOf: () => [{ id: '/app/src/a.ts', bytes: 1 }],
    source: () => source,
    displayPath: (id) => id.slice(5),
  }
  return createFence({ config }).audit([{ path: 'dist/a.js', content: source, kind: 'script' }, ...files], host)
}

describe('messagesOf', () => {
  it('counts columns and lengths in bytes from zero', async () => {
    const { errors } = messagesOf(await reportOn(`// é\nconst é = '${key}'\n`), undefined)

    expect(errors.map(({ location }) => location)).toEqual([
      {
        file: 'src/a.ts',
        namespace: '',
        line: 2,
        column: 12,
        length: 'sk-proj-…'.length + 2,
        lineText: `const é = 'sk-proj-…'`,
      },
    ])
  })

  it('shows no line where the mark would stand under another word', async () => {
    const other = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 6)
    const { errors } = messagesOf(await reportOn(`f('${other}', '${key}')\n`), undefined)

    expect(errors.map(({ location }) => [location?.column, location?.lineText])).toEqual([
      [3, `f('sk-proj-…', 'sk-proj-…')`],
      [171, ''],
    ])
  })

  it('makes one error of one secret in code and in its map', async () => {
    const map: ClientFile = { path: 'dist/b.js', content: `x='${key}'`, kind: 'script' }
    const { errors } = messagesOf(await reportOn(`x='${key}'`, {}, [map]), 'A hint.')

    expect(errors).toHaveLength(1)
    expect(errors[0]?.notes?.map(({ text }) => text)).toEqual([
      'The bundler copies string literals from client code into the page.',
      'It stands in dist/a.js:1:4, dist/b.js:1:4',
      expect.stringContaining('server route'),
      expect.stringContaining('revoke it first'),
      'A hint.',
    ])
  })

  it.each<{ name: string; config: KeyfenceConfig; counts: [errors: number, warnings: number] }>([
    { name: 'an error by default', config: {}, counts: [1, 0] },
    { name: 'a warning when nothing fails', config: { failOn: 'never' }, counts: [0, 1] },
    { name: 'a warning when the policy says so', config: { severity: { 'key-literal': 'warning' } }, counts: [0, 1] },
    {
      name: 'an error when warnings fail',
      config: { severity: { 'key-literal': 'warning' }, failOn: 'warning' },
      counts: [1, 0],
    },
  ])('makes a secret $name', async ({ config, counts }) => {
    const { errors, warnings } = messagesOf(await reportOn(`x='${key}'`, config), undefined)

    expect([errors.length, warnings.length]).toEqual(counts)
  })

  it('fails on a file that could not be read', async () => {
    const report = await createFence().audit([{ path: 'dist/a.js.gz', unreadable: 'the gzip data ends early.' }])

    expect(messagesOf(report, undefined)).toEqual({
      errors: [{ id: 'keyfence', text: 'Could not check `dist/a.js.gz`: the gzip data ends early.' }],
      warnings: [],
    })
  })
})
