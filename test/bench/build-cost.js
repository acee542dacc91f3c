import { createRequire } from 'node:module'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeApp } from './generated-app.js'
import { succeedMetered } from './metered-process.js'
import { median, pairedRatios, spread } from './statistics.js'

const require = createRequire(import.meta.url)

/** @typedef {import('./metered-process.js').Metered} Metered */

/**
 * What one bundler costs with the plugin and without it.
 *
 * @typedef {object} BuildCost
 * @property {string} host With its version.
 * @property {number} modules
 * @property {number} outputMb
 * @property {number} rounds
 * @property {Metered[]} plain
 * @property {Metered[]} again The same as `plain`, measured in the same rounds: how far two equal things lie apart.
 * @property {Metered[]} fenced
 */

/**
 * @param {string} work
 * @param {{ modules: number, rounds: number }} size
 * @returns {BuildCost}
 */
export function viteCost(work, { modules, rounds }) {
  const folder = join(work, 'vite')
  writeApp(folder, modules)
  writeFileSync(
    join(folder, 'vite.config.js'),
    `const plugins = process.env.BENCH_FENCED ? [(await import('@keyfence/vite-plugin')).keyfence()] : []
export default { plugins, build: { chunkSizeWarningLimit: Infinity, reportCompressedSize: false } }\n`,
  )
  const { version } = require('vite/package.json')
  const bin = join(dirname(require.resolve('vite/package.json')), 'bin/vite.js')
  return { host: `Vite ${version}`, modules, ...measure(folder, [bin, 'build', '--logLevel', 'info'], rounds) }
}

/**
 * @param {string} work
 * @param {{ modules: number, rounds: number }} size
 * @returns {BuildCost}
 */
export function esbuildCost(work, { modules, rounds }) {
  const folder = join(work, 'esbuild')
  writeApp(folder, modules)
  writeFileSync(
    join(folder, 'build.js'),
    `import { build } from 'esbuild'
const plugins = process.env.BENCH_FENCED ? [(await import('@keyfence/esbuild-plugin')).keyfence()] : []
await build({ entryPoints: ['src/main.ts'], bundle: true, minify: true, splitting: true, format: 'esm', outdir: 'dist', plugins })\n`,
  )
  const { version } = require('esbuild/package.json')
  return { host: `esbuild ${version}`, modules, ...measure(folder, ['build.js'], rounds) }
}

/**
 * @param {string} folder
 * @param {string[]} command
 * @param {number} rounds
 */
function measure(folder, command, rounds) {
  /** @type {Record<'plain' | 'again' | 'fenced', Metered[]>} */
  const runs = { plain: [], again: [], fenced: [] }
  const kinds = /** @type {const} */ (['plain', 'fenced', 'again'])
  const run = (/** @type {'plain' | 'again' | 'fenced'} */ kind) =>
    succeedMetered(command, { cwd: folder, env: kind === 'fenced' ? { BENCH_FENCED: '1' } : {} })
  // Files into the cache of the system.
  run('plain')
  for (let round = 0; round < rounds; round++) {
    // In turn, and each kind at each place of the round equally often.
    for (let step = 0; step < 3; step++) {
      const kind = kinds[(step + round) % 3] ?? 'plain'
      runs[kind].push(run(kind))
    }
  }
  return { ...runs, rounds, outputMb: sizeOf(join(folder, 'dist')) / 1e6 }
}

function sizeOf(/** @type {string} */ folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((total, entry) => total + statSync(join(entry.parentPath, entry.name)).size, 0)
}

/**
 * One row a kind: what it took, and its ratio to the plain build of the same round.
 *
 * @param {BuildCost} cost
 */
export function buildRows({ host, modules, outputMb, plain, again, fenced }) {
  const name = `${host}, ${modules.toLocaleString('en')} modules, ${outputMb.toFixed(1)} MB`
  const seconds = (/** @type {Metered[]} */ runs, /** @type {'cpuMs' | 'wallMs'} */ unit) =>
    (median(runs.map((run) => run[unit])) / 1000).toFixed(2)
  const ratio = (/** @type {Metered[]} */ runs, /** @type {'cpuMs' | 'wallMs'} */ unit) =>
    spread(
      pairedRatios(
        runs.map((run) => run[unit]),
        plain.map((run) => run[unit]),
      ),
      3,
    )
  const row = (/** @type {string} */ kind, /** @type {Metered[]} */ runs) => [
    name,
    kind,
    seconds(runs, 'cpuMs'),
    runs === plain ? '1' : ratio(runs, 'cpuMs'),
    seconds(runs, 'wallMs'),
    runs === plain ? '1' : ratio(runs, 'wallMs'),
    median(runs.map(({ peakMb }) => peakMb)).toFixed(0),
  ]
  return [row('without', plain), row('with keyfence', fenced), row('without, again', again)]
}

/**
 * What the plugin says of its own time, in milliseconds; undefined where it does not say it.
 *
 * @param {BuildCost} cost
 */
export function ownMs({ fenced }) {
  const times = fenced.flatMap(({ output }) => {
    const { time, unit } = /keyfence: scanned [^\n]* in (?<time>[\d.]+) (?<unit>m?s)/u.exec(output)?.groups ?? {}
    return time === undefined ? [] : [Number(time) * (unit === 's' ? 1000 : 1)]
  })
  return times.length === 0 ? undefined : median(times)
}
