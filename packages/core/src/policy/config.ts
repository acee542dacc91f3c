import * as v from 'valibot'
import { KeyfenceError } from '../errors.ts'
import type { Detector, Rule, Severity } from '../model.ts'
import { nearestName } from './nearest-name.ts'

/** Which environment variables hold secrets, where their names do not tell. */
export interface SecretsPolicy {
  /** Names that are secret: exact, with `*` for any characters, or a pattern. */
  readonly include?: readonly (string | RegExp)[]
  /** Names that are not. Wins over `include`. */
  readonly ignore?: readonly (string | RegExp)[]
  /**
   * Commands of a key management service that print secrets, run by the shell where a build or a scan begins. They print
   * `NAME=value` lines or JSON; one that prints a single value has the form `{ name, run }`.
   */
  readonly commands?: readonly SecretCommand[]
}

/** A command line, or one with the name of the only value that it prints. */
export type SecretCommand = string | { readonly name: string; readonly run: string }

/** What may not reach a client besides the built-in list of SDKs. */
export interface ServerOnlyPolicy {
  /** Names of packages. */
  readonly packages?: readonly string[]
  /** Globs of the project's own files, relative to the root. */
  readonly files?: readonly string[]
  /** Packages, or `package/subpath`, of the built-in list that may reach a client. */
  readonly allow?: readonly string[]
}

/** One thing that may stay, and why. All the fields that are given must fit. */
export interface AllowEntry {
  /** Rule of a finding. */
  readonly rule?: Rule
  /** Detector id. */
  readonly detector?: string
  /** Package of a `server-import` finding. */
  readonly package?: string
  /** Environment variable. */
  readonly env?: string
  /** Glob for the client file or the source file, relative to the root. */
  readonly path?: string
  /** As a report names the finding. */
  readonly fingerprint?: string
  /** Why it may stay. */
  readonly reason: string
  /** ISO date from which on it counts no more. */
  readonly expires?: string
}

/** A detector that a policy has to switch on. */
export type OptionalDetector = 'generic-password'

/** The policy: the same object in `keyfence.config.*` and inline in every plugin. */
export interface KeyfenceConfig {
  /** Which variables hold secrets. */
  readonly secrets?: SecretsPolicy
  /** What may run on a server only. */
  readonly serverOnly?: ServerOnlyPolicy
  /** What may stay, each with a reason. */
  readonly allow?: readonly AllowEntry[]
  /** Changes to the catalogue. */
  readonly detectors?: {
    /** Ids of detectors that are switched off. */
    readonly off?: readonly string[]
    /**
     * Ids of detectors that are off by default. `generic-password` finds any value that looks random behind a name such as
     * `password`, `secret`, `apiKey` or `token`, whoever issued it; not every such value is a secret.
     */
    readonly on?: readonly OptionalDetector[]
    /** Formats of your own, made with `defineDetector`. */
    readonly add?: readonly Detector[]
  }
  /** Severity by rule. @default error, for `depends` formats warning */
  readonly severity?: Readonly<Partial<Record<Rule, Severity | 'off'>>>
  /** What fails a build or a scan. Incomplete coverage fails both unless it is `never`. @default 'error' */
  readonly failOn?: 'error' | 'warning' | 'never'
}

/** Returns the configuration as it is; gives types and completion in a configuration file. */
export function defineConfig(config: KeyfenceConfig): KeyfenceConfig {
  return config
}

const names = v.array(v.union([v.string(), v.instance(RegExp)]))
const texts = v.array(v.string())
const rules = v.picklist(['public-env', 'env-value', 'key-literal', 'server-import', 'config-exposure', 'env-name'])
const filled = v.pipe(v.string(), v.trim(), v.minLength(1))
const schema = v.strictObject({
  secrets: v.optional(
    v.strictObject({
      include: v.optional(names),
      ignore: v.optional(names),
      commands: v.optional(v.array(v.union([filled, v.strictObject({ name: filled, run: filled })]))),
    }),
  ),
  serverOnly: v.optional(
    v.strictObject({ packages: v.optional(texts), files: v.optional(texts), allow: v.optional(texts) }),
  ),
  allow: v.optional(
    v.array(
      v.strictObject({
        rule: v.optional(rules),
        detector: v.optional(v.string()),
        package: v.optional(v.string()),
        env: v.optional(v.string()),
        path: v.optional(v.string()),
        fingerprint: v.optional(v.string()),
        reason: filled,
        expires: v.optional(v.pipe(v.string(), v.isoDate())),
      }),
    ),
  ),
  detectors: v.optional(
    v.strictObject({
      off: v.optional(v.array(v.string())),
      on: v.optional(v.array(v.picklist(['generic-password']))),
      add: v.optional(v.array(v.looseObject({ id: v.string() }))),
    }),
  ),
  severity: v.optional(
    v.strictObject(
      Object.fromEntries(rules.options.map((rule) => [rule, v.optional(v.picklist(['error', 'warning', 'off']))])),
    ),
  ),
  failOn: v.optional(v.picklist(['error', 'warning', 'never'])),
})

/** Names of the options of a configuration, for adapters that accept more of their own. */
export const configOptions = Object.keys(schema.entries)

/**
 * Checks a configuration that a person wrote and returns it.
 *
 * @param where - What the person knows it as: "`keyfence.config.js`" or "the options of `keyfence()`".
 * @throws {KeyfenceError} KF_CONFIG_UNKNOWN_OPTION or KF_CONFIG_TYPE with the option, the place and what was expected.
 */
export function checkConfig(config: unknown, where: string): KeyfenceConfig {
  refuseLists(config, where)
  const result = v.safeParse(schema, config)
  if (result.success) {
    refuseEmptyEntries(result.output.allow ?? [], where)
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- The schema checked every field of the type but detectors, which `createFence` checks.
    return config as KeyfenceConfig
  }
  const [issue] = result.issues
  const path =
    issue.path
      ?.map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
      .join('')
      .replace(/^\./u, '') ?? ''
  if (issue.type === 'strict_object' && issue.expected === 'never') throw unknownOption(path, issue, where)
  if (/^allow\[\d+\]\.reason$/u.test(path)) {
    const position = Number(/\d+/u.exec(path)?.[0]) + 1
    throw new KeyfenceError(
      'KF_CONFIG_TYPE',
      `Allow entry ${position} in ${where} has no \`reason\`. Say why this may stay, or remove the entry.`,
    )
  }
  if (path === '')
    throw new KeyfenceError(
      'KF_CONFIG_TYPE',
      `Expected an object with options in ${where}, but it is ${kindOf(config)}.`,
    )
  throw new KeyfenceError(
    'KF_CONFIG_TYPE',
    `Option \`${path}\` in ${where} must be ${expectedText(issue)}, but it is ${kindOf(issue.input)}.`,
  )
}

/** To the schema a list is an object without any of the options. */
function refuseLists(config: unknown, where: string): void {
  if (Array.isArray(config))
    throw new KeyfenceError('KF_CONFIG_TYPE', `Expected an object with options in ${where}, but it is a list.`)
  if (!isRecord(config)) return
  const option = ['secrets', 'serverOnly', 'detectors', 'severity'].find((name) => Array.isArray(config[name]))
  if (option === undefined) return
  throw new KeyfenceError('KF_CONFIG_TYPE', `Option \`${option}\` in ${where} must be an object, but it is a list.`)
}

/** An entry with a reason only would let everything pass. */
function refuseEmptyEntries(entries: readonly object[], where: string): void {
  const index = entries.findIndex((entry) =>
    Object.entries(entry).every(
      ([key, value]) => key === 'reason' || key === 'expires' || value === undefined || value === '',
    ),
  )
  if (index === -1) return
  throw new KeyfenceError(
    'KF_CONFIG_TYPE',
    `Allow entry ${index + 1} in ${where} does not say what may stay. Give it a \`fingerprint\`, or a \`rule\`, \`detector\`, \`package\`, \`env\` or \`path\`.`,
  )
}

/** Error for an option that does not exist, with the nearest one that does. */
export function unknownOptionError(option: string, known: readonly string[], where: string): KeyfenceError {
  const nearest = nearestName(option, known)
  const advice =
    nearest === undefined
      ? `Known options: ${known.map((name) => `\`${name}\``).join(', ')}.`
      : `Did you mean \`${nearest}\`?`
  return new KeyfenceError('KF_CONFIG_UNKNOWN_OPTION', `Unknown option \`${option}\` in ${where}. ${advice}`)
}

function unknownOption(path: string, issue: v.BaseIssue<unknown>, where: string): KeyfenceError {
  const parent = issue.path?.slice(0, -1) ?? []
  const option = path.slice(path.lastIndexOf('.') + 1)
  let entries: Record<string, unknown> = schema.entries
  for (const { key } of parent) {
    let inner: unknown = entries[String(key)] ?? entries
    // Unwrap `optional` and `array` down to the object that lists the options.
    while (isRecord(inner) && !('entries' in inner)) inner = inner['wrapped'] ?? inner['item']
    if (isRecord(inner) && isRecord(inner['entries'])) entries = inner['entries']
  }
  return unknownOptionError(
    option,
    Object.keys(entries),
    `${parent.length > 0 ? `\`${path.slice(0, path.lastIndexOf('.'))}\` of ` : ''}${where}`,
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function expectedText(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'iso_date') return 'a date such as "2027-01-31"'
  if (issue.type === 'picklist')
    return `one of ${issue.expected?.replace(/[()]/gu, '').split(' | ').join(', ') ?? 'the known values'}`
  const article: Record<string, string> = {
    Array: 'a list',
    Object: 'an object',
    string: 'a text',
    '(string | RegExp)': 'a text or a pattern',
  }
  return article[issue.expected ?? ''] ?? issue.expected ?? 'something else'
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  // A wrong option may hold a key that was pasted into the wrong place, so texts are not repeated.
  if (typeof value === 'string') return 'another text'
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : `a ${typeof value}`
}
