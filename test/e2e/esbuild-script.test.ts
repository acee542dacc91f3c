import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Report } from '@keyfence/core'
import { checkResult } from '@keyfence/esbuild-plugin'
import { run, runScript, versions } from './esbuild-builds.ts'
import { key, main, prefix } from './esbuild-leaks.ts'
import { filesIn, filesThatHold, shownPieces, writeProject } from './project.ts'

describe.each(versions)('%s', (version, module, esbuild) => {
  describe('in a process of its own', () => {
    const source = { 'src/main.ts': `console.log('${key}')\n` }

    it('explains on stderr also when the script swallows the error', async () => {
      const folder = writeProject(`esbuild/${version}/swallowed`, source)

      const { code, stdout, stderr } = await runScript(folder, module, `.build(options).catch(() => process.exit(1))`)

      expect(code).toBe(1)
      expect(stderr).toContain('keyfence stopped this build: 1 secret would reach every visitor.')
      expect(stderr).toContain('Nothing was written to dist/.')
      expect(stderr).toContain('src/main.ts:1:14')
      expect(shownPieces(stdout + stderr, key, prefix)).toEqual([])
      expect(existsSync(`${folder}/dist`)).toBe(false)
    })

    it('shows nothing of the secret when the script does not catch the error', async () => {
      const folder = writeProject(`esbuild/${version}/uncaught`, source)

      const { code, stdout, stderr } = await runScript(folder, module, `.build(options)`)

      expect(code).toBe(1)
      expect(stderr).toContain('src/main.ts:1:13: ERROR: [plugin: keyfence] OpenAI project API key')
      expect(shownPieces(stdout + stderr, key, prefix)).toEqual([])
    })

    it('prints nothing with the log level silent, and still fails', async () => {
      const folder = writeProject(`esbuild/${version}/silent`, source)

      const outcome = await runScript(
        folder,
        module,
        `.build({ ...options, logLevel: 'silent' }).catch(() => process.exit(1))`,
      )

      expect(outcome).toEqual({ code: 1, stdout: '', stderr: '' })
    })

    it('prints the message of a context once', async () => {
      const folder = writeProject(`esbuild/${version}/once`, source)

      const { stderr } = await runScript(
        folder,
        module,
        `.context(options).then(async (c) => { await c.rebuild().catch(() => {}); await c.dispose() })`,
      )

      expect(stderr.match(/OpenAI project API key/gu)).toHaveLength(1)
      expect(shownPieces(stderr, key, prefix)).toEqual([])
    })

    it('prints no output that leaks, and any other as esbuild does', async () => {
      const leaking = writeProject(`esbuild/${version}/stdout-leak`, source)
      const clean = writeProject(`esbuild/${version}/stdout-clean`, { 'src/main.ts': `console.log(1)\n` })
      const call = `.build({ ...options, outdir: undefined }).catch(() => process.exit(1))`
      const withoutPlugin = `.build({ ...options, outdir: undefined, plugins: [] })`

      const leak = await runScript(leaking, module, call)
      const fenced = await runScript(clean, module, call)
      const plain = await runScript(clean, module, withoutPlugin)

      expect(leak.stdout).toBe('')
      expect(leak.stderr).toContain('Nothing was printed.')
      expect(fenced).toEqual(plain)
      expect(fenced.stdout).toContain('console.log(1)')
    })

    it('lets one build pass under KEYFENCE=warn, loudly', async () => {
      const folder = writeProject(`esbuild/${version}/warn`, source)

      const { code, stderr } = await runScript(folder, module, `.build(options)`, { KEYFENCE: 'warn' })

      expect(code).toBe(0)
      expect(stderr).toContain('keyfence let this build pass: 1 secret will reach every visitor.')
      expect(filesThatHold(`${folder}/dist`, key)).toEqual(['main.js'])
    })

    it.each([
      ['while a module is loaded', `b.onLoad({ filter: /main/ }, die)`],
      ['before the message is printed', `process.stderr.write = die`],
      ['while the next plugin runs', `b.onEnd(die)`],
    ])('leaks nothing and keeps the previous output when the process is killed %s', async (name, dies) => {
      const folder = writeProject(`esbuild/${version}/killed ${name}`, { ...source, 'dist/main.js': 'previous' })

      const { code } = await runScript(
        folder,
        module,
        `.build({ ...options, plugins: [keyfence(), { name: 'dies', setup(b) { ${dies} } }] })
function die() { process.kill(process.pid, 'SIGKILL') }`,
      )

      expect(code).toBe(null)
      expect([...filesIn(`${folder}/dist`)].map(([path, bytes]) => [path, bytes.toString()])).toEqual([
        ['main.js', 'previous'],
      ])
    })

    it('is a function for require()', async () => {
      const folder = writeProject(`esbuild/${version}/require`, {})
      writeFileSync(
        `${folder}/script.cjs`,
        `const k = require('@keyfence/esbuild-plugin')\nconsole.log(k().name, k.default === k, typeof k.checkResult)\n`,
      )

      const { stdout } = await run(folder, 'script.cjs')

      expect(stdout).toBe('keyfence true function\n')
    })
  })

  describe('checkResult', () => {
    it('throws a report of what buildSync returned, with the line of the source', async () => {
      const folder = writeProject(`esbuild/${version}/sync`, {
        'src/main.ts': `import { k } from './k'\nconsole.log(k)\n`,
        'src/k.ts': `export const k = '${key}'\n`,
      })
      const buildOptions = { ...main, absWorkingDir: folder, write: false, metafile: true } as const

      const error = await checkResult(esbuild.buildSync(buildOptions), { buildOptions }).catch(
        (reason: unknown) => reason,
      )

      const { message, report } = error as Error & { report: Report }
      expect(report.findings.map(({ origin }) => origin)).toEqual([{ path: 'src/k.ts', line: 1, column: 19 }])
      expect(message).toContain('src/main.ts:1 → src/k.ts:1')
      expect(shownPieces(message, key, prefix)).toEqual([])
    })

    it('throws a report of what transform returned', async () => {
      const result = await esbuild.transform(`// ${key}\nconsole.log(1 as number)`, {
        loader: 'ts',
        sourcemap: true,
        sourcefile: 'a.ts',
      })

      const error = await checkResult(result).catch((reason: unknown) => reason)

      const { report } = error as { report: Report }
      expect(report.findings.map(({ origin, cause }) => [origin, cause])).toEqual([
        [{ path: 'a.ts', line: 1, column: 4 }, 'comment'],
      ])
    })

    it('returns the report of a clean result', async () => {
      const report = await checkResult(await esbuild.transform(`console.log(1)`))

      expect(report.verdict).toBe('passed')
      expect(report.summary.scanned).toBe(1)
    })

    it('refuses a result that was written already', async () => {
      const folder = writeProject(`esbuild/${version}/written`, { 'src/main.ts': `console.log(1)\n` })

      const result = esbuild.buildSync({ ...main, absWorkingDir: folder })

      await expect(checkResult(result)).rejects.toMatchObject({ code: 'KF_OUTPUT' })
    })
  })
})

describe('the guide', () => {
  const pages = ['docs/guide/esbuild.md', 'packages/esbuild-plugin/README.md']
  const blocks = pages.flatMap((page) => {
    const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
    return [...text.matchAll(/^```js[^\n]*\n(?<code>.*?)^```$/gmsu)].map((match, index) => ({
      name: `${page} ${index + 1}`,
      code: match.groups?.['code'] ?? '',
    }))
  })

  it('has blocks', () => expect(blocks).toHaveLength(5))

  it.each(blocks)('shows a script that works: $name', async ({ name, code }) => {
    const clean = `console.log(1)\n`
    const script = { 'build.mjs': code, 'src/main.js': clean, 'src/server.js': `console.log('${key}')\n` }
    const passing = writeProject(`esbuild/${name}/passing`, script)
    const leaking = writeProject(`esbuild/${name}/leaking`, { ...script, 'src/main.js': `console.log('${key}')\n` })

    expect(await run(passing, 'build.mjs')).toEqual({ code: 0, stdout: '', stderr: '' })
    const { code: exitCode, stderr } = await run(leaking, 'build.mjs')

    expect([...filesIn(`${passing}/dist`).keys()].some((path) => path.endsWith('main.js'))).toBe(true)
    expect(exitCode).toBe(1)
    expect(stderr).toContain('src/main.js:1:14')
    expect([...filesIn(`${leaking}/dist`).keys()]).toEqual([])
  })
})
