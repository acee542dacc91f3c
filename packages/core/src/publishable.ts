import { locationOf } from './finding.ts'
import type { Mask } from './explain/mask.ts'
import type { ClientFile, PublishableKey } from './model.ts'
import { redact } from './redact.ts'
import type { Match } from './scan/matcher.ts'
import type { FileText } from './scan/text.ts'

/** What is shown of the matches in one file that are made for browsers, in their order. */
export function publishableKeys(
  file: ClientFile,
  text: FileText,
  matches: readonly Match[],
  mask: Mask,
): PublishableKey[] {
  return matches.flatMap((match) => {
    const { detector, value, secrecy } = match
    if (secrecy !== 'publishable' || detector === undefined) return []
    return {
      detector: detector.id,
      title: detector.title,
      provider: detector.provider,
      redacted: redact(value, detector),
      why: detector.secrecyReason ?? null,
      location: locationOf(file, text, match, mask),
    }
  })
}
