import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

describe('test files', () => {
  it('stand where a project of Vitest collects them', () => {
    const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.test.*'], {
      cwd: root,
      encoding: 'utf8',
    })
    const stray = list
      .split('\n')
      .filter(
        (path) =>
          path !== '' && !/^(?:packages\/[^/]+\/src|test\/(?:e2e|repo|docs|browser|matrix))\/.*\.test\.ts$/u.test(path),
      )
    expect(stray).toEqual([])
  })
})
