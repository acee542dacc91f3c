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
    text: 'How the report is written. JSON stands alone on standard output. Default: pretty.',
  },
  {
    name: 'config',
    value: '<file>',
    text: 'Configuration file. Default: the nearest `keyfence.config.*` at or above the current folder.',
  },
]

/** Flags that stand with or without a command. */
export const globalFlags: readonly Flag[] = [
  { name: 'help', short: 'h', text: 'Shows this help.' },
  { name: 'version', short: 'v', text: 'Shows the version.' },
]

/** Exit codes, in the order in which one wins over another. */
export const exitCodes: readonly (readonly [code: number, meaning: string])[] = [
  [2, 'Wrong usage, a wrong configuration, or keyfence itself failed. Nothing is known to be clean.'],
  [1, 'A secret was found.'],
  [3, 'No secret was found, but not everything could be checked.'],
  [0, 'Everything was checked and is clean.'],
]

/** Text of `keyfence --help`. */
export function help(): string {
  const flags = [...scanFlags, ...globalFlags].map((flag) => {
    const name = `${flag.short === undefined ? '    ' : `-${flag.short}, `}--${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}`
    return `  ${name.padEnd(30)} ${flag.text}`
  })
  return [
    'Scans what a browser or a device will receive for secrets.',
    '',
    'Usage: keyfence scan <path…> [flags]',
    '',
    'Files and folders are read whole, whatever `.gitignore` says. `.env*` files of the',
    'current folder tell which values to look for.',
    '',
    'Flags:',
    ...flags,
    '',
    'Exit codes:',
    ...[...exitCodes].sort(([a], [b]) => a - b).map(([code, meaning]) => `  ${code}  ${meaning}`),
    '',
  ].join('\n')
}
