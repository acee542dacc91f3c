import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'

/** A project as create-vite makes it. */
export interface Starter {
  /** Name of the template. */
  readonly template: string
  /** Folder of the create-vite that makes it. */
  readonly creator: string
  /** Version of that create-vite. */
  readonly version: string
}

/** What a command ended with. */
export interface Outcome {
  readonly code: number
  readonly output: string
}

/** A source file with a leak in it, and the line that leaks. */
export interface Leak {
  readonly path: string
  readonly clean: string
  readonly leaking: string
  readonly line: number
}

/** Name that the leaking variable has. */
export const variable = 'VITE_OPENAI_API_KEY'

/** Installs a create-vite and lists its templates, in its own order. Those that another tool makes are not among them. */
export async function startersOf(range: string, work: string): Promise<Starter[]> {
  const folder = join(work, range.replace(/\W+/gu, '-'))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  await succeed('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', range], folder)
  const creator = join(folder, 'node_modules/create-vite')
  const version = versionIn(creator)
  const help = await succeed('node', [join(creator, 'index.js'), '--help'], folder)
  const names = help.split('Available templates:')[1]?.match(/[a-z]+(?:-[a-z]+)*/gu) ?? []
  return names.map((template) => ({ template, creator, version }))
}

/** Makes the project. Returns its folder. */
export async function createProject({ template, creator, version }: Starter, work: string): Promise<string> {
  const name = `${template}-${version.replaceAll('.', '-')}`
  const options = ['--template', template, '--no-interactive', '--no-immediate', '--no-rolldown']
  await succeed('node', [join(creator, 'index.js'), name, ...options], work)
  return join(work, name)
}

/**
 * Installs a project, with our packages beside its own. Returns npm's reason when the project alone cannot be installed:
 * its template may ask for what the registry does not have yet.
 */
export async function install(folder: string, tarballs: readonly string[]): Promise<string | undefined> {
  const packages = tarballs.filter((path) => /keyfence-(?:core|vite-plugin)-/u.test(path))
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error']
  const together = await run('npm', [...args, '-D', ...packages], folder)
  if (together.code === 0) return undefined
  const alone = await run('npm', args, folder)
  if (alone.code === 0) throw new Error(`Its own packages install, ours do not. ${together.output.slice(-2000)}`)
  return /No matching version found for \S+(?=\.\s)|ERESOLVE|E\d{3}/u.exec(alone.output)?.[0] ?? 'npm failed'
}

/** Puts the plugin into the configuration as a person would, and makes one where there is none. */
export function addPlugin(folder: string): void {
  const name = readdirSync(folder).find((entry) => /^vite\.config\.[jt]s$/u.test(entry))
  const line = `import keyfence from '@keyfence/vite-plugin'\n`
  if (name === undefined) {
    const extension = existsSync(join(folder, 'tsconfig.json')) ? 'ts' : 'js'
    const text = `${line}import { defineConfig } from 'vite'\n\nexport default defineConfig({ plugins: [keyfence()] })\n`
    writeFileSync(join(folder, `vite.config.${extension}`), text)
    return
  }
  const text = readFileSync(join(folder, name), 'utf8')
  const changed = text.replace(/plugins:\s*\[/u, (start) => `${start}keyfence(), `)
  if (changed === text) throw new Error(`${name} of ${folder} has no list of plugins.`)
  writeFileSync(join(folder, name), line + changed)
}

/** Runs the project's own build: most templates check their types first, the configuration's among them. */
export async function build(folder: string): Promise<Outcome> {
  rmSync(join(folder, 'dist'), { recursive: true, force: true })
  return await run('npm', ['run', 'build'], folder)
}

/** Writes a value into the markup of the first component. */
export function literalLeak(folder: string, value: string): Leak {
  return leakIn(folder, (text) => put(text, `title="${value}"`), value)
}

/** Reads a public variable in the markup of the first component. */
export function variableLeak(folder: string): Leak {
  const expression = `import.meta.env.${variable}`
  return leakIn(folder, (text, extension) => put(text, attribute(expression, extension), extension), expression)
}

function leakIn(folder: string, change: (text: string, extension: string) => string, sought: string): Leak {
  const path = componentOf(folder)
  const clean = readFileSync(join(folder, path), 'utf8')
  const leaking = change(clean, extname(path))
  const at = leaking.indexOf(sought)
  if (at === -1) throw new Error(`Found no place for a leak in ${path}.`)
  return { path, clean, leaking, line: leaking.slice(0, at).split('\n').length }
}

/** The file that holds the heading; Lit's stands in the page, so there it is the one with the button. */
function componentOf(folder: string): string {
  const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .map((name) => `src/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.(?:[jt]sx?|vue|svelte)$/u.test(name))
    .sort()
  const holds = (tag: RegExp) => sources.find((path) => tag.test(readFileSync(join(folder, path), 'utf8')))
  const found = holds(/<h1>/u) ?? holds(/<button\s/u)
  if (found === undefined) throw new Error(`${folder} has no component.`)
  return found
}

/** An attribute whose value is an expression, in the words of each template language. */
function attribute(expression: string, extension: string): string {
  if (extension === '.vue') return ':title="leaked"'
  return /^\.[jt]s$/u.test(extension) ? `title="\${${expression}}"` : `title={${expression}}`
}

function put(text: string, attributeText: string, extension = ''): string {
  const tag = text.includes('<h1>') ? '<h1' : '<button'
  const changed = text.replace(tag, () => `${tag} ${attributeText}`)
  // A template of Vue cannot say `import.meta`.
  if (extension !== '.vue') return changed
  return changed.replace(/<script setup[^>]*>\n/u, (start) => `${start}const leaked = import.meta.env.${variable}\n`)
}

/** Runs a program with what a terminal would give it: nothing of Vitest and pnpm around it. */
export async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const own =
    /^(?:NODE_ENV|VITEST\w*|VITE_\w*|MODE|DEV|PROD|SSR|BASE_URL|TEST|KEYFENCE|npm_\w*|NODE_OPTIONS|FORCE_COLOR)$/u
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)))
  return await new Promise((resolve) => {
    execFile(
      program,
      args,
      {
        cwd,
        env: { ...env, NO_COLOR: '1', ...more },
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
        shell: process.platform === 'win32',
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
        resolve({ code, output: stdout + stderr })
      },
    ).stdin?.end()
  })
}

async function succeed(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, output } = await run(program, args, cwd)
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${code}. ${output.slice(-2000)}`)
  return output
}

/** Version of the package in a folder. */
export function versionIn(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  return version
}
