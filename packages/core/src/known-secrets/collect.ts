import type { Detector, KnownSecret, SecretSource } from '../model.ts'
import type { SecretsPolicy } from '../policy/config.ts'
import { compileMatcher } from '../scan/matcher.ts'
import { isHostVariable, nameSaysHarmless, nameSaysSecret, publicNameSaysSecret, withoutPublicPrefix } from './names.ts'
import { looksRandom, trivialReason, urlPassword } from './values.ts'

/** A variable that the build machine holds. */
export interface Variable extends SecretSource {
  readonly value: string
}

/** What to look for, and what was left out with its reason. */
export interface KnownSecrets {
  readonly secrets: readonly KnownSecret[]
  readonly dropped: readonly { readonly name: string; readonly reason: string }[]
}

/** Values of 8 to 15 characters count only as whole literals: shorter ones stand by chance in other words. */
const anywhereLength = 16

/**
 * Decides which variables hold a secret that no client may receive. A value needs a reason: its name, its shape, or
 * that it looks random; a value that also stands under a public name needs a stronger one.
 *
 * @param publicPrefixes - Prefixes that make a variable public by intent, `VITE_` for example.
 */
export function collectKnownSecrets(
  variables: readonly Variable[],
  detectors: readonly Detector[],
  publicPrefixes: readonly string[],
  policy: SecretsPolicy,
): KnownSecrets {
  const shapes = compileMatcher(detectors, [])
  const providerNames = new Set(
    detectors.filter(({ secrecy }) => secrecy === 'secret').flatMap(({ envNames }) => envNames),
  )
  const secrets: KnownSecret[] = []
  const dropped: { name: string; reason: string }[] = []

  for (const [value, sources] of groupByValue(variables)) {
    const decision = decide(value, sources)
    if (typeof decision === 'string') {
      for (const { name } of sources) dropped.push({ name, reason: decision })
      continue
    }
    secrets.push(...decision)
  }
  return { secrets, dropped }

  function decide(value: string, sources: readonly SecretSource[]): KnownSecret[] | string {
    const kept = sources.filter(({ name }) => !matchesName(name, policy.ignore))
    if (kept.length === 0) return '`secrets.ignore` names it'
    const isForced = kept.some(({ name }) => matchesName(name, policy.include))
    if (isForced && value.length >= 4)
      return [{ value, sources: kept, match: value.length >= anywhereLength ? 'anywhere' : 'literal' }]

    const whole = shapes.find(value).find((match) => match.start === 0 && match.end === value.length)
    if (whole?.secrecy === 'publishable') return 'its format is publishable'
    const hasShape = whole?.secrecy === 'secret'
    const trivial = trivialReason(value)
    if (trivial !== undefined && !hasShape) return trivial
    if (kept.some(({ name }) => nameHolds(name, value))) return 'it repeats its own name'

    const bareNames = kept
      .map(({ name }) => withoutPublicPrefix(name, publicPrefixes))
      .filter((name) => name !== undefined)
    if (bareNames.length > 0) {
      const saysSecret = bareNames.some((name) => publicNameSaysSecret(name, providerNames))
      if (!hasShape && !saysSecret) return 'it also stands under a public name, and nothing says that it is secret'
    }
    const password = urlPassword(value)
    if (password !== undefined && trivialReason(password) === undefined) {
      return [guard(value, kept), guard(password, kept)]
    }
    const reason = bareNames.length > 0 || hasShape || kept.some((source) => sourceHasReason(source, value))
    if (!reason) return 'nothing says that it is secret'
    return [guard(value, kept)]
  }
}

function guard(value: string, sources: readonly SecretSource[]): KnownSecret {
  return { value, sources, match: value.length >= anywhereLength || looksRandom(value) ? 'anywhere' : 'literal' }
}

function sourceHasReason({ name, path }: SecretSource, value: string): boolean {
  if (path === null && isHostVariable(name)) return false
  if (nameSaysSecret(name)) return true
  return path !== null && looksRandom(value) && !nameSaysHarmless(name)
}

function groupByValue(variables: readonly Variable[]): Map<string, SecretSource[]> {
  const groups = new Map<string, SecretSource[]>()
  for (const { value, ...source } of variables) {
    const sources = groups.get(value) ?? []
    if (!sources.some(({ name, path }) => name === source.name && path === source.path)) sources.push(source)
    groups.set(value, sources)
  }
  return groups
}

/** `SESSION_SECRET=session-secret`: such a value stands wherever its name is written. */
function nameHolds(name: string, value: string): boolean {
  const bare = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/gu, '')
  return /^[\w\s.-]+$/u.test(value) && bare(name).includes(bare(value))
}

/** Whether a pattern of the policy names the variable. */
export function matchesName(name: string, patterns: readonly (string | RegExp)[] = []): boolean {
  return patterns.some((pattern) => {
    if (typeof pattern !== 'string') return new RegExp(pattern.source, pattern.flags.replace(/[gy]/gu, '')).test(name)
    const literal = pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/gu, '\\$&'))
    return new RegExp(`^${literal.join('.*')}$`, 'u').test(name)
  })
}
