import { existsSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import type { ClientFile, HostFacts, UnreadableFile } from '@keyfence/core'
import { clientFile, fileKind } from '@keyfence/core/node'
import type { Rollup } from 'vite'
import type { Guard } from './guard.ts'
import { importSite } from './import-site.ts'

/** What a plugin hook gives: the bundler's graph. */
export type BundleContext = Pick<Rollup.PluginContext, 'getModuleIds' | 'getModuleInfo' | 'resolve'>

/** Everything of a bundle that the client receives. `assetsOnly`: a server build that emits assets for the client. */
export function* bundleFiles(
  bundle: Rollup.OutputBundle,
  { outDir }: Guard,
  assetsOnly: boolean,
): Generator<ClientFile | UnreadableFile> {
  for (const item of Object.values(bundle)) {
    const path = `${outDir}/${item.fileName}`
    if (item.type === 'chunk') {
      if (!assetsOnly) yield { path, content: item.code, kind: 'script' }
    } else if (typeof item.source === 'string') yield { path, content: item.source, kind: fileKind(path) }
    else yield clientFile(path, item.source)
  }
}

/** Turns Vite's graph and configuration into what the core asks. Reads nothing until it is asked. */
export function hostFacts(context: BundleContext, bundle: Rollup.OutputBundle, guard: Guard): HostFacts {
  const { root, outDir, publicPrefixes } = guard
  const itemOf = (path: string) => Object.values(bundle).find(({ fileName }) => `${outDir}/${fileName}` === path)
  const chunks = () => Object.values(bundle).filter((item) => item.type === 'chunk')
  return {
    root,
    hostName: 'Vite',
    publicPrefixes,
    replacements: replacementsOf(guard),
    injected: injectedOf(guard),
    entries: function* () {
      for (const id of context.getModuleIds()) if (context.getModuleInfo(id)?.isEntry === true) yield id
    },
    importers: function* (id) {
      const info = context.getModuleInfo(id)
      for (const importer of info?.importers ?? []) yield { id: importer, dynamic: false }
      for (const importer of info?.dynamicImporters ?? []) yield { id: importer, dynamic: true }
    },
    importSite: (importer, imported) => importSite(importer, imported, context),
    modulesOf: function* (path) {
      const item = itemOf(path)
      if (item?.type !== 'chunk') return
      for (const [id, rendered] of Object.entries(item.modules)) yield { id, bytes: rendered.renderedLength }
    },
    externalsOf: function* (path) {
      const item = itemOf(path)
      if (item?.type !== 'chunk') return
      for (const name of [...item.imports, ...item.dynamicImports]) if (bundle[name] === undefined) yield name
    },
    source: (id) => sourceOf(id, context),
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
        for (const name of item.originalFileNames) yield isAbsolute(name) ? name : `${root}/${name}`
        const html = `${root}/${item.fileName}`
        if (item.fileName.endsWith('.html') && existsSync(html)) yield html
      }
      // A minifier moves constants between modules, and lists none that it emptied.
      const isStyle = item?.fileName.endsWith('.css') === true
      for (const id of context.getModuleIds()) {
        if (isStyle !== /\.(?:css|scss|sass|less|styl)(?:\?|$)/u.test(id) || isPackage(id)) continue
        yield id
        if (isStyle) yield* filesNamedIn(id, context)
      }
    },
    mapOf: (path) => {
      const item = itemOf(path)
      return item?.type === 'chunk' && item.map !== null ? item.map.toString() : undefined
    },
    displayPath: (id) => displayPath(id, root),
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

function cleanId(id: string): string {
  return id.replace(/^\0/u, '').replace(/[?#].*$/u, '')
}

/** Files beside a style sheet that it names in `url()`: Vite puts small ones into it, and they are no modules. */
function* filesNamedIn(id: string, context: BundleContext): Generator<string> {
  for (const match of (sourceOf(id, context) ?? '').matchAll(/url\(\s*["']?(?<path>\.[^"')?#]{1,500})/gu)) {
    const file = resolve(dirname(cleanId(id)), match.groups?.['path'] ?? '')
    if (existsSync(file)) yield file.split(sep).join('/')
  }
}

function isPackage(id: string): boolean {
  return /[/\\]node_modules[/\\]/u.test(id)
}

/** Expressions that Vite replaces in client code, and `%NAME%` in HTML. */
function replacementsOf({ config, environment }: Guard): Map<string, string> {
  const replacements = new Map<string, string>()
  for (const [name, value] of Object.entries({ ...config.define, ...environment.config.define })) {
    replacements.set(name, asText(value))
    const member = /^import\.meta\.env\.(?<name>\w+)$/u.exec(name)?.groups?.['name']
    if (member !== undefined) replacements.set(`%${member}%`, asText(value))
  }
  for (const [name, value] of Object.entries(config.env)) {
    replacements.set(`import.meta.env.${name}`, asText(value))
    replacements.set(`%${name}%`, asText(value))
  }
  replacements.set('import.meta.env', JSON.stringify(config.env))
  return replacements
}

/** Vite 8 has another name for the bundler's options, and keeps the old one. */
function outputOptions(build: object): object | object[] {
  const options: unknown = Reflect.get(build, 'rolldownOptions') ?? Reflect.get(build, 'rollupOptions')
  const output: unknown =
    typeof options === 'object' && options !== null && 'output' in options ? options.output : undefined
  return typeof output === 'object' && output !== null ? output : {}
}

/** Options whose text stands in the output, as the user wrote them: the bundler has made functions of them. */
function injectedOf({ config, environment }: Guard): Map<string, string> {
  const injected = new Map<string, string>([['base', config.base]])
  for (const output of [outputOptions(environment.config.build)].flat()) {
    for (const name of ['banner', 'footer', 'intro', 'outro', 'postBanner', 'postFooter']) {
      const value: unknown = Reflect.get(output, name)
      if (typeof value === 'string') injected.set(`output.${name}`, value)
    }
  }
  return injected
}

function asText(value: unknown): string {
  // Functions have no JSON, and join to an empty text.
  return typeof value === 'string' ? value : [JSON.stringify(value)].join('')
}
