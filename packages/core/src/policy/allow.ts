import picomatch from 'picomatch'
import type { Rule } from '../model.ts'
import type { AllowEntry } from './config.ts'

/** What an allow entry is compared with. */
export interface AllowSubject {
  readonly rule: Rule
  readonly detector: string | null
  readonly package: string | null
  readonly envNames: readonly string[]
  /** Client file and source file, relative to the root. */
  readonly paths: readonly string[]
  readonly fingerprint: string
}

/** Answers which entry lets a finding stay. */
export interface AllowList {
  /** The first entry that fits; an expired one only when no other does. */
  readonly find: (subject: AllowSubject) => { readonly entry: AllowEntry; readonly isExpired: boolean } | undefined
  /** Entries that have fitted nothing so far. */
  readonly unused: () => readonly AllowEntry[]
}

/**
 * Compiles allow entries.
 *
 * @param today - ISO date; entries whose `expires` is that day or earlier have expired.
 */
export function compileAllowList(entries: readonly AllowEntry[], today: string): AllowList {
  const compiled = entries.map((entry) => {
    const isPath = entry.path === undefined ? undefined : pathTest(entry.path.replace(/^\.\//u, ''))
    const fits = (subject: AllowSubject) =>
      (entry.rule === undefined || entry.rule === subject.rule) &&
      (entry.detector === undefined || entry.detector === subject.detector) &&
      (entry.package === undefined || entry.package === subject.package) &&
      (entry.env === undefined || subject.envNames.includes(entry.env)) &&
      (entry.fingerprint === undefined || entry.fingerprint === subject.fingerprint) &&
      (isPath === undefined || subject.paths.some((path) => isPath(path)))
    return { entry, fits, isExpired: entry.expires !== undefined && entry.expires <= today, isEmpty: isEmpty(entry) }
  })
  const used = new Set<AllowEntry>()
  return {
    find: (subject) => {
      const fitting = compiled.filter(({ fits, isEmpty: matchesAll }) => !matchesAll && fits(subject))
      const found = fitting.find(({ isExpired }) => !isExpired) ?? fitting[0]
      if (found !== undefined) used.add(found.entry)
      return found
    },
    unused: () => entries.filter((entry) => !used.has(entry)),
  }
}

/** A path as it stands fits too: `[id].tsx` is a file name before it is a pattern. */
function pathTest(path: string): (candidate: string) => boolean {
  const isMatch = picomatch(path, { dot: true })
  return (candidate) => candidate === path || isMatch(candidate)
}

/** An entry with a reason only would let everything pass. */
function isEmpty({ rule, detector, package: name, env, path, fingerprint }: AllowEntry): boolean {
  return [rule, detector, name, env, path, fingerprint].every((field) => field === undefined)
}
