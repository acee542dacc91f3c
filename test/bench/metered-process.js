import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'

const meter = new URL('meter.js', import.meta.url).href

/** @typedef {{ wallMs: number, cpuMs: number, peakMb: number, code: number | null, output: string }} Metered */

/**
 * Runs a script of Node in a fresh process and says what it cost. Nothing of this shell's environment but the paths
 * goes along: its variables would be secrets to look for.
 *
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string> }} [options]
 * @returns {Metered}
 */
export function runMetered(args, { cwd, env = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'keyfence-meter-'))
  try {
    const report = join(folder, 'report.json')
    const startedAt = performance.now()
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', meter, ...args], {
      cwd,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1', BENCH_METER: report, ...env },
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    })
    const wallMs = performance.now() - startedAt
    const { cpuMs, peakMb } = JSON.parse(readFileSync(report, 'utf8'))
    return { wallMs, cpuMs, peakMb, code: status, output: stdout + stderr }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The same, for a script that has to succeed.
 *
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string> }} [options]
 */
export function succeedMetered(args, options) {
  const result = runMetered(args, options)
  if (result.code !== 0)
    throw new Error(`${args.join(' ')} ended with ${String(result.code)}. ${result.output.slice(-3000)}`)
  return result
}
