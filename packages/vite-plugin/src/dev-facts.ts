import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import type { ClientFile, FileKind, HostFacts } from '@keyfence/core'
import { fileKind } from '@keyfence/core/node'
import type { ViteDevServer } from 'vite'
import { showPath, type Guard } from './guard.ts'
import { cleanId, graphFacts, replacementsOf, type BundleContext } from './host-facts.ts'

/** The part of a module that all versions of Vite have. */
export interface DevModule {
  /** Null until it was resolved. */
  readonly id: string | null
  /** Absolute path with `/`, also for modules that are no file. */
  readonly file: string | null
  /** Modules that import it now. */
  readonly importers: ReadonlySet<DevModule>
  /** Null until it was asked for. */
  readonly transformResult: { readonly code: string } | null
}

/** What was asked for, without the base of the app and the marks that Vite adds. */
export function requestPath(url: string, base: string): string {
  const path = url.startsWith(base) ? `/${url.slice(base.length)}` : url
  return path
    .replace(/(?<mark>[?&])(?:t=\d+|import)(?=&|$)/gu, '$<mark>')
    .replace(/\?&+/u, '?')
    .replace(/&{2,}/gu, '&')
    .replace(/[?&]+$/u, '')
}

/** Module behind a request, where it is one. */
export async function moduleOf(path: string, server: ViteDevServer): Promise<DevModule | undefined> {
  try {
    return await graphOf(server).getModuleByUrl(decodeURI(path))
  } catch {
    return undefined
  }
}

/** A response as a client file, named after what it was made from. */
export function servedFile(
  path: string,
  content: string | Uint8Array,
  type: string,
  { file, guard, publicFolder }: { file: string | undefined; guard: Guard; publicFolder: string },
): ClientFile {
  const name = file === undefined ? path.replace(/^\//u, '') : showPath(file, guard)
  const shown = { path: name, content, kind: kindOf(type, path) }
  // In development these hold all of it, used or not.
  if (isEnvironmentModule(path)) return { ...shown, cause: 'define' }
  if (shown.kind === 'script' && readsEnvironment(content)) return { ...shown, cause: 'public-prefix' }
  if (file === undefined || !isCopy(file, content)) return shown
  const cause = `${file}${sep}`.startsWith(`${publicFolder}${sep}`) ? 'public-dir' : 'asset'
  return { ...shown, cause, copiedFrom: name }
}

/**
 * Texts in which all that a response holds stands. Source maps inside of modules are undone here: they are two thirds of what
 * a dev server sends, and the search for secrets in base64 takes twice the time of one in text.
 */
export function textsOf(body: string | Uint8Array): (string | Uint8Array)[] {
  const text =
    typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1')
  const mark = ';base64,'
  const comment = text.lastIndexOf('//# sourceMappingURL=data:application/json')
  const start = comment === -1 ? -1 : text.indexOf(mark, comment)
  const map = start === -1 ? '' : text.slice(start + mark.length).trimEnd()
  if (map === '' || !/^[A-Za-z0-9+/]+={0,2}$/u.test(map)) return [body]
  // Latin-1 has a character for each byte, so the offsets are those of the bytes.
  return [typeof body === 'string' ? body.slice(0, start) : body.subarray(0, start), Buffer.from(map, 'base64')]
}

/** File that a request without a module is answered with. */
export function fileBehindRequest(path: string, root: string, publicFolder: string): string | undefined {
  let name
  try {
    name = decodeURI(path.replace(/[?#].*$/u, ''))
  } catch {
    return undefined
  }
  const outside = /^\/@fs(?<path>\/.*)$/u.exec(name)?.groups?.['path']
  const candidates = [
    ...(outside === undefined ? [] : [outside]),
    ...(publicFolder === '' ? [] : [join(publicFolder, name)]),
    ...[name, `${name}.html`, `${name}/index.html`, '/index.html'].map((candidate) => join(root, candidate)),
  ]
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile() === true)
}

/** The graph of the dev server, in the core's words. */
export function devFacts(
  server: ViteDevServer,
  guard: Guard,
  served: { module: DevModule | undefined; file: string | undefined },
): HostFacts {
  const graph = graphOf(server)
  const byId = (id: string): DevModule | undefined => graph.getModuleById(id)
  const context: BundleContext = {
    getModuleIds: () => graph.idToModuleMap.keys(),
    getModuleInfo: (id) => {
      const known = byId(id)
      if (known === undefined) return null
      const importers = [...known.importers].map((importer) => importer.id).filter((importer) => importer !== null)
      return {
        ...{ importers, dynamicImporters: [], importedIds: [], dynamicallyImportedIds: [] },
        ...{ isEntry: importers.length === 0, code: null },
      }
    },
    resolve: async (specifier, importer) => await containerOf(server).resolveId(specifier, importer),
  }
  const id = served.module?.id ?? undefined
  return {
    ...graphFacts(context, guard),
    replacements: replacementsOf(guard),
    modulesOf: () => (id === undefined ? [] : [{ id, bytes: 1 }]),
    rendered: (of) => byId(of)?.transformResult?.code,
    inputsOf: () => (served.file === undefined ? [] : [served.file]),
  }
}

/** Absolute path of the file that a module was made from. */
export function fileOf(module: DevModule | undefined): string | undefined {
  const id = module?.id ?? null
  const file = module?.file ?? (id === null ? undefined : cleanId(id))
  return file !== undefined && existsSync(file) ? resolve(file) : undefined
}

/** The module through which Vite's client sets what `define` says. */
export function isEnvironmentModule(path: string): boolean {
  return /\/(?:@vite\/env|vite\/dist\/client\/env\.mjs)(?:$|\?)/u.test(path)
}

function readsEnvironment(content: string | Uint8Array): boolean {
  return /^import\.meta\.env = /mu.test(typeof content === 'string' ? content : new TextDecoder().decode(content))
}

function isCopy(file: string, content: string | Uint8Array): boolean {
  try {
    return readFileSync(file).equals(typeof content === 'string' ? Buffer.from(content) : content)
  } catch {
    return false
  }
}

function kindOf(type: string, path: string): FileKind {
  if (/javascript/u.test(type)) return 'script'
  if (/css/u.test(type)) return 'style'
  if (/html/u.test(type)) return 'markup'
  return fileKind(path.replace(/[?#].*$/u, ''))
}

/** Before Vite 6 there are no environments, and one graph for all. */
export function clientOf({ environments }: { readonly environments?: Partial<ViteDevServer['environments']> }) {
  return environments?.client
}

function graphOf(server: ViteDevServer) {
  return clientOf(server)?.moduleGraph ?? server.moduleGraph
}

function containerOf(server: ViteDevServer) {
  return clientOf(server)?.pluginContainer ?? server.pluginContainer
}
