import { checkConfig, configOptions, KeyfenceError, unknownOptionError, type KeyfenceConfig } from '@keyfence/core'

/** Which environments of Vite are fenced, by name. In Vite 5 they are `client` and `ssr`. */
export interface EnvironmentsOption {
  /** To fence although Vite calls their consumer a server. */
  readonly fence?: readonly string[]
  /** To leave alone. Wins over `fence`. */
  readonly ignore?: readonly string[]
}

/** Options of `keyfence()`: the policy, which wins over the configuration file, and what is fenced. */
export interface KeyfenceOptions extends KeyfenceConfig {
  /**
   * Environments that are fenced or left alone whatever their consumer is.
   *
   * @default those with the consumer "client" are fenced
   */
  readonly environments?: EnvironmentsOption
  /**
   * What happens to a secret in a response of the dev server: `warn` tells it in the browser and in the terminal, `block`
   * also sends something else instead. `off` and `false` look at nothing.
   *
   * @default 'warn'
   */
  readonly dev?: 'warn' | 'block' | 'off' | false
}

/** Options of `keyfence()` for Rollup and Rolldown. */
export interface RollupOptions extends KeyfenceConfig {
  /**
   * Folder of the project: where `keyfence.config.*` and `.env*` files are, and what paths are relative to.
   *
   * @default process.cwd()
   */
  readonly root?: string
}

/** What the user passed, checked. */
export interface CheckedOptions {
  /** Without the options of the configuration file. */
  readonly policy: KeyfenceConfig
  /** May be empty. */
  readonly environments: EnvironmentsOption
  /** What happens to a secret in a response of the dev server. */
  readonly dev: 'warn' | 'block' | 'off'
  /** Undefined where the host knows it. */
  readonly root: string | undefined
}

const where = 'the options of `keyfence()`'

/**
 * Checks what the user passed to Vite's plugin.
 *
 * @throws {KeyfenceError} KF_CONFIG_UNKNOWN_OPTION or KF_CONFIG_TYPE.
 */
export function checkOptions(options: unknown): CheckedOptions {
  const { own, policy } = split(options, ['environments', 'dev'])
  const environments = checkEnvironments(own['environments'])
  return { policy, environments, dev: checkDev(own['dev']), root: undefined }
}

/**
 * Checks what the user passed to the plugin of Rollup and Rolldown.
 *
 * @throws {KeyfenceError} KF_CONFIG_UNKNOWN_OPTION or KF_CONFIG_TYPE.
 */
export function checkRollupOptions(options: unknown): CheckedOptions {
  const { own, policy } = split(options, ['root'])
  const root = own['root'] ?? process.cwd()
  if (typeof root !== 'string' || root === '')
    throw new KeyfenceError('KF_CONFIG_TYPE', `Option \`root\` in ${where} must be the path of a folder.`)
  return { policy, environments: {}, dev: 'off', root }
}

/** Parts the plugin's own options from the policy. */
function split(options: unknown, names: readonly string[]) {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    return { own: {}, policy: checkConfig(options ?? {}, where) }
  const known = [...names, ...configOptions]
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown !== undefined) throw unknownOptionError(unknown, known, where)
  const entries: [string, unknown][] = Object.entries(options)
  const own: Record<string, unknown> = Object.fromEntries(entries.filter(([name]) => names.includes(name)))
  const policy = Object.fromEntries(entries.filter(([name]) => !names.includes(name)))
  return { own, policy: checkConfig(policy, where) }
}

function checkEnvironments(value: unknown): EnvironmentsOption {
  if (value === undefined) return {}
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new KeyfenceError(
      'KF_CONFIG_TYPE',
      `Option \`environments\` in ${where} must be an object with \`fence\` or \`ignore\`.`,
    )
  const lists: Record<string, readonly string[]> = {}
  for (const [name, list] of Object.entries(value)) {
    if (!['fence', 'ignore'].includes(name)) throw unknownOptionError(name, ['fence', 'ignore'], where)
    if (!isTexts(list))
      throw new KeyfenceError(
        'KF_CONFIG_TYPE',
        `Option \`environments.${name}\` in ${where} must be a list of names of environments.`,
      )
    lists[name] = list
  }
  return lists
}

function checkDev(value: unknown): CheckedOptions['dev'] {
  if (value === undefined) return 'warn'
  if (value === false) return 'off'
  if (value === 'warn' || value === 'block' || value === 'off') return value
  throw new KeyfenceError('KF_CONFIG_TYPE', `Option \`dev\` in ${where} must be "warn", "block" or "off".`)
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
