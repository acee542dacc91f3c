import type { Detector, KnownSecret, Secrecy, SecretSource } from '../model.ts'
import type { SecretsPolicy } from '../policy/config.ts'
import { compileMatcher } from '../scan/matcher.ts'
import {
  isHostVariable,
  nameHintsSecret,
  nameSaysHarmless,
  nameSaysPassword,
  nameSaysSecret,
  publicNameSaysSecret,
  withoutPublicPrefix,
} from './names.ts'
import { providerSecretNames } from './provider-names.ts'
import { formsOf, shapeOf } from './shapes.ts'
import {
  hasCredentials,
  hasSecretPath,
  isMadeOfWords,
  isWord,
  looksRandom,
  trivialReason,
  urlPassword,
} from './values.ts'

/** A variable that the build machine holds. */
export interface Variable extends SecretSource {
  /** As a program would read it. */
  readonly value: string
}

/** What to look for, and what was left out with its reason. */
export interface KnownSecrets {
  /** Values to look for. */
  readonly secrets: readonly KnownSecret[]
  /** Variables that are not looked for, with the reason. */
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
  const providerNames = providerSecretNames(detectors)
  const publicValues = new Set(
    variables.filter(({ name }) => withoutPublicPrefix(name, publicPrefixes) !== undefined).map(({ value }) => value),
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

    const bareNames = kept.flatMap(({ name }) => withoutPublicPrefix(name, publicPrefixes) ?? [])
    const names = kept.map(({ name }) => withoutPublicPrefix(name, publicPrefixes) ?? name)
    const format = formatOf(value, names)
    // The name says what the format alone leaves open, so the place need not say it again.
    if (format.secrecy === 'publishable' && format.isOpen) return [meantToBeSeen(value, kept)]
    if (format.secrecy === 'publishable') return 'its format is publishable'

    const hasShape = format.secrecy === 'secret' || hasCredentials(value)
    const trivial = trivialReason(value)
    if (trivial !== undefined && !hasShape) {
      const isWebhook = bareNames.length === 0 && names.some((name) => /HOOK/iu.test(name)) && hasSecretPath(value)
      return isWebhook ? [guard(value, kept)] : trivial
    }
    if (kept.some(({ name }) => nameHolds(name, value))) return 'it repeats its own name'
    const isRandom = looksRandom(value)
    if (!hasShape && !isRandom && names.some(nameSaysHarmless) && names.some(nameSaysSecret))
      return 'it is also the value of a variable that is no secret'
    const isNamedSecret =
      bareNames.some((name) => publicNameSaysSecret(name, providerNames)) ||
      (isRandom && names.some((name) => publicNameSaysSecret(name, providerNames) || nameHintsSecret(name)))
    if (!hasShape && isWord(value) && !(bareNames.length > 0 && isNamedSecret)) return 'it is a word'
    if (bareNames.length > 0 && !hasShape && !isNamedSecret) {
      const isMeant = format.isOpen && bareNames.some(saysPurpose)
      return isMeant ? [meantToBeSeen(value, kept)] : forwarded
    }
    if (bareNames.length === 0 && !hasShape && !isNamedSecret && isInPublicValue(value)) return forwarded

    const reason = bareNames.length > 0 || hasShape || kept.some((source) => sourceHasReason(source, value))
    if (!reason) return 'nothing says that it is secret'
    const password = urlPassword(value)
    const isWorthAlone = password !== undefined && trivialReason(password) === undefined && !isWord(password)
    return [...formsOf(value), ...(isWorthAlone ? [password] : [])].map((form) => guard(form, kept))
  }

  /** What the catalogue and the well-known formats say of a value, with its names as the neighbours. */
  function formatOf(value: string, names: readonly string[]): { secrecy: Secrecy | undefined; isOpen: boolean } {
    const inPlace = names.flatMap((name) => {
      const start = name.length + 2
      return shapes
        .find(`${name}="${value}"`)
        .filter((match) => match.start === start && match.end - start === value.length)
    })
    const said = inPlace.map(({ secrecy }) => secrecy)
    const secrecy = (['secret', 'publishable', 'depends'] as const).find((level) => said.includes(level))
    return {
      secrecy: secrecy ?? shapeOf(value),
      isOpen: inPlace.some(({ detector }) => detector?.secrecy === 'depends'),
    }
  }

  /** `VITE_STYLE_URL="https://tiles.test/?key=${TILES_KEY}"` publishes the key on purpose, as an own name would. */
  function isInPublicValue(value: string): boolean {
    return value.length >= anywhereLength && [...publicValues].some((other) => other !== value && other.includes(value))
  }
}

const forwarded = 'it also stands under a public name, and nothing says that it is secret'

/** A format that is a secret in some places only: this value is not looked at again, wherever it stands. */
function meantToBeSeen(value: string, sources: readonly SecretSource[]): KnownSecret {
  return { value, sources, match: 'anywhere', secrecy: 'publishable' }
}

/** Whether a name tells more than that there is a key of some Google service. */
function saysPurpose(bareName: string): boolean {
  return bareName.replace(/(?:^|_)(?:VITE|APP|GOOGLE|GCP|CLOUD|API|KEY|TOKEN|APIKEY)(?=_|$)/gu, '') !== ''
}

function guard(value: string, sources: readonly SecretSource[]): KnownSecret {
  return { value, sources, match: value.length >= anywhereLength || looksRandom(value) ? 'anywhere' : 'literal' }
}

function sourceHasReason({ name, path }: SecretSource, value: string): boolean {
  const isHosts = isHostVariable(name)
  if (path === null && isHosts) return false
  if (nameSaysSecret(name)) return nameSaysPassword(name) || !isMadeOfWords(value)
  return path !== null && !isHosts && looksRandom(value) && !nameSaysHarmless(name)
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
