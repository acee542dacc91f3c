import type { Finding } from '../model.ts'

/** Findings that one change mends: one secret on one line of source, in the bundle and in its map. */
export interface FindingGroup {
  /** The one that is shown. */
  readonly first: Finding
  /** At least one, in the order of the report. */
  readonly all: readonly Finding[]
}

/** Groups findings, in the order of the first of each. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const { rule, fingerprint, title, origin, location, envName } = finding
    // A weak value is named by its place, so its name stands for it.
    const place = origin === null ? location.path : `${origin.path}:${origin.line ?? ''}`
    const key = JSON.stringify([rule, title, envName === null ? fingerprint : envName, place])
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  return [...groups.values()].flatMap((all) => (all[0] === undefined ? [] : [{ first: all[0], all }]))
}
