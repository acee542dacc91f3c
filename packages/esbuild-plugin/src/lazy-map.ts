import { dirname } from 'node:path/posix'
import type { BuildOptions, Metafile, OutputFile, Plugin, PluginBuild } from 'esbuild'
import { outputKey } from './ids.ts'

/** Source maps of one build. Nothing is read or built until something was found. */
export interface LazyMaps {
  /** Map of an output file, by its path in the metafile. */
  readonly mapOf: (key: string) => Promise<string | undefined>
  /** Text of an input as esbuild saw it, by its path in the metafile: virtual modules stand in no file. */
  readonly contentOf: (key: string) => Promise<string | undefined>
}

/** What maps are taken from. */
export interface MapSource {
  /** Output of the build, maps among it where the user wants some. */
  readonly files: readonly OutputFile[]
  /** Description of the build. */
  readonly metafile: Metafile
  /** Absolute folder that the paths of the metafile are relative to. */
  readonly base: string
  /** Builds once more, in memory and with maps; undefined where it cannot. */
  readonly rebuild: () => Promise<Rebuilt | undefined>
}

/** A second build of the same sources. */
export interface Rebuilt {
  /** Code and maps. */
  readonly files: readonly OutputFile[]
  /** Description of this build; names differ from those of the first. */
  readonly metafile: Metafile
}

const inlineMap = /sourceMappingURL=data:application\/json[^,]{0,60};base64,(?<data>[A-Za-z0-9+/=]+)/u

/** Creates the maps: the user's own where they are, else those of a second build. */
export function createLazyMaps({ files, metafile, base, rebuild }: MapSource): LazyMaps {
  let first: ReadonlyMap<string, string> | undefined
  const own = () => (first ??= ownMaps(files, base))
  let second: Promise<Rebuilt | undefined> | undefined
  const rebuilt = () => (second ??= rebuild())

  const mapOf = async (key: string) => {
    const map = own().get(key)
    if (map !== undefined) return map
    const output = metafile.outputs[key]
    const again = output === undefined ? undefined : await rebuilt()
    // Names hold hashes, which maps change; inputs with their bytes are the same.
    const twin = Object.entries(again?.metafile.outputs ?? {}).find(
      ([name, candidate]) => !name.endsWith('.map') && inputsText(candidate) === inputsText(output),
    )
    return twin === undefined || again === undefined ? undefined : ownMaps(again.files, base).get(twin[0])
  }
  return {
    mapOf,
    contentOf: async (key) => {
      const found = contentIn(own(), key)
      if (found !== undefined) return found
      const again = await rebuilt()
      return again === undefined ? undefined : contentIn(ownMaps(again.files, base), key)
    },
  }
}

/**
 * Builds once more what was just built: same options, plugins as they are but for their start and end, nothing written.
 *
 * @param options - As the user wrote them, before any plugin changed them.
 */
export async function rebuildWithMaps(
  build: Pick<PluginBuild, 'esbuild'>,
  options: BuildOptions,
): Promise<Rebuilt | undefined> {
  const again: BuildOptions = {
    ...options,
    sourcemap: 'external',
    sourcesContent: true,
    metafile: true,
    logLevel: 'silent',
    plugins: (options.plugins ?? []).filter(({ name }) => name !== 'keyfence').map(withoutEnds),
  }
  // A plugin that sets `write` in its setup would have this build write what must not be written.
  Object.defineProperty(again, 'write', { enumerable: true, get: () => false, set: () => undefined })
  try {
    const { outputFiles, metafile } = await build.esbuild.build(again)
    return outputFiles === undefined || metafile === undefined ? undefined : { files: outputFiles, metafile }
  } catch {
    // Explaining is a courtesy: the finding stands without it.
    return undefined
  }
}

function withoutEnds({ name, setup }: Plugin): Plugin {
  const inert = () => undefined
  return { name, setup: (build) => setup({ ...build, onStart: inert, onEnd: inert, onDispose: inert }) }
}

function ownMaps(files: readonly OutputFile[], base: string): Map<string, string> {
  const texts = new Map(files.map((file) => [outputKey(file.path, base), file]))
  const maps = new Map<string, string>()
  for (const [key, file] of texts) {
    if (!/\.(?:[cm]?js|css)$/u.test(key) && key !== '<stdout>') continue
    const inline = inlineMap.exec(file.text)?.groups?.['data']
    const map =
      texts.get(`${key}.map`)?.text ?? (inline === undefined ? undefined : Buffer.from(inline, 'base64').toString())
    if (map !== undefined) maps.set(key, map)
  }
  return maps
}

function contentIn(maps: ReadonlyMap<string, string>, key: string): string | undefined {
  for (const [output, map] of maps) {
    const { sources = [], sourcesContent = [], sourceRoot = '' } = parseMap(map)
    const folder = dirname(output)
    const index = sources.findIndex((source) => source === key || sourceKey(folder, sourceRoot, source) === key)
    const content = index === -1 ? undefined : sourcesContent[index]
    if (typeof content === 'string') return content
  }
  return undefined
}

interface ParsedMap {
  readonly sources?: readonly string[]
  readonly sourcesContent?: readonly (string | null)[]
  readonly sourceRoot?: string
}

function parseMap(map: string): ParsedMap {
  try {
    const parsed: unknown = JSON.parse(map)
    return typeof parsed === 'object' && parsed !== null ? parsed : {}
  } catch {
    return {}
  }
}

function sourceKey(folder: string, sourceRoot: string, source: string): string {
  const parts: string[] = []
  for (const part of [folder, sourceRoot, source].join('/').split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}

function inputsText(output: Metafile['outputs'][string] | undefined): string {
  return JSON.stringify(Object.entries(output?.inputs ?? {}).sort())
}
