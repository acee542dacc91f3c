import { spawnSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'

/** What figures were taken on, and of which commit. */
export function machine() {
  const [cpu] = cpus()
  const hardware = `${cpus().length} × ${cpu?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB of memory`
  const cwd = fileURLToPath(new URL('../../', import.meta.url))
  const { stdout } = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd, encoding: 'utf8' })
  return `${process.platform} ${process.arch}, ${hardware}, Node ${process.versions.node}, commit ${stdout.trim()}`
}
