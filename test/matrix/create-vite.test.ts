import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { afterAll, describe, expect, it } from 'vitest'
import { packPackages } from '../../scripts/pack-packages.js'
import { keys } from '../e2e/cases.ts'
import { filesIn, filesThatHold, shownPieces } from '../e2e/project.ts'
import { writePage, type Row } from './page.ts'
import {
  addPlugin,
  build,
  createProject,
  install,
  literalLeak,
  startersOf,
  variable,
  variableLeak,
  versionIn,
  type Leak,
} from './starter.ts'

const key = keys.openai
const isSmall = process.env['MATRIX'] === 'small'

// Outside of the workspace: nothing of it may be found by accident.
const work = mkdtempSync(join(tmpdir(), 'keyfence-matrix-'))
const tarballs = packPackages(join(work, 'tarballs'))

/** The newest, whose templates are on Vite 8, and the last ones on Vite 7 and Vite 6. */
const creators = ['create-vite@latest', 'create-vite@8', 'create-vite@6']
const starters = isSmall
  ? (await startersOf('create-vite@latest', work)).filter(({ template }) =>
      ['react-ts', 'vue', 'svelte'].includes(template),
    )
  : (await Promise.all(creators.map((range) => startersOf(range, work)))).flat()
const rows = new Map<string, Row>()

afterAll(async () => {
  rmSync(work, { recursive: true, force: true })
  // A filtered run knows only a part of the page.
  if (!isSmall && rows.size === starters.length) await writePage([...rows.values()])
})

describe('templates of create-vite', () => {
  it('are as many as are known to exist', () => {
    expect(starters.length).toBeGreaterThanOrEqual(isSmall ? 3 : 48)
  })

  it.concurrent.for(starters)(
    '$template of create-vite $version is built byte for byte, and its leaks are stopped',
    { timeout: 600_000 },
    async (starter, { skip }) => {
      const startedAt = performance.now()
      const row: Row = {
        ...starter,
        vite: '',
        clean: 'not built',
        literal: 'not built',
        variable: 'not built',
        seconds: 0,
      }
      rows.set(`${starter.template} ${starter.version}`, row)
      const folder = await createProject(starter, work)
      try {
        const reason = await install(folder, tarballs)
        if (reason !== undefined) {
          row.clean = `cannot be installed: ${reason}`
          skip(row.clean)
        }
        row.vite = versionIn(join(folder, 'node_modules/vite'))

        const plain = await build(folder)
        expect(plain, plain.output).toMatchObject({ code: 0 })
        const expected = filesIn(join(folder, 'dist'))
        addPlugin(folder)
        const guarded = await build(folder)
        row.clean = guarded.code === 0 ? sameFiles(expected, filesIn(join(folder, 'dist'))) : 'fails'
        expect(guarded, guarded.output).toMatchObject({ code: 0 })
        expect(guarded.output).toMatch(/keyfence: scanned (?<count>\d+) of \k<count> client files/u)

        row.literal = await verdictOn(folder, literalLeak(folder, key))
        writeFileSync(join(folder, '.env.local'), `${variable}=${key}\n`)
        row.variable = await verdictOn(folder, variableLeak(folder))

        // Qwik's optimizer cuts components into modules of its own, and the message names such a module.
        const stopped = expect.stringMatching(
          starter.template.startsWith('qwik') ? /^stopped at/u : /^stopped at \S+$/u,
        )
        expect(row).toMatchObject({ clean: expect.stringMatching(/^identical/u), literal: stopped, variable: stopped })
      } finally {
        row.seconds = Math.round((performance.now() - startedAt) / 1000)
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )
})

/** Builds with the leak, then takes it out again. Says what was wrong, the worst first. */
async function verdictOn(folder: string, { path, clean, leaking, line }: Leak): Promise<string> {
  writeFileSync(join(folder, path), leaking)
  const { code, output } = await build(folder)
  writeFileSync(join(folder, path), clean)
  const onDisk = filesThatHold(join(folder, 'dist'), key)
  if (onDisk.length > 0) return `on disk: ${onDisk.join(', ')}`
  if (shownPieces(output, key, 'sk-proj-').length > 0) return 'the key is shown'
  if (code === 0) return 'passes'
  if (!output.includes('keyfence stopped this build: 1 secret')) return `fails otherwise: ${lastLine(output)}`
  if (!output.includes(`${path}:${line}:`)) {
    const said = /\bsrc\/[^\s:]+(?::\d+)?/u.exec(output.slice(output.indexOf('keyfence stopped')))?.[0] ?? 'nowhere'
    return `stopped at ${said} instead of ${path}:${line}`
  }
  return `stopped at ${path}:${line}`
}

function sameFiles(expected: ReadonlyMap<string, Buffer>, actual: ReadonlyMap<string, Buffer>): string {
  const paths = [...new Set([...expected.keys(), ...actual.keys()])]
  const different = paths.filter((path) => actual.get(path)?.equals(expected.get(path) ?? Buffer.alloc(0)) !== true)
  return different.length === 0 ? `identical, ${paths.length} files` : `differs: ${different.join(', ')}`
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)?.trim() ?? ''
}
