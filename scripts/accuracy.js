// Generates keys and asks keyfence and its peers to find them: the same texts, in the same run. `pnpm accuracy` writes the
// tables of docs/accuracy.md, `pnpm accuracy --few` only prints them, `--seed <number>` takes the keys of an earlier run.
import { randomInt } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createFence, fakeKey } from '../packages/core/dist/index.js'
import { namedAi } from '../packages/core/dist/detectors/ai/named.js'
import { openai } from '../packages/core/dist/detectors/ai/openai.js'
import { otherAi } from '../packages/core/dist/detectors/ai/others.js'
import { caseOf, contexts, openaiFormats, providerContexts } from './accuracy/cases.js'
import { askPeers, versions } from './accuracy/peers.js'
import { table } from './docs/markdown.js'

/** @typedef {import('./accuracy/cases.js').Case} Case */
/** @typedef {{ item: Case, answers: Record<string, boolean | null> }} Asked */

const { values: flags } = parseArgs({ options: { few: { type: 'boolean' }, seed: { type: 'string' } } })
const seed = Number(flags.seed ?? randomInt(2 ** 30))
const keysPerCell = flags.few ? 2 : 10
const page = fileURLToPath(new URL('../docs/accuracy.md', import.meta.url))
const [begin, end] = ['<!-- recall: written by scripts/accuracy.js -->', '<!-- end of recall -->']
const tools = ['keyfence', 'secretlint', 'no-secrets', 'sonarjs']

let nextSeed = seed
const seeds = () => Array.from({ length: keysPerCell }, () => nextSeed++)
const ofOpenai = openaiFormats.flatMap(({ name, template }) =>
  contexts.flatMap((context) => seeds().map((one) => caseOf(name, fakeKey(template, one), context))),
)
const providers = [...otherAi, ...namedAi].filter(
  ({ provider, secrecy }) => provider !== 'OpenAI' && secrecy === 'secret',
)
const ofOthers = providers.flatMap(({ provider, title, examples, envNames: [name = 'API_KEY'] }) =>
  examples.match.flatMap((template) =>
    providerContexts(name).flatMap((context) =>
      seeds().map((one) => ({ ...caseOf('', fakeKey(template, one), context), row: `${provider}\t${title}` })),
    ),
  ),
)

const fence = createFence()

/** Once, at the exact place. @type {(item: Case) => boolean} */
function keyfence({ text, start, end: stop }) {
  const findings = fence.scan(text)
  const [finding] = findings
  const length = finding?.location.length ?? stop - start
  return findings.length === 1 && finding?.location.offset === start && length === stop - start
}

const all = [...ofOpenai, ...ofOthers]
console.error(`${String(all.length)} keys, seed ${String(seed)}`)
const answers = { keyfence: all.map(keyfence), ...askPeers(all) }
const asked = all.map((item, index) => ({
  item,
  answers: Object.fromEntries(Object.entries(answers).map(([tool, list]) => [tool, list[index] ?? null])),
}))

/** Of those that a tool can read, how many it finds. @type {(some: readonly Asked[], tool: string) => string} */
function share(some, tool) {
  const read = some.map((one) => one.answers[tool]).filter((answer) => typeof answer === 'boolean')
  if (read.length === 0) return '–'
  const percent = (read.filter((answer) => answer).length / read.length) * 100
  // Rounded down: 100 % has no exception.
  return `${percent === 100 ? '100' : (Math.floor(percent * 10) / 10).toFixed(1)} %`
}

/** @type {(head: string[], some: readonly Asked[], key: (item: Case) => string) => string} */
function shares(head, some, key) {
  const rows = [...new Set(some.map(({ item }) => key(item)))]
  const of = (/** @type {string} */ row) => some.filter(({ item }) => key(item) === row)
  return table(
    [...head, ...tools],
    rows.map((row) => [...row.split('\t'), ...tools.map((tool) => share(of(row), tool))]),
  )
}

const openaiAsked = asked.slice(0, ofOpenai.length)
const othersAsked = asked.slice(ofOpenai.length)
const peers = ['@secretlint/secretlint-rule-preset-recommend', 'eslint-plugin-no-secrets', 'eslint-plugin-sonarjs']
const summary = `${String(all.length)} keys that were generated for this run (seed ${String(seed)}): ${String(keysPerCell)} of each format in each surrounding. ${peers.map((name) => `${name} ${versions[/** @type {keyof typeof versions} */ (name)]}`).join(', ')}, ESLint ${versions.eslint}, on Node ${versions.node}; keyfence on Node ${process.versions.node}, with ${String([...openai, ...otherAi, ...namedAi].length)} formats of AI providers. ${cpus()[0]?.model.trim() ?? 'Unknown processor'}, ${String(cpus().length)} cores.`
const body = `${summary}

### OpenAI by format

${shares(['format'], openaiAsked, ({ row }) => row)}

### OpenAI by surrounding

${shares(['where'], openaiAsked, ({ column }) => column)}

### Other providers of AI

${shares(['provider', 'format'], othersAsked, ({ row }) => row)}

### All

${table(
  ['keys', ...tools],
  [
    ['OpenAI', ...tools.map((tool) => share(openaiAsked, tool))],
    ['other providers of AI', ...tools.map((tool) => share(othersAsked, tool))],
  ],
)}
`
console.log(body)
const missed = asked.filter((one) => one.answers['keyfence'] === false)
for (const { item } of missed.slice(0, 20))
  console.error(`keyfence misses: ${item.row.replace('\t', ', ')} in ${item.column}`)

if (!flags.few) {
  const text = readFileSync(page, 'utf8')
  const [head = '', rest = ''] = text.split(begin)
  const tail = rest.slice(rest.indexOf(end))
  writeFileSync(page, `${head}${begin}\n\n${body}\n${tail}`)
}
