import { AnyMap, originalPositionFor } from '@jridgewell/trace-mapping'
import type { HostFacts, SourceMapInput } from '../model.ts'
import type { Position } from './position.ts'

/** One source of a map. */
export interface MappedSource {
  /** Relative to the root, with `/`. */
  readonly path: string
  readonly content: string | undefined
}

/** Sources that a map repeats. Throws on text that is no map. */
export function sourcesOf(map: SourceMapInput, mapPath: string, sourcePath?: SourcePath): MappedSource[] {
  return sourcesIn(typeof map === 'string' ? JSON.parse(map) : map, mapPath, sourcePath)
}

function sourcesIn(parsed: unknown, mapPath: string, sourcePath: SourcePath | undefined): MappedSource[] {
  if (isIndexMap(parsed)) return parsed.sections.flatMap((section) => sourcesIn(section.map, mapPath, sourcePath))
  if (!isSourceMap(parsed)) throw new TypeError('it has no list of sources')
  return parsed.sources.map((source, index) => ({
    path: resolveSource(mapPath, parsed.sourceRoot ?? '', source ?? '', sourcePath),
    content: parsed.sourcesContent?.[index] ?? undefined,
  }))
}

/** Where a position of the output stood in its source. Undefined without a mapping. */
export function traceOrigin(
  map: SourceMapInput,
  mapPath: string,
  position: Position,
  sourcePath?: SourcePath,
): (MappedSource & Position) | undefined {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- The library reads any JSON text or object of the format; its own type lists more than one version.
  const trace = new AnyMap(map as ConstructorParameters<typeof AnyMap>[0])
  const found = originalPositionFor(trace, { line: position.line, column: position.column - 1 })
  if (found.source === null) return undefined
  const index = trace.resolvedSources.indexOf(found.source)
  return {
    path: resolveSource(mapPath, trace.sourceRoot ?? '', trace.sources[index] ?? found.source, sourcePath),
    content: trace.sourcesContent?.[index] ?? undefined,
    line: found.line,
    column: found.column + 1,
  }
}

interface ParsedMap {
  readonly sources: readonly (string | null)[]
  readonly sourcesContent?: readonly (string | null)[]
  readonly sourceRoot?: string
}

/** A map of maps, as Turbopack writes it. */
interface IndexMap {
  readonly sections: readonly { readonly map?: unknown }[]
}

function isIndexMap(value: unknown): value is IndexMap {
  return typeof value === 'object' && value !== null && 'sections' in value && Array.isArray(value.sections)
}

function isSourceMap(value: unknown): value is ParsedMap {
  return typeof value === 'object' && value !== null && 'sources' in value && Array.isArray(value.sources)
}

type SourcePath = HostFacts['sourcePath']

/** Source as a path relative to the root; bundlers write it relative to the map, or as a URL of their own. */
function resolveSource(
  mapPath: string,
  sourceRoot: string,
  source: string,
  sourcePath: SourcePath = (name, beside) => beside ?? name,
): string {
  // `webpack://<name>/<path>`, where the name may be empty.
  const virtual = /^(?:webpack|turbopack|rspack|parcel)[\w-]*:\/\/[^/]*\/(?<path>[\s\S]*)$/u.exec(source)?.groups?.[
    'path'
  ]
  if (virtual !== undefined) return sourcePath(normalise(virtual.replace(/^\/?\[project\]\//u, '')), undefined)
  if (/^[a-z][\w+.-]*:|^\//iu.test(source)) return sourcePath(source, undefined)
  const folder = mapPath.slice(0, mapPath.lastIndexOf('/') + 1)
  const root = sourceRoot === '' ? '' : `${sourceRoot.replace(/\/$/u, '')}/`
  // A root with a scheme or from the top makes the source one that the map's own place says nothing about.
  if (/^[a-z][\w+.-]*:|^\//iu.test(root)) return resolveSource(mapPath, '', `${root}${source}`, sourcePath)
  return sourcePath(normalise(source), normalise(`${folder}${root}${source}`))
}

function normalise(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}
