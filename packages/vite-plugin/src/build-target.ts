import { dirname, resolve } from 'node:path'
import type { Environment, ResolvedConfig, Rollup } from 'vite'
import type { EnvironmentsOption } from './options.ts'

/** What is built, in the words of no host: Vite 6 and newer say it by environment, 5.4 by its configuration, others not. */
export interface BuildTarget {
  /** In sentences. */
  readonly hostName: 'Vite' | 'Rollup' | 'Rolldown'
  /** Of the environment, or of the host where it has none. */
  readonly name: string
  /** Absolute, without a slash at its end. */
  readonly root: string
  /** Absolute. */
  readonly outFolder: string
  /** People receive what is built. */
  readonly isClient: boolean
  /** A server build whose assets people receive. */
  readonly emitsAssets: boolean
  /** Whether anything is written. */
  readonly isWritten: boolean
  /** Absolute; undefined where nothing is copied. */
  readonly publicFolder: string | undefined
  /** Folders with `.env*` files besides the root. */
  readonly envFolders: readonly string[]
  /** Variables that the host read, and expanded. */
  readonly env: Readonly<Record<string, unknown>>
  /** What makes a variable public. */
  readonly publicPrefixes: readonly string[]
  /** Expression → what replaces it. */
  readonly define: Readonly<Record<string, unknown>>
  /** Option name → text that it adds to the output, as the user wrote it. */
  readonly injected: ReadonlyMap<string, string>
  /** Absolute path of the host's configuration, where it is a file. */
  readonly configFile: string | undefined
  /** Where the host says things. */
  readonly logger: { readonly info: (text: string) => void; readonly warn: (text: string) => void }
}

/** An option that no host has. */
interface Choices {
  readonly environments: EnvironmentsOption
}

/** From Vite's own words. Before version 6 there are no environments: the configuration is that of one build. */
export function viteTarget(
  config: ResolvedConfig,
  environment: Pick<Environment, 'name' | 'config'> | undefined,
  { environments }: Choices,
): BuildTarget {
  const own = environment?.config ?? config
  const { build } = own
  const isServer = environment === undefined ? isOn(build.ssr) : environment.config.consumer === 'server'
  const name = environment?.name ?? (isServer ? 'ssr' : 'client')
  const root = config.root.replace(/\/$/u, '')
  const isIgnored = environments.ignore?.includes(name) === true
  const isFenced = environments.fence?.includes(name) === true
  return {
    hostName: 'Vite',
    name,
    root,
    outFolder: resolve(root, build.outDir),
    isClient: !isIgnored && (!isServer || isFenced),
    emitsAssets: !isIgnored && isOn(environment === undefined ? build.ssrEmitAssets : build.emitAssets),
    isWritten: build.write,
    publicFolder: build.copyPublicDir && build.write && config.publicDir !== '' ? config.publicDir : undefined,
    envFolders: config.envDir === false ? [] : [config.envDir],
    env: config.env,
    publicPrefixes: config.envPrefix === undefined ? ['VITE_'] : [config.envPrefix].flat(),
    define: { ...definesIn(config, build), ...config.define, ...own.define },
    injected: injectedBy([outputOf(build)].flat(), new Map([['base', config.base]])),
    configFile: config.configFile,
    logger: config.logger,
  }
}

/** From Rollup or Rolldown alone, which build for whoever receives the output. */
export function bareTarget(
  context: Rollup.PluginContext,
  inputOptions: object,
  root: string,
  injected: ReadonlyMap<string, string>,
): BuildTarget {
  const hostName = 'rolldownVersion' in context.meta ? 'Rolldown' : 'Rollup'
  return {
    hostName,
    name: hostName.toLowerCase(),
    root,
    outFolder: resolve(root, 'dist'),
    isClient: true,
    emitsAssets: true,
    isWritten: true,
    publicFolder: undefined,
    envFolders: [],
    env: {},
    publicPrefixes: [],
    define: objectIn(inputOptions, ['transform', 'define']),
    injected,
    configFile: undefined,
    logger: { info: (text) => context.info(text), warn: (text) => context.warn(text) },
  }
}

/** Whether something of the build reaches a client. */
export function isReceived({ isClient, emitsAssets }: BuildTarget): boolean {
  return isClient || emitsAssets
}

/** Folder of one output, which may have one of its own. */
export function folderOf({ dir, file }: { dir?: string | undefined; file?: string | undefined }, target: BuildTarget) {
  if (dir !== undefined) return resolve(target.root, dir)
  return file === undefined ? target.outFolder : resolve(target.root, dirname(file))
}

/** Names of files stand in the code that loads them. */
const textOptions = [
  ...['banner', 'footer', 'intro', 'outro', 'postBanner', 'postFooter'],
  ...['entryFileNames', 'chunkFileNames', 'assetFileNames'],
]

/** Options whose text stands in the output, as the user wrote them: the bundler makes functions of them. */
export function injectedBy(
  outputs: readonly object[],
  known: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const injected = new Map(known)
  for (const output of outputs) {
    for (const name of textOptions) {
      const value: unknown = Reflect.get(output, name)
      if (typeof value === 'string') injected.set(`output.${name}`, value)
    }
  }
  return injected
}

/** Vite 8 has another name for the bundler's options, and keeps the old one. */
function outputOf(build: object): object | object[] {
  const options: unknown = Reflect.get(build, 'rolldownOptions') ?? Reflect.get(build, 'rollupOptions')
  const output: unknown =
    typeof options === 'object' && options !== null && 'output' in options ? options.output : undefined
  return typeof output === 'object' && output !== null ? output : {}
}

/** Replacements that the compiler below Vite makes by itself. */
function definesIn(config: object, build: object): Record<string, unknown> {
  return { ...objectIn(config, ['esbuild', 'define']), ...objectIn(build, ['rolldownOptions', 'transform', 'define']) }
}

function objectIn(value: unknown, path: readonly string[]): Record<string, unknown> {
  let inner = value
  for (const name of path) inner = typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined
  return typeof inner === 'object' && inner !== null ? { ...inner } : {}
}

/** Flags that are a path in some versions, and missing in others. */
function isOn(flag: unknown): boolean {
  return flag !== undefined && flag !== false
}
