import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { machine } from '../bench/machine.js'
import type { Starter } from './starter.ts'

/** What one starter did. */
export interface Row extends Starter {
  /** Version of Vite that it installed. */
  vite: string
  clean: string
  literal: string
  variable: string
  /** Making, installing and four builds. */
  seconds: number
}

const page = fileURLToPath(new URL('../../docs/matrix.md', import.meta.url))

/** Writes what a whole run found. */
export async function writePage(rows: readonly Row[]): Promise<void> {
  const versions = [...new Set(rows.map(({ version }) => version))]
  const text = `# Starters

Every template of create-vite, made, installed and built with the packed tarballs of keyfence in a folder outside of this
repository. \`pnpm test:matrix\` wrote this page; continuous integration runs three of the rows.

- **Clean**: the template's own \`npm run build\` without the plugin and with it, all files of \`dist/\` compared byte by byte.
- **Literal**: a key written into the markup of a component. **Variable**: \`VITE_OPENAI_API_KEY\` from \`.env.local\`,
  read there. \`stopped at\` says that the build failed, the message named this line, no file of \`dist/\` held the key, and
  nothing of the key was printed.

${machine()}, ${new Date().toISOString().slice(0, 10)}.

${versions.map((version) => section(version, rows)).join('\n\n')}
`
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }))
}

function section(version: string, rows: readonly Row[]): string {
  const own = rows.filter((row) => row.version === version)
  const lines = own.map(
    ({ template, vite, clean, literal, variable, seconds }) =>
      `| ${[template, vite, clean, literal, variable, seconds].join(' | ')} |`,
  )
  return [
    `## create-vite ${version}`,
    '',
    '| template | Vite | clean | literal | variable | seconds |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n')
}
