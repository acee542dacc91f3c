import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { keyfence } from '@keyfence/vite-plugin'
import { chromium, type Browser, type Page } from 'playwright-core'
import * as vite8 from 'vite'
import * as vite5 from 'vite-5'
import * as vite6 from 'vite-6'
import * as vite7 from 'vite-7'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keys } from '../e2e/cases.ts'
import { shownPieces, writeProject } from '../e2e/project.ts'
import { listen } from '../e2e/vite-hosts.ts'

const key = keys.openai
const program = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'chromium'))
  .find((path) => existsSync(path))
const hasBrowser = program !== undefined
if (!hasBrowser)
  console.warn('The tests in a browser do not run: there is no `chromium`, as Debian has it, on the PATH.')

interface DevServer {
  readonly listen: () => Promise<unknown>
  readonly close: () => Promise<void>
  readonly resolvedUrls: { readonly local: readonly string[] } | null
}
type CreateServer = (config: object) => Promise<DevServer>

const versions = [
  { version: 'Vite 8', createServer: vite8.createServer as CreateServer },
  { version: 'Vite 7', createServer: vite7.createServer as CreateServer },
  { version: 'Vite 6', createServer: vite6.createServer as CreateServer },
  { version: 'Vite 5', createServer: vite5.createServer as unknown as CreateServer },
]

const page = `<!doctype html>
<body><h1>starts</h1><script type="module" src="/src/main.js"></script></body>
`
const main = `import { ask } from './ai.js'\ndocument.querySelector('h1').textContent = 'works ' + typeof ask()\n`
const mended = `export const ask = () => 'x'\n`

/** Everything that a page received. */
interface Visit {
  readonly page: Page
  readonly received: Promise<string>[]
  readonly frames: string[]
}

let browser: Browser
beforeAll(async () => {
  if (program !== undefined) browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] })
})
afterAll(async () => {
  if (hasBrowser) await browser.close()
})

async function withPage(
  createServer: CreateServer,
  root: string,
  options: Parameters<typeof keyfence>[0],
  visit: (visit: Visit, lines: string[]) => Promise<void>,
) {
  const { lines, customLogger } = listen()
  const config = { root, configFile: false, customLogger, plugins: [keyfence(options)] }
  const server = await createServer({ ...config, server: { port: 0, host: '127.0.0.1' } })
  await server.listen()
  const tab = await browser.newPage({ viewport: { width: 1100, height: 800 } })
  const received: Promise<string>[] = []
  const frames: string[] = []
  tab.on('response', (response) => received.push(response.text().catch(() => '')))
  tab.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => frames.push(String(payload)))
  })
  try {
    await tab.goto(server.resolvedUrls?.local[0] ?? '')
    await visit({ page: tab, received, frames }, lines)
  } finally {
    await tab.close()
    await server.close()
  }
}

const overlayText = async ({ page: tab }: Visit) =>
  await tab.locator('vite-error-overlay').evaluate((overlay): string => overlay.shadowRoot?.textContent ?? '')

describe.runIf(hasBrowser).each(versions)('the dev server of $version, in a browser', ({ version, createServer }) => {
  it.each([
    { name: 'a literal', ai: `export const ask = () => '${key}'\n`, at: 'src/ai.js:1:27' },
    { name: 'a variable', ai: `export const ask = () => import.meta.env.VITE_OPENAI_API_KEY\n`, at: 'src/ai.js:1:26' },
  ])('shows $name at its module while the app works, and clears it when it is mended', async ({ name, ai, at }) => {
    const root = writeProject(`browser/${version}/${name}`, {
      ...{ 'index.html': page, 'src/main.js': main, 'src/ai.js': ai },
      '.env.local': `VITE_OPENAI_API_KEY=${key}\n`,
    })
    await withPage(createServer, root, {}, async (visit, lines) => {
      await visit.page.getByText('works string').waitFor()
      await visit.page.locator('vite-error-overlay').waitFor()
      const text = await overlayText(visit)
      expect(text).toContain('OpenAI project API key, sk-proj-… (164 characters), is in what the browser receives.')
      expect(text).toContain(at)
      expect(text).toContain('src/main.js:1 → src/ai.js:1')
      expect(shownPieces(text + visit.frames.join('') + lines.join(''), key, 'sk-proj-')).toEqual([])
      expect(lines.join('')).toContain(`\n   ${at}\n`)
      const pictures = join(root, '../pictures')
      mkdirSync(pictures, { recursive: true })
      await visit.page.screenshot({ path: join(pictures, `${name}.png`) })

      writeFileSync(join(root, 'src/ai.js'), mended)
      await visit.page.locator('vite-error-overlay').waitFor({ state: 'detached' })
      await visit.page.getByText('works string').waitFor()

      writeFileSync(join(root, 'src/ai.js'), ai)
      await visit.page.locator('vite-error-overlay').waitFor()
    })
  })

  it('shows the overlay again when the page is loaded again', async () => {
    const root = writeProject(`browser/${version}/again`, {
      ...{ 'index.html': page, 'src/main.js': main, 'src/ai.js': `export const ask = () => '${key}'\n` },
    })
    await withPage(createServer, root, {}, async (visit) => {
      await visit.page.locator('vite-error-overlay').waitFor()
      await visit.page.reload()
      await visit.page.getByText('works string').waitFor()
      await visit.page.locator('vite-error-overlay').waitFor()
      expect(await overlayText(visit)).toContain('src/ai.js:1:27')
    })
  })

  it('sends nothing of the key where it blocks, and shows why', async () => {
    const root = writeProject(`browser/${version}/block`, {
      ...{ 'index.html': page, 'src/main.js': main, 'src/ai.js': `export const ask = () => '${key}'\n` },
    })
    await withPage(createServer, root, { dev: 'block' }, async (visit, lines) => {
      await visit.page.locator('vite-error-overlay').waitFor()
      expect(await overlayText(visit)).toContain('src/ai.js:1:27')
      expect(await visit.page.locator('h1').textContent()).toBe('starts')
      const all = (await Promise.all(visit.received)).join('\n') + visit.frames.join('') + lines.join('')
      expect(all).toContain('keyfence did not send src/ai.js')
      expect(shownPieces(all, key, 'sk-proj-')).toEqual([])

      writeFileSync(join(root, 'src/ai.js'), mended)
      await visit.page.getByText('works string').waitFor()
      expect(await visit.page.locator('vite-error-overlay').count()).toBe(0)
    })
  })

  it('says nothing where it is switched off, or nothing leaks', async () => {
    const files = { 'index.html': page, 'src/main.js': main, 'src/ai.js': `export const ask = () => '${key}'\n` }
    for (const [name, options, own] of [
      ['off', { dev: false }, files],
      ['clean', {}, { ...files, 'src/ai.js': mended }],
    ] as const) {
      const root = writeProject(`browser/${version}/${name}`, own)
      await withPage(createServer, root, options, async (visit, lines) => {
        await visit.page.getByText('works string').waitFor()
        await visit.page.reload()
        await visit.page.getByText('works string').waitFor()
        expect(await visit.page.locator('vite-error-overlay').count()).toBe(0)
        expect(lines.join('')).not.toContain('keyfence')
      })
    }
  })
})
