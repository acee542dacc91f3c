import { besides, bundlers } from '../../packages/cli/dist/frameworks/bundlers.js'
import { pageFrameworks } from '../../packages/cli/dist/frameworks/page-frameworks.js'
import { code, table } from './markdown.js'

/** @typedef {import('../../packages/cli/dist/frameworks/framework.js').Framework} Framework */
/** @typedef {import('../../packages/cli/dist/frameworks/framework.js').Output} Output */

/** @type {(framework: Framework, output: Output) => string} */
function folder({ settings = {} }, { folder: path, only = [''], except = [], when, isSource }) {
  const shown = (/** @type {string} */ text) =>
    text.replace(/<(?<name>\w+)>/u, (_, name) => settings[name]?.default ?? '…')
  const parts = only.map((glob) => code(glob === '' ? shown(path) : `${shown(path)}/${glob}`))
  const left = except.filter((glob) => !except.includes(glob.replace(/\/\*\*$/u, '')) || !glob.endsWith('/**'))
  return [
    parts.join(', '),
    left.length === 0 ? '' : ` without ${left.map(code).join(', ')}`,
    when === undefined ? '' : `, where there is ${code(shown(when))}`,
    isSource === true ? ' (as it is)' : '',
  ].join('')
}

/** @type {(framework: Framework) => string} */
function moves({ settings = {}, name }) {
  if (name === 'Angular') return code('outputPath in angular.json')
  const texts = Object.values(settings).flatMap(({ files = [], path = [], flags = [], variable }) => [
    ...(files[0] === undefined ? [] : [code(`${path.join('.')} in ${files[0]}.*`)]),
    ...flags.map(code),
    ...(variable === undefined ? [] : [code(variable)]),
  ])
  return [...new Set(texts)].join(', ')
}

/** @type {(list: readonly Framework[]) => string} */
function frameworkTable(list) {
  const rows = list.map((framework) => [
    framework.name,
    [...new Set(framework.outputs.map((output) => folder(framework, output)))].join('<br>'),
    moves(framework),
    framework.inlinesAnyVariable === true ? 'any name' : framework.publicPrefixes.map(code).join(', '),
  ])
  return table(['framework', 'what is read', 'moved by', 'public variables'], rows)
}

/** What `keyfence scan` recognises. */
export function frameworksPage() {
  return `# Frameworks

What \`keyfence scan\` reads when no path is named. How it finds out which framework it is:
[the guide](../guide/cli.md#without-a-path). Real builds that it was tried on: [builds](../framework-builds.md).

The first of the first two tables that fits counts. \`…\` is the folder that a setting names. A folder that is not there is left out; when none is there, nothing is
built, and the exit code is 2. Of prerendered pages of Next.js only those are read that a browser asks for, and not the
code of the server beside them.

## Frameworks

${frameworkTable(pageFrameworks)}

## Bundlers

${frameworkTable(bundlers)}

## Beside them

${frameworkTable(besides)}
`
}
