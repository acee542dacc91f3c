import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { machine } from '../bench/machine.js'

/** What one version of a bundler did. */
export interface HostRow {
  readonly host: string
  readonly version: string
  readonly clean: string
  readonly leaks: string
}

const page = fileURLToPath(new URL('../../docs/hosts.md', import.meta.url))

/** Writes what a whole run found. */
export async function writeHostsPage(rows: readonly HostRow[]): Promise<void> {
  const text = `# Versions of Vite, Rollup and Rolldown

Both ends of every supported range, installed from the registry with the packed tarballs of keyfence in a folder outside of this
repository. \`pnpm test:matrix\` wrote this page; continuous integration runs three of the rows.

- **Clean**: a small app without the plugin and with it, all files of \`dist/\` compared byte by byte.
- **Leaks**: a literal and a comment in a source map; in Vite also a variable, a worker, a style sheet, a public file and the page.
  \`stopped\` says that the build failed, the message named the line and column, no file of \`dist/\` held the key, and nothing of
  the key was printed.

${machine()}, ${new Date().toISOString().slice(0, 10)}.

| bundler | version | clean | leaks |
| --- | --- | --- | --- |
${rows.map(({ host, version, clean, leaks }) => `| ${[host, version, clean, leaks].join(' | ')} |`).join('\n')}
`
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }))
}
