import type { Span } from '../model.ts'
import { compileMatcher, type Matcher } from '../scan/matcher.ts'
import { escapeRegExp } from '../scan/needles.ts'

/** Where a source file holds a secret, or what becomes it. */
export interface SourceHit {
  readonly span: Span
  readonly form: 'whole' | 'replaced' | 'fragment'
  /** The expression that is replaced, as the host names it. */
  readonly expression: string | null
}

/** Looks for one value in sources. */
export interface Locator {
  /** All hits of the best form, in order: the value itself, then an expression that becomes it, then a piece of it. */
  readonly hits: (source: string) => SourceHit[]
  /** Whether a text holds the value in any spelling. */
  readonly holds: (text: string) => boolean
}

/** Shorter pieces of a value stand in other words by chance. */
const fragmentLength = 8

/**
 * Compiles a search for one value.
 *
 * @param replacements - Expressions that the host replaces, and the text that replaces them.
 */
export function createLocator(value: string, replacements: ReadonlyMap<string, string>): Locator {
  const match = value.length < fragmentLength ? 'literal' : 'anywhere'
  const matcher: Matcher = compileMatcher([], [{ value, sources: [], match }])
  const holds = (text: string) => text === value || matcher.find(text).length > 0
  const expressions = [...replacements]
    .filter(([, text]) => holds(text))
    .map(([name]) => ({ name, pattern: expressionPattern(name, membersOf(name, replacements)) }))
    // `import.meta.env.VITE_KEY` before `import.meta.env`.
    .sort((a, b) => b.name.length - a.name.length)

  return {
    holds,
    hits: (source) => {
      const whole = matcher.find(source).filter(({ encoding }) => encoding !== 'pieces')
      if (whole.length > 0)
        return whole.map(({ start, end }) => ({ span: { start, end }, form: 'whole', expression: null }))
      for (const { name, pattern } of expressions) {
        const replaced = [...source.matchAll(pattern)].map(({ 0: text, index }): SourceHit => ({
          span: { start: index, end: index + text.length },
          form: 'replaced',
          expression: name,
        }))
        if (replaced.length > 0) return replaced
      }
      const fragment = firstFragment(source, value)
      return fragment === undefined ? [] : [{ span: fragment, form: 'fragment', expression: null }]
    },
  }
}

/** Members that the host replaces by themselves: `import.meta.env.MODE` is no use of `import.meta.env`. */
function membersOf(name: string, replacements: ReadonlyMap<string, string>): string[] {
  return [...replacements.keys()].flatMap((other) =>
    other.startsWith(`${name}.`) ? (other.slice(name.length + 1).split('.')[0] ?? []) : [],
  )
}

/** `a.b` also as `a?.b` and `a["b"]`; a name that is no path, such as `%VITE_KEY%`, as it stands. */
function expressionPattern(name: string, otherMembers: readonly string[]): RegExp {
  if (!/^[\w$]+(?:\.[\w$]+)*$/u.test(name)) return new RegExp(escapeRegExp(name), 'gu')
  const [first = '', ...members] = name.split('.')
  const access = (member: string) => `(?:\\s{0,40}\\??\\.\\s{0,40}${member}|(?:\\?\\.)?\\[["'\`]${member}["'\`]\\])`
  const rest = members.map((member) => access(escapeRegExp(member)))
  const others =
    otherMembers.length === 0 ? '' : `(?!${access(`(?:${otherMembers.map(escapeRegExp).join('|')})(?![\\w$])`)})`
  return new RegExp(`(?<![\\w$]|(?<!\\.\\.)\\.)${escapeRegExp(first)}${rest.join('')}(?![\\w$])${others}`, 'gu')
}

function firstFragment(source: string, value: string): Span | undefined {
  for (let offset = 0; offset + fragmentLength <= value.length; offset++) {
    const start = source.indexOf(value.slice(offset, offset + fragmentLength))
    if (start === -1) continue
    let end = start + fragmentLength
    while (end < source.length && offset + end - start < value.length && source[end] === value[offset + end - start])
      end++
    return { start, end }
  }
  return undefined
}
