import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { machine } from '../bench/machine.js'

/** What a whole run found. */
export interface EsbuildPage {
  readonly versions: {
    version: string
    stopped: number
    routes: number
    passed: number
    passes: number
  }[]
  readonly plugins: {
    name: string
    version: string
    files: number
    first?: boolean
    last?: boolean
    outcomes: readonly string[]
  }[]
  readonly hosts: { name: string; version: string; files: number; isSame: boolean; code: number | null; at: string }[]
}

const page = fileURLToPath(new URL('../../docs/matrix-esbuild.md', import.meta.url))

/** Writes the page. */
export async function writeEsbuildPage({ versions, plugins, hosts }: EsbuildPage): Promise<void> {
  const text = `# esbuild: versions, plugins and tools

\`pnpm test:matrix\` installed all of this from the registry in folders outside of this repository and wrote this page;
continuous integration runs some of the rows. ${machine()}, ${new Date().toISOString().slice(0, 10)}.

## Versions

Every route by which a secret can get into esbuild's output, each a build of its own. Stopped: the build failed at the
right line, left no output and showed nothing of the key.

${table(
  ['esbuild', 'routes that are stopped', 'harmless builds that pass'],
  versions.map((row) => [row.version, `${row.stopped} of ${row.routes}`, `${row.passed} of ${row.passes}`]),
)}

## Other plugins

With esbuild 0.28.2. Same: keyfence first in \`plugins\`, or last, changes nothing against the build without it: bytes, names and
modes of all files, the result of \`build()\`, and the options, the result and the files that the other plugin sees.
Then a key in one file at a time. Stopped: no file held it. Reported: the other plugin copied the file by itself, and the
build failed and named the copy.

${table(
  ['plugin', 'version', 'files', 'keyfence first', 'keyfence last', 'leaks'],
  plugins.map((row) => [
    row.name,
    row.version,
    String(row.files),
    verdict(row.first),
    verdict(row.last),
    row.outcomes.join(', '),
  ]),
)}

## Tools

${table(
  ['tool', 'version', 'files', 'clean build', 'leaking build'],
  hosts.map((row) => [
    row.name,
    row.version,
    String(row.files),
    verdict(row.isSame),
    `exit code ${String(row.code)}, names ${row.at}`,
  ]),
)}
`
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }))
}

function verdict(isSame: boolean | undefined): string {
  return isSame === true ? 'same' : 'differs'
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
