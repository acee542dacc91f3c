import type { Span } from '../model.ts'
import { codeListsOf } from './code-lists.ts'
import { utf16Of } from './utf16.ts'

/** A decoded reading of a text, with the way back to it. */
export interface View {
  readonly text: string
  /** What was decoded, for example `js-escape`. Empty for the text itself. */
  readonly encoding: string
  /** Span in the view → span of the form that stands in the original text. */
  readonly toOriginal: (span: Span) => Span
}

/** A way to spell characters. Every spelling begins with `lead`; `trigger` matches one that hides printable ASCII. */
interface Spelling {
  readonly encoding: string
  readonly lead: string
  readonly trigger: RegExp
  /** Matches every spelling, for secrets that hold other characters; where it is missing, `lead` is enough. */
  readonly anyTrigger?: RegExp
  readonly token: RegExp
  readonly decode: (token: string) => string
}

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
}

/** Names of the characters of ASCII that have one. @see https://html.spec.whatwg.org/multipage/named-characters.html */
const entities: Readonly<Record<string, string>> = {
  ...{ quot: '"', apos: "'", amp: '&', lt: '<', gt: '>', nbsp: '\u00a0', Tab: '\t', NewLine: '\n' },
  ...{ excl: '!', num: '#', dollar: '$', percnt: '%', lpar: '(', rpar: ')', ast: '*', plus: '+', comma: ',' },
  ...{ period: '.', sol: '/', colon: ':', semi: ';', equals: '=', quest: '?', commat: '@', lsqb: '[', lbrack: '[' },
  ...{ bsol: '\\', rsqb: ']', rbrack: ']', Hat: '^', lowbar: '_', grave: '`', lcub: '{', lbrace: '{' },
  ...{ verbar: '|', vert: '|', rcub: '}', rbrace: '}' },
}
const entityNames = Object.keys(entities)
const printableNames = entityNames.filter((name) => /[\x21-\x7e]/u.test(entities[name] ?? ''))

const spellings: readonly Spelling[] = [
  {
    encoding: 'js-escape',
    lead: '\\',
    // Also a continued line, which splits a literal without changing it.
    trigger: /\\(?:x[2-7][0-9a-f]|u00[2-7][0-9a-f]|u\{0{0,4}[2-7][0-9a-f]\}|0?[4-7][0-7]|1[0-7]{2}|\r?\n)/iuy,
    token: /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|[0-3]?[0-7]{1,2}|\r?\n|[\s\S])/gu,
    decode: (token) => {
      const kind = token.charAt(1)
      if (kind === '\n' || kind === '\r') return ''
      if ((kind === 'x' || kind === 'u') && token.length > 2) return character(token.replace(/[\\xu{}]/gu, ''), 16)
      if (kind >= '0' && kind <= '7') return character(token.slice(1), 8)
      return simpleEscapes[kind] ?? token.slice(1)
    },
  },
  {
    encoding: 'css-escape',
    lead: '\\',
    trigger: /\\0{0,4}[2-7][0-9a-f](?![0-9a-f])/iuy,
    anyTrigger: /\\(?:[0-9a-f]{1,5}\s|[0-9a-f]{6})/iuy,
    token: /\\(?:[0-9a-f]{1,6}(?:\r\n|\s)?|\r?\n|[\s\S])/giu,
    decode: (token) => {
      const digits = token.slice(1).trimEnd()
      return /^[0-9a-f]+$/iu.test(digits) ? character(digits, 16) : digits
    },
  },
  {
    encoding: 'percent',
    lead: '%',
    trigger: /%[2-7][0-9a-f]/iuy,
    // Bytes of UTF-8 that spell one character together, or one byte.
    token:
      /%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}|%[0-9a-f]{2}/giu,
    decode: (token) => {
      try {
        return decodeURIComponent(token)
      } catch {
        return character(token.slice(1, 3), 16)
      }
    },
  },
  {
    encoding: 'html-entity',
    lead: '&',
    trigger: new RegExp(String.raw`&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|${printableNames.join('|')});`, 'uy'),
    token: new RegExp(String.raw`&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|${entityNames.join('|')});`, 'gu'),
    decode: (token) => {
      const name = token.slice(1, -1)
      if (!name.startsWith('#')) return entities[name] ?? token
      return /^#x/iu.test(name) ? character(name.slice(2), 16) : character(name.slice(1), 10)
    },
  },
]

/** Twice is JSON inside of a JavaScript string; nothing useful stands deeper. */
const maxDepth = 2

/** Characters around a spelling that are read with it: the longest credential and what may stand in front. */
const shortestReach = 512

/**
 * The text itself and every decoded reading of it that can hold a secret which the text does not show. Only the
 * surroundings of spellings are read: most of a bundle has none.
 *
 * @param allEscapes - Decode also escapes that spell no printable character, because a known secret holds such characters.
 * @param longest - Length of the longest known secret, in code units.
 */
export function viewsOf(text: string, allEscapes: boolean, longest = 0): View[] {
  const reach = Math.max(shortestReach, longest * 6)
  const views: View[] = [
    { text, encoding: '', toOriginal: (span) => span },
    ...codeListsOf(text),
    ...utf16Of(text, longest),
  ]
  let previous = views
  for (let depth = 0; depth < maxDepth; depth++) {
    const next: View[] = []
    for (const view of previous) {
      for (const spelling of spellings) {
        for (const region of regionsOf(view.text, spelling, allEscapes, reach)) {
          next.push(decodeView(part(view, region), spelling))
        }
      }
    }
    views.push(...next)
    previous = next
  }
  return views
}

/** Surroundings of every spelling, those that touch as one. */
function regionsOf(text: string, { lead, trigger, anyTrigger }: Spelling, allEscapes: boolean, reach: number): Span[] {
  const regions: { start: number; end: number }[] = []
  // The native search is ten times as fast as that of an expression.
  for (let at = text.indexOf(lead); at !== -1; at = text.indexOf(lead, at + 1)) {
    trigger.lastIndex = at
    if (!trigger.test(text)) {
      if (!allEscapes) continue
      if (anyTrigger !== undefined) {
        anyTrigger.lastIndex = at
        if (!anyTrigger.test(text)) continue
      }
    }
    const start = Math.max(0, at - reach)
    const end = Math.min(text.length, at + reach)
    const last = regions.at(-1)
    if (last !== undefined && start <= last.end) last.end = end
    else regions.push({ start, end })
  }
  return regions
}

function part(view: View, { start, end }: Span): View {
  return {
    text: view.text.slice(start, end),
    encoding: view.encoding,
    toOriginal: (span) => view.toOriginal({ start: span.start + start, end: span.end + start }),
  }
}

function decodeView(view: View, spelling: Spelling): View {
  // Parallel lists: decoded text from `decodedAt[i]` on stands in the view from `sourceAt[i]` on, one to one.
  const decodedAt = [0]
  const sourceAt = [0]
  let text = ''
  let end = 0
  for (const { 0: token, index } of view.text.matchAll(spelling.token)) {
    text += view.text.slice(end, index)
    decodedAt.push(text.length)
    sourceAt.push(index)
    text += spelling.decode(token)
    end = index + token.length
    decodedAt.push(text.length)
    sourceAt.push(end)
  }
  text += view.text.slice(end)
  const toSource = (offset: number) => {
    let low = 0
    let high = decodedAt.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((decodedAt[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return (sourceAt[low] ?? 0) + offset - (decodedAt[low] ?? 0)
  }
  return {
    text,
    encoding: view.encoding === '' ? spelling.encoding : `${view.encoding}+${spelling.encoding}`,
    toOriginal: ({ start, end: stop }) => view.toOriginal({ start: toSource(start), end: toSource(stop) }),
  }
}

function character(digits: string, radix: number): string {
  const code = Number.parseInt(digits, radix)
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
}
