import { describe, expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { buildRow, leakPaths, leakRow } from './esbuild-plugins.ts'
import { pluginRows } from './esbuild-plugin-rows.ts'
import { key } from './esbuild-leaks.ts'
import { writeProject } from './project.ts'

/** The others are heavy: `test:matrix` installs and runs them. */
const rows = pluginRows.filter(({ name }) => name in manifest.devDependencies)

describe.each(rows)('$name', (row) => {
  const folder = writeProject(`esbuild-plugins/${row.name}`, {})

  it.each(['first', 'last'] as const)('does the same with keyfence %s in the list', async (position) => {
    const plain = await buildRow(folder, row, 'absent')
    const fenced = await buildRow(folder, row, position)

    expect(plain.files.length, plain.output).toBeGreaterThan(2)
    expect({ ...fenced, output: '' }).toEqual({ ...plain, output: '' })
  })

  it.each(leakPaths(row))('brings no key of %s to anybody', async (path) => {
    const outcomes = [
      await leakRow(folder, row, 'first', { path, key }),
      await leakRow(folder, row, 'last', { path, key }),
    ]

    const expected = row.own?.includes(path) === true ? 'reported' : 'stopped'
    expect(outcomes).toEqual([expected, expected])
  })
})

it('has rows', () => expect(rows).toHaveLength(3))
