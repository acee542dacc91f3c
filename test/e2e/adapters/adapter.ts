import type { Finding, Report } from '@keyfence/core'
import type { Case } from '../cases.ts'

/** What one gate did with one case. */
export interface Outcome {
  readonly isStopped: boolean
  /** Everything that the gate said. */
  readonly message: string
  readonly findings: readonly Finding[]
}

/** One gate: one row of the contract. */
export interface Adapter {
  readonly name: string
  readonly gate: 'vite' | 'esbuild' | 'cli' | 'eslint'
  /** Runs the real host on a project folder; output goes to its `dist`. */
  readonly run: (folder: string, example: Case) => Promise<Outcome>
}

/** The report that an adapter attaches to its error, wherever its host put that error. */
export function reportOf(error: unknown): Report | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if ('report' in error) return error.report as Report
  const inner = 'errors' in error && Array.isArray(error.errors) ? error.errors : []
  return inner.map(reportOf).find((report) => report !== undefined)
}
