import { commands, exitCodes, globalFlags } from '../../packages/cli/dist/flags.js'
import { code, prose, table } from './markdown.js'

/** @typedef {import('../../packages/cli/dist/flags.js').Flag} Flag */

/** @type {(flags: readonly Flag[]) => string} */
function flagTable(flags) {
  const rows = flags.map(({ name, short, value, text }) => {
    const names = [`--${name}${value === undefined ? '' : ` ${value}`}`, ...(short === undefined ? [] : [`-${short}`])]
    return [names.map(code).join(', '), prose(text)]
  })
  return table(['flag', 'what it does'], rows)
}

/** Reference of the command line. */
export function cliPage() {
  const sections = commands.map(({ usage, text, flags }) => `## \`${usage}\`\n\n${prose(text)}\n\n${flagTable(flags)}`)
  return `# Command line

How to use it: [the guide](../guide/cli.md), [in continuous integration](../guide/ci.md). What to do with many findings:
[the first day](../guide/first-day.md).

Every file at the paths is read, whole, whatever \`.gitignore\` says. The environment and the \`.env*\` files of the current
folder, of the nearest package and of the folder that holds each path tell which values to look for. Nothing is sent over
the network.

${sections.join('\n\n')}

## Flags without a command

${flagTable(globalFlags)}

## Exit codes

Where two fit, the upper one of this table wins.

${table(
  ['code', 'meaning'],
  exitCodes.map(([number, meaning]) => [String(number), prose(meaning)]),
)}

## Environment

${table(
  ['variable', 'effect'],
  [
    [code('KEYFENCE=warn'), 'One scan passes whatever it finds; the report is printed all the same.'],
    [code('GITHUB_ACTIONS=true'), 'Without `--format`, annotations stand beside the report.'],
    [code('NO_COLOR'), 'No colours.'],
    [code('FORCE_COLOR'), 'Colours also where standard output is no terminal; `0` and `false` mean none.'],
    [code('COLUMNS'), 'Width of the report where the terminal does not tell; 80 without it, 120 at most.'],
  ],
)}
`
}
