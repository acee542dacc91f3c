import { spawnSync } from 'node:child_process'
import { parse } from 'dotenv'
import { KeyfenceError } from '../errors.ts'
import type { Variable } from '../known-secrets/collect.ts'
import type { SecretCommand } from '../policy/config.ts'

/** What a command may do. */
interface CommandLimits {
  readonly timeoutMs: number
  readonly outputBytes: number
}

const usualLimits: CommandLimits = { timeoutMs: 30_000, outputBytes: 16 * 1024 * 1024 }

/**
 * Variables that the commands of a key management service print: `NAME=value` lines, JSON of any depth, or one value
 * alone, which then has the entry's name. The values stay in memory.
 *
 * @param root - Absolute; where the commands run.
 * @throws {KeyfenceError} KF_SECRETS_COMMAND for a command that fails, hangs, or prints nothing that could be a value. The
 *   error holds the program's name and its exit code, none of its output and none of its arguments.
 */
export function commandVariables(
  commands: readonly SecretCommand[],
  root: string,
  environment: NodeJS.ProcessEnv,
  limits: CommandLimits = usualLimits,
): Variable[] {
  return commands.flatMap((entry, index) => {
    const { run, name } = typeof entry === 'string' ? { run: entry, name: undefined } : entry
    const program = programOf(run)
    const shown = `Entry ${index + 1} of \`secrets.commands\` (\`${program}\`)`
    const output = outputOf(run, root, environment, limits, shown)
    const pairs = name === undefined ? pairsIn(output) : [[name, output.trim()] as const]
    const variables = pairs
      .filter(([, value]) => value !== '')
      .map(([key, value]) => ({ name: key, value, path: program, line: null }))
    if (variables.length === 0)
      throw failure(
        `${shown} printed ${output.trim() === '' ? 'nothing' : 'neither `NAME=value` lines nor JSON'}. ` +
          'Run it by hand to see why; give the entry a `name` when it prints one value alone.',
      )
    return variables
  })
}

function outputOf(
  run: string,
  root: string,
  environment: NodeJS.ProcessEnv,
  { timeoutMs, outputBytes }: CommandLimits,
  shown: string,
): string {
  const { error, status, signal, stdout } = spawnSync(run, {
    cwd: root,
    env: environment,
    // Several words, quotes and variables, as in the terminal that the user tried it in.
    shell: true,
    encoding: 'utf8',
    // What a service asks for goes to the terminal; what it complains of may hold a value, so it goes nowhere.
    stdio: ['inherit', 'pipe', 'ignore'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: outputBytes,
  })
  if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT')
    throw failure(`${shown} did not end within ${timeoutMs / 1000} seconds. Sign in to the service, then try again.`)
  if (error !== undefined && 'code' in error && error.code === 'ENOBUFS')
    throw failure(`${shown} printed more than ${outputBytes / 1024 / 1024} MiB. Let it print the secrets alone.`)
  if (error !== undefined) throw failure(`${shown} could not be started. Check that it is installed.`)
  if (status === 127) throw failure(`${shown} was not found (exit code 127). Check that it is installed.`)
  if (status !== 0)
    throw failure(
      `${shown} ended with ${status === null ? `signal ${signal ?? 'unknown'}` : `exit code ${status}`}, so its values are not known. Run it by hand to see why.`,
    )
  return stdout
}

/** The first word that is no assignment, without its folder: arguments may hold a token. */
function programOf(run: string): string {
  const word = run.split(/\s+/u).find((part) => part !== '' && !/^\w+=/u.test(part)) ?? 'command'
  return (/[^/\\"']+$/u.exec(word.replace(/["']+$/u, ''))?.[0] ?? 'command').slice(0, 40)
}

function pairsIn(output: string): (readonly [name: string, value: string])[] {
  const json = jsonIn(output)
  if (json !== undefined) return [...leavesOf('value', json)]
  return Object.entries(parse(output))
}

/** Also of a text inside of JSON: AWS keeps an object in `SecretString`. */
function jsonIn(text: string): object | undefined {
  if (!/^\s*[[{]/u.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function* leavesOf(name: string, value: unknown): Generator<readonly [name: string, value: string]> {
  if (typeof value === 'string') {
    const inner = jsonIn(value)
    if (inner === undefined) yield [name, value]
    else yield* leavesOf(name, inner)
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const entry of value) yield* leavesOf(name, entry)
    return
  }
  // A list of fields: 1Password and Bitwarden say `label` or `name`, others `key`.
  const entries = new Map<string, unknown>(Object.entries(value))
  const label = ['label', 'name', 'key', 'Name'].map((key) => entries.get(key)).find((text) => typeof text === 'string')
  for (const [key, inner] of entries) {
    const isValueOfField = /^(?:value|computed|raw)$/iu.test(key)
    yield* leavesOf(typeof label === 'string' && isValueOfField ? label : key, inner)
  }
}

function failure(message: string): KeyfenceError {
  return new KeyfenceError('KF_SECRETS_COMMAND', message)
}
