import { codeFrame } from './explain/frame.ts'
import type { Mask } from './explain/mask.ts'
import type { Origin } from './explain/origin.ts'
import { positionAt } from './explain/position.ts'
import { docsRoot, remedyOf, whyOf, type Facts } from './explain/words.ts'
import { withoutPublicPrefix } from './known-secrets/names.ts'
import type { ClientFile, Finding, HostFacts, Location, Rule, SecretSource, Severity, SourcePlace } from './model.ts'
import type { AllowList } from './policy/allow.ts'
import type { KeyfenceConfig } from './policy/config.ts'
import { inlineAllow } from './policy/inline-allow.ts'
import { fingerprint, publicPrefix, redact } from './redact.ts'
import type { Match } from './scan/matcher.ts'
import { escapeRegExp } from './scan/needles.ts'
import type { FileText } from './scan/text.ts'

/** What turns matches into findings. */
export interface FindingContext {
  readonly mask: Mask
  readonly config: KeyfenceConfig
  readonly allowList: AllowList
  /** Prefixes that make a variable public where the host does not say. */
  readonly publicPrefixes: readonly string[]
  /** Called for each finding that the policy lets stay. */
  readonly onAllowed?: () => void
  /** Asked before each code frame: a report of thousands of findings shows only some. @default always */
  readonly mayFrame?: () => boolean
}

/** What is known about one match. */
export interface Explained {
  readonly match: Match
  readonly origin: Origin
  /** From an entry to the origin's module. */
  readonly chain: readonly SourcePlace[]
  readonly location: Location
  /** Counts the matches of one value in one client file that came from one source file, from zero. */
  readonly ordinal: number
}

/** Frames in one report. A frame is masked with all that was found, which takes milliseconds. */
const maxFrames = 40

/** Counts frames down. */
export function frameBudget(): () => boolean {
  let left = maxFrames
  return () => left-- > 0
}

/** Turns a match into what may be shown of it. Undefined when the policy lets it pass. */
export function toFinding(
  { match, origin, chain, location, ordinal }: Explained,
  host: HostFacts | undefined,
  context: FindingContext,
): Finding | undefined {
  const { mask } = context
  // Paths and expressions were written by others; every sentence below is made of what is safe to print.
  const masked: Origin = { ...origin, path: maskNull(origin.path, mask), expression: maskNull(origin.expression, mask) }
  const prefixes = [...(host?.publicPrefixes ?? []), ...context.publicPrefixes]
  const env = environmentOf(match, origin, prefixes)
  // A host copies by the prefix; no map has to say where from.
  const isByPrefix =
    (origin.cause === 'unknown' || (origin.cause === 'html' && origin.path === null)) &&
    host?.modulesOf === undefined &&
    host?.publicPrefixes?.some((prefix) => prefix === env.publicPrefix) === true
  const shown: Origin = isByPrefix ? { ...masked, cause: 'public-prefix' } : masked
  const rule: Rule = env.publicPrefix !== null ? 'public-env' : match.known !== undefined ? 'env-value' : 'key-literal'
  const severity = severityOf(rule, match, context.config)
  if (severity === 'off') return undefined

  const { detector, value } = match
  const place = originPlace(shown)
  const name = detector?.id ?? env.name ?? 'value'
  const identity = fingerprint(value, detector, [rule, env.name ?? name, place?.path ?? location.path, ordinal])
  const allowed =
    inlineAllow(origin, [name, rule]) ??
    context.allowList.find({
      rule,
      detector: detector?.id ?? null,
      package: null,
      envNames: match.known?.sources.map((source) => source.name) ?? [],
      paths: [location.path, ...(place === null ? [] : [place.path])],
      fingerprint: identity,
    })
  if (allowed !== undefined && !allowed.isExpired) {
    context.onAllowed?.()
    return undefined
  }

  const standardEnvName =
    detector?.envNames[0] ?? (env.publicPrefix === null ? null : (env.name?.slice(env.publicPrefix.length) ?? null))
  const facts: Facts = {
    origin: shown,
    host,
    detector,
    envName: env.name,
    envSource: env.source,
    standardEnvName,
    publicPrefix: env.publicPrefix,
  }
  const title = detector?.title ?? `Value of \`${env.name ?? 'a secret variable'}\``
  const redacted = redact(value, detector)
  const expiry = allowed === undefined ? '' : ` The allow entry for it expired on ${allowed.entry.expires ?? ''}.`
  const remedy = remedyOf(facts)
  return {
    rule,
    severity,
    fingerprint: identity,
    redacted,
    detector: detector?.id ?? null,
    title,
    provider: detector?.provider ?? null,
    secrecy: match.secrecy,
    envName: env.name,
    envSource: env.source,
    standardEnvName,
    encoding: encodingOf(match.encoding, location.path),
    location,
    origin: place,
    frame:
      origin.source === null || origin.span === null || context.mayFrame?.() === false
        ? null
        : codeFrame(origin.source, origin.span, noteOf(origin, match), mask),
    importChain: chain.map((hop) => ({ ...hop, path: mask.text(hop.path) })),
    cause: shown.cause,
    why: `${whyOf(facts)}${expiry}`,
    message:
      messageOf(title, detector === undefined ? null : redacted, location, place, remedy[0] ?? '', host?.audience) +
      expiry,
    remedy,
    revokeUrl: detector?.revokeUrl ?? null,
    docsUrl: `${docsRoot}/guide/causes.md#${shown.cause}`,
  }
}

function maskNull(text: string | null, mask: Mask): string | null {
  return text === null ? null : mask.text(text)
}

/** The variable that the secret came from: the one in the source, else a public one, else the first. */
function environmentOf({ known, detector }: Match, { expression }: Origin, prefixes: readonly string[]) {
  const sources = known?.sources ?? []
  const isPublic = ({ name }: SecretSource) => withoutPublicPrefix(name, prefixes) !== undefined
  const named = sources.find(({ name }) => expression !== null && holdsName(expression, name))
  const source =
    named ?? sources.find(isPublic) ?? sources.find(({ name }) => detector?.envNames.includes(name)) ?? sources[0]
  const member = /^(?:import\.meta\.env|process\.env)\W+(?<name>\w+)/u.exec(expression ?? '')?.groups?.['name']
  const name = source?.name ?? member ?? null
  const bare = name === null ? undefined : withoutPublicPrefix(name, prefixes)
  return {
    name,
    source:
      source === undefined || source.path === null
        ? null
        : ({ path: source.path, line: source.line, column: null } satisfies SourcePlace),
    publicPrefix: name === null || bare === undefined ? null : name.slice(0, name.length - bare.length),
  }
}

function holdsName(expression: string, name: string): boolean {
  return new RegExp(`(?<![\\w$])${escapeRegExp(name)}(?![\\w$])`, 'u').test(expression)
}

function severityOf(rule: Rule, { secrecy }: Match, { severity }: KeyfenceConfig): Severity | 'off' {
  return severity?.[rule] ?? (rule === 'key-literal' && secrecy === 'depends' ? 'warning' : 'error')
}

function originPlace({ path, source, span }: Origin): SourcePlace | null {
  if (path === null) return null
  if (source === null || span === null) return { path, line: null, column: null }
  return { path, ...positionAt(source, span.start) }
}

function encodingOf(encoding: string, path: string): string {
  return /\.(?:json|map|webmanifest)$/u.test(path) ? encoding.replace(/js-escape/gu, 'json') : encoding
}

function noteOf({ form }: Origin, { detector }: Match): string {
  const thing = detector === undefined ? 'value' : 'key'
  if (form === 'replaced') return `becomes the ${thing} itself`
  return form === 'fragment' ? `is a piece of the ${thing}` : `the ${thing} itself`
}

function messageOf(
  title: string,
  redacted: string | null,
  location: Location,
  origin: SourcePlace | null,
  firstStep: string,
  audience: HostFacts['audience'],
): string {
  const file = audience === 'readers' ? '' : 'client file '
  const what = `${title}${redacted === null ? '' : ` (\`${redacted}\`)`} in ${file}\`${location.path}:${location.line}:${location.column}\`.`
  const where =
    origin === null || audience === 'readers'
      ? ''
      : ` It came from \`${origin.path}${origin.line === null ? '' : `:${origin.line}:${origin.column ?? 1}`}\`.`
  return `${what}${where} ${firstStep}`
}

/** Place of a match in the file that the client receives. */
export function locationOf(
  file: Pick<ClientFile, 'path' | 'compression'>,
  { text, unit }: FileText,
  { start, end, value, detector }: Match,
  mask: Mask,
): Location {
  const hasPrefix = publicPrefix(value, detector) !== ''
  // Of inflated content only the bytes can be compared with other tools' answers.
  const count = file.compression === undefined || unit === 'byte' ? codeUnits : utf8Bytes
  return {
    path: mask.text(file.path),
    ...positionAt(text, start),
    offset: count(text.slice(0, start)),
    length: hasPrefix ? count(text.slice(start, end)) : null,
    unit: file.compression === undefined ? unit : 'byte',
  }
}

function codeUnits(text: string): number {
  return text.length
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length
}
