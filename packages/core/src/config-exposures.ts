import { codeFrame } from './explain/frame.ts'
import { positionAt } from './explain/position.ts'
import { docsRoot } from './explain/words.ts'
import type { FindingContext } from './finding.ts'
import type { Cause, ClientFile, Finding, HostConfiguration, HostFacts, Severity, Span } from './model.ts'
import { inlineAllow } from './policy/inline-allow.ts'
import { placeFingerprint } from './redact.ts'
import type { Match, Matcher } from './scan/matcher.ts'
import { escapeRegExp } from './scan/needles.ts'

/** What the audit of a configuration needs. */
export interface ExposureContext extends FindingContext {
  readonly matcher: Matcher
}

/** A setting, or a file's name, that opens secrets to client code although none stands in it yet. */
interface Exposure {
  readonly title: string
  /** The setting, as a person knows it. */
  readonly subject: string
  readonly cause: Cause
  /** Variables whose values it opens; may be empty. */
  readonly envNames: readonly string[]
  readonly why: string
  readonly remedy: readonly string[]
  /** File of the setting. */
  readonly path: string
  readonly source: string | undefined
  readonly span: Span | undefined
}

/**
 * Settings of the host that open secrets to client code.
 *
 * @param leaked - Values that were found in client files: those are reported where they stand, and not here again.
 */
export function configExposures(host: HostFacts, leaked: ReadonlySet<string>, context: ExposureContext): Finding[] {
  const { configuration, hostName = 'The bundler' } = host
  if (configuration === undefined) return []
  for (const text of [...configuration.define.values(), ...configuration.exposed.values()]) {
    for (const { value, detector } of secretsOf(text, context.matcher)) context.mask.remember(value, detector)
  }
  const exposures = [
    ...defines(configuration, hostName, leaked, context),
    ...prefixes(configuration, hostName, leaked, context),
  ]
  return exposures.map((exposure) => toFinding(exposure, context)).filter((finding) => finding !== undefined)
}

/** Copied environment files: whatever is written into one becomes public, also where it holds no known secret yet. */
export function publicEnvironmentFile(
  { path, cause, copiedFrom }: ClientFile,
  context: ExposureContext,
): Finding | undefined {
  if (cause !== 'public-dir' || copiedFrom === undefined) return undefined
  const name = /(?:^|\/)(?<name>\.env(?:\.[\w.-]+)?)$/u.exec(copiedFrom)?.groups?.['name']
  if (name === undefined || /\.(?:example|sample|template|dist)$/u.test(name)) return undefined
  const exposure: Exposure = {
    title: 'Environment file in the public folder',
    subject: name,
    cause,
    envNames: [],
    why: `\`${copiedFrom}\` is copied to \`${path}\`, and whatever is written into it becomes public.`,
    remedy: [`Move ${copiedFrom} out of the public folder.`],
    path: copiedFrom,
    source: undefined,
    span: undefined,
  }
  return toFinding(exposure, context)
}

function* defines(
  { define, path, source }: HostConfiguration,
  hostName: string,
  leaked: ReadonlySet<string>,
  { matcher }: ExposureContext,
): Generator<Exposure> {
  for (const [name, text] of define) {
    const matches = secretsOf(text, matcher)
    if (matches.some(({ value }) => leaked.has(value))) continue
    const isDump = holdsEnvironment(text)
    if (matches.length === 0 && !isDump) continue
    const envNames = namesOf(matches)
    const held = envNames.length > 0 ? listed(envNames) : 'a secret'
    yield {
      title: isDump ? 'The whole environment in `define`' : 'Secret in `define`',
      subject: name,
      cause: 'define',
      envNames,
      why: isDump
        ? `\`define\` hands every variable of this machine to client code${matches.length > 0 ? `, ${held} among them` : ''}; one use of \`${name}\` puts them into the page.`
        : `\`define\` holds ${held}; one use of \`${name}\` in client code makes ${hostName} put it into the page.`,
      remedy: [
        isDump
          ? `Define only the variables that the page needs, one by one, instead of \`${name}\`.`
          : `Remove \`${name}\` from \`define\`; read ${envNames[0] ?? 'it'} on the server only.`,
      ],
      path,
      source,
      span: source === undefined ? undefined : keyIn(source, name, 'define'),
    }
  }
}

function* prefixes(
  { exposed, path, source }: HostConfiguration,
  hostName: string,
  leaked: ReadonlySet<string>,
  { matcher }: ExposureContext,
): Generator<Exposure> {
  const open = [...exposed].filter(([, value]) => {
    const matches = secretsOf(value, matcher)
    return matches.length > 0 && !matches.some((match) => leaked.has(match.value))
  })
  if (open.length === 0) return
  const envNames = open.map(([name]) => name)
  yield {
    title: '`envPrefix` makes a secret public',
    subject: 'envPrefix',
    cause: 'public-prefix',
    envNames,
    why: `\`envPrefix\` makes ${listed(envNames)} public: one use of \`import.meta.env\` in client code makes ${hostName} put it into the page.`,
    remedy: ['Choose a prefix that no secret has; the default one is best.'],
    path,
    source,
    span: source === undefined ? undefined : keyIn(source, 'envPrefix', 'envPrefix'),
  }
}

function secretsOf(text: string, matcher: Matcher): Match[] {
  return matcher.find(text).filter(({ secrecy }) => secrecy === 'secret')
}

/** The search path stands in every environment and in no other object; Vite tells one by it too. */
function holdsEnvironment(text: string): boolean {
  if (!/"path"/iu.test(text)) return false
  try {
    const value: unknown = JSON.parse(text)
    return (
      typeof value === 'object' && value !== null && Object.keys(value).some((name) => /^(?:PATH|Path)$/u.test(name))
    )
  } catch {
    return false
  }
}

function namesOf(matches: readonly Match[]): string[] {
  return [...new Set(matches.flatMap(({ known }) => known?.sources[0]?.name ?? []))]
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `\`${name}\``)
  return names.length > 3 ? `${shown.join(', ')} and ${names.length - 3} more` : shown.join(', ')
}

/** The key in the text of a configuration: as a property, else as any text, else the option that it stands in. */
function keyIn(source: string, key: string, option: string): Span | undefined {
  const quoted = escapeRegExp(key)
  const patterns = [
    new RegExp(`(?<![\\w$.])["'\`]?${quoted}["'\`]?\\]?\\s{0,20}:`, 'u'),
    new RegExp(`(?<![\\w$.])${quoted}(?![\\w$])`, 'u'),
    new RegExp(`(?<![\\w$.])${option}(?![\\w$])`, 'u'),
  ]
  const found = patterns.map((pattern) => pattern.exec(source)).find((match) => match !== null)
  return found === undefined
    ? undefined
    : { start: found.index, end: found.index + found[0].replace(/\s*:$/u, '').length }
}

function toFinding(exposure: Exposure, context: ExposureContext): Finding | undefined {
  const { mask } = context
  const severity: Severity | 'off' = context.config.severity?.['config-exposure'] ?? 'warning'
  if (severity === 'off') return undefined
  const { subject, envNames, source, span, cause } = exposure
  const path = mask.text(exposure.path)
  const place = source !== undefined && span !== undefined ? positionAt(source, span.start) : undefined
  const fingerprint = placeFingerprint(['config-exposure', subject, path])
  const allowed =
    inlineAllow({ path, source: source ?? null, span: span ?? null }, ['config-exposure', subject]) ??
    context.allowList.find({
      rule: 'config-exposure',
      detector: null,
      package: null,
      envNames,
      paths: [path],
      fingerprint,
    })
  if (allowed !== undefined && !allowed.isExpired) {
    context.onAllowed?.()
    return undefined
  }
  const why = mask.text(exposure.why)
  const remedy = exposure.remedy.map((step) => mask.text(step))
  const where = place === undefined ? path : `${path}:${place.line}:${place.column}`
  return {
    rule: 'config-exposure',
    severity,
    fingerprint,
    redacted: mask.text(subject),
    detector: null,
    title: exposure.title,
    provider: null,
    secrecy: 'secret',
    envName: null,
    envSource: null,
    standardEnvName: null,
    encoding: 'plain',
    location: {
      path,
      line: place?.line ?? 1,
      column: place?.column ?? 1,
      offset: span?.start ?? 0,
      length: span === undefined ? null : span.end - span.start,
      unit: 'utf16',
    },
    origin: { path, line: place?.line ?? null, column: place?.column ?? null },
    frame:
      source === undefined || span === undefined || context.mayFrame?.() === false
        ? null
        : codeFrame(source, span, 'opens it to client code', mask),
    importChain: [],
    cause,
    why,
    message: `${exposure.title} (\`${mask.text(subject)}\`) in \`${where}\`. ${remedy[0] ?? ''}`,
    remedy,
    revokeUrl: null,
    docsUrl: `${docsRoot}/guide/causes.md#${cause}`,
  }
}
