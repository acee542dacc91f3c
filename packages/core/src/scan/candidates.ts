import { anchorOf, GramTable } from './grams.ts'
import { joints, keyCharacters, longestLead, runLength, type Reach } from './reach.ts'

/**
 * The hot path of keyfence: where in a text could a credential be?
 *
 * Only places that can lead to a match are looked at, and all of them are (a property test holds the search equal to one
 * that looks everywhere):
 *
 * 1. Nearly every credential holds a **run** of 15 or more key characters. A loop that jumps from one possible run to the
 *    next looks at about half of the text.
 * 2. A credential begins where a word begins, in such a run or in what is joined to it on the left. Only there its first
 *    three characters are looked up.
 * 3. A value that has no shape of its own is a run, too, behind a quote or an equals sign. Only in front of those the name
 *    of its provider is looked up, at every place.
 * 4. What can do without a run holds a rare literal, such as `://`. The native search finds those.
 *
 * Every character is part of at most one run, of at most one lead and looked up for a name at most once: the search is
 * linear on any text. Hits are handed out in the order of the text, in blocks, so that memory stays bounded.
 */
export interface CandidateSearch<Entry> {
  /**
   * Calls `visit` for every literal that could be part of a match, by position of its first characters that differ; of
   * those that begin alike the longest first. `visit` returns where a match that it found ends, because another one may
   * begin right there, or -1. `onRun` is told every run that stands behind a quote or a comma.
   */
  readonly each: (
    text: string,
    visit: (start: number, entry: Entry, literal: string) => number,
    onRun?: (start: number, end: number) => void,
  ) => void
}

/** A literal, and what is known about the matches that it leads to. */
export interface Lead<Entry> {
  readonly literal: string
  readonly entry: Entry
  readonly uses: readonly LeadUse[]
}

/** Where a literal stands in the matches of a detector. Leads of one detector share it. */
export interface LeadUse {
  /** `name` stands somewhere before the match, the others in it. */
  readonly kind: 'prefix' | 'keyword' | 'name'
  /** How many characters of a match can stand before the literal. */
  readonly distances: readonly number[]
  /** What the matches promise. */
  readonly reach: readonly Reach[]
}

/** Bits of the table of characters. */
const key = 1
const word = 2
const joined = 4
const quoteOrComma = 8

const bitsOf = bitsOfCharacters()

/** Text that is searched before its hits are handed out. Far longer than what leads to a credential. */
const blockLength = 1 << 16

/** No later run leads to a place further back than this: its lead, a name in front, and what is between. */
const margin = 1024

/** Characters between the beginning of a name and the value behind it, without the name: see `nearby-name.ts`. */
const nameReach = 80 + '"Api-Key '.length

/** Compiles literals into a search. */
export function compileCandidates<Entry>(leads: readonly Lead<Entry>[]): CandidateSearch<Entry> {
  // Longest first: so hits at one place are in order when their numbers are.
  const sorted = longestFirst(leads)
  const offsets = sorted.map(({ literal }) => anchorOf(literal))
  const count = Math.max(1, sorted.length)
  const { starts, joined, far, names, anchored, anchors, longestName, longestNameLead } = compileTables(sorted)
  const shortestFar = far[0]?.distance ?? Infinity
  const fourths = sorted.map(({ literal }) => literal.charCodeAt(3))

  function each(
    text: string,
    visit: (start: number, entry: Entry, literal: string) => number,
    onRun?: (start: number, end: number) => void,
  ): void {
    const { length } = text
    const places = new Int32Array(Math.min(length, blockLength))
    /** Places of hits, each with the number of its literal in its last digits. */
    let hits: number[] = []
    const lookUp = (table: GramTable, at: number) => {
      const fourth = text.charCodeAt(at + 3)
      for (const index of table.at(text, at)) {
        const expected = fourths[index] ?? NaN
        if (expected !== fourth && !Number.isNaN(expected)) continue
        if (text.startsWith(sorted[index]?.literal ?? '', at)) hits.push((at + (offsets[index] ?? 0)) * count + index)
      }
    }
    /** A match may begin at `at`; it stands in a run of which `left` characters are left. */
    const probe = (at: number, left: number) => {
      if (starts.mayHold(text, at)) lookUp(starts, at)
      if (left < shortestFar) return
      for (let index = 0; index < far.length; index++) {
        const { distance, table } = far[index] ?? noMiddle
        if (distance > left) return
        if (table.mayHold(text, at + distance)) lookUp(table, at + distance)
      }
    }
    /** Hands out the hits in front of `limit`. */
    const flush = (limit: number) => {
      if (hits.length === 0) return
      hits.sort((a, b) => a - b)
      let done = 0
      let last = -1
      for (let packed = hits[done]; packed !== undefined; packed = hits[done]) {
        const place = Math.floor(packed / count)
        if (place >= limit) break
        done++
        const index = packed - place * count
        const found = sorted[index]
        if (packed === last || found === undefined) continue
        last = packed
        const end = visit(place - (offsets[index] ?? 0), found.entry, found.literal)
        if (end < 0) continue
        const { length: before } = hits
        probe(end, Infinity)
        if (anchored.mayHold(text, end)) lookUp(anchored, end)
        if (hits.length === before) continue
        hits = hits.slice(done).sort((a, b) => a - b)
        done = 0
      }
      hits = hits.slice(done)
    }
    const lookUpAll = (table: GramTable, from: number, to: number) => {
      for (let piece = Math.max(0, from); piece < to; piece += blockLength) {
        const found = table.collect(text, piece, Math.min(to, piece + blockLength), places)
        for (let index = 0; index < found; index++) lookUp(table, places[index] ?? 0)
        if (piece > from) flush(piece - margin)
      }
    }
    const probeWords = (from: number, start: number, end: number) => {
      for (let piece = from; piece < end; piece += blockLength) {
        const found = wordsIn(text, piece, Math.min(end, piece + blockLength), places)
        for (let index = 0; index < found; index++) {
          const at = places[index] ?? 0
          const left = at < start ? 0 : end - at
          probe(at, left)
          if (at === 0) continue
          const sign = text.charCodeAt(at - 1)
          // What ends in a character of words and yet lets a word begin: `\n`, `\x0a`, `\u000a`, `%0a`, `<!--`.
          if (sign === 0x5c) for (const skip of [1, 3, 5]) probe(at + skip, left - skip)
          else if (sign === 0x25 || sign === 0x21) probe(at + 2, left - 2)
          else if (sign === 0x3d) {
            lastEquals = at - 1
            if (end - at >= runLength) assignedAt = at
          }
        }
        if (piece > from) flush(piece - margin)
      }
    }

    let doneTo = 0
    let namesTo = 0
    /** The last equals sign in a run, and the last that has a run behind it. */
    let lastEquals = -Infinity
    let assignedAt = -1
    const runs = new RunSearch(text)
    const waiting = anchors.map((anchor) => ({ ...anchor, next: text.indexOf(anchor.text) }))
    for (let block = 0; block < length; block += blockLength) {
      const limit = Math.min(length, block + blockLength)
      for (const anchor of waiting) {
        while (anchor.next !== -1 && anchor.next < limit) {
          lookUpAll(anchor.isName ? names : anchored, anchor.next - anchor.lead, anchor.next + 1)
          anchor.next = text.indexOf(anchor.text, anchor.next + 1)
        }
      }
      while (runs.findNext(limit)) {
        const { start, end } = runs
        const from = startOfLead(text, start, Math.max(doneTo, start - longestLead))
        const isCarried = lastEquals >= start - longestNameLead - 1
        probeWords(from, start, end)
        if (from < start) lookUpAll(joined, from, start)
        const isAssigned = isCarried || assignedAt >= from
        if ((isAssigned || isOpening(text, from)) && isClosing(text, end)) {
          const to = isAssigned ? end : from
          lookUpAll(names, Math.max(namesTo, from - nameReach - longestName), to)
          namesTo = Math.max(namesTo, to)
        }
        if (text.charCodeAt(end - 1) === 0x3d) lastEquals = end - 1
        if (onRun !== undefined && start > 0 && ((bitsOf[text.charCodeAt(start - 1)] ?? 0) & quoteOrComma) !== 0) {
          onRun(start, end)
        }
        doneTo = end
      }
      flush(limit - margin)
    }
    flush(Infinity)
  }

  return { each }
}

/** Writes the places where a word begins into `places`. Returns how many there are. */
function wordsIn(text: string, from: number, to: number, places: Int32Array): number {
  let count = 0
  let before = from === 0 ? 0 : (bitsOf[text.charCodeAt(from - 1)] ?? 0)
  for (let at = from; at < to; at++) {
    if ((before & word) === 0) places[count++] = at
    before = bitsOf[text.charCodeAt(at)] ?? 0
  }
  return count
}

/** Finds runs of key characters, from left to right, and looks at as few characters as it can. */
class RunSearch {
  /** The run that was found. */
  start = 0
  end = 0
  private readonly text: string
  /** No run that is still to be found begins before `first`; from there to `known` all are key characters. */
  private first = 0
  private known = 0
  private probe = runLength - 1

  constructor(text: string) {
    this.text = text
  }

  /** Goes on to the next run that holds a character in front of `limit`. */
  findNext(limit: number): boolean {
    const { text } = this
    const { length } = text
    let { first, known, probe } = this
    let isFound = false
    while (probe < limit) {
      if (((bitsOf[text.charCodeAt(probe)] ?? 0) & key) === 0) {
        // A run would have to begin behind this character.
        first = known = probe + 1
        probe += runLength
        continue
      }
      let back = probe - 1
      while (back >= known && ((bitsOf[text.charCodeAt(back)] ?? 0) & key) !== 0) back--
      if (back >= known) {
        first = back + 1
        known = probe + 1
        probe = back + runLength
        continue
      }
      let end = probe + 1
      while (end < length && ((bitsOf[text.charCodeAt(end)] ?? 0) & key) !== 0) end++
      this.start = first
      this.end = end
      first = known = end + 1
      probe = end + runLength
      isFound = true
      break
    }
    this.first = first
    this.known = known
    this.probe = probe
    return isFound
  }
}

function startOfLead(text: string, start: number, lowest: number): number {
  let from = start
  while (from > lowest && ((bitsOf[text.charCodeAt(from - 1)] ?? 0) & joined) !== 0) from--
  return from
}

/** Whether a value may begin there: behind a quote, or behind a scheme such as `Bearer `; see `nearby-name.ts`. */
function isOpening(text: string, from: number): boolean {
  const opening = text.charAt(from - 1)
  if (opening === ' ') return 'rnycS'.includes(text.charAt(from - 2))
  return opening === '"' || opening === "'" || opening === '`'
}

/** Whether a value may end there, or go on with another run. */
function isClosing(text: string, end: number): boolean {
  return end === text.length || /[\s"'`&\\;,%<).:|!~$@]/u.test(text.charAt(end))
}

function bitsOfCharacters(): Uint8Array {
  const bits = new Uint8Array(1 << 16)
  const set = (characters: string, bit: number) => {
    for (const character of characters) {
      const code = character.charCodeAt(0)
      bits[code] = (bits[code] ?? 0) | bit
    }
  }
  set(keyCharacters, key | joined)
  set(keyCharacters.replace(/[+/=]/gu, ''), word)
  set(joints, joined)
  set('"\'`,', quoteOrComma)
  return bits
}

/** Literals that stand in the middle of a match, behind `distance` key characters. */
interface Middle {
  readonly distance: number
  readonly table: GramTable
}

const noMiddle: Middle = { distance: Infinity, table: new GramTable() }

function compileTables<Entry>(leads: readonly Lead<Entry>[]) {
  const [starts, joined, anchored, names] = [new GramTable(), new GramTable(), new GramTable(), new GramTable()]
  const far = new Map<number, GramTable>()
  const anchors = new Map<string, Anchor>()
  let longestName = 0
  let longestNameLead = 0
  const digests = new Map<LeadUse, Digest>()
  for (const [index, { literal, uses }] of leads.entries()) {
    for (const use of uses) {
      const { kind, distances } = use
      const digest = digests.get(use) ?? digestOf(use)
      digests.set(use, digest)
      const { lead, head } = digest
      for (const anchor of digest.anchors) {
        addAnchor(anchors, anchor ?? { text: literal, lead: Math.max(0, ...distances), isName: kind === 'name' })
      }
      if (kind === 'name') {
        names.add(literal, index)
        longestName = Math.max(longestName, literal.length)
        if (lead !== Infinity) longestNameLead = Math.max(longestNameLead, lead)
        continue
      }
      if (lead === Infinity) anchored.add(literal, index)
      if (!digest.hasRun) continue
      for (const distance of distances) {
        if (distance === 0) starts.add(literal, index)
        else if (distance >= runLength && head >= distance) tableAt(far, distance).add(literal, index)
        else if (joints.includes(literal.charAt(0))) joined.add(literal, index)
        else {
          anchored.add(literal, index)
          addAnchor(anchors, { text: literal, lead: 0, isName: false })
        }
      }
    }
  }
  return {
    starts,
    joined,
    anchored,
    names,
    longestName,
    longestNameLead,
    anchors: [...anchors.values()],
    far: Array.from(far, ([distance, table]): Middle => ({ distance, table })).sort((a, b) => a.distance - b.distance),
  }
}

/** What is asked of a use for each of its literals. */
interface Digest {
  /** The longest lead of its alternatives; infinite if one of them can do without a run. */
  readonly lead: number
  readonly hasRun: boolean
  readonly head: number
  /** One for each alternative that can do without a run. Undefined where only the literal itself can be one. */
  readonly anchors: readonly (Anchor | undefined)[]
}

function digestOf({ kind, reach }: LeadUse): Digest {
  const runs = reach.map(({ run }) => run)
  return {
    lead: Math.max(...runs),
    hasRun: Math.min(...runs) !== Infinity,
    head: Math.min(...reach.map(({ head }) => head)),
    anchors: reach
      .filter(({ run }) => run === Infinity)
      .map(({ literals }) => (kind === 'name' ? undefined : anchorFor(literals))),
  }
}

function longestFirst<Entry>(leads: readonly Lead<Entry>[]): Lead<Entry>[] {
  const byLength: Lead<Entry>[][] = []
  for (const lead of leads) (byLength[lead.literal.length] ??= []).push(lead)
  return byLength.reverse().flat()
}

function tableAt(tables: Map<number, GramTable>, distance: number): GramTable {
  const table = tables.get(distance) ?? new GramTable()
  tables.set(distance, table)
  return table
}

/** A literal of a format that can do without a run. */
interface Anchor {
  readonly text: string
  /** How far in front of it a match can begin; nothing for a name. */
  readonly lead: number
  readonly isName: boolean
}

function anchorFor(promised: readonly { readonly text: string; readonly at: number }[]): Anchor | undefined {
  const [best] = promised
    .filter(({ text }) => text.length >= 2)
    .map(({ text, at }) => {
      const skipped = rarestIn(text)
      return { text: text.slice(skipped, skipped + longestAnchor), lead: at + skipped, isName: false }
    })
    .sort((a, b) => rarity(b.text) - rarity(a.text))
  return best
}

function addAnchor(anchors: Map<string, Anchor>, anchor: Anchor): void {
  const id = `${String(anchor.isName)} ${anchor.text}`
  const known = anchors.get(id)
  if (known === undefined || known.lead < anchor.lead) anchors.set(id, anchor)
}

/** The native search compares no more than these; a longer literal makes it change to a slower way. */
const longestAnchor = 6

/** Characters of code, the most frequent first. The native search stops at each first character of what it looks for. */
const frequent = ' etnrasoilcu(d,.pm)=h;f{}gb"0123456789v/y:S_-'

function rarity(text: string): number {
  const index = frequent.indexOf(text.charAt(0))
  return index === -1 ? frequent.length : index
}

/** Where to begin a literal so that its first character is rare; two are left. */
function rarestIn(literal: string): number {
  let best = 0
  for (let index = 1; index + 2 <= literal.length; index++) {
    if (rarity(literal.slice(index)) > rarity(literal.slice(best))) best = index
  }
  return best
}
