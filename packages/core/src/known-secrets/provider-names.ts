import type { Detector } from '../model.ts'
import { serverOnlyPackages } from '../policy/server-only.ts'

/** Says nothing in front of a page: Maps and Firebase programs read it, too. */
const undecidedName = 'GOOGLE_API_KEY'

/** Names that providers' programs read their secrets from. */
export function providerSecretNames(detectors: readonly Detector[]): ReadonlySet<string> {
  const namesOf = (wanted: Detector['secrecy']) =>
    detectors.filter(({ secrecy }) => secrecy === wanted).flatMap(({ envNames }) => envNames)
  const ofFormats = namesOf('secret')
  const ofPackages = serverOnlyPackages.flatMap(({ envName }) => envName ?? [])
  // A name that also holds a format made for browsers, such as `SENTRY_DSN`, says nothing.
  const harmless = new Set([undecidedName, ...namesOf('publishable')])
  return new Set([...ofFormats, ...ofPackages].filter((name) => !harmless.has(name)))
}
