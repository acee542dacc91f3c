import { existsSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import type { ClientFile, HostFacts, UnreadableFile } from '@keyfence/core'
import { clientFile, fileKind } from '@keyfence/core/node'
import type { Rollup } from 'vite'
import { outputPath, plainFacts, showPath, type Guard } from './guard.ts'
import { importSite } from './import-site.ts'

/** What a plugin hook gives: the bundler's graph. */
export interface BundleContext {
  /** All modules. */
  readonly getModuleIds: () => Iterable<string>
  /** Null for a module that is not in the graph. */
  readonly getModuleInfo: (id: string) => BundleModule | null
  /** As the bundler resolves an import of `importer`. */
  readonly resolve: (
    specifier: string,
    importer: string,
    options: { readonly skipSelf: true },
  ) => Promise<{ readonly id: string } | null>
}

type BundleModule = Pick<
  Rollup.ModuleInfo,
  'isEntry' | 'importers' | 'dynamicImporters' | 'importedIds' | 'dynamicallyImportedIds' | 'code'
>

/** One output of a build. */
export interface Output {
  /** Absolute. */
  readonly folder: string
  /** What is about to be written. */
  readonly bundle: Rollup.OutputBundle
  /** What other plugins have taken out of it: compressors delete what they compressed. */
  readonly gone: ReadonlyMap<string, Item>
}

/** What a bundle holds. */
export type Item = Rollup.OutputAsset | Rollup.OutputChunk

/** Everything of a bundle that the client receives. Of a server build that is the assets that it emits for the client. */
export function* bundleFiles(
  items: Rollup.OutputBundle,
  folder: string,
  guard: Guard,
): Generator<ClientFile | UnreadableFile> {
  for (const item of Object.values(items)) {
    const path = showPath(outputPath(folder, item.fileName), guard)
    if (item.type === 'chunk') {
      if (guard.target.isClient) yield { path, content: item.code, kind: 'script' }
    } else if (typeof item.source === 'string') yield { path, content: item.source, kind: fileKind(path) }
    else yield clientFile(path, item.source)
  }
}

/** The host's graph, in the core's words. Reads nothing until it is asked. */
export function graphFacts(context: BundleContext, guard: Guard) {
  const { root } = guard.target
  return {
    ...plainFacts(guard),
    entries: function* () {
      for (const id of context.getModuleIds()) if (context.getModuleInfo(id)?.isEntry === true) yield id
    },
    importers: function* (id) {
      const info = context.getModuleInfo(id)
      for (const importer of info?.importers ?? []) yield { id: importer, dynamic: false }
      for (const importer of info?.dynamicImporters ?? []) yield { id: importer, dynamic: true }
      if (info === null || info.importers.length + info.dynamicImporters.length > 0 || info.isEntry) return
      // Rolldown knows who imports what it leaves outside, but only from the importer's side.
      for (const importer of context.getModuleIds()) {
        const { importedIds = [], dynamicallyImportedIds = [] } = context.getModuleInfo(importer) ?? {}
        if (importedIds.includes(id)) yield { id: importer, dynamic: false }
        else if (dynamicallyImportedIds.includes(id)) yield { id: importer, dynamic: true }
      }
    },
    importSite: (importer, imported) => importSite(importer, imported, context),
    source: (id) => sourceOf(id, context),
    madeFrom: fileBehind,
    displayPath: (id) => displayPath(id, root),
  } satisfies HostFacts
}

/** Turns the host's graph and configuration into what the core asks. Reads nothing until it is asked. */
export function hostFacts(context: BundleContext, { folder, bundle, gone }: Output, guard: Guard): HostFacts {
  const { root, injected } = guard.target
  let items: ReadonlyMap<string, Item> | undefined
  const itemOf = (path: string): Item | undefined => {
    items ??= new Map(
      [...gone.values(), ...Object.values(bundle)].map((item) => [
        showPath(outputPath(folder, item.fileName), guard),
        item,
      ]),
    )
    return items.get(path)
  }
  const chunks = () => [...Object.values(bundle), ...gone.values()].filter((item) => item.type === 'chunk')
  return {
    ...graphFacts(context, guard),
    replacements: replacementsOf(guard),
    injected,
    modulesOf: function* (path) {
      const item = itemOf(path)
      if (item?.type !== 'chunk') return
      // What is in a module is behind a bridge to another language in Rolldown: its size is asked for few of them.
      for (const id of item.moduleIds) yield lazyModule(id, item)
    },
    externalsOf: function* (path) {
      const item = itemOf(path)
      if (item?.type !== 'chunk') return
      for (const name of [...item.imports, ...item.dynamicImports]) if (bundle[name] === undefined) yield name
    },
    rendered: (id) => {
      for (const chunk of chunks()) {
        const code = chunk.modules[id]?.code
        if (typeof code === 'string') return code
      }
      return undefined
    },
    inputsOf: function* (path) {
      const item = itemOf(path)
      if (item?.type === 'asset') {
        for (const name of originalNames(item)) yield isAbsolute(name) ? name : `${root}/${name}`
        const html = `${root}/${item.fileName}`
        if (item.fileName.endsWith('.html') && existsSync(html)) yield html
      }
      // A minifier moves constants between modules, and lists none that it emptied.
      const isStyle = item?.fileName.endsWith('.css') === true
      for (const id of context.getModuleIds()) {
        if (isStyle !== /\.(?:css|scss|sass|less|styl)(?:\?|$)/u.test(id) || isPackage(id)) continue
        yield id
        yield* filesNamedIn(id, isStyle ? urlInStyle : urlInScript, context, root)
      }
    },
    mapOf: (path) => {
      const item = itemOf(path)
      return item?.type === 'chunk' && item.map !== null ? item.map.toString() : undefined
    },
  }
}

function lazyModule(id: string, chunk: Rollup.OutputChunk) {
  return {
    id,
    get bytes() {
      return chunk.modules[id]?.renderedLength ?? 0
    },
  }
}

/** Module id as a path for people: without query, relative to the root. */
function displayPath(id: string, root: string): string {
  const path = cleanId(id)
  return isAbsolute(path) ? relative(root, path).split(sep).join('/') : path
}

/** The file as its author wrote it; for a virtual module what its plugin gave. */
export function sourceOf(id: string, context: BundleContext): string | undefined {
  const path = cleanId(id)
  if (isAbsolute(path) && existsSync(path)) {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return undefined
    }
  }
  return context.getModuleInfo(id)?.code ?? undefined
}

/** Path of a module without the marks by which plugins tell variants of one file apart. */
export function cleanId(id: string): string {
  return id.replace(/^\0/u, '').replace(/[?#].*$/u, '')
}

/** Some plugins cut a file into modules of their own, and name each after the file. */
export function fileBehind(id: string): string | undefined {
  const path = cleanId(id)
  const file = /^(?<file>.+\.(?:[cm]?[jt]sx?|vue|svelte|astro|mdx?))[._][^/\\]+$/u.exec(path)?.groups?.['file']
  return file === undefined || !isAbsolute(path) || existsSync(path) || !existsSync(file) ? undefined : file
}

const urlInStyle = /url\(\s*["']?(?<path>\.[^"')?#]{1,500})/gu
const urlInScript = /new\s+URL\(\s*["'`](?<path>[./][^"'`?#$]{1,500})["'`]/gu

/** Files that a module names by URL: Vite puts small ones into the code, and they are no modules. */
function* filesNamedIn(id: string, url: RegExp, context: BundleContext, root: string): Generator<string> {
  for (const match of (sourceOf(id, context) ?? '').matchAll(url)) {
    const path = match.groups?.['path'] ?? ''
    const file = path.startsWith('/') ? `${root}${path}` : resolve(dirname(cleanId(id)), path)
    if (existsSync(file)) yield file.split(sep).join('/')
  }
}

function isPackage(id: string): boolean {
  return /[/\\]node_modules[/\\]/u.test(id)
}

/** Before Rollup 4.20 there was one name at most. */
function originalNames(item: Partial<Rollup.OutputAsset>): readonly string[] {
  return item.originalFileNames ?? []
}

/** Expressions that the host replaces in client code, and `%NAME%` in HTML. */
export function replacementsOf({ target: { define, env, hostName } }: Guard): Map<string, string> {
  const replacements = new Map<string, string>()
  for (const [name, value] of Object.entries(define)) {
    replacements.set(name, asText(value))
    const member = /^import\.meta\.env\.(?<name>\w+)$/u.exec(name)?.groups?.['name']
    if (member !== undefined) replacements.set(`%${member}%`, asText(value))
  }
  if (hostName !== 'Vite') return replacements
  for (const [name, value] of Object.entries(env)) {
    replacements.set(`import.meta.env.${name}`, asText(value))
    replacements.set(`%${name}%`, asText(value))
  }
  replacements.set('import.meta.env', JSON.stringify(env))
  return replacements
}

/** What a value of `define` becomes. */
export function asText(value: unknown): string {
  // Functions have no JSON, and join to an empty text.
  return typeof value === 'string' ? value : [JSON.stringify(value)].join('')
}
