import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createFence } from '@keyfence/core'
import { describe, expect, it } from 'vitest'
import { keys } from '../e2e/cases.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Files that are in the repository or about to be. */
function repositoryFiles(): string[] {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  return list
    .split('\0')
    .filter((path) => path !== '' && statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true)
}

describe('the repository', () => {
  const fence = createFence()

  it('holds no text in the shape of a key', () => {
    const files = repositoryFiles()
    expect(files.length).toBeGreaterThan(50)
    const findings = files.flatMap((path) => fence.scan(readFileSync(join(root, path)), { path }))
    expect(findings.map(({ message }) => message)).toEqual([])
  })

  it('would be reported for a key', () => {
    expect(fence.scan(`const key = '${keys.openai}'`, { path: 'a.ts' })).toHaveLength(1)
  })
})
