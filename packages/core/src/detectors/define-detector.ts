import { KeyfenceError } from '../errors.ts'
import type { Detector } from '../model.ts'
import { fakeKey } from './fake-key.ts'

/**
 * Checks an entry of the catalogue, one's own or a user's, and returns it.
 *
 * @throws {KeyfenceError} KF_DETECTOR with the entry's id and the field that cannot work.
 */
export function defineDetector(entry: Detector): Detector {
  const fail = (field: string, problem: string): never => {
    throw new KeyfenceError('KF_DETECTOR', `Detector "${entry.id}": \`${field}\` ${problem}`)
  }
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)+$/u.test(entry.id))
    fail('id', 'must be words in lower case joined by hyphens, provider first.')
  for (const [field, list] of Object.entries(listsOf(entry))) {
    if (!isTextList(list)) fail(field, 'must be a list of texts.')
  }
  if (!isPattern(entry.pattern)) fail('pattern', 'must be a regular expression.')
  if (entry.prefixes.length === 0 && entry.keywords === undefined && entry.names === undefined) {
    fail('prefixes', 'must name at least one literal that begins every match.')
  }
  for (const prefix of entry.keywords === undefined ? entry.prefixes : []) {
    if (prefix.length < 3) fail('prefixes', 'must be three characters or longer each; a shorter one stands everywhere.')
  }
  for (const keyword of entry.keywords ?? []) {
    if (keyword.length < 3)
      fail('keywords', 'must be three characters or longer each; a shorter one stands everywhere.')
  }
  for (const name of entry.names ?? []) {
    if (!/^[a-z0-9][a-z0-9_. -]{2,}$/u.test(name))
      fail('names', 'must be words in lower case, three characters or longer.')
  }
  if (!entry.pattern.sticky || !entry.pattern.unicode) fail('pattern', 'must have the flags `u` and `y`.')
  if (hasOpenRepetition(entry.pattern.source)) {
    fail('pattern', 'has a repetition without an upper bound (`*`, `+` or `{n,}`). Give it one, such as `{20,200}`.')
  }
  if (entry.secrecy !== 'secret' && entry.secrecyReason === undefined) {
    fail('secrecyReason', `is missing. Say why it is ${entry.secrecy === 'publishable' ? 'publishable' : 'undecided'}.`)
  }
  if (entry.references.length === 0) fail('references', 'must hold at least one URL.')
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(entry.checkedOn)) fail('checkedOn', 'must be a date such as "2026-01-31".')
  if (entry.examples.match.length < 2) fail('examples.match', 'must hold at least two templates.')
  if (entry.examples.ignore.length < 2)
    fail('examples.ignore', 'must hold at least two templates, one of them a near miss.')
  for (const [index, template] of entry.examples.match.entries()) {
    const sample = fakeKey(template, 1)
    // By number: someone may have put a real key there.
    const place = `\`examples.match[${String(index)}]\``
    if (entry.prefixes.length > 0 && !entry.prefixes.some((prefix) => sample.startsWith(prefix))) {
      fail('prefixes', `holds no literal that begins ${place}.`)
    }
    const isThere = (keyword: string) => (entry.keywordAt ?? [0]).some((at) => sample.startsWith(keyword, at))
    if (entry.keywords?.some(isThere) === false) {
      fail('keywords', `holds no literal that stands in ${place} where \`keywordAt\` says.`)
    }
    entry.pattern.lastIndex = 0
    if (entry.pattern.exec(sample)?.[0] !== sample) fail('pattern', `does not match the whole of ${place}.`)
  }
  return entry
}

/** The fields of an entry that has to hold lists of texts. A configuration in JavaScript is checked by no compiler. */
function listsOf({ prefixes, keywords, names, envNames, references, examples }: Unchecked): Record<string, unknown> {
  return {
    prefixes,
    keywords: keywords ?? [],
    names: names ?? [],
    envNames,
    references,
    'examples.match': examples?.match,
    'examples.ignore': examples?.ignore,
  }
}

interface Unchecked {
  readonly prefixes?: unknown
  readonly keywords?: unknown
  readonly names?: unknown
  readonly envNames?: unknown
  readonly references?: unknown
  readonly examples?: { readonly match?: unknown; readonly ignore?: unknown } | undefined
}

function isPattern(pattern: unknown): boolean {
  return pattern instanceof RegExp
}

function isTextList(list: unknown): boolean {
  return Array.isArray(list) && list.every((text) => typeof text === 'string')
}

/** Whether a quantifier outside of character classes has no upper bound. */
function hasOpenRepetition(source: string): boolean {
  const bare = source.replace(/\\./gu, 'x').replace(/\[[^\]]*\]/gu, 'x')
  return /[*+]|\{\d+,\}/u.test(bare)
}
