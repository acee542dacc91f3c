import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { run } from './esbuild-builds.ts'
import { filesIn, filesThatHold, shownPieces, type ProjectFiles } from './project.ts'

/** A build with somebody else's plugin. */
export interface PluginRow {
  /** The package that is tried. */
  readonly name: string
  /** What has to be installed beside esbuild, where it is more than `name`. */
  readonly packages?: readonly string[]
  /** `LEAK` stands where the key goes: in one file at a time. */
  readonly files: ProjectFiles
  /** Import lines of the script. */
  readonly imports: string
  /** Text of the list of plugins, without keyfence. */
  readonly plugins: string
  /** Text of the other build options. */
  readonly options?: string
  /** Files that the plugin itself brings to `dist/`, behind esbuild's back: a leak there is reported, but is written. */
  readonly own?: readonly string[]
}

/** Where keyfence stands in the list of plugins. */
export type Position = 'absent' | 'first' | 'last'

/** What one build did. */
export interface Outcome {
  readonly code: number | null
  readonly output: string
  /** Path and mode of each file of `dist/`, with a digest. */
  readonly files: readonly string[]
  /** What the other plugins saw, in `setup` and in `onEnd`, and what `build()` gave back. */
  readonly seen: unknown
}

/**
 * Runs the build of `script.mjs`. It records what the other plugins see, so that runs with keyfence and without it can
 * be compared.
 */
const script = (row: PluginRow) => `import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as esbuild from 'esbuild'
import { keyfence } from '@keyfence/esbuild-plugin'
${row.imports}

const seen = []
const position = process.argv[2]
const others = [${row.plugins}].map(watched)
const options = {
  entryPoints: ['src/main.js'],
  bundle: true,
  outdir: 'dist',
  format: 'esm',
  ${row.options ?? ''}
}
options.plugins =
  position === 'absent' ? others : position === 'first' ? [keyfence(), ...others] : [...others, keyfence()]
try {
  seen.push(['result', view(await esbuild.build(options))])
} catch {
  process.exitCode = 1
}
writeFileSync('seen.json', JSON.stringify(seen))

function watched({ name, setup }) {
  return {
    name,
    setup: (build) => {
      const { plugins, ...rest } = build.initialOptions
      seen.push(['setup', name, Object.entries(rest).filter(([, value]) => value !== undefined).sort()])
      const onEnd = (callback) =>
        build.onEnd((result) => {
          const { write, metafile } = build.initialOptions
          seen.push(['end', name, { write, metafile }, view(result), disk()])
          return callback(result)
        })
      return setup({ ...build, onEnd })
    },
  }
}

function view({ errors, warnings, outputFiles, metafile, mangleCache }) {
  const texts = (messages) => messages.filter(({ pluginName }) => pluginName !== 'keyfence').map(({ text }) => text)
  const files = outputFiles?.map(({ path, contents, hash }) => [path, hash, digest(contents)])
  return { errors: texts(errors), warnings: texts(warnings), files: files ?? null, metafile, mangleCache }
}

function disk() {
  try {
    return readdirSync('dist', { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .map((path) => [path, statSync(path).mode, digest(readFileSync(path))])
      .sort()
  } catch {
    return []
  }
}

function digest(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}
`

/** Builds the project of a row in a folder that finds the packages. */
export async function buildRow(folder: string, row: PluginRow, position: Position, leak?: LeakIn): Promise<Outcome> {
  rmSync(folder, { recursive: true, force: true })
  const files = { 'package.json': '{ "type": "module", "private": true }\n', ...row.files, 'script.mjs': script(row) }
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    const value = leak?.path === path ? leak.key : 'text'
    writeFileSync(join(folder, path), typeof content === 'string' ? content.replaceAll('LEAK', value) : content)
  }
  const { code, stdout, stderr } = await run(folder, 'script.mjs', { NO_COLOR: '1' }, [position])
  const dist = filesIn(join(folder, 'dist'))
  return {
    code,
    output: stdout + stderr,
    files: [...dist].map(([path, bytes]) => `${path} ${modeOf(join(folder, 'dist', path))} ${digest(bytes)}`).sort(),
    seen: readJson(join(folder, 'seen.json')),
  }
}

/** A key in one file of a row. */
export interface LeakIn {
  readonly path: string
  readonly key: string
}

/** Files of a row that a key can be put into. */
export function leakPaths({ files }: PluginRow): string[] {
  return Object.entries(files).flatMap(([path, content]) =>
    typeof content === 'string' && content.includes('LEAK') ? [path] : [],
  )
}

/** Builds a row with a key in one of its files. */
export async function leakRow(folder: string, row: PluginRow, position: Position, leak: LeakIn): Promise<string> {
  const { code, output } = await buildRow(folder, row, position, leak)
  if (shownPieces(output, leak.key, 'sk-proj-').length > 0) return 'the key is shown'
  if (code === 0) return 'passes'
  if (!output.includes('keyfence stopped this build: 1 secret')) return `fails otherwise: ${output.slice(-300)}`
  const onDisk = filesThatHold(join(folder, 'dist'), leak.key)
  if (onDisk.length === 0) return output.includes(leak.path) ? 'stopped' : 'stopped elsewhere'
  if (row.own?.includes(leak.path) !== true) return `on disk: ${onDisk.join(', ')}`
  return onDisk.every((path) => output.includes(`dist/${path}`)) ? 'reported' : 'not named'
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8)
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
