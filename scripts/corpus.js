// Scans published packages, whose authors took care that nothing leaks: what is found there is a false alarm until it is
// looked at. `pnpm corpus` writes the table of docs/accuracy.md, `pnpm corpus --small` only prints it, `--look` prints
// where every error stands, with the value masked.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { catalogue, createFence } from '../packages/core/dist/index.js'
import { compileMatcher } from '../packages/core/dist/scan/matcher.js'
import { decodeText } from '../packages/core/dist/scan/text.js'
import { fewPackages, packages } from './corpus/packages.js'
import { readTar } from './corpus/read-tar.js'
import { table } from './docs/markdown.js'

const root = fileURLToPath(new URL('../', import.meta.url))
const cache = join(root, 'node_modules/.cache/keyfence-corpus')
const page = join(root, 'docs/accuracy.md')
const [begin, end] = ['<!-- corpus: written by scripts/corpus.js -->', '<!-- end of corpus -->']

/** @typedef {{ findings: number, values: Set<string>, packages: Set<string> }} Count */

const isSmall = process.argv.includes('--small')
const isLook = process.argv.includes('--look')
const list = isSmall ? fewPackages : packages

/** @type {(spec: string) => string} */
function tarballOf(spec) {
  return join(
    cache,
    `${spec
      .replace(/^@/u, '')
      .replace('/', '-')
      .replace(/@(?=[^@]*$)/u, '-')}.tgz`,
  )
}

function download() {
  mkdirSync(cache, { recursive: true })
  const missing = list.filter((spec) => !existsSync(tarballOf(spec)))
  for (let at = 0; at < missing.length; at += 8) {
    const some = missing.slice(at, at + 8)
    console.error(`Downloading ${some.join(' ')}`)
    execFileSync('npm', ['pack', '--silent', '--pack-destination', cache, ...some], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
}

/** @type {Map<string, Count>} Key: secrecy and detector. */
const counts = new Map()
const totals = { bytes: 0, files: 0, milliseconds: 0 }
const matcher = compileMatcher(catalogue, [])
const fence = createFence()

/** @type {(spec: string, path: string, bytes: Buffer) => void} */
function scanFile(spec, path, bytes) {
  const startedAt = process.cpuUsage()
  const { text } = decodeText(bytes)
  const matches = matcher.find(text)
  const { user, system } = process.cpuUsage(startedAt)
  totals.milliseconds += (user + system) / 1000
  totals.files++
  totals.bytes += bytes.length
  for (const { detector, secrecy, value, start, end: stop } of matches) {
    const key = `${secrecy} ${detector?.id ?? ''}`
    const count = counts.get(key) ?? { findings: 0, values: new Set(), packages: new Set() }
    counts.set(key, count)
    count.findings++
    count.values.add(createHash('sha256').update(value).digest('hex'))
    count.packages.add(spec)
    if (!isLook || secrecy === 'publishable') continue
    const line = text.slice(0, start).split('\n').length
    const before = fence.mask(text.slice(Math.max(0, start - 90), start)).replace(/\s+/gu, ' ')
    const after = fence.mask(text.slice(stop, stop + 30)).replace(/\s+/gu, ' ')
    console.log(
      `${secrecy} ${detector?.id ?? ''} ${spec} ${path}:${String(line)}\n    ${before}(${String(value.length)} characters)${after}`,
    )
  }
}

download()
for (const spec of list) {
  for (const { path, bytes } of readTar(readFileSync(tarballOf(spec)))) scanFile(spec, path, bytes)
}

const hundredMegabytes = totals.bytes / 1e8
const order = ['secret', 'depends', 'publishable']
const rows = [...counts]
  .map(([key, count]) => {
    const [secrecy = '', id = ''] = key.split(' ')
    return { secrecy, id, ...count }
  })
  .sort((a, b) => order.indexOf(a.secrecy) - order.indexOf(b.secrecy) || b.findings - a.findings)
const body = `${table(
  ['secrecy', 'detector', 'findings', 'values', 'packages', 'findings per 100 MB'],
  rows.map((row) => [
    row.secrecy,
    `\`${row.id}\``,
    String(row.findings),
    String(row.values.size),
    String(row.packages.size),
    (row.findings / hundredMegabytes).toFixed(2),
  ]),
)}
`
const summary = `${String(list.length)} packages, ${String(totals.files)} files, ${(totals.bytes / 1e6).toFixed(0)} MB; ${String(catalogue.length)} detectors, no known secrets; ${(totals.bytes / 1000 / totals.milliseconds).toFixed(0)} MB of input a second of CPU time. Node ${process.version}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${String(cpus().length)} cores.`
console.log(`${body}\n${summary}`)

if (!isSmall && !isLook) {
  const text = readFileSync(page, 'utf8')
  const [head = '', rest = ''] = text.split(begin)
  const tail = rest.slice(rest.indexOf(end))
  writeFileSync(page, `${head}${begin}\n\n${summary}\n\n${body}\n${tail}`)
}
