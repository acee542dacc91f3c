import { exportsOf } from './declarations.js'
import { code, list, prose, table, value } from './markdown.js'

/** @typedef {import('./declarations.js').Entry} Entry */

/** @type {(members: Entry[]) => string} */
function memberTable(members) {
  return table(
    ['option', 'type', 'what', 'default'],
    members.map(({ name, type, isOptional, text, defaultText }) => [
      `${code(name)}${isOptional ? '' : ' (required)'}`,
      code(type),
      prose(text),
      value(defaultText),
    ]),
  )
}

/** @type {(option: Entry, exported: Entry[]) => string} */
function section(option, exported) {
  const { name, type, text, defaultText, members, uses } = option
  const facts = [
    prose(text),
    defaultText === '' ? '' : `Default: ${value(defaultText)}.`,
    members.length > 0 ? '' : `Type: \`${type}\`.`,
  ]
  const named = [...new Set([...uses, ...members.flatMap((member) => member.uses)])]
  const unions = named.flatMap((union) => {
    const values = exported.find((entry) => entry.name === union)?.values ?? []
    return values.length > 0
      ? [
          `\`${union}\` is ${list(
            values.map((value) => `\`${value}\``),
            'or',
          )}.`,
        ]
      : []
  })
  // A detector is described with the other types.
  const own = type === 'readonly Detector[]' ? [] : members
  return [
    `## \`${name}\``,
    facts.filter((fact) => fact !== '').join(' '),
    ...(own.length > 0 ? [memberTable(own)] : []),
    ...unions,
  ].join('\n\n')
}

/** Reference of the configuration. */
export function configPage() {
  const exported = exportsOf('core/dist/index.d.ts')
  const config = exported.find(({ name }) => name === 'KeyfenceConfig')
  if (config === undefined) throw new Error('Core exports no `KeyfenceConfig`.')
  return `# Configuration

No file is needed: the defaults protect. To change them, put \`keyfence.config.js\` (or \`.ts\`, \`.mjs\`, \`.json\`) beside your
project's configuration. It is looked for from the root of the build, or the current folder of the command line, upwards to
the first folder that holds \`.git\` or \`pnpm-workspace.yaml\`; the nearest one counts. \`.ts\` needs a Node that loads it (22.18
or newer).

\`\`\`js title="keyfence.config.js"
import { defineConfig } from 'keyfence/config'

export default defineConfig({
  secrets: { include: ['INTERNAL_*'], ignore: ['CACHE_KEY'] },
  serverOnly: { packages: ['@acme/billing'], files: ['src/server/**'] },
  failOn: 'warning',
})
\`\`\`

\`defineConfig\` gives types and completion; a plain object works as well, without the package \`keyfence\`. Every option is
also an option of each plugin: where both say something, lists are joined and everything else is the plugin's. An option
that does not exist is an error that names the nearest one.

\`KEYFENCE=warn\` in the environment lets one build or scan pass, whatever \`failOn\` says, and says so.

${config.members.map((option) => section(option, exported)).join('\n\n')}
`
}
