import { parseArgs } from 'node:util'
import { KeyfenceError } from '@keyfence/core'
import { baseline } from './commands/baseline.ts'
import { explain } from './commands/explain.ts'
import { scan } from './commands/scan.ts'
import { commands, globalFlags, help, type Flag } from './flags.ts'
import { version } from './version.ts'

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
    surroundings.stdout.write(`${version}\n`)
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
  const text = (key: string) => textOf(values[key])
  if (command.name === 'explain') return explain(paths, surroundings)
  if (command.name === 'baseline') {
    return await baseline(
      paths,
      { reason: text('reason'), expires: text('expires'), config: text('config') },
      surroundings,
    )
  }
  return await scan(
    paths,
    {
      format: listOf(values['format']),
      config: text('config'),
      listPublishable: values['publishable'] === true,
      failOn: text('fail-on'),
      explain: text('explain'),
      staged: values['staged'] === true,
      quiet: values['quiet'] === true,
      verbose: values['verbose'] === true,
    },
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

function optionOf({ value, short, isList = false }: Flag) {
  return {
    type: value === undefined ? ('boolean' as const) : ('string' as const),
    multiple: isList,
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

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}

/** A foreign error may quote what it choked on, so only its kind is shown. */
function messageOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof KeyfenceError) return error.message
  return `It failed (${error instanceof Error ? error.name : 'unknown error'}), so nothing is known to be clean. Report this with your version.`
}
