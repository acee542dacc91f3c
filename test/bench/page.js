import { loadavg } from 'node:os'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { buildRows, ownMs } from './build-cost.js'
import { machine } from './machine.js'
import { median, pairedRatios, quantile, spread } from './statistics.js'

const page = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url))

/**
 * @typedef {object} Figures
 * @property {import('./build-cost.js').BuildCost[]} builds
 * @property {import('./engine.js').EngineFigures} engine
 * @property {import('./cli-cost.js').CliFigures[]} cli
 * @property {Record<string, string>} packages
 * @property {number} seconds
 */

/** The tables as Markdown. */
export function tables(/** @type {Figures} */ { builds, engine, cli }) {
  return { builds: buildTable(builds), engine: engineTable(engine), hostile: hostileTable(engine), cli: cliTable(cli) }
}

/**
 * Writes the page of one run.
 *
 * @param {Figures} figures
 */
export async function writePage(figures) {
  const { builds, engine, hostile, cli } = tables(figures)
  const own = figures.builds.flatMap((cost) => {
    const ms = ownMs(cost)
    if (ms === undefined) return []
    const share = (ms / median(cost.plain.map(({ wallMs }) => wallMs))) * 100
    return [
      `The plugin itself counts ${ms.toFixed(0)} ms in ${cost.host}: ${share.toFixed(1)} % of the build's wall time.`,
    ]
  })
  const text = `# Benchmarks

\`pnpm bench\` wrote this page in ${Math.round(figures.seconds)} seconds, on ${new Date().toISOString().slice(0, 10)}: ${machine()}, load
${loadavg()
  .map((load) => load.toFixed(1))
  .join(' ')} at its end.

Other programs shared the machine, and its speed drifts by half within minutes. So every ratio is taken inside one round, in
which its two sides ran one after the other; the table gives the median of the rounds and, in brackets, between which values the
middle half lies. CPU is the time of all threads and helper processes.

## Builds

A generated application of TypeScript modules of about 1 kB, minified, with 20 secrets in \`.env\`. Every build is a process
of its own. The last row of each three is the build without the plugin once more: what it differs by from 1 is noise.

${builds}

${own.join(' ')}

## Engine

\`fence.audit\` on published JavaScript that is in memory already, with the whole catalogue. The unit is the CPU time of
\`readFileSync(path, 'utf8')\` for the same files: what any tool of Node pays before it does anything. Packages:
${Object.entries(figures.packages)
  .map(([name, version]) => `${name} ${version}`)
  .join(', ')}.

${engine}

## Hostile input

Texts of one line, made to be slow, with 20 known secrets. Linear means that twice the text takes twice the time.

${hostile}

## Command line

\`keyfence scan <folder>\`, each time a process of its own.

${cli}
`
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }))
}

/** @param {readonly import('./build-cost.js').BuildCost[]} builds */
function buildTable(builds) {
  const rows = builds.flatMap((cost) => buildRows(cost).map((row) => [...row, String(cost.rounds)]))
  return table(['build', '', 'CPU s', 'CPU ratio', 'wall s', 'wall ratio', 'peak MB', 'rounds'], rows)
}

function engineTable(/** @type {import('./engine.js').EngineFigures} */ { corpora }) {
  const rows = corpora.flatMap(({ name, mb, files, findings, cpuMs }) => {
    const base = cpuMs['read'] ?? []
    return Object.entries(cpuMs).map(([work, times]) => [
      `${name}, ${mb.toFixed(1)} MB, ${files} files`,
      workName(work),
      spread(
        times.map((ms) => (mb / ms) * 1000),
        0,
      ),
      work === 'read' ? '1' : spread(pairedRatios(times, base)),
      work === 'read' ? '' : String(findings),
    ])
  })
  return table(['text', 'work', 'MB/s of CPU', 'ratio to reading', 'findings'], rows)
}

/** @param {string} work */
function workName(work) {
  const [kind, count] = work.split(' ')
  if (count === undefined) return 'reading as text'
  return `audit of ${kind === 'text' ? 'strings' : 'bytes'}, ${count} known secrets`
}

function hostileTable(/** @type {import('./engine.js').EngineFigures} */ { hostile }) {
  const rows = hostile.map(({ name, mb, cpuMs, doubledCpuMs, outcome }) => [
    name,
    String(mb * 2),
    doubledCpuMs === null ? '' : ((mb * 2000) / doubledCpuMs).toFixed(0),
    doubledCpuMs === null || cpuMs === null ? '' : (doubledCpuMs / cpuMs).toFixed(2),
    outcome,
  ])
  return table(['text', 'MB', 'MB/s of CPU', 'twice the text takes', 'outcome'], rows)
}

function cliTable(/** @type {import('./cli-cost.js').CliFigures[]} */ cli) {
  const rows = cli.map(({ name, exitCode, runs, base, baseName }) => {
    const of = (/** @type {'wallMs' | 'cpuMs'} */ unit) => runs.map((run) => run[unit])
    return [
      name,
      spread(of('wallMs').map(seconds)),
      spread(of('cpuMs').map(seconds)),
      quantile(
        runs.map(({ peakMb }) => peakMb),
        1,
      ).toFixed(0),
      spread(
        pairedRatios(
          of('cpuMs'),
          base.map(({ cpuMs }) => cpuMs),
        ),
      ),
      `${baseName}, ${median(base.map(({ cpuMs }) => seconds(cpuMs))).toFixed(2)} s, ${median(base.map(({ peakMb }) => peakMb)).toFixed(0)} MB`,
      String(exitCode),
    ]
  })
  return table(['what', 'wall s', 'CPU s', 'peak MB', 'CPU ratio', 'to', 'exit code'], rows)
}

function seconds(/** @type {number} */ ms) {
  return ms / 1000
}

/**
 * @param {string[]} head
 * @param {string[][]} rows
 */
function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
