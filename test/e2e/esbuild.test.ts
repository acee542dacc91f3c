import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { BuildOptions, Plugin } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { keyfence } from '@keyfence/esbuild-plugin'
import { everything, failureOf, optionsOf, placeOf, tree, versions } from './esbuild-builds.ts'
import { elidesTypes, key, leaks, main, passes, prefix, serverOnlyLeaks, turnsWritingOn } from './esbuild-leaks.ts'
import { filesIn, shownPieces, writeProject } from './project.ts'

describe.each(versions)('%s', (version, _module, esbuild) => {
  it.each([...leaks, ...serverOnlyLeaks])('stops $name', async ({ name, files, options, at, says }) => {
    const folder = writeProject(`esbuild/${version}/${name}`, files)

    const failure = await failureOf(esbuild, folder, options?.(folder))

    const [first] = failure.errors
    expect(placeOf(first)).toBe(at)
    expect([first?.text, ...(first?.notes ?? []).map(({ text }) => text)].join('\n')).toContain(says ?? prefix)
    expect(first?.pluginName).toBe('keyfence')
    expect(existsSync(`${folder}/dist`)).toBe(false)
    expect(shownPieces(everything(failure), key, prefix)).toEqual([])
    expect(everything(failure)).not.toContain('2VxT9')
  })

  it.each(passes)('lets $name pass', async ({ name, files, options }) => {
    const folder = writeProject(`esbuild/${version}/${name}`, files)

    const result = await esbuild.build(optionsOf(folder, options?.(folder)))

    expect(result.errors).toEqual([])
    expect(result.warnings).toEqual([])
    expect([...filesIn(`${folder}/dist`).keys()]).toContain('main.js')
  })

  it('writes byte for byte what esbuild writes, with the same names, modes and result', async () => {
    const files = {
      'src/main.ts': `/*! legal */\nimport './s.css'\nimport('./lazy')\nconsole.log('é')\n`,
      'src/lazy.ts': `import t from './t.txt'\nimport b from './b.bin'\nconsole.log(t, b)\n`,
      'src/b.bin': `#!/bin/sh\n`,
      'src/tool.ts': `#!/usr/bin/env node\nconsole.log(1)\n`,
      'src/s.css': `a { background: url(./c.svg) }\n`,
      'src/c.svg': `<svg/>`,
      'src/run.sh': `#!/bin/sh\n`,
      'src/t.txt': `text`,
    }
    const options: BuildOptions = {
      entryPoints: ['src/main.ts', 'src/tool.ts', 'src/run.sh'],
      bundle: true,
      outdir: 'dist',
      splitting: true,
      format: 'esm',
      minify: true,
      sourcemap: 'linked',
      legalComments: 'linked',
      entryNames: '[name]-[hash]',
      loader: { '.svg': 'file', '.bin': 'file', '.sh': 'copy' },
      logLevel: 'silent',
    }
    const plain = writeProject(`esbuild/${version}/parity-plain`, files)
    const fenced = writeProject(`esbuild/${version}/parity-fenced`, files)

    const expected = await esbuild.build({ ...options, absWorkingDir: plain })
    const result = await esbuild.build({ ...options, absWorkingDir: fenced, plugins: [keyfence()] })

    expect(tree(`${fenced}/dist`)).toEqual(tree(`${plain}/dist`))
    expect(tree(`${fenced}/dist`).size).toBe(12)
    expect(result).toEqual(expected)
  })

  it('gives no program rights to a file whose banner begins like a program', async () => {
    const files = { 'src/main.ts': `console.log(1)\n` }
    const options: BuildOptions = { ...main, banner: { js: '#!/usr/bin/env node' }, logLevel: 'silent' }
    const plain = writeProject(`esbuild/${version}/banner-plain`, files)
    const fenced = writeProject(`esbuild/${version}/banner-fenced`, files)

    await esbuild.build({ ...options, absWorkingDir: plain })
    await esbuild.build({ ...options, absWorkingDir: fenced, plugins: [keyfence()] })

    expect(tree(`${fenced}/dist`)).toEqual(tree(`${plain}/dist`))
  })

  it('returns files and metafile to those who ask for them', async () => {
    const folder = writeProject(`esbuild/${version}/returns`, { 'src/main.ts': `console.log(1)\n` })

    const asked = await esbuild.build(optionsOf(folder, { write: false, metafile: true }))
    const written = await esbuild.build(optionsOf(folder, { metafile: true }))

    expect(asked.outputFiles?.map(({ text }) => text)).toEqual([expect.stringContaining('console.log(1)')])
    expect(Object.keys(asked.metafile?.outputs ?? {})).toEqual(['dist/main.js'])
    expect(Object.keys(written.metafile?.outputs ?? {})).toEqual(['dist/main.js'])
    expect(written.outputFiles).toBeUndefined()
  })

  it('gives the options back, so that they can be used again and at the same time', async () => {
    const folder = writeProject(`esbuild/${version}/reused`, { 'src/main.ts': `console.log(1)\n` })
    const options = optionsOf(folder, { outdir: 'first' })
    const before = Object.getOwnPropertyDescriptors(options)

    await Promise.all([esbuild.build(options), esbuild.build(options)])
    expect(Object.getOwnPropertyDescriptors(options)).toEqual(before)
    options.outdir = 'second'
    await esbuild.build(options)
    options.plugins = []
    options.outdir = 'third'
    await esbuild.build(options)

    for (const outdir of ['first', 'second', 'third']) expect(existsSync(`${folder}/${outdir}/main.js`)).toBe(true)
  })

  it('keeps the previous output when a build leaks', async () => {
    const folder = writeProject(`esbuild/${version}/previous`, {
      'src/main.ts': `console.log('${key}')\n`,
      'dist/main.js': 'previous',
    })

    await failureOf(esbuild, folder)

    expect([...filesIn(`${folder}/dist`)].map(([path, bytes]) => [path, bytes.toString()])).toEqual([
      ['main.js', 'previous'],
    ])
  })

  it('empties the result for later plugins', async () => {
    const folder = writeProject(`esbuild/${version}/emptied`, { 'src/main.ts': `console.log('${key}')\n` })
    const seen: unknown[] = []
    const spy: Plugin = {
      name: 'spy',
      setup: (build) => {
        build.onEnd(({ outputFiles, metafile }) => {
          seen.push([outputFiles, metafile])
        })
      },
    }

    await failureOf(esbuild, folder, { write: false, metafile: true, plugins: [keyfence(), spy] })
    await failureOf(esbuild, folder, { plugins: [keyfence(), spy] })

    expect(seen).toEqual([
      [[], undefined],
      [undefined, undefined],
    ])
  })

  it('shows later plugins what they would see without it', async () => {
    const folder = writeProject(`esbuild/${version}/later`, { 'src/main.ts': `console.log(1)\n` })
    const seen: unknown[] = []
    const spy: Plugin = {
      name: 'spy',
      setup: (build) => {
        const { initialOptions } = build
        seen.push(['setup', initialOptions.write, initialOptions.metafile])
        initialOptions.metafile = true
        build.onEnd(({ outputFiles, metafile }) => {
          const isWritten = existsSync(`${folder}/dist/main.js`)
          seen.push(['end', initialOptions.write, outputFiles, Object.keys(metafile?.outputs ?? {}), isWritten])
        })
      },
    }

    await esbuild.build(optionsOf(folder, { plugins: [keyfence(), spy] }))

    expect(seen).toEqual([
      ['setup', undefined, undefined],
      ['end', undefined, undefined, ['dist/main.js'], true],
    ])
  })

  it('shows what the user set to plugins that wait in their setup and to those behind them', async () => {
    const folder = writeProject(`esbuild/${version}/waiting`, { 'src/main.ts': `console.log(1)\n` })
    const seen: unknown[] = []
    const waits: Plugin = {
      name: 'waits',
      setup: async ({ initialOptions }) => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        seen.push([initialOptions.write, initialOptions.metafile])
      },
    }
    const behind: Plugin = {
      name: 'behind',
      setup: ({ initialOptions }) => {
        seen.push([initialOptions.write, initialOptions.metafile])
      },
    }

    await esbuild.build(optionsOf(folder, { metafile: false, plugins: [keyfence(), waits, behind] }))

    expect(seen).toEqual([
      [undefined, false],
      [undefined, false],
    ])
    expect(existsSync(`${folder}/dist/main.js`)).toBe(true)
  })

  it('decides whether a build is for a server after the last plugin has set the platform', async () => {
    const folder = writeProject(`esbuild/${version}/late-platform`, { 'src/main.ts': `console.log('${key}')\n` })
    const setsPlatform: Plugin = {
      name: 'sets-platform',
      setup: async ({ initialOptions }) => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        initialOptions.platform = 'node'
      },
    }

    const result = await esbuild.build(optionsOf(folder, { plugins: [keyfence(), setsPlatform] }))

    expect(result.errors).toEqual([])
    expect(existsSync(`${folder}/dist/main.js`)).toBe(true)
  })

  it('lets a copy of the options write as the user wants while a context with them waits', async () => {
    const folder = writeProject(`esbuild/${version}/copied`, { 'src/main.ts': `console.log(1)\n` })
    const options = optionsOf(folder)
    const context = await esbuild.context(options)
    try {
      await new Promise((resolve) => setTimeout(resolve, 5))
      await esbuild.build({ ...options, plugins: [] })

      expect(existsSync(`${folder}/dist/main.js`)).toBe(true)
    } finally {
      await context.dispose()
    }
  })

  it('checks before the plugins that stand in front of it, and says so', async () => {
    const folder = writeProject(`esbuild/${version}/last`, { 'src/main.ts': `console.log('${key}')\n` })
    const seen: unknown[] = []
    const spy: Plugin = {
      name: 'spy',
      setup: (build) => {
        build.onEnd(({ outputFiles, errors }) => {
          seen.push(outputFiles, errors.length)
        })
      },
    }
    const { push } = Array.prototype

    await failureOf(esbuild, folder, { plugins: [spy, keyfence()] })

    expect(seen).toEqual([undefined, 1])
    expect(Array.prototype.push).toBe(push)
  })

  it('keeps an option that another plugin sets after a while', async () => {
    const folder = writeProject(`esbuild/${version}/async-setup`, { 'src/main.ts': `console.log(1)\n` })
    const asks: Plugin = {
      name: 'asks',
      setup: async (build) => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        build.initialOptions.metafile = true
      },
    }

    const result = await esbuild.build(optionsOf(folder, { plugins: [keyfence(), asks] }))

    expect(Object.keys(result.metafile?.outputs ?? {})).toEqual(['dist/main.js'])
  })

  it('refuses to overwrite a source, as esbuild does', async () => {
    const folder = writeProject(`esbuild/${version}/overwrite`, { 'src/main.js': `console.log(1)\n` })
    const options = { entryPoints: ['src/main.js'], outdir: 'src' }

    const failure = await failureOf(esbuild, folder, options)
    expect(readFileSync(`${folder}/src/main.js`, 'utf8')).toBe(`console.log(1)\n`)

    const own = await failureOf(esbuild, folder, { ...options, plugins: [] })
    expect(failure.errors.map(({ text }) => text)).toEqual(own.errors.map(({ text }) => text))
    await esbuild.build(optionsOf(folder, { ...options, allowOverwrite: true }))
  })

  it('says why a file could not be written', async () => {
    const folder = writeProject(`esbuild/${version}/unwritable`, { 'src/main.ts': `console.log(1)\n`, dist: 'a file' })

    const failure = await failureOf(esbuild, folder)

    expect(failure.errors.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Failed to create output directory/u),
    ])
  })

  it('warns when it is not the first plugin', async () => {
    const folder = writeProject(`esbuild/${version}/not-first`, { 'src/main.ts': `console.log(1)\n` })

    const { warnings } = await esbuild.build(optionsOf(folder, { plugins: [turnsWritingOn, keyfence()] }))

    expect(warnings.map(({ text }) => text)).toEqual([
      'keyfence is not the first plugin. It was checked before `turns-writing-on` all the same, which another version of esbuild may not allow. Put keyfence first in `plugins`.',
    ])
  })

  it('fails a build whose output another plugin makes leak, and names the file', async () => {
    const folder = writeProject(`esbuild/${version}/late`, { 'src/main.ts': `console.log(1)\n` })
    const writesPage: Plugin = {
      name: 'writes-page',
      setup: (build) => {
        build.onEnd(() => writeFileSync(`${folder}/dist/index.html`, `<p>${key}</p>`))
      },
    }

    const failure = await failureOf(esbuild, folder, { plugins: [keyfence(), writesPage] })

    expect(failure.errors.map(placeOf)).toEqual(['dist/index.html:1:4'])
    expect(shownPieces(everything(failure), key, prefix)).toEqual([])
  })

  it('lets what the policy allows pass also after another plugin has changed the file', async () => {
    const folder = writeProject(`esbuild/${version}/late-allowed`, { 'src/main.ts': `console.log('${key}')\n` })
    const adds: Plugin = {
      name: 'adds',
      setup: (build) => {
        build.onEnd(() => appendFileSync(`${folder}/dist/main.js`, '// built'))
      },
    }
    const allow = [{ path: 'src/main.ts', reason: 'a test' }]

    const { warnings } = await esbuild.build(optionsOf(folder, { plugins: [keyfence({ allow }), adds] }))

    expect(warnings).toEqual([])
  })

  it('checks again what another plugin does to files in memory', async () => {
    const folder = writeProject(`esbuild/${version}/late-memory`, { 'src/main.ts': `console.log(1)\n` })
    const adds: Plugin = {
      name: 'adds',
      setup: (build) => {
        build.onEnd(({ outputFiles }) => {
          const [first] = outputFiles ?? []
          if (first !== undefined) first.contents = new TextEncoder().encode(`"${key}"`)
        })
      },
    }

    const failure = await failureOf(esbuild, folder, { write: false, plugins: [keyfence(), adds] })

    expect(failure.errors.map(placeOf)).toEqual(['dist/main.js:1:2'])
  })

  it('warns of a server-only package that stays outside, and names its importer', async () => {
    const folder = writeProject(`esbuild/${version}/external`, {
      ...elidesTypes,
      'src/main.ts': `import './types'\nimport { ask } from './ai'\nask()\n`,
      'src/types.ts': `import OpenAI from 'openai'\nexport type T = OpenAI\n`,
      'src/ai.ts': `export const n = 1\nimport OpenAI from 'openai'\nexport const ask = () => new OpenAI()\n`,
    })

    const { warnings } = await esbuild.build(optionsOf(folder, { packages: 'external', format: 'esm' }))

    expect(warnings.map(placeOf)).toEqual(['src/ai.ts:2:1'])
  })

  it('stops before the build when the options are frozen', async () => {
    const folder = writeProject(`esbuild/${version}/frozen`, { 'src/main.ts': `console.log('${key}')\n` })

    const failure = await esbuild.build(Object.freeze(optionsOf(folder))).catch((error: unknown) => error)

    expect(failure).toMatchObject({ errors: [{ text: expect.stringContaining('frozen') }] })
    expect(existsSync(`${folder}/dist`)).toBe(false)
  })

  it('fails on a configuration file that cannot be meant', async () => {
    const folder = writeProject(`esbuild/${version}/config`, {
      'src/main.ts': `console.log(1)\n`,
      'keyfence.config.json': `{ "alow": [] }`,
    })

    const failure = await failureOf(esbuild, folder)

    expect(failure.errors.map(({ text }) => text)).toEqual([
      'Unknown option `alow` in `keyfence.config.json`. Did you mean `allow`?',
    ])
  })
})

describe('options', () => {
  it.each([
    [{ clinet: true }, 'Unknown option `clinet` in the options of `keyfence()`. Did you mean `client`?'],
    [{ client: 'yes' }, 'Option `client` in the options of `keyfence()` must be "auto", true or false.'],
    [
      { allow: [{ path: 'x' }] },
      'Allow entry 1 in the options of `keyfence()` has no `reason`. Say why this may stay, or remove the entry.',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => keyfence(options as object)).toThrow(message)
  })
})
