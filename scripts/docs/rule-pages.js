import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { keyfence } from '../../packages/eslint-plugin/dist/index.js'
import { code, prose, table } from './markdown.js'

const begin = "<!-- begin of what the rule's metadata says -->"
const end = '<!-- end -->'
const rules = Object.entries(keyfence.rules)

/**
 * The pages of the rules and the plugin's README, each with the part that the rules' metadata says.
 *
 * @returns {Promise<{ path: string, body: string }[]>}
 */
export function rulePages() {
  const pages = [
    ...rules.map(([name, rule]) => ({ path: `docs/rules/${name}.md`, part: header(rule) })),
    { path: 'packages/eslint-plugin/README.md', part: ruleTable() },
  ]
  return Promise.all(pages.map(async ({ path, part }) => ({ path, body: await withPart(path, part) })))
}

/** What a rule's page says first. */
function header(/** @type {import('../../packages/eslint-plugin/dist/create-rule.js').PluginRule} */ { meta }) {
  const docs = docsOf(meta)
  const level = docs.recommended ? 'In `recommended` and `strict`, as an error.' : 'In `strict`, as an error.'
  const suggestions = meta?.hasSuggestions === true ? ' It suggests changes and makes none by itself.' : ''
  const policy = ` In the policy, its reports are ${code(docs.policyRule)}.`
  const [schema] = Array.isArray(meta?.schema) ? meta.schema : []
  const [defaults] = /** @type {Record<string, unknown>[]} */ (meta?.defaultOptions ?? [])
  /** @type {[string, { description?: string | undefined }][]} */
  const options = Object.entries(schema?.['properties'] ?? {})
  const rows = options.map(([name, { description = '' }]) => [
    code(name),
    code(JSON.stringify(defaults?.[name])),
    prose(description),
  ])
  const optionTable = rows.length === 0 ? 'It has no options.' : table(['option', 'default', 'what it does'], rows)
  return `${docs.description}\n\n${level}${suggestions}${policy}\n\n${optionTable}`
}

function ruleTable() {
  const rows = rules.map(([name, { meta }]) => {
    const { description, url, recommended, policyRule } = docsOf(meta)
    return [
      `[${code(`keyfence/${name}`)}](${url})`,
      description,
      recommended ? 'recommended' : 'strict',
      code(policyRule),
    ]
  })
  return table(['rule', 'what it does', 'from', 'in the policy'], rows)
}

/**
 * @param {unknown} meta
 * @returns {{ description: string, url: string, recommended: boolean, policyRule: string }}
 */
function docsOf(meta) {
  return /** @type {any} */ (meta).docs
}

async function withPart(/** @type {string} */ path, /** @type {string} */ part) {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url))
  const text = (await readFile(file, 'utf8')).replace(/\r\n/gu, '\n')
  const start = text.indexOf(begin)
  const stop = text.indexOf(end)
  if (start === -1 || stop < start) throw new Error(`${path} needs the lines \`${begin}\` and \`${end}\`.`)
  return `${text.slice(0, start)}${begin}\n\n${part}\n\n${text.slice(stop)}`
}
