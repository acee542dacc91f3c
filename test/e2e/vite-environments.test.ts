import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keyfence, type KeyfenceOptions } from '@keyfence/vite-plugin'
import * as vite8 from 'vite'
import * as vite6 from 'vite-6'
import * as vite7 from 'vite-7'
import { describe, expect, it } from 'vitest'
import { keys } from './cases.ts'
import { filesIn, filesThatHold, writeProject, type ProjectFiles } from './project.ts'
import { buildAndFail, causeAndOrigin, tryBuild, versions, type Build } from './vite-hosts.ts'

const key = keys.openai
const leak = (title: string) => `globalThis.${title} = '${key}'\n`
const files: ProjectFiles = {
  'index.html': '<!doctype html>\n<script type="module" src="/src/main.js"></script>\n',
  'src/main.js': `document.title = 'x'\n`,
  'src/server.js': `globalThis.server = 'x'\n`,
  'src/edge.js': `globalThis.edge = 'x'\n`,
}

interface Builder {
  readonly buildApp: () => Promise<void>
}
type CreateBuilder = (config: object) => Promise<Builder>
const builders = [
  { version: 'Vite 8', create: vite8.createBuilder as unknown as CreateBuilder, hasHook: true },
  { version: 'Vite 7', create: vite7.createBuilder as unknown as CreateBuilder, hasHook: true },
  { version: 'Vite 6', create: vite6.createBuilder as unknown as CreateBuilder, hasHook: false },
]

/** A build of three environments, in one folder each: what a framework asks of Vite. */
function app(create: CreateBuilder, root: string, options: KeyfenceOptions, more: object = {}, builder: object = {}) {
  const folder = (name: string, consumer: string, input: string) => ({
    consumer,
    build: { outDir: `dist/${name}`, rollupOptions: { input: join(root, input) } },
  })
  // `tryBuild` calls it as it calls `build`.
  const build: Build = async (config) => {
    const host = await create({
      environments: {
        client: folder('client', 'client', 'index.html'),
        ssr: folder('server', 'server', 'src/server.js'),
        edge: folder('edge', 'server', 'src/edge.js'),
      },
      builder,
      ...config,
      ...more,
    })
    await host.buildApp()
  }
  const plugins = [keyfence(options), ...((more as { plugins?: object[] }).plugins ?? [])]
  return { build, config: { plugins } }
}

describe.each(builders)('$version', ({ version, create, hasHook }) => {
  const project = (name: string, own: ProjectFiles) =>
    writeProject(`environments/${version}/${name}`, { ...files, ...own })

  it('fences the client and leaves servers alone', async () => {
    const root = project('servers', { 'src/server.js': leak('server'), 'src/edge.js': leak('edge') })
    const { build, config } = app(create, root, {})

    const { error } = await tryBuild(build, root, config)

    expect(error).toBeUndefined()
    expect(filesThatHold(join(root, 'dist'), key)).toHaveLength(2)
  })

  it.each([{ builder: {} }, { builder: { sharedPlugins: true } }, { builder: { sharedConfigBuild: true } }])(
    'stops a leak in the client with $builder',
    async ({ builder }) => {
      const root = project('client', { 'src/main.js': leak('main') })
      const { build, config } = app(create, root, {}, {}, builder)

      const { report } = await buildAndFail(build, root, config)

      expect(report.findings.map(causeAndOrigin)).toEqual(['literal src/main.js:1:20'])
      expect(filesThatHold(join(root, 'dist'), key)).toEqual([])
    },
  )

  it('fences an environment that `environments.fence` names', async () => {
    const root = project('fence', { 'src/edge.js': leak('edge'), 'src/server.js': leak('server') })
    const { build, config } = app(create, root, { environments: { fence: ['edge'] } })

    const { report } = await buildAndFail(build, root, config)

    expect(report.findings.map(causeAndOrigin)).toEqual(['literal src/edge.js:1:20'])
    expect(filesThatHold(join(root, 'dist/edge'), key)).toEqual([])
  })

  it('leaves an environment alone that `environments.ignore` names', async () => {
    const root = project('ignore', { 'src/main.js': leak('main') })
    const { build, config } = app(create, root, { environments: { ignore: ['client'] } })

    const { error } = await tryBuild(build, root, config)

    expect(error).toBeUndefined()
    expect(filesThatHold(join(root, 'dist/client'), key)).toHaveLength(1)
  })

  it('checks the assets that a server build emits for clients', async () => {
    const root = project('assets', {
      'src/server.js': `import url from './notes.txt?url'\nglobalThis.url = url\n${leak('server')}`,
      'src/notes.txt': `${key}\n${'x'.repeat(5000)}`,
    })
    const ssr = {
      consumer: 'server',
      build: { outDir: 'dist/server', emitAssets: true, rollupOptions: { input: join(root, 'src/server.js') } },
    }
    const client = { build: { outDir: 'dist/client' } }
    const { build, config } = app(create, root, {}, { environments: { client, ssr } })

    const { report } = await buildAndFail(build, root, config)

    expect(report.findings.map(causeAndOrigin)).toEqual(['asset src/notes.txt:1:1'])
  })

  it.runIf(hasHook)('checks the pages that a framework renders at the end', async () => {
    const root = project('pages', {})
    const renders = (text: string) => ({
      name: 'renders',
      buildApp: async ({ environments, build }: { environments: object; build: (name: unknown) => Promise<void> }) => {
        for (const environment of Object.values(environments)) await build(environment)
        mkdirSync(join(root, 'dist/client/blog'), { recursive: true })
        writeFileSync(join(root, 'dist/client/blog/index.html'), `<p>${text}</p>`)
      },
    })

    const leaking = app(create, root, {}, { plugins: [keyfence(), renders(key)] })
    const { report } = await buildAndFail(leaking.build, root, leaking.config)
    expect(report.findings.map(({ location }) => location.path)).toEqual(['dist/client/blog/index.html'])
    expect(filesThatHold(join(root, 'dist'), key)).toEqual([])
    expect([...filesIn(join(root, 'dist/client')).keys()]).toHaveLength(2)

    const clean = app(create, root, {}, { plugins: [keyfence(), renders('x')] })
    const { error, message } = await tryBuild(clean.build, root, clean.config)
    expect(error).toBeUndefined()
    expect(message).toContain('keyfence: scanned 1 of 1 client file')
  })
})

describe.each(versions)('$version', ({ version, build }) => {
  it('fences a server build on demand', async () => {
    const root = writeProject(`environments/${version}/on-demand`, { ...files, 'src/server.js': leak('server') })
    const plugins = [keyfence({ environments: { fence: ['ssr'] } })]

    const { report } = await buildAndFail(build, root, { plugins, build: { ssr: 'src/server.js' } })

    expect(report.findings.map(causeAndOrigin)).toEqual(['literal src/server.js:1:22'])
  })

  it('checks what a server build emits for clients', async () => {
    const root = writeProject(`environments/${version}/emits`, {
      ...files,
      'src/server.js': `import url from './notes.txt?url'\nglobalThis.url = url\n${leak('server')}`,
      'src/notes.txt': `${key}\n${'x'.repeat(5000)}`,
    })

    const { report } = await buildAndFail(build, root, { build: { ssr: 'src/server.js', ssrEmitAssets: true } })

    expect(report.findings.map(causeAndOrigin)).toEqual(['asset src/notes.txt:1:1'])
  })

  it('says when no environment has a name that the option gives', async () => {
    const root = writeProject(`environments/${version}/unknown`, files)

    const { message } = await tryBuild(build, root, { plugins: [keyfence({ environments: { fence: ['egde'] } })] })

    expect(message).toContain(
      'keyfence: no environment is called `egde`, as `environments` says; there are client, ssr.',
    )
  })
})

describe('the option `environments`', () => {
  it.each([
    { environments: 'edge', says: 'Option `environments` in the options of `keyfence()` must be an object with' },
    {
      environments: { fense: [] },
      says: 'Unknown option `fense` in the options of `keyfence()`. Did you mean `fence`?',
    },
    {
      environments: { fence: 'edge' },
      says: 'Option `environments.fence` in the options of `keyfence()` must be a list',
    },
  ])('is checked: $says', ({ environments, says }) => {
    expect(() => keyfence({ environments } as object)).toThrow(says)
  })
})
