import { audit, secretsIn, type AuditContext } from './audit.ts'
import { defineDetector } from './detectors/define-detector.ts'
import { catalogue, offByDefault } from './detectors/index.ts'
import { createCommentTest } from './explain/comment.ts'
import { KeyfenceError } from './errors.ts'
import { createMask } from './explain/mask.ts'
import type { Origin } from './explain/origin.ts'
import { frameBudget, locationOf, toFinding } from './finding.ts'
import type { Cause, ClientFile, Detector, Finding, HostFacts, KnownSecret, Report, UnreadableFile } from './model.ts'
import { compileAllowList } from './policy/allow.ts'
import type { AllowEntry, KeyfenceConfig } from './policy/config.ts'
import { compileServerOnly } from './policy/server-only.ts'
import { wellKnownPublicPrefixes } from './known-secrets/names.ts'
import { positionAt } from './explain/position.ts'
import { droppedIn } from './scan/dropped.ts'
import { compileMatcher } from './scan/matcher.ts'
import type { DropReason } from './scan/shapes.ts'
import { decodeText } from './scan/text.ts'

/** What a fence is made from. */
export interface FenceOptions {
  /** The policy, checked. @default everything on */
  readonly config?: KeyfenceConfig
  /** Values that the build machine holds. @default none */
  readonly knownSecrets?: readonly KnownSecret[]
  /** Whether a report also lists the keys that are made for browsers. @default false */
  readonly listPublishable?: boolean
  /** ISO date for allow entries that expire. @default today, in UTC */
  readonly today?: string
  /** Milliseconds of a monotonic clock, for the report's duration. @default performance.now */
  readonly clock?: () => number
}

/** What a text is known as. */
export interface Place {
  /** Relative to the root, with `/`. @default "text" */
  readonly path?: string
  /** Why the text reaches the client, where it is no source that somebody wrote. @default a literal or a comment in it */
  readonly cause?: Cause
}

/** Something that begins like a credential and is not reported. Holds nothing of it but a literal of its format. */
export interface DroppedCandidate {
  /** Id of the format. */
  readonly detector: string
  /** What a person calls it. */
  readonly title: string
  /** Literal of the format that stands there. */
  readonly literal: string
  /** One-based. */
  readonly line: number
  /** One-based, in code units. */
  readonly column: number
  /** One sentence. */
  readonly reason: string
}

/** Catalogue, known secrets and policy, compiled once and used for every file. */
export interface Fence {
  /** Checks everything that the client receives. Explains what it finds with what the host knows. */
  readonly audit: (
    files: Iterable<ClientFile | UnreadableFile> | AsyncIterable<ClientFile | UnreadableFile>,
    host?: HostFacts,
  ) => Promise<Report>
  /**
   * Checks one text, such as a source file in an editor. Unless told otherwise every secret in it is a literal of that
   * text. Synchronous.
   */
  readonly scan: (text: string | Uint8Array, place?: Place) => Finding[]
  /**
   * Explains one text: what begins like a credential in it and is not reported, and why. Looks at every place, so it is
   * slow, and at the text as it stands only.
   */
  readonly dropped: (text: string | Uint8Array) => DroppedCandidate[]
  /** Allow entries that have let nothing pass so far. */
  readonly unusedAllowEntries: () => readonly AllowEntry[]
  /** Replaces every secret in text that others wrote, such as an error of the host. */
  readonly mask: (text: string) => string
}

/** Compiles a fence. */
export function createFence(options: FenceOptions = {}): Fence {
  const config = options.config ?? {}
  const matcher = compile(activeDetectors(config), options.knownSecrets ?? [])
  const today = options.today ?? new Date().toISOString().slice(0, 10)
  const context: AuditContext = {
    matcher,
    mask: createMask(matcher),
    config,
    serverOnly: compileServerOnly(config.serverOnly),
    allowList: compileAllowList(config.allow ?? [], today),
    publicPrefixes: wellKnownPublicPrefixes,
    clock: options.clock ?? (() => performance.now()),
    listPublishable: options.listPublishable ?? false,
  }
  return {
    audit: async (files, host) => {
      try {
        return await audit(files, host, context)
      } catch (error) {
        throw failure(error, context)
      }
    },
    scan: (content, place) => guarded(() => scanText(content, place ?? {}, context), context),
    dropped: (content) => guarded(() => droppedCandidates(content, activeDetectors(config)), context),
    unusedAllowEntries: () => context.allowList.unused(),
    mask: (text) => guarded(() => context.mask.text(text), context),
  }
}

/** The error of an engine may quote what it choked on, so neither it nor its stack goes on as a cause. */
function failure(error: unknown, { mask }: AuditContext): KeyfenceError {
  if (error instanceof KeyfenceError) return error
  let reason = 'an unknown error'
  try {
    if (error instanceof Error) reason = mask.text(`${error.name}: ${error.message}`)
  } catch {
    // The mask fails on what made the check fail: a detector's `verify`, for example.
  }
  return new KeyfenceError(
    'KF_AUDIT',
    `keyfence failed while it checked the output, so nothing is known to be clean. Report this: ${reason}`,
  )
}

function guarded<T>(check: () => T, context: AuditContext): T {
  try {
    return check()
  } catch (error) {
    throw failure(error, context)
  }
}

function compile(detectors: readonly Detector[], knownSecrets: readonly KnownSecret[]) {
  try {
    return compileMatcher(detectors, knownSecrets)
  } catch {
    throw new KeyfenceError(
      'KF_AUDIT',
      'keyfence could not compile the secrets of this machine, so nothing was checked. Report this with your version.',
    )
  }
}

function scanText(content: string | Uint8Array, { path = 'text', cause }: Place, context: AuditContext): Finding[] {
  const file = decodeText(content)
  const matches = secretsIn(file.text, context.matcher)
  for (const { value, detector } of matches) context.mask.remember(value, detector)
  const isInComment = createCommentTest(file.text)
  const counting = { ...context, mayFrame: frameBudget() }
  const findings = matches.map((match, ordinal) => {
    const { start, end } = match
    const plain = { moduleId: null, form: 'whole', expression: null } as const
    const origin: Origin =
      cause === undefined
        ? {
            ...plain,
            ...{ cause: isInComment(start) ? 'comment' : 'literal', path, source: file.text, span: { start, end } },
          }
        : { ...plain, cause, path: null, source: null, span: null }
    return toFinding(
      { match, origin, chain: [], location: locationOf({ path }, file, match, context.mask), ordinal },
      undefined,
      counting,
    )
  })
  return findings.filter((finding) => finding !== undefined)
}

const dropReasons: Readonly<Record<DropReason, string>> = {
  word: 'It stands inside of a longer word.',
  shape: 'What follows does not have the length or the characters of the format.',
  longer: 'A longer word goes on behind it.',
  base64: 'It is a part of encoded data.',
  placeholder: 'It reads like a placeholder, or is a sample of a documentation.',
  proof: 'Its checksum, its content or what stands beside it says that it is none.',
}

function droppedCandidates(content: string | Uint8Array, detectors: readonly Detector[]): DroppedCandidate[] {
  const { text } = decodeText(content)
  return droppedIn(text, detectors).map(({ detector, literal, start, reason }) => ({
    detector: detector.id,
    title: detector.title,
    literal,
    ...positionAt(text, start),
    reason: dropReasons[reason],
  }))
}

/** The catalogue as the policy wants it. */
export function activeDetectors({ detectors }: KeyfenceConfig): readonly Detector[] {
  const { off = [], on = [], add = [] } = detectors ?? {}
  // The same list each time, so that it is compiled once.
  if (off.length + on.length + add.length === 0) return catalogue
  const wanted = new Set<string>(on)
  const all = [...catalogue, ...offByDefault.filter(({ id }) => wanted.has(id)), ...add.map(defineDetector)]
  const unwanted = new Set(off)
  return all.filter(({ id }) => !unwanted.has(id))
}
