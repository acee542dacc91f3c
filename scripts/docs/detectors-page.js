import { offByDefault } from '../../packages/core/dist/detectors/index.js'
import { catalogue, fakeKey } from '../../packages/core/dist/index.js'
import { code, list, prose, table } from './markdown.js'

/** @typedef {import('../../packages/core/dist/index.js').Detector} Detector */

/** What a credential looks like, without one. @type {(detector: Detector) => string} */
function looks({ prefixes, keywords, names, pattern, examples, verify }) {
  const lengths = [...new Set(examples.match.map((template) => fakeKey(template, 1).length))].sort((a, b) => a - b)
  const proof = verify === undefined ? '' : '; a further check decides'
  const isPart = pattern.source.includes('(?<secret>')
  const size = isPart ? '' : `, for example ${list(lengths.map(String), 'or')} characters`
  return `${startOf(prefixes, keywords, names)}${size}${isPart ? '; what is secret in it is found' : ''}${proof}`
}

/** @type {(prefixes: readonly string[], keywords?: readonly string[], names?: readonly string[]) => string} */
function startOf(prefixes, keywords, names) {
  const some = (/** @type {readonly string[]} */ texts) => {
    const shown = texts.slice(0, 12).map((text) => code(text.trim()))
    return list(texts.length > shown.length ? [...shown, 'the like'] : shown, 'or')
  }
  if (names !== undefined) return `stands behind the name ${some(names)}`
  if (prefixes.length > 0) return `begins with ${some(prefixes)}`
  return `holds ${some(keywords ?? [])}`
}

/** @type {(detector: Detector) => string} */
function secrecyText({ secrecy, secrecyReason }) {
  return secrecyReason === undefined ? secrecy : `${secrecy}: ${prose(secrecyReason)}`
}

/** @type {(detector: Detector) => string} */
function linksOf({ revokeUrl, references, checkedOn }) {
  const sources = references.map((url, index) => `[${index === 0 ? 'source' : String(index + 1)}](${url})`).join(', ')
  const revoke = revokeUrl === undefined ? '' : `[revoke](${revokeUrl}); `
  return `${revoke}${sources}, read on ${checkedOn}`
}

/** @type {(detector: Detector) => string[]} */
function row(detector) {
  const names = detector.envNames.map(code).join(', ')
  return [code(detector.id), prose(detector.title), looks(detector), secrecyText(detector), names, linksOf(detector)]
}

/** Page of the catalogue. */
export function detectorsPage() {
  const providers = [...new Set(catalogue.map(({ provider }) => provider))].sort()
  const count = (/** @type {string} */ secrecy) => catalogue.filter((entry) => entry.secrecy === secrecy).length
  const sections = providers.map(
    (provider) => `## ${provider}

${table(
  ['id', 'what', 'looks', 'secrecy', 'environment variables', 'pages'],
  catalogue.filter((entry) => entry.provider === provider).map(row),
)}`,
  )
  return `# Detectors

${String(catalogue.length)} credential formats of ${String(providers.length)} providers. By secrecy: ${String(count('secret'))} secret, ${String(count('publishable'))} publishable, ${String(count('depends'))} depends.

- **secret**: nobody but your servers may hold it. An error in a build.
- **publishable**: made for browsers. Never reported.
- **depends**: its restrictions or its neighbours decide. A warning, unless the check finds proof of either.

A value that your environment or a \`.env*\` file holds is looked for by its characters, so it needs no detector. The first
environment variable of a row is the one that messages propose. Switch a detector off, or add your own, with the option
[\`detectors\`](reference/config.md#detectors).

${sections.join('\n\n')}

## Off by default

What only a name makes a secret. Switch it on with \`detectors: { on: ['generic-password'] }\`.

${table(['id', 'what', 'looks', 'secrecy', 'environment variables', 'pages'], offByDefault.map(row))}
`
}
