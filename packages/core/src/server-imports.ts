import { codeFrame } from './explain/frame.ts'
import { importChain } from './explain/import-chain.ts'
import { offsetAt } from './explain/position.ts'
import { docsRoot } from './explain/words.ts'
import type { FindingContext } from './finding.ts'
import type { Finding, HostFacts, Severity, SourcePlace } from './model.ts'
import type { ServerOnlyFence, ServerOnlyPackage } from './policy/server-only.ts'
import { inlineAllow } from './policy/inline-allow.ts'
import { placeFingerprint } from './redact.ts'

/** What the fence of server-only packages needs. */
export interface ServerImportContext extends FindingContext {
  readonly serverOnly: ServerOnlyFence
}

/** A server-only thing in a client file, and the module that brings it there. */
interface Stray {
  readonly entry: ServerOnlyPackage
  /** First module outside of the package; undefined where the host does not tell. */
  readonly importer: string | undefined
  readonly imported: string
  readonly isExternal: boolean
}

/**
 * Server-only packages and files of which something stands in a client file. What was dropped from the output does not
 * count; the module graph alone is no evidence.
 */
export async function serverImports(path: string, host: HostFacts, context: ServerImportContext): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const stray of straysIn(path, host, context.serverOnly)) {
    const finding = await describe(stray, path, host, context)
    if (finding !== undefined) findings.push(finding)
  }
  return findings
}

function straysIn(path: string, host: HostFacts, fence: ServerOnlyFence): Stray[] {
  const inside = new Map<string, { entry: ServerOnlyPackage; modules: string[] }>()
  for (const module of host.modulesOf?.(path) ?? []) {
    const entry = fence.byModule(module.id) ?? serverFile(module.id, host, fence)
    // The size is asked for last: for some hosts it is dear.
    if (entry === undefined || module.bytes === 0) continue
    const known = inside.get(entry.name) ?? { entry, modules: [] }
    known.modules.push(module.id)
    inside.set(entry.name, known)
  }
  const strays = [...inside.values()].flatMap(({ entry, modules }): Stray[] => {
    const bridges = bridgesInto(modules, entry, host)
    const byImporter = new Map(bridges.map((bridge) => [bridge.importer, bridge]))
    if (byImporter.size === 0)
      return [{ entry, importer: undefined, imported: modules[0] ?? entry.name, isExternal: false }]
    return [...byImporter.values()].map((bridge) => ({ entry, ...bridge, isExternal: false }))
  })
  for (const specifier of host.externalsOf?.(path) ?? []) {
    const entry = fence.bySpecifier(specifier)
    if (entry === undefined) continue
    // A type-only import is an edge of some graphs too; a module of which nothing ships imports nothing.
    const importer = [...(host.importers?.(specifier) ?? [])].find(({ id }) => isIn(path, id, host))?.id
    strays.push({ entry, importer, imported: specifier, isExternal: true })
  }
  return strays
}

function isIn(path: string, id: string, host: HostFacts): boolean {
  return [...(host.modulesOf?.(path) ?? [])].some((module) => module.id === id && module.bytes > 0)
}

function serverFile(id: string, host: HostFacts, fence: ServerOnlyFence): ServerOnlyPackage | undefined {
  // Asked for every module of a clean build: without a policy about files nothing needs a path.
  if (!fence.hasFiles) return undefined
  const file = host.madeFrom?.(id) ?? id
  const name = host.displayPath?.(file) ?? file
  return fence.isServerFile(name) ? { name, provider: name, severity: 'error', envName: null, isFile: true } : undefined
}

/** Imports that lead into the package from outside. Its entry may be in no output: it only passes names on. */
function bridgesInto(
  modules: readonly string[],
  { name }: ServerOnlyPackage,
  host: HostFacts,
): { importer: string; imported: string }[] {
  const bridges: { importer: string; imported: string }[] = []
  const inside = new Set(modules)
  for (const imported of inside) {
    for (const { id: importer } of host.importers?.(imported) ?? []) {
      if (importer.replace(/\\/gu, '/').includes(`/node_modules/${name}/`)) inside.add(importer)
      else bridges.push({ importer, imported })
    }
  }
  return bridges
}

async function describe(
  { entry, importer, imported, isExternal }: Stray,
  path: string,
  host: HostFacts,
  context: ServerImportContext,
): Promise<Finding | undefined> {
  const { mask } = context
  const configured = context.config.severity?.['server-import']
  if (configured === 'off') return undefined
  const severity: Severity = configured ?? (isExternal ? 'warning' : entry.severity)
  const { place, frame, origin } = await siteOf(importer, imported, host, context)
  const location = { path: mask.text(path), line: 1, column: 1, offset: 0, length: null, unit: 'utf16' } as const
  const fingerprint = placeFingerprint(['server-import', entry.name, place?.path ?? location.path])
  const allowed =
    inlineAllow(origin, [entry.name, 'server-import']) ??
    context.allowList.find({
      rule: 'server-import',
      detector: null,
      package: entry.name,
      envNames: entry.envName === null ? [] : [entry.envName],
      paths: [location.path, ...(place === null ? [] : [place.path])],
      fingerprint,
    })
  if (allowed !== undefined && !allowed.isExpired) {
    context.onAllowed?.()
    return undefined
  }
  const chain = importer === undefined ? [] : await importChain(importer, host)
  const service = entry.isFile === true ? 'it' : entry.provider
  const remedy = [
    `Call ${service} in a server route and fetch that: ${docsRoot}/guide/server-route.md`,
    'Are only its types used? Write `import type`.',
  ]
  const from =
    place === null ? '' : ` It is imported by \`${place.path}${place.line === null ? '' : `:${place.line}`}\`.`
  return {
    rule: 'server-import',
    severity,
    fingerprint,
    redacted: entry.name,
    detector: null,
    title: entry.isFile === true ? 'Server-only file' : 'Server-only package',
    provider: entry.provider,
    secrecy: 'secret',
    envName: null,
    envSource: null,
    standardEnvName: entry.envName,
    encoding: 'plain',
    location,
    origin: place,
    frame,
    importChain: chain.map((hop) => ({ ...hop, path: mask.text(hop.path) })),
    cause: 'import',
    why: whyOf(entry),
    message: `${entry.isFile === true ? 'Server-only file' : 'Server-only package'} \`${entry.name}\` in client file \`${location.path}\`.${from} ${remedy[0] ?? ''}`,
    remedy,
    revokeUrl: null,
    docsUrl: `${docsRoot}/guide/causes.md#import`,
  }
}

function whyOf({ name, isFile }: ServerOnlyPackage): string {
  return isFile === true
    ? `\`serverOnly.files\` of the policy keeps \`${name}\` from clients.`
    : `\`${name}\` sends a secret key with every call, so whoever runs it must hold that key.`
}

/** Where the importer names what it imports, for people (`place`, `frame`) and for comments in the source (`origin`). */
async function siteOf(
  importer: string | undefined,
  imported: string,
  host: HostFacts,
  { mask, mayFrame }: ServerImportContext,
) {
  const nowhere = { path: null, source: null, span: null }
  if (importer === undefined) return { place: null, frame: null, origin: nowhere }
  const file = host.madeFrom?.(importer) ?? importer
  const path = mask.text(host.displayPath?.(file) ?? file)
  const site = await host.importSite?.(importer, imported)
  const source = await host.source?.(file)
  if (site === undefined || source === undefined) {
    return { place: { path, line: null, column: null } satisfies SourcePlace, frame: null, origin: nowhere }
  }
  const start = offsetAt(source, site)
  const lineEnd = source.indexOf('\n', start)
  const span = { start, end: lineEnd === -1 ? source.length : lineEnd }
  return {
    place: { path, ...site } satisfies SourcePlace,
    frame: mayFrame?.() === false ? null : codeFrame(source, span, 'ships with the page', mask),
    origin: { path, source, span },
  }
}
