import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { KeyfenceError } from '../errors.ts'
import { checkConfig, type KeyfenceConfig } from '../policy/config.ts'
import { readBaseline } from './baseline.ts'
import { foldersUpwards, isFile, showPath } from './folders.ts'

const fileNames = ['keyfence.config.ts', 'keyfence.config.js', 'keyfence.config.mjs', 'keyfence.config.json']

/** A configuration and where it came from. */
export interface LoadedConfig {
  /** Checked; empty without a file. */
  readonly config: KeyfenceConfig
  /** Absolute; undefined when there is no file and the defaults hold. */
  readonly file: string | undefined
}

/**
 * Finds the nearest `keyfence.config.*`, from a folder upwards to the root of the workspace or of git, and loads it.
 * The entries of the nearest `keyfence.baseline.json` join its `allow` list.
 *
 * @param root - Absolute folder to start from.
 * @param named - Path that a person gave; it must exist.
 * @throws {KeyfenceError} KF_CONFIG_MISSING, KF_CONFIG_TWICE, KF_CONFIG_LOAD, KF_CONFIG_UNKNOWN_OPTION, KF_CONFIG_TYPE
 *   or KF_BASELINE.
 */
export async function loadConfig(root: string, named?: string): Promise<LoadedConfig> {
  if (named !== undefined && !existsSync(named)) {
    throw new KeyfenceError(
      'KF_CONFIG_MISSING',
      `There is no configuration file \`${showPath(named, root)}\`. Check the path.`,
    )
  }
  const file = named ?? findConfig(root)
  const config = file === undefined ? {} : checkConfig(await load(file, root), `\`${showPath(file, root)}\``)
  const baseline = readBaseline(root).allow
  return { config: baseline.length === 0 ? config : { ...config, allow: [...(config.allow ?? []), ...baseline] }, file }
}

/**
 * The policy of one run: the file's options, then the inline ones, which win; lists of both count. `KEYFENCE=warn` in
 * the environment lets one run pass.
 *
 * @param inline - Checked options of a plugin.
 */
export function mergeConfig(
  file: KeyfenceConfig,
  inline: KeyfenceConfig,
  environment: NodeJS.ProcessEnv,
): KeyfenceConfig {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- Both are of the type, and so is each of their options.
  const merged = mergeOptions(file, inline) as KeyfenceConfig
  return environment['KEYFENCE'] === 'warn' ? { ...merged, failOn: 'never' } : merged
}

/** Lists add up, objects merge, anything else is replaced: an option that is new here is never lost. */
function mergeOptions(file: unknown, inline: unknown): unknown {
  if (inline === undefined) return file
  if (Array.isArray(file) && Array.isArray(inline)) return file.concat(inline)
  if (!isOptions(file) || !isOptions(inline)) return inline
  const names = new Set([...Object.keys(file), ...Object.keys(inline)])
  return Object.fromEntries([...names].map((name) => [name, mergeOptions(file[name], inline[name])]))
}

function isOptions(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RegExp)
}

function findConfig(root: string): string | undefined {
  for (const folder of foldersUpwards(root)) {
    const found = fileNames.filter((name) => isFile(join(folder, name)))
    if (found.length > 1) {
      throw new KeyfenceError(
        'KF_CONFIG_TWICE',
        `\`${showPath(folder, root)}\` holds ${found.map((name) => `\`${name}\``).join(' and ')}. Keep one of them.`,
      )
    }
    if (found[0] !== undefined) return join(folder, found[0])
  }
  return undefined
}

async function load(file: string, root: string): Promise<unknown> {
  try {
    if (file.endsWith('.json')) return JSON.parse(readFileSync(file, 'utf8'))
    return defaultOf(await importModule(file))
  } catch (error) {
    throw new KeyfenceError(
      'KF_CONFIG_LOAD',
      `Could not load \`${showPath(file, root)}\`. ${adviceFor(error, file, root)}`,
      { cause: error },
    )
  }
}

async function importModule(file: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(file).href)
  } catch (error) {
    if (!isUnknownExtension(error)) throw error
    // This Node knows no TypeScript: `jiti` does, where the project has it.
    const { createJiti } = await import('jiti').catch(() => {
      throw error
    })
    return await createJiti(import.meta.url).import(file)
  }
}

function defaultOf(loaded: unknown): unknown {
  return typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined
}

function isUnknownExtension(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION'
}

function adviceFor(error: unknown, file: string, root: string): string {
  if (isUnknownExtension(error))
    return 'This Node cannot load TypeScript: install `jiti`, use Node 22.18 or newer, or rename it to `keyfence.config.js`.'
  if (file.endsWith('.json')) return 'It is not valid JSON.'
  return `It throws ${error instanceof Error ? error.name : 'an error'}; run \`node ${showPath(file, root)}\` to see where.`
}
