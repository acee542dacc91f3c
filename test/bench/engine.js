// A process of its own, so that nothing else has warmed or filled it. Measures the engine and prints JSON.
// node test/bench/engine.js <JSON of EngineTask>
import { readFileSync } from 'node:fs'
import { createFence } from '@keyfence/core'
import { secrets } from './generated-app.js'
import { hostileTexts } from './hostile.js'

/**
 * @typedef {object} EngineTask
 * @property {Record<string, string[]>} corpora Name → absolute paths.
 * @property {number[]} knownSecrets
 * @property {number} rounds
 * @property {number} hostileMb Size of the smaller of two texts; the other is twice as long.
 */

/**
 * @typedef {object} EngineFigures
 * @property {CorpusFigures[]} corpora
 * @property {HostileFigures[]} hostile
 */

/** @typedef {{ name: string, mb: number, files: number, findings: number, cpuMs: Record<string, number[]> }} CorpusFigures */

/** @typedef {{ name: string, mb: number, cpuMs: number | null, doubledCpuMs: number | null, outcome: string }} HostileFigures */

/** @type {EngineTask} */
const task = JSON.parse(process.argv[2] ?? '{}')

/** @type {EngineFigures} */
const figures = { corpora: [], hostile: [] }
for (const [name, paths] of Object.entries(task.corpora)) figures.corpora.push(await corpusFigures(name, paths))
if (task.hostileMb > 0) {
  const fence = fenceFor(20)
  for (const { name, make } of hostileTexts) {
    try {
      figures.hostile.push(await hostileFigures(name, make, fence))
    } catch (error) {
      const outcome = error instanceof Error ? error.message.replace(/^.*Report this: /su, '') : 'fails'
      figures.hostile.push({ name, mb: task.hostileMb, cpuMs: null, doubledCpuMs: null, outcome })
    }
  }
}
process.stdout.write(JSON.stringify(figures))

/**
 * @param {string} name
 * @param {string[]} paths
 * @returns {Promise<CorpusFigures>}
 */
async function corpusFigures(name, paths) {
  const buffers = paths.map((path) => readFileSync(path))
  const texts = buffers.map((buffer) => buffer.toString('utf8'))
  const bytes = filesOf(buffers)
  const strings = filesOf(texts)
  /** @type {Record<string, () => unknown>} */
  const works = {
    // What every tool that reads the files as text has to do; the unit of the table.
    read: () => paths.map((path) => readFileSync(path, 'utf8').length),
    'text 20': () => fence20.audit(strings),
  }
  const fence20 = fenceFor(20)
  for (const count of task.knownSecrets) {
    const fence = fenceFor(count)
    works[`bytes ${count}`] = () => fence.audit(bytes)
  }
  const { findings } = await fence20.audit(bytes)

  /** @type {Record<string, number[]>} */
  const cpuMs = Object.fromEntries(Object.keys(works).map((work) => [work, []]))
  // The first round warms the compiler and does not count.
  for (let round = 0; round <= task.rounds; round++) {
    for (const [work, run] of Object.entries(works)) {
      const ms = await cpuMsOf(run)
      if (round > 0) cpuMs[work]?.push(ms)
    }
  }
  const mb = buffers.reduce((total, { length }) => total + length, 0) / 1e6
  return { name, mb, files: paths.length, findings: findings.length, cpuMs }
}

/**
 * @param {string} name
 * @param {(bytes: number) => Buffer} make
 * @param {import('@keyfence/core').Fence} fence
 * @returns {Promise<HostileFigures>}
 */
async function hostileFigures(name, make, fence) {
  // An engine that is slow on a text is measured on less of it: the ratio of two sizes says the same.
  const limitMs = 2500
  let mb = Math.min(0.25, task.hostileMb)
  await fence.audit(filesOf([make(mb * 1e6)]))
  // Doubled while three times as much, which is what is then measured, and twice, stays below the limit.
  while (mb < task.hostileMb) {
    const probe = await cpuMsOf(() => fence.audit(filesOf([make(mb * 1e6)])))
    if (probe * 6 > limitMs) break
    mb = Math.min(mb * 2, task.hostileMb)
  }
  let findings = 0
  const cost = async (/** @type {number} */ size) => {
    const files = filesOf([make(size * 1e6)])
    const tries = []
    for (let run = 0; run < 2; run++) {
      tries.push(
        await cpuMsOf(async () => {
          findings = (await fence.audit(files)).findings.length
        }),
      )
    }
    return Math.min(...tries)
  }
  return { name, mb, cpuMs: await cost(mb), doubledCpuMs: await cost(mb * 2), outcome: `${findings} findings` }
}

/** @param {number} count */
function fenceFor(count) {
  return createFence({
    knownSecrets: secrets(count).map((value, index) => ({
      value,
      sources: [{ name: `SERVICE_${index}_SECRET_KEY`, path: '.env', line: index + 1 }],
      match: 'anywhere',
    })),
  })
}

/**
 * @param {readonly (string | Uint8Array)[]} contents
 * @returns {import('@keyfence/core').ClientFile[]}
 */
function filesOf(contents) {
  return contents.map((content, index) => ({ path: `${index}.js`, content, kind: 'script' }))
}

/** @param {() => unknown} run */
async function cpuMsOf(run) {
  const before = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(before)
  return Math.max(0.001, (user + system) / 1000)
}
