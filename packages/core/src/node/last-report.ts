import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding, Report } from '../model.ts'
import { nearestPackage } from './folders.ts'

/**
 * Keeps the findings of a stopped build, so that `keyfence baseline` knows them: a report holds nothing of a secret. A
 * build that passes removes what the one before it left. A folder that cannot be written to is no reason to fail.
 *
 * @param adapter - Names the file, such as `vite-client`.
 */
export function keepReport(root: string, adapter: string, report: Report): void {
  const folder = cacheFolder(root)
  if (folder === undefined) return
  const file = join(folder, `${adapter.replace(/[^\w-]+/gu, '-')}.json`)
  try {
    if (report.verdict === 'passed') {
      rmSync(file, { force: true })
      return
    }
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, JSON.stringify(report))
  } catch {
    // Only a convenience is lost.
  }
}

/** Findings of the last stopped builds of a project. */
export function keptFindings(root: string): Finding[] {
  const folder = cacheFolder(root)
  if (folder === undefined) return []
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => reportIn(join(folder, name))?.findings ?? [])
  } catch {
    return []
  }
}

function reportIn(file: string): Report | undefined {
  const report: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const isReport = typeof report === 'object' && report !== null && 'version' in report && report.version === 1
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- Written by `keepReport` of the same version of the format.
  return isReport ? (report as Report) : undefined
}

function cacheFolder(root: string): string | undefined {
  const folder = nearestPackage(root)
  return folder === undefined ? undefined : join(folder, 'node_modules', '.cache', 'keyfence')
}
