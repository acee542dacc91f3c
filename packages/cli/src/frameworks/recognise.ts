import { existsSync, readdirSync, statSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import picomatch from 'picomatch'
import { showPath, type Selection } from '../files.ts'
import { angularOutputs } from './angular.ts'
import { worker } from './bundlers.ts'
import { buildCalls } from './commands.ts'
import { deployedFolders, type Deployed } from './deploy-manifests.ts'
import type { Framework, Output } from './framework.ts'
import { hasFile, outputSettings } from './output-settings.ts'
import { findProject, type Package } from './packages.ts'
import { frameworks } from './table.ts'

/** A folder of an app that a browser or a device receives. */
export interface Place {
  /** Absolute; may be a file. */
  readonly folder: string
  /** Which files in it count. @default all */
  readonly selection: Selection | undefined
  /** For people: the folder, and what of it counts. */
  readonly text: string
  readonly isSource: boolean
  readonly isRendered: boolean
}

/** One framework in one package. */
export interface App {
  /** Name in sentences: of the framework, or of the host whose manifest names the folder. */
  readonly name: string
  /** Undefined where only a manifest tells. */
  readonly framework: Framework | undefined
  /** Of the package, absolute. */
  readonly folder: string
  /** Relative to where the command runs, with `/`. */
  readonly shownFolder: string
  /** Those that are there. */
  readonly places: readonly Place[]
  /** What was looked for, for people. */
  readonly expected: readonly string[]
  /** Whether a build has left something. */
  readonly isBuilt: boolean
  /** Whether a script of the package calls its build command. */
  readonly hasBuildScript: boolean
  /** Prefixes that make a variable public, of the framework and of the project. */
  readonly publicPrefixes: readonly string[]
  /** A sentence about each setting that code decides. */
  readonly problems: readonly string[]
}

/** What a folder is built with. */
export interface Recognised {
  /** Folder of the nearest `package.json`, else the start. */
  readonly root: string
  /** Those whose output is looked for. Empty when nothing is known. */
  readonly apps: readonly App[]
  /** How many packages were looked at. */
  readonly packages: number
}

/**
 * Recognises the frameworks of a project, of each app where it is a workspace, and where each writes what clients receive.
 * Configurations are read and not run.
 *
 * @param cwd - Absolute.
 */
export async function recognise(cwd: string, environment: NodeJS.ProcessEnv): Promise<Recognised> {
  const { root, packages } = await findProject(cwd)
  const apps: App[] = []
  for (const found of packages) apps.push(...(await appsOf(found, cwd, environment)))
  const folders = [...new Set([root, ...packages.map(({ folder }) => folder)])]
  for (const folder of folders) {
    const deployed = await deployedFolders(folder)
    applyManifests(apps, deployed, folder, cwd)
  }
  return { root, apps, packages: packages.length }
}

async function appsOf(found: Package, cwd: string, environment: NodeJS.ProcessEnv): Promise<App[]> {
  const fitting = frameworks.filter((framework) => fits(framework, found))
  const [first] = fitting.filter(({ isBeside }) => isBeside !== true)
  const counted = [...(first === undefined ? [] : [first]), ...fitting.filter(({ isBeside }) => isBeside === true)]
  const apps: App[] = []
  for (const framework of counted) {
    const app = await appOf(framework, found, cwd, environment)
    // A catalogue of components that was not built is none that is deployed.
    if (
      app.expected.length + app.problems.length > 0 &&
      (framework.isBeside !== true || app.isBuilt || framework === fitting[0])
    )
      apps.push(app)
  }
  return apps
}

function fits(framework: Framework, found: Package): boolean {
  const { packages, needs, settings = {} } = framework
  const calls = buildCalls(framework, found)
  if (calls === undefined) return false
  const isNamed = packages.length === 0 || packages.some((name) => found.dependencies.has(name))
  if (!isNamed || needs?.some((name) => hasFile(found.folder, name)) === false) return false
  // Where only a flag says where the output is, only a command tells that there is one.
  const isByCommand =
    packages.length === 0 ||
    (needs === undefined &&
      framework.outputs.every(({ folder }) => folder.startsWith('<')) &&
      Object.values(settings).every((setting) => setting.default === undefined && setting.files === undefined))
  return !isByCommand || calls.length > 0
}

async function appOf(framework: Framework, found: Package, cwd: string, environment: NodeJS.ProcessEnv): Promise<App> {
  const calls = buildCalls(framework, found) ?? []
  const settings = await outputSettings(framework, found, calls, environment)
  const outputs =
    framework.name === 'Angular' && settings.folders.get('out')?.length === 0
      ? (await angularOutputs(found.folder)).map((folder) => ({ folder }))
      : framework.outputs
  const resolved = outputs.flatMap((output) => foldersOf(output, found.folder, settings.folders))
  const places = resolved.filter(isThere).map(({ folder, output }) => placeOf(folder, output, cwd))
  return {
    name: framework.name,
    framework,
    folder: found.folder,
    shownFolder: showPath(found.folder, cwd),
    places: withoutInner(places),
    expected: resolved.filter(({ output }) => output.isSource !== true).map(({ folder }) => showPath(folder, cwd)),
    isBuilt: places.some(({ isSource, folder }) => !isSource && !isEmpty(folder)),
    hasBuildScript: calls.length > 0,
    publicPrefixes: [...framework.publicPrefixes, ...settings.publicPrefixes],
    problems: settings.problems,
  }
}

interface ResolvedOutput {
  readonly folder: string
  readonly output: Output
  readonly when: string | undefined
  readonly unless: string | undefined
}

/** An output with every folder that its settings may mean. */
function foldersOf(output: Output, folder: string, settings: ReadonlyMap<string, readonly string[]>): ResolvedOutput[] {
  const name = /<(?<name>\w+)>/u.exec(output.folder)?.groups?.['name']
  const values = name === undefined ? [''] : (settings.get(name) ?? [])
  return values.map((value) => {
    const at = (text: string | undefined) =>
      text === undefined ? undefined : resolve(folder, text.replace(/<\w+>/u, value))
    return { folder: at(output.folder) ?? folder, output, when: at(output.when), unless: at(output.unless) }
  })
}

function isThere({ folder, when, unless }: ResolvedOutput): boolean {
  return existsSync(folder) && (when === undefined || existsSync(when)) && (unless === undefined || !existsSync(unless))
}

function isEmpty(path: string): boolean {
  return statSync(path).isDirectory() && readdirSync(path).length === 0
}

function placeOf(folder: string, { only, except, isSource, isRendered }: Output, cwd: string): Place {
  const shown = showPath(folder, cwd)
  return {
    folder,
    selection: only === undefined && except === undefined ? undefined : selectionOf(only, except),
    text: only === undefined ? shown : only.map((glob) => `${shown}/${glob}`).join(', '),
    isSource: isSource === true,
    isRendered: isRendered === true,
  }
}

function selectionOf(only: readonly string[] | undefined, except: readonly string[] | undefined): Selection {
  const isTaken = only === undefined ? () => true : picomatch([...only], { dot: true })
  const isLeftOut = except === undefined ? () => false : picomatch([...except], { dot: true })
  return { mayEnter: (path) => !isLeftOut(path), isTaken: (path) => isTaken(path) && !isLeftOut(path) }
}

/** Without folders that lie in one that is read whole anyway. */
function withoutInner(places: readonly Place[]): Place[] {
  return places.filter(
    (place, index) =>
      !places.some(
        (other, at) =>
          at !== index &&
          other.selection === undefined &&
          isIn(place.folder, other.folder) &&
          (place.folder !== other.folder || at < index),
      ),
  )
}

function isIn(path: string, folder: string): boolean {
  const below = relative(folder, path)
  return below === '' || !(below === '..' || below.startsWith(`..${sep}`))
}

/** What a host is told to serve counts before what the framework would write; its own rules hold where they touch. */
function applyManifests(apps: App[], deployed: readonly Deployed[], folder: string, cwd: string): void {
  const foreign = deployed.filter(({ folder: served }) => !apps.some((app) => isCovered(served, app, cwd)))
  if (foreign.length === 0) return
  const further = foreign.every(({ isFurther }) => isFurther === true)
  const found = foreign.filter((one) => existsSync(one.folder))
  const places = found.map((one) => placeOf(one.folder, servedOutput(one, folder), cwd))
  const hosts = [...new Set(foreign.map(({ host, manifest }) => `${host} (${manifest})`))].join(', ')
  const served = {
    places,
    expected: foreign.map((one) => showPath(one.folder, cwd)),
    isBuilt: places.some((place) => !isEmpty(place.folder)),
    problems: [],
  }
  const owner = apps.findIndex((app) => app.folder === folder || foreign.some((one) => isIn(one.folder, app.folder)))
  const own = apps[owner]
  if (own === undefined) {
    const about = { framework: undefined, folder, shownFolder: showPath(folder, cwd), publicPrefixes: [] }
    apps.push({ ...served, ...about, name: hosts, hasBuildScript: false })
    return
  }
  const name = `${own.name}, ${hosts}`
  apps[owner] = further
    ? { ...own, name, places: [...own.places, ...places], isBuilt: own.isBuilt || served.isBuilt }
    : { ...own, ...served, name }
}

/** Whether the served folder is one of the app's outputs, holds one or lies in one. */
function isCovered(served: string, { expected }: App, cwd: string): boolean {
  return expected.some((path) => isIn(served, resolve(cwd, path)) || isIn(resolve(cwd, path), served))
}

/** A host that serves the whole project leaves out what no host uploads. */
function servedOutput({ folder: served, only }: Deployed, folder: string): Output {
  const hidden = ['node_modules', '**/node_modules', '.!(well-known)']
  return { folder: served, except: isIn(folder, served) ? [...worker, ...hidden] : worker, ...(only && { only }) }
}
