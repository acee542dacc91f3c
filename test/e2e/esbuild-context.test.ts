import { existsSync, writeFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'
import { describe, expect, it, vi } from 'vitest'
import { keyfence } from '@keyfence/esbuild-plugin'
import { optionsOf, tree, versions } from './esbuild-builds.ts'
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

  it('serves again what is mended', async () => {
    const folder = writeProject(`esbuild/${version}/serve-edits`, { 'src/main.ts': `console.log(1)\n` })
    const context = await esbuild.context(optionsOf(folder))
    const seen: [number, boolean][] = []
    try {
      const { port } = await context.serve({ host: '127.0.0.1', port: 0 })
      for (const source of [`console.log(1)\n`, `console.log('${key}')\n`, `console.log(2)\n`]) {
        writeFileSync(`${folder}/src/main.ts`, source)
        // For a quarter of a second esbuild answers with what it has.
        await new Promise((resolve) => setTimeout(resolve, 300))
        // eslint-disable-next-line n/no-unsupported-features/node-builtins -- every Node that we support has it
        const response = await fetch(`http://127.0.0.1:${port}/main.js`)
        expect(shownPieces(await response.text(), key, prefix)).toEqual([])
        seen.push([response.status, existsSync(`${folder}/dist/main.js`)])
      }
    } finally {
      await context.dispose()
    }

    expect(seen).toEqual([
      [200, true],
      [503, false],
      [200, true],
    ])
  })

  it('watches files: takes the output away while it leaks', { timeout: 60_000 }, async () => {
    const folder = writeProject(`esbuild/${version}/watch`, { 'src/main.ts': `console.log('one')\n` })
    const context = await esbuild.context(optionsOf(folder))
    const output = () => filesIn(`${folder}/dist`).get('main.js')?.toString() ?? 'none'
    const becomes = (text: string) => vi.waitFor(() => expect(output()).toContain(text), { timeout: 15_000 })
    try {
      await context.watch()
      await becomes('one')
      writeFileSync(`${folder}/src/main.ts`, `console.log('${key}')\n`)
      await becomes('none')
      writeFileSync(`${folder}/src/main.ts`, `console.log('three')\n`)
      await becomes('three')
    } finally {
      await context.dispose()
    }

    expect(output()).toContain('three')
  })

  it('leaves the same files and errors as without keyfence when a rebuild is cancelled, fails or is repeated', async () => {
    const run = async (name: string, plugins: Plugin[]) => {
      const folder = writeProject(`esbuild/${version}/${name}`, { 'src/main.ts': `console.log(1)\n` })
      const seen: unknown[] = []
      const isSlow = { now: false }
      const slow: Plugin = {
        name: 'slow',
        setup: (build) => {
          build.onStart(async () => {
            if (isSlow.now) await new Promise((resolve) => setTimeout(resolve, 100))
          })
        },
      }
      const context = await esbuild.context(
        optionsOf(folder, { plugins: [...plugins, slow], entryNames: '[name]-[hash]' }),
      )
      const rebuild = async () => {
        const outcome = await context.rebuild().then(
          ({ errors, outputFiles, metafile }) => [errors, outputFiles, metafile],
          (error: unknown) => String(error),
        )
        seen.push(outcome, tree(`${folder}/dist`))
      }
      await rebuild()
      await rebuild()
      writeFileSync(`${folder}/src/main.ts`, `console.log(2)\n`)
      isSlow.now = true
      const cancelled = rebuild()
      await context.cancel()
      await cancelled
      isSlow.now = false
      await rebuild()
      writeFileSync(`${folder}/src/main.ts`, `console.log(\n`)
      await rebuild()
      await context.dispose()
      seen.push(tree(`${folder}/dist`))
      return seen
    }

    const expected = await run('sequence-plain', [])

    expect(expected).toHaveLength(11)
    expect(await run('sequence-fenced', [keyfence()])).toEqual(expected)
  })
})
