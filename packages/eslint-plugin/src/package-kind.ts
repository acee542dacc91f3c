import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * What the nearest package.json makes of its files. `browser`: a browser bundler and no server framework, so all of it
 * is for browsers.
 */
export type PackageKind = 'browser' | 'next' | 'nuxt' | 'other'

const bundlers =
  /^(?:vite|rolldown-vite|parcel|react-scripts|webpack-dev-server|@rsbuild\/core|@rspack\/cli|@angular\/(?:build|cli)|@angular-devkit\/build-angular|@vue\/cli-service|preact-cli|expo|react-native|wxt|plasmo)$/u
const uiLibraries = /^(?:react-dom|react-native|vue|svelte|preact|solid-js|lit|@angular\/core|htm|mithril|alpinejs)$/u
const serverFrameworks =
  /^(?:next|nuxt|astro|gatsby|electron|vike|waku|vinxi|nitro|nitropack|h3|express|fastify|koa|hono|polka|elysia|restify|blitz|@sveltejs\/kit|@solidjs\/start|@builder\.io\/qwik-city|@qwik\.dev\/router|@nestjs\/core|@hapi\/hapi|@react-router\/(?:dev|node|serve|express)|@remix-run\/.+|@tanstack\/(?:react|solid)-start|@angular\/ssr|@adonisjs\/core|@redwoodjs\/.+|@trpc\/server|@apollo\/server|firebase-functions|wrangler|@analogjs\/platform)$/u

/** Folder → kind, for each configuration: an editor's long run makes a new one when a file changes. */
const known = new WeakMap<object, Map<string, PackageKind>>()

/**
 * The kind of the package that a file belongs to.
 *
 * @param file - Absolute path.
 * @param settings - Settings of the linted file, the same object for every file of one configuration.
 */
export function packageKindOf(file: string, settings: object): PackageKind {
  const byFolder = known.get(settings) ?? new Map<string, PackageKind>()
  known.set(settings, byFolder)
  return kindOfFolder(dirname(file), byFolder)
}

function kindOfFolder(folder: string, byFolder: Map<string, PackageKind>): PackageKind {
  const seen = byFolder.get(folder)
  if (seen !== undefined) return seen
  const parent = dirname(folder)
  const kind = readKind(folder) ?? (parent === folder ? 'other' : kindOfFolder(parent, byFolder))
  byFolder.set(folder, kind)
  return kind
}

function readKind(folder: string): PackageKind | undefined {
  const names = dependenciesIn(join(folder, 'package.json'))
  if (names === undefined) return undefined
  if (names.includes('next')) return 'next'
  if (names.includes('nuxt')) return 'nuxt'
  if (names.some((name) => serverFrameworks.test(name)) || !names.some((name) => bundlers.test(name))) return 'other'
  // A library for Node may be bundled with the same tools; a page has an entry in HTML or a library that draws.
  const isPage = existsSync(join(folder, 'index.html')) || names.some((name) => uiLibraries.test(name))
  return isPage ? 'browser' : 'other'
}

/** Names of all dependencies. Undefined without a manifest, or with one that only says `"type": "module"`. */
function dependenciesIn(file: string): string[] | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof manifest !== 'object' || manifest === null) return undefined
    const fields = Object.entries(manifest)
    if (fields.every(([name]) => name === 'type' || name === 'sideEffects')) return undefined
    return fields
      .filter(([name]) => name === 'dependencies' || name === 'devDependencies')
      .flatMap(([, entries]: [string, unknown]) =>
        typeof entries === 'object' && entries !== null ? Object.keys(entries) : [],
      )
  } catch {
    // Not there, or a manifest that another tool will complain about.
    return undefined
  }
}
