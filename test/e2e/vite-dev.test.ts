import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { keyfence } from '@keyfence/vite-plugin'
import * as vite8 from 'vite'
import * as vite5 from 'vite-5'
import * as vite6 from 'vite-6'
import * as vite7 from 'vite-7'
import { describe, expect, it, vi } from 'vitest'
import { keys } from './cases.ts'
import { filesThatHold, shownPieces, writeProject, type ProjectFiles } from './project.ts'
import { listen } from './vite-hosts.ts'

const key = keys.openai
const page = '<!doctype html>\n<script type="module" src="/src/main.js"></script>\n<p>%VITE_OPENAI_API_KEY%</p>\n'
const files: ProjectFiles = {
  'index.html': page,
  'src/main.js': `document.title = 'x'\n`,
  'src/clean.js': `export default 1\n`,
  'src/mode.js': `export default import.meta.env.MODE\n`,
  'src/lit.ts': `export const k: string = '${key}'\n`,
  'src/comment.ts': `// ${key}\nexport const k: string = 'x'\n`,
  // Only its source map holds it.
  'src/type.ts': `interface A { x: '${key}' }\nexport const a: A | 1 = 1\n`,
  'src/style.css': `a { --k: '${key}' }\n`,
  'src/data.json': JSON.stringify({ key }),
  'src/raw.txt': key,
  'public/config.json': JSON.stringify({ key }),
  'node_modules/dep/package.json': '{ "name": "dep", "type": "module", "version": "1.0.0", "main": "i.js" }',
  'node_modules/dep/i.js': `export default '${key}'\n`,
  '.env.local': `VITE_OPENAI_API_KEY=${key}\n`,
}
const leaking = (root: string) => [
  ...[
    '/',
    '/nowhere',
    '/src/mode.js',
    '/src/lit.ts',
    '/src/lit.ts?t=1',
    '/src/lit.ts.map',
    '/src/comment.ts',
    '/src/type.ts',
  ],
  ...['/src/style.css', '/src/style.css?direct', '/src/data.json', '/src/data.json?import', '/src/raw.txt'],
  ...['/src/raw.txt?raw', '/src/raw.txt?import&raw', '/config.json', '/@vite/env', '/node_modules/.vite/deps/dep.js'],
  ...[`/@fs${root}/src/lit.ts`, `/@fs${root}/src/raw.txt`],
]

const places = [
  ...[
    'index.html:3:4',
    'src/lit.ts:1:27',
    'src/comment.ts:1:4',
    'src/type.ts:1:19',
    'src/style.css:1:11',
    'src/data.json:1:9',
  ],
  ...['src/raw.txt:1:1', 'public/config.json:1:9', 'node_modules/.vite/deps/dep.js:2:18'],
]

interface Server {
  readonly httpServer: { readonly address: () => unknown } | null
  readonly listen: () => Promise<unknown>
  readonly close: () => Promise<unknown>
}
interface Vite {
  readonly createServer: (config: object) => Promise<Server>
  readonly preview: (config: object) => Promise<unknown>
  readonly build: (config: object) => Promise<unknown>
}
const versions = [
  { version: 'Vite 8', vite: vite8 as unknown as Vite },
  { version: 'Vite 7', vite: vite7 as unknown as Vite },
  { version: 'Vite 6', vite: vite6 as unknown as Vite },
  { version: 'Vite 5', vite: vite5 as unknown as Vite },
]

/** Starts a server, asks for paths, and gives what came and what was said. */
async function ask(
  { createServer }: Vite,
  root: string,
  plugins: readonly unknown[],
  paths: readonly string[],
  { until, ...more }: { readonly until?: (said: string) => boolean; readonly base?: string } = {},
) {
  const { lines, customLogger } = listen()
  const config = {
    ...{ root, configFile: false, customLogger, plugins, define: { __KEY__: JSON.stringify(key) } },
    ...{ optimizeDeps: { include: ['dep'], noDiscovery: true }, ...more },
  }
  const server = await createServer({ ...config, server: { port: 0, host: '127.0.0.1' } })
  await server.listen()
  const { port } = server.httpServer?.address() as AddressInfo
  const answers: { path: string; status: number; text: string }[] = []
  try {
    for (const path of paths) {
      const accept = path.includes('css') ? 'text/css' : /[.@]/u.test(path) ? '*/*' : 'text/html'
      // eslint-disable-next-line n/no-unsupported-features/node-builtins -- Node 20 has it, and calls it experimental.
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept } })
      answers.push({ path, status: response.status, text: await response.text() })
    }
    // What is sent is checked behind its last byte.
    if (until !== undefined) await vi.waitUntil(() => until(lines.join('\n')), { timeout: 30_000 })
  } finally {
    await server.close()
  }
  return { answers, said: lines.join('\n') }
}

const base64Of = (text: string) =>
  [...text.matchAll(/base64,(?<data>[\w+/=]+)/gu)].map(({ groups }) => atob(groups?.['data'] ?? '')).join('\n')
const holding = (answers: readonly { path: string; text: string }[]) =>
  answers.filter(({ text }) => shownPieces(text + base64Of(text), key, 'sk-proj-').length > 0).map(({ path }) => path)

describe.each(versions)('the dev server of $version', ({ version, vite }) => {
  it('sends what it would have sent, and tells each place once', async () => {
    const root = writeProject(`dev/${version}/warn`, files)
    const paths = leaking(root)

    const plain = await ask(vite, root, [], paths)
    const until = (text: string) => places.every((place) => text.includes(`\n   ${place}\n`))
    const { answers, said } = await ask(vite, root, [keyfence()], paths, { until })

    expect(answers).toEqual(plain.answers)
    expect(holding(answers)).toEqual(paths)
    for (const place of places) expect(said.split(`\n   ${place}\n`), place).toHaveLength(2)
    expect(said.match(/once code uses it/gu)).toHaveLength(1)
    expect(shownPieces(said, key, 'sk-proj-')).toEqual([])
  })

  it('sends no key where it blocks, and everything else as it was', async () => {
    const root = writeProject(`dev/${version}/block`, files)
    const paths = leaking(root)
    const clean = ['/src/main.js', '/src/clean.js', '/@vite/client']

    const plain = await ask(vite, root, [], clean)
    const { answers, said } = await ask(vite, root, [keyfence({ dev: 'block' })], [...paths, ...clean])

    expect(holding(answers)).toEqual([])
    for (const { path, text } of answers.slice(0, paths.length)) expect(text, path).toContain('keyfence did not send')
    // Vite's client holds a token of its own in each server.
    const tokenless = ({ path, text }: { path: string; text: string }) => [path, text.replace(/wsToken = ".*"/u, '')]
    expect(answers.slice(paths.length, -1).map(tokenless)).toEqual(plain.answers.slice(0, -1).map(tokenless))
    expect(answers.at(-1)?.text).not.toContain('keyfence did not send')
    expect(shownPieces(said, key, 'sk-proj-')).toEqual([])
  })

  it.each([false, 'off'] as const)('looks at nothing with `dev: %j`', async (dev) => {
    const root = writeProject(`dev/${version}/off`, files)

    const { answers, said } = await ask(vite, root, [keyfence({ dev })], ['/src/lit.ts', '/config.json'])

    expect(holding(answers)).toEqual(['/src/lit.ts', '/config.json'])
    expect(said).not.toContain('keyfence')
  })

  it('leaves alone what others answer', async () => {
    const root = writeProject(`dev/${version}/others`, files)
    const api = {
      name: 'api',
      configureServer: ({ middlewares }: { middlewares: { use: (path: string, handle: unknown) => void } }) => {
        middlewares.use(
          '/api',
          (_: unknown, response: { setHeader: (...pair: string[]) => void; end: (text: string) => void }) => {
            response.setHeader('content-type', 'application/json')
            response.end(JSON.stringify({ key }))
          },
        )
      },
    }

    const { answers, said } = await ask(vite, root, [keyfence({ dev: 'block' }), api], ['/api/token'])

    expect(answers).toEqual([{ path: '/api/token', status: 200, text: JSON.stringify({ key }) }])
    expect(said).not.toContain('keyfence')
  })

  it('follows the policy and the base of the app', async () => {
    const root = writeProject(`dev/${version}/policy`, files)
    const allow = [{ path: 'src/lit.ts', reason: 'A sample.' }]
    const paths = ['/app/src/lit.ts', '/app/src/raw.txt']

    const { answers } = await ask(vite, root, [keyfence({ dev: 'block', allow })], paths, { base: '/app/' })

    expect(holding(answers)).toEqual(['/app/src/lit.ts'])
  })

  it('tells what a build would let pass, and sends it', async () => {
    const root = writeProject(`dev/${version}/never`, files)
    const plugins = [keyfence({ dev: 'block', failOn: 'never' })]

    const { answers, said } = await ask(vite, root, plugins, ['/src/lit.ts'])

    expect(holding(answers)).toEqual(['/src/lit.ts'])
    expect(said).toContain('the browser has received a secret in /src/lit.ts.\nA build would tell it and pass.')
  })

  it('is not in a build', async () => {
    const root = writeProject(`dev/${version}/build`, {
      ...files,
      'index.html': page.replace(/<p>.*/u, ''),
      'public/config.json': '{}',
    })
    const { customLogger } = listen()
    await vite.build({ root, configFile: false, customLogger, plugins: [keyfence({ dev: 'block' })] })
    expect(filesThatHold(join(root, 'dist'), key)).toEqual([])
  })

  describe('preview', () => {
    const start = async (root: string, options = {}) => {
      const { lines, customLogger } = listen()
      const config = { root, configFile: false, customLogger, plugins: [keyfence(options)], preview: { port: 0 } }
      try {
        const server = (await vite.preview(config)) as { httpServer: { close: () => void } }
        server.httpServer.close()
        return { error: '', said: lines.join('\n') }
      } catch (error) {
        return { error: String(error), said: lines.join('\n') }
      }
    }

    it('refuses a folder that leaks, whoever wrote it', async () => {
      const root = writeProject(`dev/${version}/preview`, {
        'dist/index.html': page,
        'dist/assets/a.js': `f('${key}')`,
      })

      const { error } = await start(root)
      expect(error).toContain(
        'keyfence stopped this preview: 1 secret would reach every visitor.\ndist/ is not served.',
      )
      expect(error).toContain('dist/assets/a.js:1:4')
      expect(shownPieces(error, key, 'sk-proj-')).toEqual([])

      const { error: none, said } = await start(root, { failOn: 'never' })
      expect(none).toBe('')
      expect(said).toContain('keyfence let this preview pass: 1 secret will reach every visitor.')
    })

    it('serves a clean folder', async () => {
      const root = writeProject(`dev/${version}/preview-clean`, { 'dist/index.html': '<p>x' })
      expect(await start(root)).toEqual({ error: '', said: expect.not.stringContaining('keyfence') as string })
    })
  })
})
