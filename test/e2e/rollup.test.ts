import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '@keyfence/core'
import { keyfence } from '@keyfence/vite-plugin/rollup'
import { rolldown } from 'rolldown'
import { rollup, type InputOptions, type OutputOptions } from 'rollup'
import { describe, expect, it } from 'vitest'
import { reportOf } from './adapters/adapter.ts'
import { keys } from './cases.ts'
import { filesIn, filesThatHold, shownPieces, writeProject, type ProjectFiles } from './project.ts'

const key = keys.openai

interface Built {
  readonly write: (options: OutputOptions) => Promise<unknown>
  readonly close: () => Promise<void>
}
const bundlers = [
  { name: 'Rollup', open: (options: InputOptions): Promise<Built> => rollup(options) },
  { name: 'Rolldown', open: rolldown as unknown as (options: InputOptions) => Promise<Built> },
]

describe.each(bundlers)('$name', ({ name, open }) => {
  const project = (test: string, files: ProjectFiles) => writeProject(`bare/${name}/${test}`, files)

  async function build(root: string, plugins: object[], outputs: OutputOptions[] = [{ dir: join(root, 'dist') }]) {
    const warnings: string[] = []
    const bundle = await open({
      input: join(root, 'src/main.js'),
      external: ['openai'],
      plugins: plugins as { name: string }[],
      onLog: (_level, log) => warnings.push(log.message),
    })
    try {
      for (const output of outputs) await bundle.write(output)
    } finally {
      await bundle.close()
    }
    return warnings.join('\n')
  }

  async function stopped(...args: Parameters<typeof build>): Promise<{ report: Report; message: string }> {
    try {
      await build(...args)
    } catch (error) {
      const report = reportOf(error)
      if (report === undefined) throw error
      return { report, message: (error as Error).message }
    }
    throw new Error('The build passed.')
  }

  it('stops a leak with the line and the imports, and writes nothing', async () => {
    const root = project('leak', {
      'src/main.js': `import { ask } from './ai.js'\nask()\n`,
      'src/ai.js': `export const ask = () => {\n  console.log('${key}')\n}\n`,
    })

    const { report, message } = await stopped(root, [keyfence({ root })])

    expect(report.findings).toMatchObject([
      {
        rule: 'key-literal',
        cause: 'literal',
        origin: { path: 'src/ai.js', line: 2, column: 16 },
        importChain: [{ path: 'src/main.js', line: 1 }, { path: 'src/ai.js' }],
      },
    ])
    expect(message).toContain(`${name} copies string literals`)
    expect(message).toContain('Nothing that was bundled is in dist/.')
    expect([...filesIn(join(root, 'dist')).keys()]).toEqual([])
    expect(shownPieces(message + JSON.stringify(report), key, 'sk-proj-')).toEqual([])
  })

  it('knows the secrets of the machine', async () => {
    const root = project('known', {
      '.env': `OPENAI_API_KEY=${key}\n`,
      'src/main.js': `console.log('${Buffer.from(key).toString('base64')}')\n`,
    })

    const { report } = await stopped(root, [keyfence({ root })])

    expect(report.findings).toMatchObject([{ rule: 'env-value', envName: 'OPENAI_API_KEY', encoding: 'base64' }])
  })

  it('stops a text that an option adds', async () => {
    const root = project('banner', { 'src/main.js': `console.log('x')\n` })
    const output = { dir: join(root, 'dist'), banner: `/*! ${key} */` }

    const { report } = await stopped(root, [keyfence({ root })], [output])

    expect(report.findings).toMatchObject([{ cause: 'injected' }])
    expect(filesThatHold(join(root, 'dist'), key)).toEqual([])
  })

  it('stops what a plugin behind it emits and writes', async () => {
    const root = project('late', { 'src/main.js': `console.log('x')\n` })
    const emits = {
      name: 'emits',
      generateBundle: {
        order: 'post',
        handler(this: { emitFile: (file: object) => void }) {
          this.emitFile({ type: 'asset', fileName: 'late.txt', source: key })
        },
      },
    }
    const writes = {
      name: 'writes',
      closeBundle: () => {
        mkdirSync(join(root, 'dist/sw'), { recursive: true })
        writeFileSync(join(root, 'dist/sw/sw.js'), key)
      },
    }

    const emitted = await stopped(root, [keyfence({ root }), emits])
    expect(emitted.report.findings).toMatchObject([{ location: { path: 'dist/late.txt' } }])
    expect([...filesIn(join(root, 'dist')).keys()]).toEqual([])

    const written = await stopped(root, [keyfence({ root }), writes])
    expect(written.report.findings).toMatchObject([{ location: { path: 'dist/sw/sw.js' } }])
    expect([...filesIn(join(root, 'dist')).keys()]).toEqual(['main.js'])
  })

  it('reports a server-only package that stays outside', async () => {
    const root = project('external', {
      'src/main.js': `import OpenAI from 'openai'\nconsole.log(new OpenAI())\n`,
    })

    const said = await build(root, [keyfence({ root })])

    expect(said).toContain('Server-only package   openai')
    expect(said).toContain('src/main.js:1:1')
  })

  it('checks every output of a build, one that is a single file too', async () => {
    const root = project('outputs', { 'src/main.js': `console.log('x')\n` })
    const outputs: OutputOptions[] = [
      { dir: join(root, 'es') },
      { file: join(root, 'lib/main.cjs'), format: 'cjs', banner: `/*! ${key} */` },
    ]

    const { report, message } = await stopped(root, [keyfence({ root })], outputs)

    expect(report.findings).toMatchObject([{ location: { path: 'lib/main.cjs' } }])
    expect(message).toContain('Nothing that was bundled is in lib/.')
    expect(filesThatHold(root, key)).toEqual([])
  })

  it('writes the same bytes with and without the plugin', async () => {
    const files = { 'src/main.js': `import('./lazy.js')\n`, 'src/lazy.js': `console.log('lazy')\n` }
    const outputs = (root: string): OutputOptions[] => [{ dir: join(root, 'dist'), sourcemap: true }]
    const fenced = project('same', files)
    const said = await build(fenced, [keyfence({ root: fenced })], outputs(fenced))
    const withPlugin = filesIn(join(fenced, 'dist'))

    const plain = project('same', files)
    await build(plain, [], outputs(plain))

    expect(withPlugin).toEqual(filesIn(join(plain, 'dist')))
    expect(withPlugin.size).toBe(4)
    expect(said).toMatch(/keyfence: scanned 4 of 4 client files/u)
  })

  it.each([
    { options: { rot: '.' }, says: 'Unknown option `rot` in the options of `keyfence()`. Did you mean `root`?' },
    { options: { root: 1 }, says: 'Option `root` in the options of `keyfence()` must be the path of a folder.' },
  ])('says what is wrong: $says', ({ options, says }) => {
    expect(() => keyfence(options as object)).toThrow(says)
  })
})
