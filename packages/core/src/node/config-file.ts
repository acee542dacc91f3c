import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, parse as parsePath, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { KeyfenceError } from '../errors.ts'
import { checkConfig, type KeyfenceConfig } from '../policy/config.ts'

const fileNames = ['keyfence.config.ts', 'keyfence.config.js', 'keyfence.config.mjs', 'keyfence.config.json']

/** A configuration and where it came from. */
export interface LoadedConfig {
  readonly config: KeyfenceConfig
  /** Absolute; undefined when there is no file and the defaults hold. */
  readonly file: string | undefined
}

/**
 * Finds the nearest `keyfence.config.*`, from a folder upwards to the root of the workspace or of git, and loads it.
 *
 * @param root - Absolute folder to start from.
 * @param named - Path that a person gave; it must exist.
 * @throws {KeyfenceError} KF_CONFIG_MISSING, KF_CONFIG_TWICE, KF_CONFIG_LOAD, KF_CONFIG_UNKNOWN_OPTION or KF_CONFIG_TYPE.
 */
export async function loadConfig(root: string, named?: string): Promise<LoadedConfig> {
  if (named !== undefined && !existsSync(named)) {
    throw new KeyfenceError(
      'KF_CONFIG_MISSING',
      `There is no configuration file \`${show(named, root)}\`. Check the path.`,
    )
  }
  const file = named ?? findConfig(root)
  if (file === undefined) return { config: {}, file: undefined }
  return { config: checkConfig(await load(file, root), `\`${show(file, root)}\``), file }
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
  const merged: KeyfenceConfig = {
    ...file,
    ...inline,
    secrets: {
      include: [...(file.secrets?.include ?? []), ...(inline.secrets?.include ?? [])],
      ignore: [...(file.secrets?.ignore ?? []), ...(inline.secrets?.ignore ?? [])],
    },
    serverOnly: {
      packages: [...(file.serverOnly?.packages ?? []), ...(inline.serverOnly?.packages ?? [])],
      files: [...(file.serverOnly?.files ?? []), ...(inline.serverOnly?.files ?? [])],
      allow: [...(file.serverOnly?.allow ?? []), ...(inline.serverOnly?.allow ?? [])],
    },
    allow: [...(file.allow ?? []), ...(inline.allow ?? [])],
    detectors: {
      off: [...(file.detectors?.off ?? []), ...(inline.detectors?.off ?? [])],
      add: [...(file.detectors?.add ?? []), ...(inline.detectors?.add ?? [])],
    },
    severity: { ...file.severity, ...inline.severity },
  }
  return environment['KEYFENCE'] === 'warn' ? { ...merged, failOn: 'never' } : merged
}

function findConfig(root: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    const found = fileNames.filter((name) => existsSync(join(folder, name)))
    if (found.length > 1) {
      throw new KeyfenceError(
        'KF_CONFIG_TWICE',
        `\`${show(folder, root)}\` holds ${found.map((name) => `\`${name}\``).join(' and ')}. Keep one of them.`,
      )
    }
    if (found[0] !== undefined) return join(folder, found[0])
    const isTop =
      ['pnpm-workspace.yaml', '.git'].some((name) => existsSync(join(folder, name))) ||
      folder === parsePath(folder).root
    if (isTop) return undefined
  }
}

async function load(file: string, root: string): Promise<unknown> {
  try {
    if (file.endsWith('.json')) return JSON.parse(readFileSync(file, 'utf8'))
    const loaded: unknown = await import(pathToFileURL(file).href)
    return typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined
  } catch (error) {
    const isTypeScript = error instanceof Error && 'code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION'
    const advice = file.endsWith('.json')
      ? 'It is not valid JSON.'
      : isTypeScript
        ? 'This Node cannot load TypeScript: rename it to `keyfence.config.js`, or use Node 22.18 or newer.'
        : `It throws ${error instanceof Error ? error.name : 'an error'}; run \`node ${show(file, root)}\` to see where.`
    throw new KeyfenceError('KF_CONFIG_LOAD', `Could not load \`${show(file, root)}\`. ${advice}`, { cause: error })
  }
}

function show(path: string, root: string): string {
  return relative(root, path).split(sep).join('/') || '.'
}
