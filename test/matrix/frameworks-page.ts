import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { machine } from '../bench/machine.js'

/** What one framework did. */
export interface FrameworkRow {
  readonly name: string
  readonly version: string
  /** Client files of the leaking build. */
  readonly files: number
  /** Folders that were read, as the scan says. */
  readonly reading: string
  /** Cause, and the line that the map led to. */
  readonly leak: string
  /** Places in the output that hold the key, maps not counted. */
  readonly places: number
  /** Install, two builds and three scans. */
  readonly seconds: number
}

const page = fileURLToPath(new URL('../../docs/framework-builds.md', import.meta.url))

/** Writes what a whole run found. */
export async function writeFrameworksPage(rows: readonly FrameworkRow[]): Promise<void> {
  const lines = rows.map(({ name, version, reading, files, leak, places, seconds }) => {
    const folders = reading.split(', ').map((folder) => `\`${folder}\``)
    return `| ${[name, version, folders.join(', '), files, leak, places, seconds].join(' | ')} |`
  })
  const text = `# Builds of frameworks

Small projects of these frameworks, installed from the registry and built in a folder outside of this repository, then
scanned by \`keyfence scan\` without a path. \`pnpm test:matrix\` wrote this page; continuous integration runs its first row.

Each is built twice. The clean build has to end with exit code 0. The other one leaks a key from \`.env\`, or from a string
where the framework reads no variables: the scan has to end with exit code 1, name the cause and, where the build makes a
map, the source line, and show nothing of the key.

${machine()}, ${new Date().toISOString().slice(0, 10)}.

| framework | version | what is read | files | leak | places | seconds |
| --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }))
}
