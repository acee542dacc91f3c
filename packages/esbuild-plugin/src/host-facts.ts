import { readFileSync } from 'node:fs'
import { specifiers, type ClientFile, type HostFacts, type Importer, type UnreadableFile } from '@keyfence/core'
import { clientFile } from '@keyfence/core/node'
import type { BuildOptions, Metafile, OutputFile } from 'esbuild'
import { inputKey, isVirtual, outputKey, posix, resolveId } from './ids.ts'
import type { LazyMaps } from './lazy-map.ts'

/** What one build left in memory. */
export interface BuildOutput {
  /** What went into each output. */
  readonly metafile: Metafile
  /** Final: other plugins may have changed them. */
  readonly options: BuildOptions
  /** Absolute folder that the paths of the metafile are relative to. */
  readonly base: string
  /** Read only after something was found. */
  readonly maps: LazyMaps
}

/** Everything of a build that a client receives: code, styles, maps, legal comments and assets. */
export function* clientFiles(files: readonly OutputFile[], base: string): Generator<ClientFile | UnreadableFile> {
  for (const { path, contents } of files) {
    const file = clientFile(outputKey(path, base), contents)
    yield path === '<stdout>' ? { path, content: contents, kind: 'script' } : file
  }
}

/** Turns esbuild's metafile and options into what the core asks. Reads nothing until it is asked. */
export function hostFacts({ metafile, options, base, maps }: BuildOutput): HostFacts {
  const { inputs, outputs } = metafile
  const idOf = (key: string) => resolveId(key, base)
  // The JSON text of an object in `define` is an input of its own; what people look for is the line that reads it.
  const isOwn = (key: string) => !key.startsWith('<define:')
  /** A map and a file of legal comments belong to the file that they are named after. */
  const outputOf = (path: string) => {
    const owner = outputs[path.replace(/(?:\.map|\.LEGAL\.txt)$/u, '')]
    return owner ?? outputs[path]
  }
  let importers: ReadonlyMap<string, readonly Importer[]> | undefined

  return {
    root: posix(base),
    hostName: 'esbuild',
    publicPrefixes: [],
    replacements: new Map(Object.entries(options.define ?? {})),
    injected: injectedOf(options),
    entries: () => entriesOf(metafile).map(idOf),
    importers: (id) => {
      importers ??= importersOf(metafile, idOf)
      return importers.get(id) ?? []
    },
    importSite: async (importer, imported) => {
      const source = await sourceOf(importer)
      if (source === undefined) return undefined
      const key = inputKey(importer, base)
      const names = new Set(
        (inputs[key]?.imports ?? [])
          .filter(({ path, external }) => (external === true ? path : idOf(path)) === imported)
          .map(({ original, path }) => original ?? path),
      )
      for (const { specifier, line, column } of specifiers(source)) if (names.has(specifier)) return { line, column }
      return undefined
    },
    modulesOf: function* (path) {
      for (const [key, { bytesInOutput }] of Object.entries(outputOf(path)?.inputs ?? {}))
        if (bytesInOutput > 0 && isOwn(key)) yield { id: idOf(key), bytes: bytesInOutput }
    },
    externalsOf: function* (path) {
      for (const item of outputs[path]?.imports ?? []) if (item.external === true) yield item.path
    },
    source: sourceOf,
    inputsOf: function* (path) {
      const own = Object.keys(outputOf(path)?.inputs ?? {})
      for (const key of new Set([...own, ...Object.keys(inputs)])) if (isOwn(key)) yield idOf(key)
    },
    mapOf: (path) => maps.mapOf(path),
    displayPath: (id) => inputKey(id, base),
  }

  async function sourceOf(id: string): Promise<string | undefined> {
    const key = inputKey(id, base)
    const { stdin } = options
    if (stdin !== undefined && key === (stdin.sourcefile ?? '<stdin>')) return textOf(stdin.contents)
    try {
      return readFileSync(resolveFile(key, base), 'utf8')
    } catch {
      return isVirtual(key) && isOwn(key) ? maps.contentOf(key) : undefined
    }
  }
}

/** A file name may hold a colon too, so what looks virtual is tried as a file first. */
function resolveFile(key: string, base: string): string {
  return isVirtual(key) ? `${base}/${key}` : resolveId(key, base)
}

function textOf(contents: string | Uint8Array): string {
  return typeof contents === 'string' ? contents : new TextDecoder().decode(contents)
}

/** Entry points of the user. The chunk of a dynamic import has an entry point too, but nothing starts there. */
function entriesOf({ inputs, outputs }: Metafile): string[] {
  const dynamic = new Set(
    Object.values(inputs).flatMap(({ imports }) =>
      imports.filter(({ kind, external }) => kind === 'dynamic-import' && external !== true).map(({ path }) => path),
    ),
  )
  const all = Object.values(outputs).flatMap(({ entryPoint }) => (entryPoint === undefined ? [] : [entryPoint]))
  const own = all.filter((key) => !dynamic.has(key))
  return own.length > 0 ? own : all
}

function importersOf({ inputs }: Metafile, idOf: (key: string) => string): Map<string, Importer[]> {
  const importers = new Map<string, Importer[]>()
  for (const [key, { imports }] of Object.entries(inputs)) {
    for (const { path, kind, external } of imports) {
      const imported = external === true ? path : idOf(path)
      const edges = importers.get(imported) ?? []
      edges.push({ id: idOf(key), dynamic: kind === 'dynamic-import' })
      importers.set(imported, edges)
    }
  }
  return importers
}

/** Options whose text stands in the output or in its names. */
function injectedOf(options: BuildOptions): Map<string, string> {
  const injected = new Map<string, string>()
  for (const name of ['banner', 'footer'] as const) {
    for (const [kind, text] of Object.entries(options[name] ?? {})) injected.set(`${name}["${kind}"]`, text)
  }
  const texts = ['publicPath', 'entryNames', 'chunkNames', 'assetNames', 'sourceRoot', 'globalName', 'outfile'] as const
  for (const name of texts) {
    const text = options[name]
    if (text !== undefined) injected.set(name, text)
  }
  for (const [name, text] of Object.entries(options.alias ?? {})) injected.set(`alias["${name}"]`, text)
  const { entryPoints } = options
  if (entryPoints !== undefined && !Array.isArray(entryPoints))
    injected.set('entryPoints', Object.keys(entryPoints).join('\n'))
  return injected
}
