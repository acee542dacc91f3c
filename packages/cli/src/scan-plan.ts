import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ClientFile, HostFacts, UnreadableFile } from '@keyfence/core'
import { filesAt, readFound, showPath, type FoundFile } from './files.ts'
import type { App, Place } from './frameworks/recognise.ts'
import { mapsOf } from './maps.ts'
import { UsageError } from './run.ts'

/** What one scan reads. */
export interface ScanPlan {
  /** What was recognised, a sentence each. Empty where paths were named. */
  readonly recognised: readonly string[]
  /** Folders whose `.env*` files count as well, absolute. */
  readonly folders: readonly string[]
  /** Prefixes that make a variable public, besides the well-known ones. */
  readonly publicPrefixes: readonly string[]
  /** What explains a finding, where no file has a host of its own. */
  readonly host: HostFacts
  readonly files: readonly (FoundFile | UnreadableFile)[]
  /** Reads one of the files. */
  readonly read: (file: FoundFile) => ClientFile | UnreadableFile
}

const nameIt = 'name the folder that you deploy, such as `keyfence scan dist`.'

/**
 * Reads the paths that were named, whole.
 *
 * @throws {UsageError} For a path that is not there or holds no file.
 */
export function namedPlan(paths: readonly string[], cwd: string): ScanPlan {
  for (const path of paths) {
    if (!existsSync(resolve(cwd, path)))
      throw new UsageError(`There is nothing at \`${path}\`. Build first, or check the path.`)
  }
  const found = paths.map((path) => ({ path, files: [...filesAt(path, cwd)] }))
  const empty = found.filter(({ files }) => files.length === 0).map(({ path }) => `\`${path}\``)
  if (empty.length > 0) throw new UsageError(`There is no file in ${empty.join(', ')}. Build first, or check the path.`)
  return {
    recognised: [],
    folders: paths.map((path) => resolve(cwd, path, '..')),
    publicPrefixes: [],
    // A folder has no module graph: only its source maps tell where something came from.
    host: { root: cwd, mapOf: (path) => mapsOf(cwd, path) },
    files: found.flatMap(({ files }) => files),
    read: readFound,
  }
}

/**
 * Reads what the frameworks of the project write for clients, as far as it is built.
 *
 * @throws {UsageError} When nothing is recognised, or nothing of it is built.
 */
export async function recognisedPlan(cwd: string, environment: NodeJS.ProcessEnv): Promise<ScanPlan> {
  // Only this needs to parse configurations.
  const { recognise } = await import('./frameworks/recognise.ts')
  const { apps, packages } = await recognise(cwd, environment)
  if (apps.length === 0) {
    const where = packages === 0 ? 'There is no `package.json` here' : 'No known framework is used here'
    throw new UsageError(
      `${where}, and no manifest of a host names a folder (looked for \`vercel.json\`, \`netlify.toml\`, \`wrangler.*\`, \`firebase.json\`). ${capital(nameIt)}`,
    )
  }
  const built = apps.filter(({ isBuilt, problems }) => isBuilt && problems.length === 0)
  if (built.length === 0) throw new UsageError(`${apps.map(notScanned).join(' ')} Build first, or ${nameIt}`)
  const open = apps.filter((app) => !built.includes(app))
  const owed = open.filter(isOwed)
  const found = built.flatMap((app) => filesOf(app, cwd))
  if (found.every(({ place }) => place.isSource))
    throw new UsageError(`${built.map(notScanned).join(' ')} Build first, or ${nameIt}`)
  const ways = new Map(found.map(({ file, place, app }) => [file, { place, app }]))
  const hosts = new Map(built.map((app) => [app, hostOf(app, cwd)]))
  return {
    recognised: [...built.map(scanned), ...open.filter((app) => !isOwed(app)).map(notScanned)],
    folders: [...new Set(apps.map(({ folder }) => folder))],
    publicPrefixes: [...new Set(apps.flatMap(({ publicPrefixes }) => publicPrefixes))],
    host: { root: cwd, mapOf: (path) => mapsOf(cwd, path) },
    files: [...owed.map(unscanned), ...found.map(({ file }) => file)],
    read: (file) => {
      const content = readFound(file)
      const way = ways.get(file)
      const host = way === undefined ? undefined : hosts.get(way.app)
      if ('unreadable' in content || way === undefined || host === undefined) return content
      return { ...content, ...wayOf(content, file, way.place, way.app, cwd), host }
    },
  }
}

/** Whether something that the project builds for clients was not looked at. */
function isOwed({ hasBuildScript, problems }: App): boolean {
  return hasBuildScript || problems.length > 0
}

function unscanned(app: App): UnreadableFile {
  return { path: app.shownFolder, unreadable: `${notScanned(app)} Build it, or ${nameIt}` }
}

interface AppFile {
  readonly file: FoundFile | UnreadableFile
  readonly place: Place
  readonly app: App
}

function filesOf(app: App, cwd: string): AppFile[] {
  return app.places.flatMap((place) =>
    [...filesAt(place.folder, cwd, place.selection)].map((file) => ({ file, place, app })),
  )
}

/** How a file came to the client: copied as it is, or rendered. */
function wayOf(
  { path, content, compression }: ClientFile,
  { file }: FoundFile,
  { folder, isSource, isRendered }: Place,
  { folder: top, framework }: App,
  cwd: string,
) {
  if (isSource) return { cause: 'public-dir', copiedFrom: path } as const
  if (isRendered) return { cause: 'html' } as const
  if (framework?.publicFolder === undefined || compression !== undefined) return {}
  const source = join(top, framework.publicFolder, relative(folder, file))
  return source !== file && isSame(source, content)
    ? ({ cause: 'public-dir', copiedFrom: showPath(source, cwd) } as const)
    : {}
}

function isSame(path: string, content: string | Uint8Array): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats?.isFile() === true && stats.size === content.length && readFileSync(path).equals(Buffer.from(content))
}

/** What the framework tells about its output. */
function hostOf({ framework, folder, publicPrefixes }: App, cwd: string): HostFacts {
  return {
    root: cwd,
    ...(framework === undefined ? {} : { hostName: framework.name, publicPrefixes }),
    ...(framework?.inlinesAnyVariable === true ? { inlinesAnyVariable: true } : {}),
    mapOf: (path) => mapsOf(cwd, path),
    sourcePath: (name, beside) => sourcePath(name, beside, folder, cwd),
  }
}

/** A source that a map names: from its own place, from the top of the project, of the workspace or of the machine. */
function sourcePath(name: string, beside: string | undefined, folder: string, cwd: string): string {
  if (beside !== undefined && existsSync(resolve(cwd, beside))) return beside
  const path = name.startsWith('file:') ? fileURLToPath(name) : name
  if (isAbsolute(path) && !isAbsolute(showPath(path, cwd))) return showPath(path, cwd)
  const below = path.replace(/^\/+/u, '')
  if (below === '' || below.startsWith('..')) return beside ?? name
  for (let top = folder; ; top = dirname(top)) {
    const shown = showPath(join(top, below), cwd)
    // What lies outside is not this project's, whatever a map says.
    if (!isAbsolute(shown) && existsSync(join(top, below))) return shown
    if (top === dirname(top)) return beside ?? below
  }
}

function scanned({ name, shownFolder, places }: App): string {
  return `Recognised ${inFolder(name, shownFolder)}; reading ${places.map(({ text }) => text).join(', ')}`
}

function notScanned({ name, shownFolder, expected, problems }: App): string {
  if (problems.length > 0) return problems.join(' ')
  const places = expected.map(quoted)
  return `${inFolder(name, shownFolder)} is recognised, but there is no build of it: looked for ${places.join(', ')}.`
}

function inFolder(name: string, folder: string): string {
  return folder === '.' ? name : `${name} in ${folder}`
}

function quoted(text: string): string {
  return `\`${text}\``
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
