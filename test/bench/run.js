import { mkdirSync, rmSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { buildRows, esbuildCost, ownMs, viteCost } from './build-cost.js'
import { cliCost } from './cli-cost.js'
import { corpus } from './corpus.js'
import { succeedMetered } from './metered-process.js'
import { tables, writePage } from './page.js'

const work = fileURLToPath(new URL('../.work/bench/', import.meta.url))
const cache = fileURLToPath(new URL('../../node_modules/.cache/keyfence-bench/', import.meta.url))
const engine = fileURLToPath(new URL('engine.js', import.meta.url))

const whole = {
  vite: { modules: 5000, rounds: 9 },
  esbuild: { modules: 6000, rounds: 6 },
  engine: { knownSecrets: [0, 20, 100], rounds: 4, hostileMb: 30 },
  cli: { folderMb: 100, lineMb: 60, rounds: 3 },
}
/** Enough to see whether it runs and in which direction a change goes. */
const quick = {
  vite: { modules: 1000, rounds: 2 },
  esbuild: { modules: 1000, rounds: 2 },
  engine: { knownSecrets: [0, 20, 100], rounds: 2, hostileMb: 2 },
  cli: { folderMb: 20, lineMb: 10, rounds: 2 },
}

/**
 * Runs all benchmarks, prints their tables, and writes the page unless it is a quick run.
 *
 * @param {{ isQuick: boolean, only?: string | undefined }} options `only` is one of build, engine and cli.
 */
export async function runBenchmarks({ isQuick, only }) {
  const startedAt = performance.now()
  const size = isQuick ? quick : whole
  const wants = (/** @type {string} */ part) => only === undefined || only === part
  const say = (/** @type {string} */ text) => process.stdout.write(`${text}\n`)
  mkdirSync(work, { recursive: true })
  const { packages, minified, plain, all } = corpus(cache)

  const builds = wants('build') ? [viteCost(work, size.vite), esbuildCost(work, size.esbuild)] : []
  for (const cost of builds) {
    for (const row of buildRows(cost)) say(row.join('  '))
    say(`  the plugin's own count: ${String(ownMs(cost))} ms`)
  }

  /** @type {import('./engine.js').EngineTask} */
  const task = {
    ...size.engine,
    corpora: { minified: minified.map(({ path }) => path), unminified: plain.map(({ path }) => path) },
  }
  /** @type {import('./engine.js').EngineFigures} */
  const engineFigures = wants('engine')
    ? JSON.parse(succeedMetered([engine, JSON.stringify(task)]).output)
    : { corpora: [], hostile: [] }
  const cli = wants('cli') ? cliCost(work, all, size.cli) : []

  const figures = { builds, engine: engineFigures, cli, packages, seconds: (performance.now() - startedAt) / 1000 }
  for (const text of Object.values(tables(figures))) say(`\n${text}`)
  say(`\n${Math.round(figures.seconds)} seconds.`)
  if (!isQuick && only === undefined) await writePage(figures)
  rmSync(work, { recursive: true, force: true })
}
