import { activeDetectors } from '../fence.ts'
import { collectKnownSecrets, type KnownSecrets } from '../known-secrets/collect.ts'
import { wellKnownPublicPrefixes } from '../known-secrets/names.ts'
import type { KeyfenceConfig } from '../policy/config.ts'
import { envFolders, readEnvFiles } from './env-files.ts'
import { commandVariables } from './secret-commands.ts'

/** Where a machine keeps its secrets. */
export interface MachineOptions {
  /** Absolute path; `.env*` files of it and of the nearest package are read. */
  readonly root: string
  /** Further folders with `.env*` files, absolute. */
  readonly folders?: readonly string[]
  /** Checked. */
  readonly config: KeyfenceConfig
  /** Prefixes that the host makes public, besides the well-known ones. */
  readonly publicPrefixes?: readonly string[]
  /** Variables as the host itself read and expanded them. @default none */
  readonly resolved?: Readonly<Record<string, unknown>>
  /** @default process.env */
  readonly environment?: NodeJS.ProcessEnv
}

/**
 * Reads what the build machine knows and decides which of it no client may receive.
 *
 * @throws {KeyfenceError} KF_ENV_FILE when an environment file cannot be read, KF_SECRETS_COMMAND when a command of the
 *   policy tells no secrets.
 */
export function machineSecrets({
  root,
  folders = [],
  config,
  publicPrefixes = [],
  resolved = {},
  environment = process.env,
}: MachineOptions): KnownSecrets {
  const own = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value, path: null, line: null }],
  )
  const inFiles = readEnvFiles([...envFolders(root), ...folders], root, environment)
  const byHost = Object.entries(resolved).flatMap(([name, value]) => {
    const source = inFiles.find((variable) => variable.name === name) ?? { path: null, line: null }
    return typeof value === 'string' ? [{ name, value, path: source.path, line: source.line }] : []
  })
  const commands = config.secrets?.commands ?? []
  const byCommands = commandVariables(commands, root, environment)
  // Only one who asked for a single value, and said its name, is certain that it is a secret.
  const named = commands.flatMap((entry) => (typeof entry === 'string' ? [] : [entry.name]))
  const policy = { ...config.secrets, include: [...(config.secrets?.include ?? []), ...named] }
  const prefixes = [...publicPrefixes, ...wellKnownPublicPrefixes]
  // Files first: they can name a line.
  return collectKnownSecrets([...inFiles, ...byHost, ...byCommands, ...own], activeDetectors(config), prefixes, policy)
}
