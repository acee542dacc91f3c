import { relative, resolve, sep } from 'node:path'
import {
  checkConfig,
  compileServerOnly,
  createFence,
  createJudge,
  KeyfenceError,
  type Fence,
  type Judgement,
  type KeyfenceConfig,
  type ServerOnlyFence,
  type Sighting,
} from '@keyfence/core'
import type { RuleContext } from './create-rule.ts'

/** Which side will run a file. `tooling`: tests, stories, scripts and configuration. */
export type Side = 'client' | 'server' | 'tooling' | 'unknown'

/** What `settings.keyfence` holds: the policy, and what only ESLint needs. */
export interface KeyfenceSettings extends KeyfenceConfig {
  /** Side of the files that a block of the configuration matches. @default found out file by file */
  readonly side?: Side
  /** Folder that the paths of the policy are relative to. @default ESLint's working directory */
  readonly root?: string
}

/** The policy, compiled. */
export interface Policy {
  /** As it was checked. */
  readonly config: KeyfenceConfig
  /** Finds keys. */
  readonly fence: Fence
  /** Knows the packages and files that stay on the server. */
  readonly serverOnly: ServerOnlyFence
  /** Says what may stay of what a rule found by itself. */
  readonly judge: (sighting: Sighting) => Judgement
  /** What the settings say about the files of their block. */
  readonly side: Side | undefined
  /** Folder that paths are relative to. */
  readonly root: string | undefined
}

const where = '`settings.keyfence` of the ESLint configuration'
const sides = ['client', 'server', 'tooling', 'unknown'] as const
const noSettings: KeyfenceSettings = {}

/** ESLint hands the same settings to every file of one configuration. */
const compiled = new WeakMap<object, Policy>()

/** oxlint hands equal ones, new for each file. A fence is too dear for that, and only what JSON can say gets there. */
const byText = new Map<string, Policy>()
/** Configurations of an editor's long run that are kept. */
const maxTexts = 20

/**
 * The policy of a file.
 *
 * @throws {KeyfenceError} KF_CONFIG_UNKNOWN_OPTION or KF_CONFIG_TYPE for settings that cannot be meant.
 */
export function policyOf({ settings }: Pick<RuleContext, 'settings'>): Policy {
  const own = settings['keyfence'] ?? noSettings
  if (typeof own !== 'object') return compile(own)
  const policy = compiled.get(own) ?? compileOnce(own)
  compiled.set(own, policy)
  return policy
}

function compileOnce(settings: object): Policy {
  // A detector of one's own holds what JSON cannot say.
  if ('detectors' in settings) return compile(settings)
  const text = JSON.stringify(settings, (_name, value: unknown) =>
    value instanceof RegExp ? { pattern: String(value) } : value,
  )
  const policy = byText.get(text) ?? compile(settings)
  if (byText.size >= maxTexts) byText.clear()
  byText.set(text, policy)
  return policy
}

function compile(settings: unknown): Policy {
  const { side, root, ...rest }: Record<string, unknown> =
    typeof settings === 'object' && !Array.isArray(settings) ? { ...settings } : {}
  const config = checkConfig(typeof settings === 'object' && !Array.isArray(settings) ? rest : settings, where)
  if (root !== undefined && typeof root !== 'string') throw wrongType('root', 'a text')
  const known = sides.find((name) => name === side)
  if (side !== undefined && known === undefined) throw wrongType('side', `one of ${sides.join(', ')}`)
  return {
    config,
    fence: createFence({ config }),
    serverOnly: compileServerOnly(config.serverOnly),
    judge: createJudge(config),
    side: known,
    root,
  }
}

function wrongType(option: string, expected: string): KeyfenceError {
  return new KeyfenceError(
    'KF_CONFIG_TYPE',
    `Option \`${option}\` in ${where} must be ${expected}, but it is something else.`,
  )
}

/** Path of the linted file as the policy knows it: relative to its root, with `/`. */
export function pathOf(context: Pick<RuleContext, 'settings' | 'cwd' | 'physicalFilename'>): string {
  const { physicalFilename, cwd } = context
  // Text without a file has a name such as `<input>`.
  if (physicalFilename.startsWith('<')) return physicalFilename
  const root = resolve(cwd, policyOf(context).root ?? '.')
  return relative(root, resolve(cwd, physicalFilename)).split(sep).join('/')
}

/** What the policy says about something at an offset of the file. */
export function judge(
  context: RuleContext,
  sighting: Omit<Sighting, 'path' | 'source'>,
): { readonly mayStay: boolean; readonly expiry: string } {
  const { mayStay, expiredOn } = policyOf(context).judge({
    ...sighting,
    path: pathOf(context),
    source: context.sourceCode.text,
  })
  return { mayStay, expiry: expiredOn === null ? '' : ` The allow entry for it expired on ${expiredOn}.` }
}
