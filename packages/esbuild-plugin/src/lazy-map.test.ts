import { describe, expect, it, vi } from 'vitest'
import type { BuildOptions, Metafile, OutputFile, Plugin, PluginBuild } from 'esbuild'
import { createLazyMaps, rebuildWithMaps, type Rebuilt } from './lazy-map.ts'

const map = (sources: string[], contents: string[]) =>
  JSON.stringify({ version: 3, sources, sourcesContent: contents, mappings: '' })
const file = (path: string, text: string) => ({ path: `/app/${path}`, text }) as OutputFile
const metafile = (outputs: Record<string, Record<string, number>>) =>
  ({
    inputs: {},
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([key, inputs]) => [
        key,
        { inputs: Object.fromEntries(Object.entries(inputs).map(([id, bytesInOutput]) => [id, { bytesInOutput }])) },
      ]),
    ),
  }) as Metafile

describe('createLazyMaps', () => {
  it('takes the map beside a file and builds nothing', async () => {
    const rebuild = vi.fn<() => Promise<undefined>>()
    const text = map(['../src/a.ts'], ['the text'])
    const maps = createLazyMaps({
      files: [file('dist/a.js', 'code'), file('dist/a.js.map', text)],
      metafile: metafile({ 'dist/a.js': { 'src/a.ts': 1 } }),
      base: '/app',
      rebuild,
    })

    expect(await maps.mapOf('dist/a.js')).toBe(text)
    expect(await maps.contentOf('src/a.ts')).toBe('the text')
    expect(rebuild).not.toHaveBeenCalled()
  })

  it('takes the map inside of a file', async () => {
    const text = map(['../src/a.ts'], ['x'])
    const inline = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(text).toString('base64')}`
    const maps = createLazyMaps({
      files: [file('dist/a.js', `code\n${inline}\n`)],
      metafile: metafile({ 'dist/a.js': {} }),
      base: '/app',
      rebuild: () => Promise.resolve(undefined),
    })

    expect(await maps.mapOf('dist/a.js')).toBe(text)
  })

  it('builds once for all maps, and knows a file again by its inputs', async () => {
    const text = map(['env-ns:env:all'], ['virtual'])
    const again: Rebuilt = {
      files: [file('dist/a-NEW.js', 'code'), file('dist/a-NEW.js.map', text)],
      metafile: metafile({
        'dist/a-NEW.js.map': {},
        'dist/b-NEW.js': { b: 2 },
        'dist/a-NEW.js': { 'env-ns:env:all': 7 },
      }),
    }
    const rebuild = vi.fn(() => Promise.resolve(again))
    const maps = createLazyMaps({
      files: [file('dist/a-OLD.js', 'code')],
      metafile: metafile({ 'dist/a-OLD.js': { 'env-ns:env:all': 7 } }),
      base: '/app',
      rebuild,
    })

    expect(await maps.mapOf('dist/a-OLD.js')).toBe(text)
    expect(await maps.contentOf('env-ns:env:all')).toBe('virtual')
    expect(await maps.mapOf('dist/unknown.js')).toBeUndefined()
    expect(rebuild).toHaveBeenCalledTimes(1)
  })

  it('knows nothing where nothing can be built', async () => {
    const maps = createLazyMaps({
      files: [file('dist/a.js', 'code')],
      metafile: metafile({ 'dist/a.js': {} }),
      base: '/app',
      rebuild: () => Promise.resolve(undefined),
    })

    expect(await maps.mapOf('dist/a.js')).toBeUndefined()
    expect(await maps.contentOf('a')).toBeUndefined()
  })
})

describe('rebuildWithMaps', () => {
  it('writes nothing, says nothing, and runs the setups of other plugins without their start and end', async () => {
    const calls: string[] = []
    const seen: BuildOptions[] = []
    const other: Plugin = {
      name: 'other',
      setup: (build) => {
        calls.push('setup')
        build.initialOptions.write = true
        build.onStart(() => void calls.push('start'))
        build.onEnd(() => void calls.push('end'))
      },
    }
    const build = {
      esbuild: {
        build: async (options: BuildOptions) => {
          const hooks = { onStart: (run: () => void) => run(), onEnd: (run: () => void) => run() }
          for (const plugin of options.plugins ?? [])
            await plugin.setup({ ...hooks, initialOptions: options } as unknown as PluginBuild)
          seen.push(options)
          return { outputFiles: [], metafile: metafile({}) }
        },
      },
    } as unknown as PluginBuild

    await rebuildWithMaps(build, { outdir: 'dist', plugins: [{ name: 'keyfence', setup: () => undefined }, other] })

    expect(calls).toEqual(['setup'])
    expect(seen[0]).toMatchObject({ outdir: 'dist', write: false, sourcemap: 'external', logLevel: 'silent' })
    expect(seen[0]?.plugins?.map(({ name }) => name)).toEqual(['other'])
  })

  it('gives up quietly', async () => {
    const build = { esbuild: { build: () => Promise.reject(new Error('no')) } } as unknown as PluginBuild

    expect(await rebuildWithMaps(build, {})).toBeUndefined()
  })
})
