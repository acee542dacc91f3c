import { configExposures, publicEnvironmentFile } from './config-exposures.ts'
import { importChain } from './explain/import-chain.ts'
import { createLocator } from './explain/locate.ts'
import { originsOf } from './explain/origin.ts'
import { frameBudget, locationOf, toFinding, type FindingContext } from './finding.ts'
import type { ClientFile, Finding, HostFacts, Incomplete, PublishableKey, Report, UnreadableFile } from './model.ts'
import { publishableKeys } from './publishable.ts'
import { serverImports, type ServerImportContext } from './server-imports.ts'
import type { Match, Matcher } from './scan/matcher.ts'
import { decodeText, maxTextBytes, type FileText } from './scan/text.ts'

/** What a fence has compiled. */
export interface AuditContext extends FindingContext, ServerImportContext {
  readonly matcher: Matcher
  /** Milliseconds of a monotonic clock. */
  readonly clock: () => number
  /** Whether the report also lists what is made for browsers. */
  readonly listPublishable: boolean
}

interface LeakingFile {
  readonly file: ClientFile
  readonly text: FileText
  readonly matches: readonly Match[]
  /** What explains it. */
  readonly host: HostFacts | undefined
}

/** Checks every file that the client receives and explains what was found. */
export async function audit(
  files: Iterable<ClientFile | UnreadableFile> | AsyncIterable<ClientFile | UnreadableFile>,
  host: HostFacts | undefined,
  context: AuditContext,
): Promise<Report> {
  const startedAt = context.clock()
  const incomplete: Incomplete[] = []
  const leaking: LeakingFile[] = []
  const scripts: string[] = []
  const copied: ClientFile[] = []
  const publishable: PublishableKey[] = []
  let count = 0
  let bytes = 0
  for await (const file of files) {
    count++
    if ('unreadable' in file) {
      incomplete.push({ path: context.mask.text(file.path), reason: context.mask.text(file.unreadable) })
      continue
    }
    if (typeof file.content !== 'string' && file.content.length > maxTextBytes) {
      const reason = `it is larger than ${maxTextBytes / 1024 / 1024} MiB.`
      incomplete.push({ path: context.mask.text(file.path), reason })
      continue
    }
    const maker = file.host ?? host
    bytes += file.content.length
    if (file.kind === 'script') scripts.push(file.path)
    if (file.copiedFrom !== undefined) copied.push({ ...file, content: '' })
    const text = decodeText(file.content)
    const found = context.matcher.find(text.text)
    if (context.listPublishable) publishable.push(...publishableKeys(file, text, found, context.mask))
    const matches = secretsOf(found).map((match) => ({
      ...match,
      encoding: layered([file.compression ?? '', text.encoding], match.encoding),
    }))
    if (matches.length > 0) leaking.push({ file, text, matches, host: maker })
    const inName = secretsIn(file.path, context.matcher)
    if (inName.length > 0) leaking.push(leakingName(file, inName, maker))
  }
  // Remembered before the first frame is made: a frame may show a line that holds a piece of another secret.
  for (const { matches } of leaking) for (const { value, detector } of matches) context.mask.remember(value, detector)

  const findings: Finding[] = []
  let allowed = 0
  const counting = { ...context, onAllowed: () => allowed++, mayFrame: frameBudget() }
  for (const leak of leaking) findings.push(...(await explain(leak, counting)))
  if (host !== undefined) for (const path of scripts) findings.push(...(await serverImports(path, host, counting)))
  const leaked = new Set(leaking.flatMap(({ matches }) => matches.map(({ value }) => value)))
  if (host !== undefined) findings.push(...configExposures(host, leaked, counting))
  const leakingPaths = new Set(leaking.map(({ file }) => file.path))
  for (const file of copied) {
    const exposure = leakingPaths.has(file.path) ? undefined : publicEnvironmentFile(file, counting)
    if (exposure !== undefined) findings.push(exposure)
  }
  findings.sort(bySeverityAndPlace)

  const errors = findings.filter(({ severity }) => severity === 'error').length
  return {
    version: 1,
    summary: {
      errors,
      warnings: findings.length - errors,
      allowed,
      files: count,
      scanned: count - incomplete.length,
      bytes,
      durationMs: Math.round(context.clock() - startedAt),
    },
    verdict: verdictOf(errors, findings.length, incomplete.length, context.config.failOn ?? 'error'),
    incomplete,
    findings,
    ...(context.listPublishable ? { publishable } : {}),
  }
}

function verdictOf(
  errors: number,
  findings: number,
  incomplete: number,
  failOn: 'error' | 'warning' | 'never',
): Report['verdict'] {
  if (failOn === 'never') return 'passed'
  if ((failOn === 'warning' ? findings : errors) > 0) return 'findings'
  return incomplete > 0 ? 'incomplete' : 'passed'
}

/** Matches that may not be seen, in order. */
export function secretsIn(text: string, matcher: Matcher): Match[] {
  return secretsOf(matcher.find(text))
}

function secretsOf(matches: readonly Match[]): Match[] {
  return matches.filter(({ secrecy }) => secrecy !== 'publishable')
}

/** Encodings from the outermost inwards: what the file is packed in, then what was undone in its text. */
function layered(outer: readonly string[], encoding: string): string {
  const layers = outer.filter((layer) => layer !== '')
  return encoding === 'plain' && layers.length > 0 ? layers.join('+') : [...layers, encoding].join('+')
}

/** Modules and maps say nothing about the name of a file; options do. */
function leakingName({ path, cause }: ClientFile, matches: readonly Match[], host: HostFacts | undefined): LeakingFile {
  return {
    file: { path, content: path, kind: 'asset', ...(cause === undefined ? {} : { cause }) },
    text: { text: path, unit: 'utf16', encoding: '' },
    matches,
    host:
      host === undefined
        ? undefined
        : { root: host.root, hostName: host.hostName ?? 'The bundler', injected: host.injected ?? new Map() },
  }
}

async function explain({ file, text, matches, host }: LeakingFile, context: AuditContext): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const value of new Set(matches.map((match) => match.value))) {
    const ofValue = matches.filter((match) => match.value === value)
    const origins = await originsOf(
      file,
      text,
      ofValue,
      createLocator(value, replacementsFor(value, ofValue, host)),
      host,
    )
    // Counted by source file: a new leak elsewhere may not rename the ones that a baseline knows.
    const counts = new Map<string | null, number>()
    for (const [index, match] of ofValue.entries()) {
      const origin = origins[index]
      if (origin === undefined) continue
      const ordinal = counts.get(origin.path) ?? 0
      counts.set(origin.path, ordinal + 1)
      const chain = origin.moduleId === null || host === undefined ? [] : await importChain(origin.moduleId, host)
      const finding = toFinding(
        { match, origin, chain, location: locationOf(file, text, match, context.mask), ordinal },
        host,
        context,
      )
      if (finding !== undefined) findings.push(finding)
    }
  }
  return findings
}

/** What becomes the value in client code. Where no host says, every bundler's convention for the variables that hold it. */
function replacementsFor(
  value: string,
  matches: readonly Match[],
  host: HostFacts | undefined,
): ReadonlyMap<string, string> {
  if (host?.replacements !== undefined) return host.replacements
  const names = matches.flatMap(({ known }) => known?.sources.map(({ name }) => name) ?? [])
  return new Map(
    names.flatMap((name) =>
      [`import.meta.env.${name}`, `process.env.${name}`].map((expression) => [expression, value]),
    ),
  )
}

function bySeverityAndPlace(a: Finding, b: Finding): number {
  if (a.severity !== b.severity) return a.severity === 'error' ? -1 : 1
  // A leaked key is worse than the package that would use it, or the setting that would open the way.
  const isImport = Number(isNoLeak(a)) - Number(isNoLeak(b))
  if (isImport !== 0) return isImport
  if (a.location.path !== b.location.path) return a.location.path < b.location.path ? -1 : 1
  return a.location.offset - b.location.offset
}

function isNoLeak({ rule }: Finding): boolean {
  return rule === 'server-import' || rule === 'config-exposure'
}
