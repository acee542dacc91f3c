import type { Rule } from './model.ts'
import { compileAllowList } from './policy/allow.ts'
import type { KeyfenceConfig } from './policy/config.ts'
import { inlineAllow } from './policy/inline-allow.ts'
import { placeFingerprint } from './redact.ts'

/** What an adapter found by itself, without a secret's characters: an import, a variable's name, an option. */
export interface Sighting {
  /** The rule that the finding falls under. */
  readonly rule: Rule
  /** What it is about: a package, a variable or an option. */
  readonly subject: string
  /** Server-only package, for entries that name one. */
  readonly package?: string
  /** Variables, for entries that name one. */
  readonly envNames?: readonly string[]
  /** Relative to the root, with `/`. */
  readonly path: string
  /** Text of the file. */
  readonly source: string
  /** Zero-based offset in `source`, in code units. */
  readonly start: number
}

/** What the policy says about a sighting. */
export interface Judgement {
  /** The rule is off, or the allow list or a comment lets it stay. */
  readonly mayStay: boolean
  /** ISO date since when the allow entry that fits counts no more. */
  readonly expiredOn: string | null
}

/**
 * Compiles what the policy says about sightings, so that an adapter's own findings obey the same list as core's.
 *
 * @param today - ISO date for allow entries that expire.
 */
export function createJudge(
  config: KeyfenceConfig,
  today = new Date().toISOString().slice(0, 10),
): (sighting: Sighting) => Judgement {
  const allowList = compileAllowList(config.allow ?? [], today)
  // A file may hold thousands of sightings on one line, and hardly any file holds such a comment.
  let last = { source: '', hasComment: false }
  const hasComment = (source: string) => {
    if (source !== last.source) last = { source, hasComment: source.includes('keyfence-allow') }
    return last.hasComment
  }
  return ({ rule, subject, package: name = null, envNames = [], path, source, start }) => {
    if (config.severity?.[rule] === 'off') return { mayStay: true, expiredOn: null }
    if (hasComment(source) && inlineAllow({ path, source, span: { start } }, [rule, subject]) !== undefined)
      return { mayStay: true, expiredOn: null }
    const allowed = allowList.find({
      rule,
      detector: null,
      package: name,
      envNames,
      paths: [path],
      fingerprint: placeFingerprint([rule, subject, path]),
    })
    return {
      mayStay: allowed !== undefined && !allowed.isExpired,
      expiredOn: allowed?.isExpired === true ? (allowed.entry.expires ?? null) : null,
    }
  }
}
