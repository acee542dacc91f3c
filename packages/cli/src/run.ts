import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { KeyfenceError } from '@keyfence/core'
import { baseline } from './commands/baseline.ts'
import { scan } from './commands/scan.ts'
import { commands, globalFlags, help, type Flag } from './flags.ts'

/** What the process gives, so that tests can give something else. */
export interface Surroundings {
  readonly cwd: string
  readonly environment: NodeJS.ProcessEnv
  readonly stdout: Output
  readonly stderr: Output
}

/** A stream of the process, as far as it is used. */
interface Output {
  readonly write: (text: string) => unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** A sentence for someone who called the command wrongly. */
export class UsageError extends Error {}

/** Runs one command line. Returns the exit code; never throws. */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    return await dispatch(argv, surroundings)
  } catch (error) {
    surroundings.stderr.write(`keyfence: ${messageOf(error)}\n`)
    return 2
  }
}

async function dispatch(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { values, positionals } = parse(argv)
  const [name, ...paths] = positionals
  if (values['version'] === true) {
    surroundings.stdout.write(`${version()}\n`)
    return 0
  }
  if (values['help'] === true || name === 'help') {
    surroundings.stdout.write(help())
    return 0
  }
  const command = commands.find((candidate) => candidate.name === name)
  if (command === undefined) {
    const what = name === undefined ? 'No command.' : `Unknown command \`${name}\`.`
    throw new UsageError(`${what} Use \`keyfence scan <path>\`; \`keyfence --help\` shows all.`)
  }
  for (const flag of Object.keys(values)) {
    if (!command.flags.some((known) => known.name === flag)) {
      throw new UsageError(
        `\`--${flag}\` is no flag of \`keyfence ${command.name}\`. \`keyfence --help\` shows the flags.`,
      )
    }
  }
  const flag = (key: string) => textOf(values[key])
  if (command.name === 'baseline') {
    return await baseline(
      paths,
      { reason: flag('reason'), expires: flag('expires'), config: flag('config') },
      surroundings,
    )
  }
  return await scan(
    paths,
    { format: flag('format'), config: flag('config'), listPublishable: values['publishable'] === true },
    surroundings,
  )
}

function parse(argv: readonly string[]) {
  const all = [...commands.flatMap(({ flags }) => flags), ...globalFlags]
  const options = Object.fromEntries(all.map((flag) => [flag.name, optionOf(flag)]))
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(`${firstSentence(error)} \`keyfence --help\` shows the flags.`)
  }
}

function optionOf({ value, short }: Flag) {
  return {
    type: value === undefined ? ('boolean' as const) : ('string' as const),
    ...(short === undefined ? {} : { short }),
  }
}

/** The parser's own first sentence; the rest of it is about its programming interface. */
function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const end = message.indexOf('. ')
  return end === -1 ? message : message.slice(0, end + 1)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** A foreign error may quote what it choked on, so only its kind is shown. */
function messageOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof KeyfenceError) return error.message
  return `It failed (${error instanceof Error ? error.name : 'unknown error'}), so nothing is known to be clean. Report this with your version.`
}

function version(): string {
  const manifest: unknown = createRequire(import.meta.url)('../package.json')
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown'
}
