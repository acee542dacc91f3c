// Runs in a folder of its own, where the peers are installed: reads cases.json there, writes answers.json.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

/** @typedef {import('./cases.js').Case} Case */

const require = createRequire(import.meta.url)
/** By a name that no tool of this repository resolves. @type {(name: string) => Promise<any>} */
const load = async (name) => await import(pathToFileURL(require.resolve(name)).href)

const { lintSource } = await load('@secretlint/core')
const { creator } = await load('@secretlint/secretlint-rule-preset-recommend')
const { Linter } = await load('eslint')
const noSecrets = await load('eslint-plugin-no-secrets')
const sonar = await load('eslint-plugin-sonarjs')

/** @type {Case[]} */
const cases = JSON.parse(readFileSync('cases.json', 'utf8'))
const extensions = { js: '.js', html: '.html', css: '.css', json: '.json', map: '.map', env: '.env', text: '.txt' }
const preset = '@secretlint/secretlint-rule-preset-recommend'
const linter = new Linter()
const plugins = {
  'no-secrets': noSecrets.default ?? noSecrets,
  sonarjs: sonar.default ?? sonar,
}

/** Any report that touches the key counts. @type {(ranges: [number, number][], item: Case) => boolean} */
function isFound(ranges, { start, end }) {
  return ranges.some(([from, to]) => from < end && to > start)
}

/** @type {(item: Case) => Promise<boolean>} */
async function secretlint(item) {
  const ext = extensions[item.kind]
  const { messages } = await lintSource({
    source: { content: item.text, filePath: `/app/a${ext}`, ext, contentType: 'text' },
    options: { config: { rules: [{ id: preset, rule: creator }] }, noPhysicFilePath: true },
  })
  const ranges = messages
    .filter((/** @type {any} */ { type }) => type === 'message')
    .map((/** @type {any} */ { range }) => range)
  return isFound(ranges, item)
}

/** @type {(item: Case, rules: Record<string, 'error'>) => boolean | null} */
function eslint(item, rules) {
  if (item.kind !== 'js') return null
  const messages = linter.verify(item.text, { plugins, rules }, 'a.js')
  if (messages.some((/** @type {any} */ { fatal }) => fatal)) throw new Error(`ESLint cannot parse: ${item.column}`)
  const lines = item.text.split('\n').map((line) => line.length + 1)
  const offset = (/** @type {number} */ line, /** @type {number} */ column) =>
    lines.slice(0, line - 1).reduce((sum, length) => sum + length, column - 1)
  const ranges = messages.map(
    (/** @type {import('eslint').Linter.LintMessage} */ { line, column, endLine, endColumn }) => [
      offset(line, column),
      offset(endLine ?? line, endColumn ?? column + 1),
    ],
  )
  return isFound(ranges, item)
}

/** @type {Record<string, (boolean | null)[]>} */
const answers = { secretlint: [], 'no-secrets': [], sonarjs: [] }
for (const item of cases) {
  answers['secretlint']?.push(await secretlint(item))
  answers['no-secrets']?.push(eslint(item, { 'no-secrets/no-secrets': 'error' }))
  answers['sonarjs']?.push(
    eslint(item, {
      'sonarjs/no-hardcoded-secrets': 'error',
      'sonarjs/no-hardcoded-passwords': 'error',
      'sonarjs/hardcoded-secret-signatures': 'error',
    }),
  )
}
writeFileSync('answers.json', JSON.stringify(answers))
