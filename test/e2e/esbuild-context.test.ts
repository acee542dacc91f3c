import { existsSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { optionsOf, versions } from './esbuild-builds.ts'
import { key, prefix } from './esbuild-leaks.ts'
import { filesIn, shownPieces, writeProject } from './project.ts'

describe.each(versions)('a context of %s', (version, _module, esbuild) => {
  it('removes what a context wrote when a rebuild leaks, and writes again when it is mended', async () => {
    const folder = writeProject(`esbuild/${version}/context`, { 'src/main.ts': `console.log(1)\n`, 'dist/other': 'x' })
    const context = await esbuild.context(optionsOf(folder))
    const seen: string[][] = []
    const rebuild = async (source: string) => {
      writeFileSync(`${folder}/src/main.ts`, source)
      const isOk = await context.rebuild().then(
        () => 'ok',
        () => 'failed',
      )
      seen.push([isOk, ...filesIn(`${folder}/dist`).keys()])
    }
    try {
      await rebuild(`console.log(1)\n`)
      await rebuild(`console.log('${key}')\n`)
      await rebuild(`console.log(2)\n`)
      await rebuild(`console.log(2\n`)
    } finally {
      await context.dispose()
    }

    expect(seen).toEqual([
      ['ok', 'main.js', 'other'],
      ['failed', 'other'],
      ['ok', 'main.js', 'other'],
      ['failed', 'other'],
    ])
  })

  it('removes files of the previous rebuild whose names have changed', async () => {
    const folder = writeProject(`esbuild/${version}/stale`, { 'src/main.ts': `console.log(1)\n` })
    const context = await esbuild.context(optionsOf(folder, { entryNames: '[name]-[hash]' }))
    try {
      await context.rebuild()
      const before = [...filesIn(`${folder}/dist`).keys()]
      writeFileSync(`${folder}/src/main.ts`, `console.log(2)\n`)
      await context.rebuild()
      const after = [...filesIn(`${folder}/dist`).keys()]

      expect([before.length, after.length]).toEqual([1, 1])
      expect(after).not.toEqual(before)
    } finally {
      await context.dispose()
    }
  })

  it('serves nothing that leaks', async () => {
    const folder = writeProject(`esbuild/${version}/serve`, { 'src/main.ts': `console.log('${key}')\n` })
    const context = await esbuild.context(optionsOf(folder))
    try {
      const { port } = await context.serve({ host: '127.0.0.1', port: 0 })
      // eslint-disable-next-line n/no-unsupported-features/node-builtins -- every Node that we support has it
      const response = await fetch(`http://127.0.0.1:${port}/main.js`)
      const text = await response.text()

      expect(response.status).toBe(503)
      expect(shownPieces(text, key, prefix)).toEqual([])
      expect(existsSync(`${folder}/dist`)).toBe(false)
    } finally {
      await context.dispose()
    }
  })
})
