import { catalogue } from '../detectors/index.ts'
import type { SecretsPolicy } from '../policy/config.ts'
import { matchesName } from './collect.ts'
import { publicNameSaysSecret, wellKnownPublicPrefixes, withoutPublicPrefix } from './names.ts'
import { providerSecretNames } from './provider-names.ts'

/** A secret's name behind a prefix that makes it public. */
export interface PublicSecretName {
  /** What makes it public, `VITE_` for example. */
  readonly prefix: string
  /** The name without the prefix. */
  readonly bareName: string
}

const providerNames = providerSecretNames(catalogue)

/**
 * Tells a variable that frameworks copy into the page although its name says that it holds a secret. Undefined for
 * every other name.
 *
 * @param prefixes - Prefixes besides the well-known ones.
 */
export function publicSecretName(
  name: string,
  policy: SecretsPolicy = {},
  prefixes: readonly string[] = [],
): PublicSecretName | undefined {
  if (matchesName(name, policy.ignore)) return undefined
  const bareName = withoutPublicPrefix(name, [...wellKnownPublicPrefixes, ...prefixes])
  if (bareName === undefined || bareName === '') return undefined
  const saysSecret = matchesName(name, policy.include) || publicNameSaysSecret(bareName, providerNames)
  return saysSecret ? { prefix: name.slice(0, name.length - bareName.length), bareName } : undefined
}

/**
 * Tells a variable whose name calls its value a secret: it is what a provider's program reads, or says `SECRET` or
 * `PASSWORD` itself. Public prefixes are not looked at; `publicSecretName` does that.
 */
export function isSecretName(name: string, policy: SecretsPolicy = {}): boolean {
  if (matchesName(name, policy.ignore)) return false
  return matchesName(name, policy.include) || publicNameSaysSecret(name, providerNames)
}

/** Names of secrets that providers' programs read, such as `OPENAI_API_KEY`. Sorted. */
export const providerVariables: readonly string[] = [...providerNames].sort()
