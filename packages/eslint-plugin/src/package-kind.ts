import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * What a package makes of its files. `browser`: a browser bundler and no server framework, so all of it is for browsers.
 * `mixed`: a browser bundler and a server beside it. The others are frameworks with conventions of their own.
 */
export type PackageKind = 'browser' | 'mixed' | 'other' | (typeof frameworks)[number][0]

/** The package that a file belongs to. */
export interface OwnPackage {
  /** Absolute path of its folder. */
  readonly folder: string
  /** What its dependencies make of it. */
  readonly kind: PackageKind
  /** Whether `wrangler` deploys it: a worker is a server there. */
  readonly hasEdgeWorkers: boolean
}

/** The first whose packages stand in the manifest names the kind. */
const frameworks = [
  ['next', /^next$/u],
  ['nuxt', /^nuxt(?:-nightly|3)?$/u],
  ['sveltekit', /^@sveltejs\/kit$/u],
  ['astro', /^astro$/u],
  ['react-router', /^(?:@react-router\/dev|@remix-run\/(?:dev|react|node|serve|cloudflare|deno))$/u],
  ['tanstack-start', /^@tanstack\/(?:react|solid)?-?start$/u],
  ['solid-start', /^(?:@solidjs\/start|solid-start)$/u],
  ['qwik', /^(?:@builder\.io\/qwik-city|@qwik\.dev\/router)$/u],
  ['gatsby', /^gatsby$/u],
  ['electron', /^electron$/u],
] as const

const bundlers =
  /^(?:vite|rolldown-vite|parcel|react-scripts|webpack-dev-server|@rsbuild\/core|@rspack\/cli|@angular\/(?:build|cli)|@angular-devkit\/build-angular|@vue\/cli-service|preact-cli|expo|react-native|wxt|plasmo)$/u
const uiLibraries = /^(?:react-dom|react-native|vue|svelte|preact|solid-js|lit|@angular\/core|htm|mithril|alpinejs)$/u
const serverFrameworks =
  /^(?:vike|waku|vinxi|nitro|nitropack|h3|express|fastify|koa|hono|polka|elysia|restify|blitz|@nestjs\/core|@hapi\/hapi|@react-router\/(?:node|serve|express)|@remix-run\/.+|@angular\/ssr|@adonisjs\/core|@redwoodjs\/.+|@trpc\/server|@apollo\/server|firebase-functions|wrangler|@analogjs\/platform)$/u
/** Where the server of a page stands when its client stands in `src`. */
const serverPlaces = ['server', 'api', 'backend', 'functions', 'netlify', 'worker', 'workers'].flatMap((name) =>
  ['', '.js', '.mjs', '.cjs', '.ts', '.mts'].map((end) => name + end),
)

const noPackage: OwnPackage = { folder: '', kind: 'other', hasEdgeWorkers: false }

/** Folder → package, for each configuration: an editor's long run makes a new one when a file changes. */
const known = new WeakMap<object, Map<string, OwnPackage>>()

/**
 * The package that a file belongs to: the nearest manifest upwards that names one.
 *
 * @param file - Absolute path.
 * @param settings - Settings of the linted file, the same object for every file of one configuration.
 */
export function packageOf(file: string, settings: object): OwnPackage {
  const byFolder = known.get(settings) ?? new Map<string, OwnPackage>()
  known.set(settings, byFolder)
  return packageOfFolder(dirname(file), byFolder)
}

function packageOfFolder(folder: string, byFolder: Map<string, OwnPackage>): OwnPackage {
  const seen = byFolder.get(folder)
  if (seen !== undefined) return seen
  const parent = dirname(folder)
  const found = readPackage(folder) ?? (parent === folder ? noPackage : packageOfFolder(parent, byFolder))
  byFolder.set(folder, found)
  return found
}

function readPackage(folder: string): OwnPackage | undefined {
  const names = dependenciesIn(join(folder, 'package.json'))
  return names === undefined
    ? undefined
    : { folder, kind: kindOf(names, folder), hasEdgeWorkers: names.includes('wrangler') }
}

function kindOf(names: readonly string[], folder: string): PackageKind {
  const framework = frameworks.find(([, pattern]) => names.some((name) => pattern.test(name)))
  if (framework !== undefined) return framework[0]
  if (!names.some((name) => bundlers.test(name))) return 'other'
  // A library for Node may be bundled with the same tools; a page has an entry in HTML or a library that draws.
  const hasEntry = existsSync(join(folder, 'index.html'))
  if (!names.some((name) => serverFrameworks.test(name)))
    return hasEntry || names.some((name) => uiLibraries.test(name)) ? 'browser' : 'other'
  return hasEntry && serverPlaces.some((place) => existsSync(join(folder, place))) ? 'mixed' : 'other'
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
