import type { Cause, ClientFile, HostFacts, Span } from '../model.ts'
import type { FileText } from '../scan/text.ts'
import type { Match } from '../scan/matcher.ts'
import { decodeBase64 } from '../scan/base64.ts'
import { isInComment } from './comment.ts'
import type { Locator, SourceHit } from './locate.ts'
import { offsetAt, positionAt } from './position.ts'
import { sourcesOf, traceOrigin } from './source-map.ts'

/** Where a secret in the output came from. */
export interface Origin {
  readonly cause: Cause
  /** Relative to the root; null where nobody knows. */
  readonly path: string | null
  /** Module of the host's graph, for the import chain. */
  readonly moduleId: string | null
  readonly source: string | null
  readonly span: Span | null
  readonly form: SourceHit['form']
  /** The replaced expression, or the option that added the text. */
  readonly expression: string | null
}

const unknownOrigin: Origin = {
  cause: 'unknown',
  path: null,
  moduleId: null,
  source: null,
  span: null,
  form: 'whole',
  expression: null,
}

/**
 * Finds where the matches of one value in one file came from, one origin a match. Text search in the author's sources
 * comes before source maps: a minifier inlines constants, so a map points at the use and not at the declaration.
 */
export async function originsOf(
  file: ClientFile,
  { text }: FileText,
  matches: readonly Match[],
  locator: Locator,
  host: HostFacts | undefined,
): Promise<Origin[]> {
  const hits =
    fromCopy(file, text, matches) ??
    (await fromMapText(file, text, matches, locator, host)) ??
    (await fromModules(file, locator, host)) ??
    (await fromSourceMap(file, text, matches, locator, host)) ??
    fromOptions(locator, host)
  if (hits !== undefined) return matches.map((_, index) => hits[Math.min(index, hits.length - 1)] ?? unknownOrigin)
  const cause: Cause = file.cause ?? (host?.modulesOf !== undefined ? 'plugin' : causeOfKind(file))
  return matches.map(() => ({ ...unknownOrigin, cause }))
}

/** A file that is copied as it is holds the secret at the same place as its source. */
function fromCopy(file: ClientFile, text: string, matches: readonly Match[]): Origin[] | undefined {
  const { copiedFrom } = file
  if (copiedFrom === undefined) return undefined
  return matches.map(({ start, end }) => ({
    ...unknownOrigin,
    cause: file.cause ?? 'public-dir',
    path: copiedFrom,
    source: text,
    span: { start, end },
  }))
}

/** The secret stands in a source map, beside the code or inside of it. */
async function fromMapText(
  file: ClientFile,
  text: string,
  matches: readonly Match[],
  locator: Locator,
  host: HostFacts | undefined,
): Promise<Origin[] | undefined> {
  const inline = file.kind === 'map' ? undefined : inlineMapAt(text, matches)
  const map = file.kind === 'map' ? text : inline
  if (map === undefined) return undefined
  const origins: Origin[] = []
  try {
    for (const { path, content } of sourcesOf(map, file.path, host?.sourcePath)) {
      for (const hit of content === undefined ? [] : locator.hits(content)) {
        if (hit.form !== 'whole' || content === undefined) continue
        const cause = isInComment(content, hit.span.start) ? 'comment' : 'source-map'
        const moduleId = await moduleOf(path, content, file, host)
        const shown = moduleId === null ? path : (host?.displayPath?.(moduleId) ?? moduleId)
        origins.push({ ...unknownOrigin, ...hit, cause, path: shown, moduleId, source: content })
      }
    }
  } catch {
    // Not a map after all: the bytes were scanned, only the source stays unknown.
  }
  if (origins.length > 0) return origins
  // Maps hold more than sources, for example the text of an option `sourceRoot`.
  return fromOptions(locator, host) ?? matches.map(() => ({ ...unknownOrigin, cause: 'source-map' }))
}

function inlineMapAt(text: string, matches: readonly Match[]): string | undefined {
  const [first] = matches
  if (first === undefined || !first.encoding.includes('base64')) return undefined
  const comment = /sourceMappingURL=data:application\/json[^,]{0,60};base64,(?<data>[A-Za-z0-9+/=]+)/gu
  for (const match of text.matchAll(comment)) {
    if (match.index <= first.start && first.start < match.index + match[0].length) {
      const bytes = decodeBase64(match.groups?.['data'] ?? '')
      return bytes === undefined
        ? undefined
        : new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))
    }
  }
  return undefined
}

/** Searches the modules that the host says are in the file, those first whose output holds the value. */
async function fromModules(
  file: ClientFile,
  locator: Locator,
  host: HostFacts | undefined,
): Promise<Origin[] | undefined> {
  const modules = [...(host?.modulesOf?.(file.path) ?? [])].map(({ id }) => id)
  const holding: string[] = []
  for (const id of modules) {
    const rendered = await host?.rendered?.(id)
    if (rendered !== undefined && locator.holds(rendered)) holding.push(id)
  }
  const inputs = [...(host?.inputsOf?.(file.path) ?? [])]
  let pieces: Origin[] | undefined
  for (const ids of [holding, modules, inputs]) {
    const origins = await originsIn(ids, locator, host)
    if (origins.length > 0 && origins[0]?.form !== 'fragment') return origins
    // Code that the minifier put together, or that another plugin changed, stands whole in no module.
    if (origins.length > 0) pieces ??= origins
  }
  return pieces
}

async function originsIn(ids: readonly string[], locator: Locator, host: HostFacts | undefined): Promise<Origin[]> {
  const origins: Origin[] = []
  for (const id of ids) {
    for (const file of [host?.madeFrom?.(id), id]) {
      const source = file === undefined ? undefined : await host?.source?.(file)
      const hits = source === undefined ? [] : locator.hits(source)
      for (const hit of hits) {
        origins.push({
          ...hit,
          cause: causeOf(file ?? id, source ?? '', hit, host),
          path: host?.displayPath?.(file ?? id) ?? id,
          moduleId: id,
          source: source ?? null,
        })
      }
      if (hits.length > 0) break
    }
  }
  const best = (['whole', 'replaced', 'fragment'] as const).find((form) =>
    origins.some((origin) => origin.form === form),
  )
  const found = origins.filter(({ form }) => form === best)
  return best === 'replaced' ? likelyFirst(found) : found
}

/** A replaced expression stands in many sources: SDKs name it in comments. The project's own code is more likely read. */
function likelyFirst(origins: readonly Origin[]): Origin[] {
  const isComment = ({ source, span }: Origin) => isInComment(source ?? '', span?.start ?? 0)
  const isDependency = ({ moduleId }: Origin) => /[/\\]node_modules[/\\]/u.test(moduleId ?? '')
  const inCode = origins.filter((origin) => !isComment(origin))
  const kept = inCode.length > 0 ? inCode : [...origins]
  return kept.sort((a, b) => Number(isDependency(a)) - Number(isDependency(b)))
}

function causeOf(
  id: string,
  source: string,
  { form, expression, span }: SourceHit,
  host: HostFacts | undefined,
): Cause {
  if (form === 'replaced' && expression !== null)
    return isPublicExpression(expression, host) ? 'public-prefix' : 'define'
  if (/[/\\]node_modules[/\\]/u.test(id)) return 'dependency'
  if (/[?&]raw\b/u.test(id)) return 'raw-import'
  const path = id.replace(/[?#].*$/u, '')
  if (/\.(?:css|scss|sass|less|styl|stylus|pcss)$/u.test(path)) return 'style'
  if (/\.html?$/u.test(path)) return 'html'
  if (/\.json5?$/u.test(path)) return 'json-import'
  if (!/\.(?:[cm]?[jt]sx?|vue|svelte|astro|mdx?)$/u.test(path) && /\.\w+$/u.test(path)) return 'asset'
  return isInComment(source, span.start) ? 'comment' : 'literal'
}

/** `import.meta.env` and its members are replaced because of the prefix; everything else because of `define`. */
function isPublicExpression(expression: string, host: HostFacts | undefined): boolean {
  // Without a host's word only the convention made the expression one.
  if (host?.replacements === undefined && host?.publicPrefixes === undefined) return true
  const pattern =
    host.replacements === undefined
      ? /^(?:import\.meta\.env|process\.env)(?:\??\.(?<member>\w+)|\[["'](?<quoted>\w+)["']\])?$/u
      : /^(?:import\.meta\.env(?:\.(?<member>\w+))?|%(?<html>\w+)%)$/u
  const name = pattern.exec(expression)?.groups
  if (name === undefined) return false
  const variable = name['member'] ?? name['html'] ?? name['quoted']
  const prefixes = host.publicPrefixes ?? []
  return variable === undefined ? prefixes.length > 0 : prefixes.some((prefix) => variable.startsWith(prefix))
}

/** Module behind a source of a map. Paths in a map may start elsewhere than hosts think, texts are the same. */
async function moduleOf(
  path: string,
  content: string,
  file: ClientFile,
  host: HostFacts | undefined,
): Promise<string | null> {
  const known = moduleAt(path, file, host)
  if (known !== null) return known
  const name = path.slice(path.lastIndexOf('/') + 1)
  for (const id of host?.inputsOf?.(file.path) ?? []) {
    const shown = host?.displayPath?.(id) ?? id
    if ((shown === name || shown.endsWith(`/${name}`)) && (await host?.source?.(id)) === content) return id
  }
  return null
}

/** Module of a file that has a path, as maps name sources. */
function moduleAt(path: string, { path: output }: ClientFile, host: HostFacts | undefined): string | null {
  for (const { id } of host?.modulesOf?.(output) ?? []) if ((host?.displayPath?.(id) ?? id) === path) return id
  return null
}

async function fromSourceMap(
  file: ClientFile,
  text: string,
  matches: readonly Match[],
  locator: Locator,
  host: HostFacts | undefined,
): Promise<Origin[] | undefined> {
  const map = file.map ?? (await host?.mapOf?.(file.path))
  if (map === undefined) return undefined
  const origins: Origin[] = []
  for (const { start } of matches) {
    try {
      const traced = traceOrigin(map, file.path, positionAt(text, start), host?.sourcePath)
      if (traced === undefined) continue
      origins.push({ ...refine(traced, locator, host), moduleId: moduleAt(traced.path, file, host) })
    } catch {
      // A broken map explains nothing; the finding stands without an origin.
    }
  }
  return origins.length > 0 ? origins : undefined
}

/** A map points at the start of an expression; the source around it tells which one. */
function refine(
  traced: { path: string; content: string | undefined; line: number; column: number },
  locator: Locator,
  host: HostFacts | undefined,
): Origin {
  const { path, content } = traced
  if (content === undefined) return { ...unknownOrigin, path, cause: 'unknown' }
  const offset = offsetAt(content, traced)
  const hits = locator.hits(content)
  const [first] = hits
  const hit = hits.find(({ span }) => span.end > offset) ?? first
  if (hit !== undefined)
    return { ...hit, path, source: content, moduleId: null, cause: causeOf(path, content, hit, host) }
  // A map may point at the statement only; the expression then stands behind that on the same line.
  const lineEnd = content.indexOf('\n', offset)
  const found = environmentExpression.exec(content.slice(offset, lineEnd === -1 ? content.length : lineEnd))
  if (found === null) return { ...unknownOrigin, path, source: content, span: { start: offset, end: offset } }
  const expression = found[0]
  const start = offset + found.index
  const span = { start, end: start + expression.length }
  const cause = isPublicExpression(expression, host) ? 'public-prefix' : 'define'
  return { ...unknownOrigin, path, source: content, span, form: 'replaced', expression, cause }
}

const environmentExpression = /(?<![\w$.])(?:import\.meta\.env|process\.env)(?:\??\.\w+|\[["']\w+["']\])?/u

/** Text that an option of the host adds, such as a banner. */
function fromOptions(locator: Locator, host: HostFacts | undefined): Origin[] | undefined {
  const option = [...(host?.injected ?? [])].find(([, text]) => locator.holds(text))?.[0]
  return option === undefined ? undefined : [{ ...unknownOrigin, cause: 'injected', expression: option }]
}

function causeOfKind({ kind }: ClientFile): Cause {
  if (kind === 'map') return 'source-map'
  if (kind === 'markup') return 'html'
  return kind === 'style' ? 'style' : 'unknown'
}
