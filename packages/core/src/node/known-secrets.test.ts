import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fakeKey } from '../detectors/fake-key.ts'
import { machineSecrets } from './known-secrets.ts'

it('machineSecrets joins environment and files, and names the file first', () => {
  const root = mkdtempSync(join(tmpdir(), 'keyfence-machine-'))
  const value = fakeKey('{alnum:32}', 1)
  writeFileSync(join(root, '.env'), `OWN_PUBLIC_TOKEN=${fakeKey('{alnum:32}', 2)}\nAPI_KEY=${value}\n`)
  const { secrets, dropped } = machineSecrets({
    root,
    config: { secrets: { ignore: ['IGNORED_*'] } },
    publicPrefixes: ['OWN_PUBLIC_'],
    environment: { API_KEY: value, IGNORED_SECRET: fakeKey('{alnum:32}', 3), PATH: '/usr/bin:/bin' },
  })
  rmSync(root, { recursive: true })
  expect(secrets.map(({ sources }) => sources)).toEqual([
    [
      { name: 'API_KEY', path: '.env', line: 2 },
      { name: 'API_KEY', path: null, line: null },
    ],
  ])
  expect(dropped.map(({ name }) => name)).toEqual(['OWN_PUBLIC_TOKEN', 'IGNORED_SECRET', 'PATH'])
})
