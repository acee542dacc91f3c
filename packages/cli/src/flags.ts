/** One flag of the command line. Help, parser and reference page are made from this table. */
export interface Flag {
  readonly name: string
  readonly short?: string
  /** What stands behind the flag; absent for a switch. */
  readonly value?: string
  /** One sentence. */
  readonly text: string
}

/** Flags of `keyfence scan`. */
export const scanFlags: readonly Flag[] = [
  {
    name: 'format',
    value: 'pretty|json',
    text: 'How the report is written; JSON stands alone on stdout. Default: pretty.',
  },
  {
    name: 'config',
    value: '<file>',
    text: 'Configuration file. Default: the nearest `keyfence.config.*` above.',
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
  const flags = [...scanFlags, ...globalFlags].flatMap((flag) => [`  ${flagName(flag)}`, `      ${flag.text}`])
  return [
    'Scans what a browser or a device will receive for secrets.',
    '',
    'Usage: keyfence scan <path…> [flags]',
    '',
    'Files and folders are read whole, whatever `.gitignore` says. The `.env*` files',
    'of the current folder and around the paths tell which values to look for.',
    '',
    'Flags:',
    ...flags,
    '',
    'Exit codes:',
    ...[...exitCodes].sort(([a], [b]) => a - b).map(([code, meaning]) => `  ${code}  ${meaning}`),
    '',
  ].join('\n')
}

/** A flag as it is written: `-h, --help`, `--format pretty|json`. */
export function flagName({ name, short, value }: Flag): string {
  return `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`
}
