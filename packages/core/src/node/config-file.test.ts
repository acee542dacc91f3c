import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KeyfenceError } from '../errors.ts'
import { loadConfig, mergeConfig } from './config-file.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'keyfence config '))
  mkdirSync(join(root, '.git'))
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

async function complaint(from = '.', named?: string): Promise<string> {
  try {
    await loadConfig(join(root, from), named)
  } catch (error) {
    return error instanceof KeyfenceError ? `${error.code} ${error.message}` : String(error)
  }
  return 'loaded'
}

describe('loadConfig', () => {
  it('needs no file', async () => {
    expect(await loadConfig(root)).toEqual({ config: {}, file: undefined })
  })

  it.each([
    ['keyfence.config.js', 'export default { failOn: "never" }'],
    ['keyfence.config.mjs', 'export default { failOn: "never" }'],
    ['keyfence.config.js', 'module.exports = { failOn: "never" }'],
    ['keyfence.config.json', '{ "failOn": "never" }'],
  ])('reads %s: %s', async (name, text) => {
    write(name, text)
    if (text.startsWith('export')) write('package.json', '{ "type": "module" }')
    expect(await loadConfig(root)).toEqual({ config: { failOn: 'never' }, file: join(root, name) })
  })

  it('looks upwards, and the nearest wins', async () => {
    write('keyfence.config.json', '{ "failOn": "never" }')
    write('packages/web/keyfence.config.json', '{ "failOn": "warning" }')
    mkdirSync(join(root, 'packages/api/src'), { recursive: true })
    mkdirSync(join(root, 'packages/web/src'), { recursive: true })
    expect((await loadConfig(join(root, 'packages/api/src'))).config.failOn).toBe('never')
    expect((await loadConfig(join(root, 'packages/web/src'))).config.failOn).toBe('warning')
  })

  it.each(['.git/HEAD', 'pnpm-workspace.yaml'])('does not look above the folder with %s', async (top) => {
    write('keyfence.config.json', '{ "failOn": "never" }')
    write(`inner/${top}`, '')
    mkdirSync(join(root, 'inner/src'), { recursive: true })
    expect((await loadConfig(join(root, 'inner/src'))).file).toBeUndefined()
  })

  it('takes a named file from anywhere', async () => {
    write('other/policy.json', '{ "failOn": "never" }')
    expect((await loadConfig(root, join(root, 'other/policy.json'))).config.failOn).toBe('never')
  })

  it('names a file that is missing', async () => {
    expect(await complaint('.', join(root, 'nope.json'))).toBe(
      'KF_CONFIG_MISSING There is no configuration file `nope.json`. Check the path.',
    )
  })

  it('names two files in one folder', async () => {
    write('keyfence.config.json', '{}')
    write('keyfence.config.mjs', 'export default {}')
    expect(await complaint()).toBe(
      'KF_CONFIG_TWICE `.` holds `keyfence.config.mjs` and `keyfence.config.json`. Keep one of them.',
    )
  })

  it.each([
    [
      'keyfence.config.mjs',
      'throw new RangeError("the message may hold anything")',
      'KF_CONFIG_LOAD Could not load `keyfence.config.mjs`. It throws RangeError; run `node keyfence.config.mjs` to see where.',
    ],
    [
      'keyfence.config.json',
      '{ failOn: 1 }',
      'KF_CONFIG_LOAD Could not load `keyfence.config.json`. It is not valid JSON.',
    ],
    [
      'keyfence.config.mjs',
      'export const config = {}',
      'KF_CONFIG_TYPE Expected an object with options in `keyfence.config.mjs`, but it is missing.',
    ],
    [
      'keyfence.config.json',
      '{ "failOn": "no" }',
      'KF_CONFIG_TYPE Option `failOn` in `keyfence.config.json` must be one of "error", "warning", "never", but it is another text.',
    ],
  ])('explains what is wrong in %s: %s', async (name, text, message) => {
    write(name, text)
    expect(await complaint()).toBe(message)
  })

  it('says where a file above stands', async () => {
    write('keyfence.config.json', '[]')
    mkdirSync(join(root, 'packages/web'), { recursive: true })
    expect(await complaint('packages/web')).toBe(
      'KF_CONFIG_TYPE Expected an object with options in `../../keyfence.config.json`, but it is a list.',
    )
  })
})

describe('mergeConfig', () => {
  it('adds lists together and lets the inline options win', () => {
    const merged = mergeConfig(
      {
        secrets: { include: ['A'], commands: ['a'] },
        serverOnly: { packages: ['p'] },
        allow: [{ rule: 'key-literal', reason: 'file' }],
        detectors: { off: ['x'] },
        severity: { 'key-literal': 'off', 'env-value': 'warning' },
        failOn: 'warning',
      },
      {
        secrets: { include: ['B'], ignore: ['C'], commands: ['b'] },
        serverOnly: { files: ['f'], allow: ['a'] },
        allow: [{ rule: 'env-value', reason: 'inline' }],
        detectors: { off: ['y'] },
        severity: { 'key-literal': 'error' },
        failOn: 'error',
      },
      {},
    )
    expect(merged).toEqual({
      secrets: { include: ['A', 'B'], ignore: ['C'], commands: ['a', 'b'] },
      serverOnly: { packages: ['p'], files: ['f'], allow: ['a'] },
      allow: [
        { rule: 'key-literal', reason: 'file' },
        { rule: 'env-value', reason: 'inline' },
      ],
      detectors: { off: ['x', 'y'] },
      severity: { 'key-literal': 'error', 'env-value': 'warning' },
      failOn: 'error',
    })
  })

  it.each([
    ['warn', 'never'],
    ['', 'error'],
    ['off', 'error'],
  ])('with KEYFENCE=%s fails on %s', (value, failOn) => {
    expect(mergeConfig({}, { failOn: 'error' }, { KEYFENCE: value }).failOn).toBe(failOn)
  })
})
