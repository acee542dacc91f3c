import { exportsOf } from './declarations.js'
import { code, firstSentence, list, prose, table, value } from './markdown.js'

/** @typedef {import('./declarations.js').Entry} Entry */

const entries = [
  { name: '@keyfence/core', file: 'core/dist/index.d.ts', text: 'Pure: text in, values out. Runs in a browser too.' },
  { name: '@keyfence/core/report', file: 'core/dist/report/index.d.ts', text: 'A report as text.' },
  {
    name: '@keyfence/core/node',
    file: 'core/dist/node/index.d.ts',
    text: 'What needs a machine: the configuration file, the environment and `.env*` files, compressed files.',
  },
  { name: '@keyfence/vite-plugin', file: 'vite-plugin/dist/index.d.ts', text: 'See [the guide](../guide/vite.md).' },
]

/** @type {(entry: Entry) => string} */
function title({ name, kind, type }) {
  return kind === 'function' ? `${name}${type}` : name
}

/** @type {(exported: Entry[], kinds: Entry['kind'][]) => string} */
function overview(exported, kinds) {
  const rows = exported
    .filter(({ kind }) => kinds.includes(kind))
    .map((entry) => [code(title(entry)), prose(firstSentence(entry.text))])
  return rows.length === 0 ? '' : table([kinds.includes('type') ? 'type' : 'export', 'what'], rows)
}

/** @type {(entry: Entry) => string} */
function details({ name, text, type, members, values }) {
  // Another name for a type that has its own section.
  const isAlias = /^[A-Z]\w*$/u.test(type)
  const shape =
    members.length > 0 && !isAlias
      ? table(
          ['member', 'type', 'what'],
          members.map((member) => [
            code(`${member.name}${member.isOptional ? '?' : ''}`),
            code(member.type),
            [prose(member.text), member.defaultText === '' ? '' : `Default: ${value(member.defaultText)}.`]
              .filter((part) => part !== '')
              .join(' '),
          ]),
        )
      : values.length > 0
        ? `${list(
            values.map((literal) => `\`${literal}\``),
            'or',
          )}.`
        : `\`${type}\``
  return `### \`${name}\`\n\n${prose(text)}\n\n${shape}`
}

/** Reference of the programming interface. */
export function apiPage() {
  const sections = entries.map(({ name, file, text }) => {
    const exported = exportsOf(file)
    const types = exported.filter(({ kind }) => kind === 'type')
    return [`## \`${name}\``, text, overview(exported, ['function', 'class', 'constant']), ...types.map(details)]
      .filter((part) => part !== '')
      .join('\n\n')
  })
  return `# Programming interface

You need this page to write an adapter or a tool; [architecture](../architecture.md) says how the parts work together. What
is not listed here is not exported.

${sections.join('\n\n')}
`
}
