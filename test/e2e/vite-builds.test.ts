import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keyfence } from '@keyfence/vite-plugin'
import legacy from '@vitejs/plugin-legacy'
import { build as buildWithNewest } from 'vite'
import { compression } from 'vite-plugin-compression2'
import { VitePWA } from 'vite-plugin-pwa'
import { viteSingleFile } from 'vite-plugin-singlefile'
import { describe, expect, it } from 'vitest'
import { keys } from './cases.ts'
import { filesIn, filesThatHold, shownPieces, writeProject, type ProjectFiles } from './project.ts'
import { buildAndFail, causeAndOrigin, listen, tryBuild, versions, type Build } from './vite-hosts.ts'

const key = keys.openai
const page = `<!doctype html>\n<script type="module" src="/src/main.js"></script>\n`
const leaking: ProjectFiles = { 'index.html': page, 'src/main.js': `document.title = '${key}'\n` }
const clean: ProjectFiles = { 'index.html': page, 'src/main.js': `document.title = 'x'\n` }
const namesIn = (root: string) => [...filesIn(join(root, 'dist')).keys()]

describe.each(versions)('$version', ({ version, build }) => {
  const project = (name: string, files: ProjectFiles) => writeProject(`builds/${version}/${name}`, files)

  it('stops a library in every format and writes none', async () => {
    const root = project('formats', { ...clean, 'src/lib.js': `export const k = '${key}'\n` })
    const lib = { entry: join(root, 'src/lib.js'), name: 'lib', formats: ['es', 'cjs', 'umd', 'iife'], fileName: 'lib' }

    const { report } = await buildAndFail(build, root, { build: { lib } })

    expect(report.findings.map(causeAndOrigin)).toEqual(['literal src/lib.js:1:19'])
    expect(namesIn(root)).toEqual([])
  })

  it('lets a clean library pass in every format', async () => {
    const root = project('clean-formats', { ...clean, 'src/lib.js': `export const k = 'x'\n` })
    const lib = { entry: join(root, 'src/lib.js'), name: 'lib', formats: ['es', 'cjs', 'umd', 'iife'], fileName: 'lib' }

    const { message, error } = await tryBuild(build, root, { build: { lib } })

    expect(error).toBeUndefined()
    expect(message.match(/keyfence: .*/gu)).toEqual([expect.stringContaining('keyfence: scanned 4 of 4 client files')])
    expect(namesIn(root)).toHaveLength(4)
  })

  it('tells which page of several leads to a leak', async () => {
    const root = project('pages', {
      ...clean,
      'admin/index.html': `<script type="module" src="/src/admin.js"></script>\n`,
      'src/admin.js': `import './ai.js'\n`,
      'src/ai.js': `document.title = '${key}'\n`,
    })
    const input = [join(root, 'index.html'), join(root, 'admin/index.html')]

    const { report } = await buildAndFail(build, root, { build: { rollupOptions: { input } } })

    expect(report.findings.map(({ importChain }) => importChain.map(({ path, line }) => `${path}:${line}`))).toEqual([
      ['admin/index.html:1', 'src/admin.js:1', 'src/ai.js:null'],
    ])
  })

  it('checks an output that has a folder of its own', async () => {
    const root = project('own-folder', leaking)

    const { message } = await buildAndFail(build, root, {
      build: { rollupOptions: { output: { dir: join(root, 'www') } } },
    })

    expect(message).toContain('Nothing that was bundled is in www/.')
    expect(filesThatHold(join(root, 'www'), key)).toEqual([])
  })

  it('stops a build that writes nothing', async () => {
    const root = project('unwritten', { ...leaking, 'dist/old.txt': 'old' })

    await buildAndFail(build, root, { build: { write: false } })

    expect(namesIn(root)).toEqual(['old.txt'])
  })

  it('says everything once where two presets bring it', async () => {
    const root = project('twice', { ...clean, 'src/main.js': `import 'openai'\ndocument.title = 'x'\n` })
    const config = { plugins: [keyfence(), keyfence()], build: { rollupOptions: { external: ['openai'] } } }

    const { message, error } = await tryBuild(build, root, config)

    expect(error).toBeUndefined()
    expect(message.match(/let this build pass/gu)).toHaveLength(1)
    expect(message.match(/keyfence: scanned/gu)).toHaveLength(1)

    writeFileSync(join(root, 'src/main.js'), `document.title = '${key}'\n`)
    const { report } = await buildAndFail(build, root, config)
    expect(report.findings).toHaveLength(1)
  })

  it.each(['buildStart', 'transform', 'renderChunk', 'generateBundle', 'writeBundle', 'closeBundle'])(
    'adds nothing to the error of a plugin that throws in %s',
    async (hook) => {
      const root = project(`throws-${hook}`, clean)
      const thrower = {
        name: 'thrower',
        [hook]: () => {
          throw new RangeError('of the other plugin')
        },
      }

      const { message, report, error } = await tryBuild(build, root, { plugins: [thrower] })

      expect(error).toBeDefined()
      expect(report).toBeUndefined()
      expect(message).toContain('of the other plugin')
      expect(message).not.toMatch(/keyfence stopped|keyfence: scanned/u)
    },
  )

  it('leaves nothing of a leak where another plugin stops the build', async () => {
    const root = project('stopped-by-other', { ...clean, 'dist/old.txt': 'old' })
    const thrower = {
      name: 'thrower',
      writeBundle: () => {
        writeFileSync(join(root, 'dist/late.txt'), key)
        throw new RangeError('of the other plugin')
      },
    }

    const { message } = await tryBuild(build, root, { plugins: [thrower] })

    expect(message).toContain('of the other plugin')
    expect(filesThatHold(join(root, 'dist'), key)).toEqual([])
  })

  it('stops on a public file that cannot be read', async () => {
    const root = project('unreadable', { ...clean, 'public/a.txt': 'a' })
    symlinkSync(join(root, 'nowhere'), join(root, 'public/link.txt'))

    const { report } = await buildAndFail(build, root)

    expect(report.incomplete).toEqual([{ path: 'dist/link.txt', reason: '`public/link.txt` cannot be read (ENOENT).' }])
  })

  it('watches: a leak is an error, its repair is built', async () => {
    const root = project('watch', { ...clean, 'public/robots.txt': 'x' })
    await watch(build, root, async (next) => {
      expect(await next()).toBe('END')
      expect(namesIn(root)).toHaveLength(3)

      writeFileSync(join(root, 'src/main.js'), `document.title = '${key}'\n`)
      expect(await next()).toContain('keyfence stopped this build: 1 secret')
      expect(filesThatHold(join(root, 'dist'), key)).toEqual([])

      writeFileSync(join(root, 'src/main.js'), `document.title = 'mended'\n`)
      expect(await next()).toBe('END')
      expect([...filesIn(join(root, 'dist')).values()].join('\n')).toContain('mended')
    })
  })

  it('watches: a public file that leaks is taken away again', async () => {
    const root = project('watch-public', { ...clean, 'public/a.json': `"${key}"` })
    await watch(build, root, async (next) => {
      expect(await next()).toContain('keyfence stopped this build: 1 secret')
      expect(filesThatHold(join(root, 'dist'), key)).toEqual([])
    })
  })

  it.each([
    { name: 'compressed copies', options: {} },
    { name: 'compressed files alone', options: { deleteOriginalAssets: true } },
  ])('stops $name, with the source', async ({ name, options }) => {
    const root = project(name, leaking)
    const compress = compression({ threshold: 0, algorithms: ['gzip', 'brotliCompress'], ...options })

    for (const plugins of [
      [keyfence(), compress],
      [compress, keyfence()],
    ]) {
      const { report } = await buildAndFail(build, root, { plugins })
      expect(new Set(report.findings.map(causeAndOrigin))).toEqual(new Set(['literal src/main.js:1:19']))
      expect(filesThatHold(join(root, 'dist'), key)).toEqual([])
    }
  })

  it('stops a script that another plugin puts into the page', async () => {
    const root = project('single-file', leaking)

    const { report } = await buildAndFail(build, root, { plugins: [viteSingleFile()] })

    expect(new Set(report.findings.map(causeAndOrigin))).toEqual(new Set(['literal src/main.js:1:19']))
    expect(filesThatHold(join(root, 'dist'), key)).toEqual([])
  })

  it('stops a script that another plugin takes out of the bundle, for it may come back', async () => {
    const root = project('taken-out', leaking)
    const taker = {
      name: 'taker',
      generateBundle(_: unknown, bundle: Record<string, { type: string }>) {
        for (const [name, item] of Object.entries(bundle))
          if (item.type === 'chunk') Reflect.deleteProperty(bundle, name)
      },
    }

    const { report } = await buildAndFail(build, root, { plugins: [taker] })

    expect(report.findings.map(causeAndOrigin)).toEqual(['literal src/main.js:1:19'])
  })
})

describe('plugins of others', () => {
  it('stops legacy chunks with one finding for the person', async () => {
    const root = writeProject('builds/legacy', leaking)

    const { report, message } = await buildAndFail(buildWithNewest, root, { plugins: [legacy()] })

    expect(new Set(report.findings.map(causeAndOrigin))).toEqual(new Set(['literal src/main.js:1:19']))
    expect(message).toContain('keyfence stopped this build: 1 secret would reach every visitor.')
    expect(namesIn(root)).toEqual([])
    expect(shownPieces(message, key, 'sk-proj-')).toEqual([])
  })

  it('stops a web app with a service worker', async () => {
    const pwa = () => VitePWA({ manifest: { name: 'app', description: key }, workbox: { globPatterns: ['**/*.js'] } })
    const root = writeProject('builds/pwa', clean)

    const { report } = await buildAndFail(buildWithNewest, root, { plugins: [keyfence(), pwa()] })

    expect(report.findings.map(({ location }) => location.path)).toEqual(['dist/manifest.webmanifest'])
    expect(filesThatHold(join(root, 'dist'), key)).toEqual([])
  })

  it('counts the service worker of a clean web app', async () => {
    const root = writeProject('builds/clean-pwa', clean)

    const { error, message } = await tryBuild(buildWithNewest, root, {
      plugins: [keyfence(), VitePWA({ manifest: { name: 'app' } })],
    })

    expect(error).toBeUndefined()
    expect(namesIn(root)).toContain('sw.js')
    const files = namesIn(root).length
    expect(message).toContain(`keyfence: scanned ${files} of ${files} client files`)
  })
})

/** Builds while it watches; `next` waits for the end of the next build and tells how it ended. */
async function watch(build: Build, root: string, steps: (next: () => Promise<string>) => Promise<void>) {
  const { customLogger } = listen()
  const watcher = (await build({
    root,
    configFile: false,
    customLogger,
    plugins: [keyfence()],
    build: { watch: { buildDelay: 20 } },
  })) as {
    on: (
      event: string,
      listener: (event: { code: string; error?: Error; result?: { close: () => void } }) => void,
    ) => void
    close: () => Promise<void>
  }
  const ends: string[] = []
  let failure: string | undefined
  let wake: () => void = () => undefined
  watcher.on('event', ({ code, error, result }) => {
    result?.close()
    // An error is followed by the end.
    if (code === 'ERROR') failure = error?.message
    if (code !== 'END') return
    ends.push(failure ?? code)
    failure = undefined
    wake()
  })
  const next = async () => {
    while (ends.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    return ends.shift() ?? ''
  }
  try {
    await steps(next)
  } finally {
    await watcher.close()
  }
}
