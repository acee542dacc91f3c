import type { Detector } from '../model.ts'
import { serverOnlyPackages } from '../policy/server-only.ts'

/** Says nothing in front of a page: Maps and Firebase programs read it, too. */
const undecidedName = 'GOOGLE_API_KEY'

/** Names that providers' programs read their secrets from. */
export function providerSecretNames(detectors: readonly Detector[]): ReadonlySet<string> {
  const ofFormats = detectors.filter(({ secrecy }) => secrecy === 'secret').flatMap(({ envNames }) => envNames)
  const ofPackages = serverOnlyPackages.flatMap(({ envName }) => envName ?? [])
  return new Set([...ofFormats, ...ofPackages].filter((name) => name !== undecidedName))
}
