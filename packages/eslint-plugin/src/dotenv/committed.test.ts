import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isCommitted } from './committed.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'keyfence-git-'))
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

function write(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
}
const committed = (name: string) => isCommitted(join(root, name))

describe('isCommitted', () => {
  it('is true without a list of what git ignores', () => {
    expect(committed('.env')).toBe(true)
  })

  it('asks the lists of the folder and of those above, and the nearest that knows the file decides', () => {
    write({ '.git/HEAD': '', '.gitignore': '.env*\n*.local\n', 'apps/web/.gitignore': '!.env.production\n' })
    expect(['.env', '.env.local', 'apps/web/.env', 'apps/web/.env.production'].map(committed)).toEqual([
      false,
      false,
      false,
      true,
    ])
  })

  it('knows that an ignored folder takes its files along, and comments and negations', () => {
    write({ '.git/HEAD': '', '.gitignore': '# .env\nsecrets/\n.env.*\n!.env.ci\n' })
    expect(['.env', 'secrets/.env', '.env.dev', '.env.ci'].map(committed)).toEqual([true, false, false, true])
  })

  it('counts examples as committed, whatever the patterns say', () => {
    write({ '.git/HEAD': '', '.gitignore': '.env*\n' })
    for (const name of ['.env.example', '.env.local.sample', 'template.env', '.env.defaults'])
      expect(committed(name), name).toBe(true)
    expect(committed('.env.distant')).toBe(false)
  })

  it('stops at the root of the repository, and reads what this clone excludes', () => {
    write({ '.gitignore': '.env\n', 'app/.git/info/exclude': '.env.mine\n' })
    expect(['app/.env', 'app/.env.mine'].map(committed)).toEqual([true, false])
  })
})
