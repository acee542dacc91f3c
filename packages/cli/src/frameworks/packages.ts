import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, parse as parsePath } from 'node:path'
import picomatch from 'picomatch'

/** A folder with a `package.json`, as far as it tells what the project is built with. */
export interface Package {
  /** Absolute. */
  readonly folder: string
  /** Names of all that it depends on, but for peers. */
  readonly dependencies: ReadonlySet<string>
  /** Name of a script → its command. */
  readonly scripts: ReadonlyMap<string, string>
  /** The whole manifest. */
  readonly manifest: Readonly<Record<string, unknown>>
}

/** The package that a folder belongs to, and the others that are scanned with it. */
export interface Project {
  /** Folder of the nearest `package.json`, else the start. */
  readonly root: string
  /** What tells that there are several: a workspace, or folders with packages of their own. */
  readonly isWorkspace: boolean
  /** The root's own first, then by folder. Empty where there is no `package.json` at all. */
  readonly packages: readonly Package[]
}

/** Deeper than apps are kept; the walk ends where a workspace names its folders anyway. */
const maxDepth = 6

/**
 * Finds the nearest package and, where it is the root of a workspace (pnpm, npm, yarn, Bun, Lerna), those of the workspace.
 * A root that no workspace is declared in may have its apps in folders beside each other; those up to two levels below are
 * looked at as well.
 *
 * @param start - Absolute.
 */
export async function findProject(start: string): Promise<Project> {
  const root = nearest(start) ?? start
  const own = readPackage(root)
  const globs = await workspaceGlobs(root, own)
  const isMember = globs === undefined ? (folder: string) => folder.split('/').length <= 2 : matcherOf(globs)
  const others = packageFolders(root, globs === undefined ? 2 : maxDepth)
    .filter(isMember)
    .map((folder) => readPackage(join(root, folder)))
  const packages = [own, ...others].filter((found) => found !== undefined)
  return { root, isWorkspace: globs !== undefined, packages }
}

function nearest(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (isFile(join(folder, 'package.json'))) return folder
    // What lies above a repository is another project's.
    if (existsSync(join(folder, '.git')) || folder === parsePath(folder).root) return undefined
  }
}

/** Undefined where there is no manifest, or none that can be read. */
function readPackage(folder: string): Package | undefined {
  const manifest = readJson(join(folder, 'package.json'))
  if (manifest === undefined) return undefined
  // A peer is the framework of whoever uses a library.
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies']
  const dependencies = new Set(kinds.flatMap((kind) => Object.keys(asRecord(manifest[kind]))))
  const scripts = new Map(
    Object.entries(asRecord(manifest['scripts'])).flatMap(([name, command]) =>
      typeof command === 'string' ? [[name, command] as const] : [],
    ),
  )
  return { folder, dependencies, scripts, manifest }
}

async function workspaceGlobs(root: string, own: Package | undefined): Promise<string[] | undefined> {
  const pnpm = join(root, 'pnpm-workspace.yaml')
  if (isFile(pnpm)) {
    const { parse } = await import('yaml')
    const workspace: unknown = parse(readFileSync(pnpm, 'utf8'))
    const globs = texts(asRecord(workspace)['packages'])
    if (globs.length > 0) return globs
  }
  const field = own?.manifest['workspaces']
  const globs = [...texts(field), ...texts(asRecord(field)['packages'])]
  if (globs.length > 0) return globs
  const lerna = texts(readJson(join(root, 'lerna.json'))?.['packages'])
  return lerna.length > 0 ? lerna : undefined
}

/** pnpm's `!` leaves out. */
function matcherOf(globs: readonly string[]): (folder: string) => boolean {
  const clean = (glob: string) => glob.replace(/^!?(?:\.\/)?/u, '').replace(/\/$/u, '')
  const isIn = picomatch(globs.filter((glob) => !glob.startsWith('!')).map(clean))
  const isOut = picomatch(globs.filter((glob) => glob.startsWith('!')).map(clean))
  return (folder) => isIn(folder) && !isOut(folder)
}

/** Folders below that hold a `package.json`, relative with `/`, in order. What was installed or built is not entered. */
function packageFolders(root: string, depth: number, below = ''): string[] {
  const folder = join(root, below)
  let names: string[]
  try {
    names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !notSources.has(entry.name))
      .map(({ name }) => name)
      .sort()
  } catch {
    return []
  }
  return names.flatMap((name) => {
    const path = below === '' ? name : `${below}/${name}`
    const own = isFile(join(root, path, 'package.json')) ? [path] : []
    return depth > 1 ? [...own, ...packageFolders(root, depth - 1, path)] : own
  })
}

const notSources = new Set(['node_modules', 'dist', 'build', 'out', 'public', 'coverage', 'target'])

/** Text of a JSON object, with comments; undefined where there is no such file. */
function readJson(file: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/u, ''))
    return asRecord(value)
  } catch {
    return undefined
  }
}

/** The object itself, or an empty one for everything else. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}
}

/** The texts of a list; empty for everything else. */
function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** Whether there is a file, itself or through a link. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
