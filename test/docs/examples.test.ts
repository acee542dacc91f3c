import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { fakeKey } from '@keyfence/core'
import { loadConfig } from '@keyfence/core/node'
import { rollup } from 'rollup'
import ts from 'typescript'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { blocksOf, type Block } from './markdown.ts'
import { pages } from './pages.ts'

const work = fileURLToPath(new URL('../.work/docs/', import.meta.url))
const bin = join(dirname(createRequire(import.meta.url).resolve('keyfence/package.json')), 'dist/bin.js')
const key = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 11)

interface Example extends Block {
  /** Page and line. */
  readonly name: string
  readonly page: string
}

// Pages of rules are executed by their own test.
const examples: Example[] = pages()
  .filter(({ path }) => !path.startsWith('docs/rules/'))
  .flatMap(({ path, text }) => blocksOf(text).map((block) => ({ ...block, page: path, name: `${path}:${block.line}` })))

interface Result {
  /** Exit code of a process. */
  readonly code: unknown
  readonly stdout: string
}

const titled = (pattern: RegExp) => examples.filter(({ title }) => pattern.test(title))

/** A small page that shows what its sources say. */
function project(name: string, files: Readonly<Record<string, string>>): string {
  const root = join(work, name)
  rmSync(root, { recursive: true, force: true })
  const all: Record<string, string> = {
    'package.json': '{ "type": "module", "private": true }',
    'index.html': '<!doctype html><script type="module" src="/src/main.ts"></script>',
    ...files,
  }
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

const leaking = {
  'src/main.ts': 'document.title = import.meta.env.VITE_OPENAI_API_KEY',
  '.env.local': `VITE_OPENAI_API_KEY=${key}\n`,
}
const repaired = {
  'src/main.ts': "document.title = await (await fetch('/api/chat')).text()",
  '.env.local': `OPENAI_API_KEY=${key}\n`,
}

function outputOf(root: string): string {
  const folder = join(root, 'dist')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/u.test(name))
  return names.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n')
}

beforeAll(() => vi.stubEnv('KEYFENCE', undefined))
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(work, { recursive: true, force: true })
})

describe('configurations of Vite', () => {
  it.each(titled(/^vite\.config\.[jt]s$/u))('of $name stop a build that leaks and pass its repair', async (example) => {
    const { title, code, line, page } = example
    const name = `${basename(page, '.md')}-${line}`
    const leakingRoot = project(`${name}-leaking`, { ...leaking, [title]: code })
    const repairedRoot = project(`${name}-repaired`, { ...repaired, [title]: code })
    const options = { logLevel: 'silent', mode: 'production' } as const

    const failure = await build({ ...options, root: leakingRoot, configFile: join(leakingRoot, title) }).catch(String)
    expect(failure).toContain('keyfence stopped this build: 1 secret would reach every visitor.')

    await build({ ...options, root: repairedRoot, configFile: join(repairedRoot, title) })
    expect(outputOf(repairedRoot)).toContain('/api/chat')
    expect(outputOf(repairedRoot)).not.toContain(key.slice(8, 16))
  })
})

describe('scripts that write after a build', () => {
  it.each(titled(/^render\.js$/u))('of $name end with 1, and their leak is removed', async ({ code, title }) => {
    const root = project('render', { [title]: code, 'src/main.ts': `document.title = 'x'\n` })
    const env = { PATH: process.env['PATH'], OPENAI_API_KEY: key }
    const error = await new Promise((resolve) => {
      execFile(process.execPath, [title], { cwd: root, env }, resolve)
    })
    expect(error).toMatchObject({ code: 1 })
    expect(readdirSync(join(root, 'dist'))).not.toContain('about.html')
  })
})

describe('configurations of Rollup', () => {
  it.each(titled(/^rollup\.config\.js$/u))('of $name stop a build that leaks and pass its repair', async (example) => {
    const { code, title, line, page } = example
    const root = project(`${basename(page, '.md')}-${line}`, { [title]: code, 'src/main.js': `show('${key}')\n` })
    const run = async () => {
      // Without this the second run would get the plugin of the first.
      const { default: options } = await import(`${pathToFileURL(join(root, title)).href}?${performance.now()}`)
      const cwd = vi.spyOn(process, 'cwd').mockReturnValue(root)
      try {
        const bundle = await rollup({ ...options, input: join(root, options.input) })
        await bundle.write({ ...options.output, dir: join(root, options.output.dir) })
      } finally {
        cwd.mockRestore()
      }
    }

    await expect(run()).rejects.toThrow('keyfence stopped this build: 1 secret would reach every visitor.')

    writeFileSync(join(root, 'src/main.js'), `show('mended')\n`)
    await run()
    expect(outputOf(root)).toContain('mended')
  })
})

describe('configurations of keyfence', () => {
  it.each(titled(/^keyfence\.config\.\w+$/u))('of $name are accepted', async ({ title, code, line, page }) => {
    const root = project(`${basename(page, '.md')}-${line}`, { [title]: code })
    const { config, file } = await loadConfig(root)
    expect(file).toBe(join(root, title))
    expect(Object.keys(config)).not.toEqual([])
  })
})

describe('commands', () => {
  const commands = examples.filter(({ exitCode }) => exitCode !== undefined)

  it.each(commands)('of $name end with the exit code that the page names', async (example) => {
    const { code, stdout } = await runCommand(example)
    expect(code).toBe(example.exitCode)
    expect(stdout).not.toContain(key.slice(8, 16))
  })

  it.each(commands.filter(({ code }) => code.includes('--format json')))(
    'of $name print a report and nothing else',
    async (example) => {
      const { stdout } = await runCommand(example)
      expect(JSON.parse(stdout)).toMatchObject({ version: 1, verdict: 'findings' })
    },
  )
})

/** Runs every `npx keyfence` of a block, one after another; the last one counts. */
async function runCommand({ code, line, page }: Example): Promise<Result> {
  const root = project(`${basename(page, '.md')}-${line}`, { 'dist/assets/main.js': `show(${JSON.stringify(key)})` })
  // A date in a page is ahead of its reader, and some day behind this test.
  const commands = code.replace(/\b\d{4}-\d{2}-\d{2}\b/gu, '2999-12-31').matchAll(/^npx keyfence (?<args>.+)$/gmu)
  let result: Result = { code: undefined, stdout: '' }
  for (const { groups } of commands) {
    const args = (groups?.['args']?.match(/"[^"]*"|\S+/gu) ?? []).map((arg) => arg.replace(/"/gu, ''))
    result = await new Promise((resolve) => {
      execFile(process.execPath, [bin, ...args], { cwd: root }, (error, stdout) => {
        resolve({ code: error?.code ?? 0, stdout })
      })
    })
  }
  return result
}

describe('code', () => {
  const typed = examples.filter(({ language }) => /^[jt]sx?$/u.test(language))
  const data = examples.filter(({ language }) => language === 'json')

  it.each(typed)('of $name has no syntax error', ({ code, language }) => {
    const { diagnostics = [] } = ts.transpileModule(code, {
      fileName: `example.${language}`,
      reportDiagnostics: true,
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, allowJs: true },
    })
    expect(diagnostics.map(({ messageText }) => messageText)).toEqual([])
  })

  it.each(data)('of $name is JSON', ({ code }) => {
    expect(() => void JSON.parse(code)).not.toThrow()
  })

  it('of the server route is what the SDK and Node expect', () => {
    const parts = titled(/^(?:server\/(?:answer|index)|src\/lib\/ai)\.ts$/u)
    expect(parts.map(({ page }) => page)).toEqual(parts.map(() => 'docs/guide/server-route.md'))
    const root = project('server-route', Object.fromEntries(parts.map(({ title, code }) => [title, code])))
    const program = ts.createProgram(
      parts.map(({ title }) => join(root, title)),
      {
        module: ts.ModuleKind.ESNext,
        moduleResolution: ts.ModuleResolutionKind.Bundler,
        target: ts.ScriptTarget.ES2023,
        lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
        types: ['node'],
        strict: true,
        noEmit: true,
        skipLibCheck: true,
      },
    )
    const messages = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
    expect(messages).toEqual([])
  })
})
