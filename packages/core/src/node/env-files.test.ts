import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { envFolders, readEnvFiles } from './env-files.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'keyfence env '))
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

function read(files: Readonly<Record<string, string>>, environment: Readonly<Record<string, string>> = {}) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text)
  // Two parsers may read the same.
  const rows = readEnvFiles([root], root, environment).map(({ name, value, path, line }) => [name, value, path, line])
  return rows.filter((row, index) => rows.findIndex((other) => String(other) === String(row)) === index)
}

describe('readEnvFiles', () => {
  it.each([
    ['plain', 'A=1', [['A', '1', '.env', 1]]],
    [
      'quoted',
      'A="1 # 2"\nB=\'3\'\nC=`4`',
      [
        ['A', '1 # 2', '.env', 1],
        ['B', '3', '.env', 2],
        ['C', '4', '.env', 3],
      ],
    ],
    ['with a dash in the name', 'A-B=1', [['A-B', '1', '.env', 1]]],
    ['exported', '# head\n\n  export A=1', [['A', '1', '.env', 3]]],
    ['commented', 'A=1 # a comment\n#B=2', [['A', '1', '.env', 1]]],
    [
      'with Windows line ends',
      'A=1\r\nB=2\r\n',
      [
        ['A', '1', '.env', 1],
        ['B', '2', '.env', 2],
      ],
    ],
    ['behind a byte order mark', '\ufeffA=1', [['A', '1', '.env', 1]]],
    [
      'of several lines',
      'A="x\ny"\nB=2',
      [
        ['A', 'x\ny', '.env', 1],
        ['B', '2', '.env', 3],
      ],
    ],
    ['with escaped line ends', String.raw`A="x\ny"`, [['A', 'x\ny', '.env', 1]]],
    ['empty', 'A=', [['A', '', '.env', 1]]],
    ['assigned twice', 'A=1\nA=2', [['A', '2', '.env', 2]]],
    [
      'with dollar signs, as it stands and as Vite expands it',
      "A='pa$$word'",
      [
        ['A', 'pa$$word', '.env', 1],
        ['A', 'pa$', '.env', 1],
      ],
    ],
    ['with a full stop in the name', 'a.b=1', [['a.b', '1', '.env', 1]]],
  ])('reads a variable %s', (_name, text, expected) => {
    expect(read({ '.env': text })).toEqual(expected)
  })

  it('gives a reference raw and expanded, each with the line of the variable', () => {
    expect(read({ '.env': 'KEY=abc\nVITE_KEY="${KEY}"\nURL=https://u:$KEY@host' })).toEqual([
      ['KEY', 'abc', '.env', 1],
      ['VITE_KEY', '${KEY}', '.env', 2],
      ['VITE_KEY', 'abc', '.env', 2],
      ['URL', 'https://u:$KEY@host', '.env', 3],
      ['URL', 'https://u:abc@host', '.env', 3],
    ])
  })

  it('expands references to the process environment', () => {
    expect(read({ '.env': 'A=${FROM_OUTSIDE}' }, { FROM_OUTSIDE: 'abc' })).toContainEqual(['A', 'abc', '.env', 1])
  })

  it('reads every file of the folder, of all modes', () => {
    const files = { '.env': 'A=1', '.env.local': 'A=2', '.env.production': 'A=3', '.env.staging.local': 'A=4' }
    expect(read(files).map(([, value, path]) => [path, value])).toEqual([
      ['.env', '1'],
      ['.env.local', '2'],
      ['.env.production', '3'],
      ['.env.staging.local', '4'],
    ])
  })

  it.each([
    '.env.example',
    '.env.sample',
    '.env.template',
    '.env.dist',
    '.env.production.example',
    '.env.example.local',
    '.env.vault',
    '.env.keys',
    '.envrc',
    'env',
    '.environment',
  ])('passes over %s', (name) => {
    expect(read({ [name]: 'A=1' })).toEqual([])
  })

  it('passes over folders, and over folders that do not exist', () => {
    mkdirSync(join(root, '.env'))
    expect(readEnvFiles([root, join(root, 'missing')], root, {})).toEqual([])
  })

  it('reads a folder once', () => {
    writeFileSync(join(root, '.env'), 'A=1')
    expect(readEnvFiles([root, root], root, {})).toEqual(readEnvFiles([root], root, {}))
  })

  it('gives paths relative to the root, also upwards', () => {
    writeFileSync(join(root, '.env'), 'A=1')
    expect(readEnvFiles([root], join(root, 'packages', 'web'), {})[0]?.path).toBe('../../.env')
  })

  it('stops at a file that is there and cannot be read', () => {
    symlinkSync(join(root, 'nowhere'), join(root, '.env.local'))
    expect(() => readEnvFiles([root], root, {})).toThrowErrorMatchingInlineSnapshot(
      `[KeyfenceError: Could not read \`.env.local\`, so its secrets would not be looked for. Make it readable, or remove it.]`,
    )
  })
})

describe('envFolders', () => {
  it('are the root and the nearest folder above with a package.json', () => {
    const deep = join(root, 'packages', 'web', 'src')
    mkdirSync(deep, { recursive: true })
    writeFileSync(join(root, 'packages', 'web', 'package.json'), '{}')
    writeFileSync(join(root, 'package.json'), '{}')
    expect(envFolders(deep)).toEqual([deep, join(root, 'packages', 'web')])
    expect(envFolders(root)).toEqual([root])
  })
})
