import { reachTable } from '../detectors/reach-table.ts'

/**
 * What every match of a pattern is certain to hold, so that a search can go from the rare thing (a long run of key
 * characters, a literal) back to where a match may begin.
 */
export interface Reach {
  /**
   * How far behind its beginning each match has a run of `runLength` key characters, at most; before it stand only
   * characters of keys and of `joints`. Infinity where a match may do without.
   */
  readonly run: number
  /** Key characters that each match begins with, at least. */
  readonly head: number
  /** Where `run` is infinite, literals that stand in every match, with the offset that they have at most. */
  readonly literals: readonly LiteralPlace[]
}

/** Shortest run of key characters that the search stops at. A shorter one would stand in every other word of code. */
export const runLength = 15

/** Characters that a key is made of. */
export const keyCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/='

/** Characters that stand between the parts of a credential. */
export const joints = '.:|!%~$@'

/** A search goes no further back from a run. */
export const longestLead = 120

interface LiteralPlace {
  readonly text: string
  readonly at: number
}

/** What is known about the texts that a part of a pattern matches. */
interface Part {
  readonly min: number
  readonly max: number
  /** Only key characters. */
  readonly isKey: boolean
  /** Only key characters and joints. */
  readonly isJoined: boolean
  /** Key characters that every text begins and ends with. */
  readonly head: number
  readonly tail: number
  /** As `Reach.run`. */
  readonly run: number
  readonly literals: readonly LiteralPlace[]
  /** The text itself, where it is always the same. */
  readonly exact: string | undefined
}

const nothing: Part = {
  min: 0,
  max: 0,
  isKey: true,
  isJoined: true,
  head: 0,
  tail: 0,
  run: Infinity,
  literals: [],
  exact: '',
}

/** What `reachOf` would read, where that was done when the catalogue was built. */
export function knownReach({ source, flags }: RegExp): readonly Reach[] | undefined {
  if (flags !== 'uy' || !Object.hasOwn(reachTable, source)) return undefined
  return reachTable[source]?.map(([run, head, literals = []]) => ({
    run,
    head,
    literals: literals.map(([text, at]) => ({ text, at })),
  }))
}

/** Reads what each alternative of a pattern promises. Whatever is not understood promises nothing. */
export function reachOf({ source, flags }: RegExp): Reach[] {
  const head = source.includes('|') || flags.includes('i') ? 0 : leadingKeys(source)
  if (head >= runLength) return [{ run: 0, head, literals: [] }]
  const alternatives = flags.includes('i')
    ? undefined
    : (alternativesOf(source.replace(/^\(\?:|\)$/gu, '')) ?? alternativesOf(source))
  if (alternatives === undefined) return [{ run: Infinity, head: 0, literals: [] }]
  return alternatives.map(({ run, head, literals }) =>
    run <= longestLead
      ? { run, head, literals: [] }
      : { run: Infinity, head, literals: literals.filter(({ at }) => at <= longestLiteralLead) },
  )
}

/** Key characters that every match begins with: enough is known of most patterns, at a fraction of the time. */
function leadingKeys(source: string): number {
  let count = 0
  keyPiece.lastIndex = 0
  for (let piece = keyPiece.exec(source); piece?.groups?.['open'] === undefined && piece !== null;) {
    count += Number(piece.groups?.['min'] ?? 1)
    piece = keyPiece.exec(source)
  }
  return count
}

/** A class or a literal of key characters, and how often it stands there. */
const keyPiece =
  /(?:\[(?:[a-z]-[a-z]|[A-Z]-[A-Z]|\d-\d|[\w+/=]|\\[-+/=dw]|-(?=\]))+\]|\\[dw/+=-]|[\w/=-])(?:\{(?<min>\d+)(?:,\d*)?\}|(?<open>[?*+]))?/uy

function alternativesOf(source: string): Part[] | undefined {
  const reader = new PatternReader(source)
  const alternatives = reader.alternatives()
  return reader.isAtEnd ? alternatives : undefined
}

/** A literal further behind is of no use. */
const longestLiteralLead = 40

/** Of a character class, what holds key characters only. Any other range counts as holding something else. */
const ownItems: ReadonlySet<string> = new Set(['\\w', '\\d', '\\-', '\\+', '\\/', '\\='])

/** A group that repeats more often than this promises no more than this many. */
const mostRepeats = 8

/** Reads the subset of regular expressions that detectors are written in; see `isAtEnd` for the rest. */
class PatternReader {
  private index = 0
  private readonly source: string

  constructor(source: string) {
    this.source = source
  }

  /** Whether all of the source was understood. */
  get isAtEnd(): boolean {
    return this.index === this.source.length
  }

  /** Parts that are alternatives of each other, up to the end or the closing bracket. Undefined when not understood. */
  alternatives(): Part[] | undefined {
    const parts: Part[] = []
    do {
      const part = this.sequence()
      if (part === undefined) return undefined
      parts.push(part)
    } while (this.take('|'))
    return parts
  }

  private sequence(): Part | undefined {
    let whole = nothing
    let literal = ''
    const flush = () => {
      if (literal !== '') whole = join(whole, literalPart(literal))
      literal = ''
    }
    while (this.index < this.source.length && !/[|)]/u.test(this.source.charAt(this.index))) {
      const part = this.repeated()
      if (part === undefined) return undefined
      if (part.exact !== undefined) literal += part.exact
      else {
        flush()
        whole = join(whole, part)
      }
    }
    flush()
    return { ...whole, exact: undefined }
  }

  private repeated(): Part | undefined {
    const part = this.atom()
    const quantifier = /^(?:\{(?<min>\d+)(?<range>,(?<max>\d+)?)?\}|[?*+])\??/u.exec(
      this.source.slice(this.index, this.index + 16),
    )
    if (part === undefined || quantifier === null) return part
    this.index += quantifier[0].length
    const { min, max, range } = quantifier.groups ?? {}
    const sign = quantifier[0].charAt(0)
    if (sign === '?' || sign === '*') return repeat(part, 0, sign === '?' ? 1 : Infinity)
    if (sign === '+') return repeat(part, 1, Infinity)
    return repeat(part, Number(min), range === undefined ? Number(min) : Number(max ?? Infinity))
  }

  private atom(): Part | undefined {
    const { source } = this
    const character = source.charAt(this.index)
    if (character === '(') return this.group()
    if (character === '[') return this.characterClass()
    this.index++
    if (character === '.') return single(false, false)
    if (character !== '\\') return '^$*+?{}]'.includes(character) ? undefined : literalPart(character)
    const escaped = source.charAt(this.index++)
    if (escaped === 'd' || escaped === 'w') return single(true, true)
    if (escaped === 's' || escaped === 'D' || escaped === 'W' || escaped === 'S') return single(false, false)
    return /[A-Za-z0-9]/u.test(escaped) ? undefined : literalPart(escaped)
  }

  private characterClass(): Part | undefined {
    const body = /\[(?<not>\^?)(?<items>(?:\\.|[^\]\\])*)\]/uy
    body.lastIndex = this.index
    const found = body.exec(this.source)
    if (found === null) return undefined
    this.index = body.lastIndex
    const { not, items = '' } = found.groups ?? {}
    if (not !== '') return single(false, false)
    let isKey = true
    let isJoined = true
    for (const item of items.matchAll(/(?<from>\\?.)-(?<to>\\?.)|\\?./gu)) {
      const { from, to } = item.groups ?? {}
      const isOwn =
        from === undefined || to === undefined
          ? ownItems.has(item[0])
          : /^(?:[a-z]-[a-z]|[A-Z]-[A-Z]|\d-\d)$/u.test(item[0])
      if (isOwn || (from === undefined && isKeyCharacter(item[0]))) continue
      isKey = false
      isJoined &&= from === undefined && isJoinedCharacter(item[0].replace('\\', ''))
    }
    return single(isKey, isJoined)
  }

  private group(): Part | undefined {
    const opening = /^\((?:\?(?<look><?[=!])|\?:|\?<\w+>)?/u.exec(this.source.slice(this.index, this.index + 40))
    this.index += opening?.[0].length ?? 1
    const parts = this.alternatives()
    if (parts === undefined || !this.take(')')) return undefined
    return opening?.groups?.['look'] === undefined ? either(parts) : { ...nothing, exact: undefined }
  }

  private take(character: string): boolean {
    if (this.source.charAt(this.index) !== character) return false
    this.index++
    return true
  }
}

const isKeyCharacter = (character: string) => keyCharacters.includes(character)
const isJoinedCharacter = (character: string) => isKeyCharacter(character) || joints.includes(character)

function single(isKey: boolean, isJoined: boolean): Part {
  const keys = isKey ? 1 : 0
  return { ...nothing, min: 1, max: 1, isKey, isJoined, head: keys, tail: keys, exact: undefined }
}

function literalPart(text: string): Part {
  const characters = Array.from(text)
  const isKey = characters.every(isKeyCharacter)
  const isJoined = isKey || characters.every(isJoinedCharacter)
  const count = (list: readonly string[]) => {
    const end = list.findIndex((character) => !isKeyCharacter(character))
    return end === -1 ? list.length : end
  }
  const head = count(characters)
  return {
    min: text.length,
    max: text.length,
    isKey,
    isJoined,
    head,
    tail: isKey ? head : count(characters.reverse()),
    run: head >= runLength ? 0 : Infinity,
    literals: [{ text, at: 0 }],
    exact: text,
  }
}

function join(a: Part, b: Part): Part {
  const head = a.isKey ? a.min + b.head : a.head
  const behind = [a.run]
  if (head >= runLength) behind.push(0)
  if (a.isJoined) behind.push(a.max + b.run)
  if (a.isJoined && a.tail + b.head >= runLength) behind.push(a.max)
  return {
    min: a.min + b.min,
    max: a.max + b.max,
    isKey: a.isKey && b.isKey,
    isJoined: a.isJoined && b.isJoined,
    head,
    tail: b.isKey ? b.min + a.tail : b.tail,
    run: Math.min(...behind),
    literals: [...a.literals, ...b.literals.map(({ text, at }) => ({ text, at: a.max + at }))],
    exact: undefined,
  }
}

function either(parts: readonly Part[]): Part {
  const [first = nothing, ...others] = parts
  if (others.length === 0) return { ...first, exact: undefined }
  return {
    min: Math.min(...parts.map(({ min }) => min)),
    max: Math.max(...parts.map(({ max }) => max)),
    isKey: parts.every(({ isKey }) => isKey),
    isJoined: parts.every(({ isJoined }) => isJoined),
    head: Math.min(...parts.map(({ head }) => head)),
    tail: Math.min(...parts.map(({ tail }) => tail)),
    run: Math.max(...parts.map(({ run }) => run)),
    literals: [],
    exact: undefined,
  }
}

function repeat(part: Part, min: number, max: number): Part {
  const { isKey, isJoined } = part
  if (isKey) {
    const length = min * part.min
    const run = length >= runLength ? 0 : Infinity
    const literals = min > 0 ? part.literals : []
    return { ...part, min: length, max: max * part.max, head: length, tail: length, run, literals, exact: undefined }
  }
  const counted = Math.min(min, mostRepeats)
  let whole = nothing
  for (let count = 0; count < counted; count++) whole = join(whole, part)
  if (max === counted) return { ...whole, exact: undefined }
  // What may or does come behind those that are counted promises nothing but its length.
  return join(whole, { ...nothing, max: (max - counted) * part.max, isKey, isJoined, exact: undefined })
}
