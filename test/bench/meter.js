// Loaded into a process with `--import`: when it ends, writes what it and the programs that it started have used.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const ticksPerSecond = 100

process.on('exit', () => {
  const own = process.resourceUsage()
  const children = childrenOf('self')
  writeFileSync(
    process.env['BENCH_METER'] ?? '',
    JSON.stringify({
      cpuMs: (own.userCPUTime + own.systemCPUTime) / 1000 + sum(children.map((pid) => cpuMsOf(pid))),
      peakMb: (own.maxRSS * 1024) / 1e6 + sum(children.map((pid) => peakMbOf(pid))),
    }),
  )
})

/** Programs that still run: esbuild is one. Only Linux tells. */
function childrenOf(/** @type {string} */ pid) {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
    )
  } catch {
    return []
  }
}

function cpuMsOf(/** @type {string} */ pid) {
  // Behind the name, which may hold spaces: the twelfth and thirteenth number are ticks in the program and in the kernel.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /su, '')
    .split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond
}

function peakMbOf(/** @type {string} */ pid) {
  const line = /^VmHWM:\s+(?<kilobytes>\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return (Number(line?.groups?.['kilobytes'] ?? 0) * 1024) / 1e6
}

function sum(/** @type {number[]} */ numbers) {
  return numbers.reduce((total, number) => total + number, 0)
}
