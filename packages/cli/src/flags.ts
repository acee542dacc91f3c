import { wrap } from '@keyfence/core/report'

/** One flag of the command line. Help, parser and reference page are made from this table. */
export interface Flag {
  readonly name: string
  readonly short?: string
  /** What stands behind the flag; absent for a switch. */
  readonly value?: string
  /** May be given several times. */
  readonly isList?: boolean
  /** One sentence. */
  readonly text: string
}

/** One command, with what follows its name. */
export interface Command {
  readonly name: 'scan' | 'baseline' | 'explain'
  readonly usage: string
  /** One sentence. */
  readonly text: string
  readonly flags: readonly Flag[]
}

const config: Flag = {
  name: 'config',
  value: '<file>',
  text: 'Configuration file. Default: the nearest `keyfence.config.*` above.',
}

/** Every command. */
export const commands: readonly Command[] = [
  {
    name: 'scan',
    usage: 'keyfence scan [path…]',
    text: 'Scans what users receive: the paths, or else what the framework here wrote.',
    flags: [
      {
        name: 'format',
        value: '<name>[=<file>]',
        isList: true,
        text: '`pretty`, `json`, `sarif` or `github`, to a file or to standard output. Several times for several reports. Default: pretty, in GitHub Actions with annotations.',
      },
      {
        name: 'fail-on',
        value: 'error|warning|never',
        text: 'What ends with exit code 1. Default: `failOn` of the configuration, else `error`.',
      },
      {
        name: 'staged',
        text: 'Scans what the next commit adds or changes, as git holds it, instead of paths. For a pre-commit hook.',
      },
      {
        name: 'explain',
        value: '<file>',
        text: 'Scans one file, and also tells what in it begins like a credential and is not reported, and why.',
      },
      { name: 'quiet', short: 'q', text: 'Says nothing when there is nothing to do.' },
      { name: 'verbose', text: 'Also tells which values are looked for, by name, and why others are not.' },
      { name: 'publishable', text: 'Also lists the keys that are made for browsers, with the reason.' },
      config,
    ],
  },
  {
    name: 'baseline',
    usage: 'keyfence baseline [path…] --reason <text>',
    text: 'Lets stay what the last stopped build, or a scan of the paths, has found.',
    flags: [
      { name: 'reason', value: '<text>', text: 'Why it may stay for now. Needed.' },
      { name: 'expires', value: '<date>', text: 'ISO date from which on it counts again, such as 2027-01-31.' },
      config,
    ],
  },
  {
    name: 'explain',
    usage: 'keyfence explain <fingerprint>',
    text: 'Shows one finding of the last stopped build or scan in full.',
    flags: [],
  },
]

/** Flags that stand with or without a command. */
export const globalFlags: readonly Flag[] = [
  { name: 'help', short: 'h', text: 'Shows this help.' },
  { name: 'version', short: 'v', text: 'Shows the version.' },
]

/** Exit codes, in the order in which one wins over another. */
export const exitCodes: readonly (readonly [code: number, meaning: string])[] = [
  [2, 'Wrong usage or configuration, or keyfence itself failed: nothing is known.'],
  [1, 'A secret was found.'],
  [3, 'No secret was found, but not everything could be checked.'],
  [0, 'Everything was checked and is clean.'],
]

/** Text of `keyfence --help`, for 80 columns. */
export function help(): string {
  const flagLines = (flags: readonly Flag[]) =>
    flags.flatMap((flag) => [`  ${flagName(flag)}`, ...wrap(flag.text, 72).map((line) => `      ${line}`)])
  return [
    'Keeps API keys out of what your users receive.',
    '',
    ...commands.flatMap(({ usage, text, flags }) => [usage, `  ${text}`, ...flagLines(flags), '']),
    'Files and folders are read whole, whatever `.gitignore` says. The `.env*` files',
    'of the current folder and around the paths tell which values to look for.',
    '',
    ...flagLines(globalFlags),
    '',
    'Exit codes:',
    ...[...exitCodes].sort(([a], [b]) => a - b).map(([code, meaning]) => `  ${code}  ${meaning}`),
    '',
  ].join('\n')
}

/** A flag as it is written: `-h, --help`, `--format pretty|json`. */
function flagName({ name, short, value }: Flag): string {
  return `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`
}
