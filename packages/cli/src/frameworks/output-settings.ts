import { join, resolve } from 'node:path'
import { showPath } from '../files.ts'
import { flagValue, variableValue, type BuildCall } from './commands.ts'
import type { Framework, OutSetting } from './framework.ts'
import { isFile, type Package } from './packages.ts'
import { readConfig, type Setting } from './static-config.ts'

/** What the settings of a framework say in one package. */
export interface Settings {
  /** Name of a setting → every folder that it may mean, absolute. */
  readonly folders: ReadonlyMap<string, readonly string[]>
  /** Prefixes of variables that the project adds. */
  readonly publicPrefixes: readonly string[]
  /** A sentence about each setting that code decides, so that nobody can say where the output is. */
  readonly problems: readonly string[]
}

const extensions = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '.jsonc', '.toml']

/** Reads where a framework writes its output, from its commands, the environment and its configuration. */
export async function outputSettings(
  { name, settings = {}, prefixPath }: Framework,
  { folder }: Package,
  calls: readonly BuildCall[],
  environment: NodeJS.ProcessEnv,
): Promise<Settings> {
  const folders = new Map<string, string[]>()
  const problems: string[] = []
  const publicPrefixes: string[] = []
  for (const [placeholder, setting] of Object.entries(settings)) {
    const found: string[] = []
    for (const call of calls.length > 0 ? calls : [{ text: '', root: undefined }]) {
      const start = resolve(folder, call.root ?? '')
      const file = configFile(start, folder, setting, call)
      const said = await valuesFor(setting, file, call, environment)
      const root = setting.rootPath === undefined ? absent : await read(file, setting.rootPath)
      for (const [{ kind }, path] of [
        [said, setting.path],
        [root, setting.rootPath],
      ] as const) {
        if (kind !== 'computed' || file === undefined) continue
        const where = showPath(file, folder)
        problems.push(
          `\`${path?.join('.') ?? ''}\` in \`${where}\` is computed, so where ${name} writes to cannot be read from it.`,
        )
      }
      const bases = root.kind === 'known' ? root.values.map((value) => resolve(start, value)) : [start]
      const base = setting.isBesideFile === true && file !== undefined ? [join(file, '..')] : bases
      const values = said.kind === 'known' ? [...said.values] : []
      if (setting.default !== undefined && (said.kind === 'absent' || (said.kind === 'known' && said.mayBeAbsent)))
        values.push(setting.default)
      // A shell may be given an address instead of a folder.
      found.push(
        ...values
          .filter((value) => !/^https?:/u.test(value))
          .flatMap((value) => base.map((top) => resolve(top, value))),
      )
      if (prefixPath !== undefined) {
        const prefixes = await read(file, prefixPath)
        if (prefixes.kind === 'known') publicPrefixes.push(...prefixes.values)
      }
    }
    folders.set(placeholder, [...new Set(found)])
  }
  return {
    folders,
    problems: [...new Set(problems)],
    publicPrefixes: [...new Set(publicPrefixes)].filter((p) => p !== ''),
  }
}

const absent: Setting = { kind: 'absent' }

/** A flag wins over a variable, a variable over the configuration. */
async function valuesFor(
  setting: OutSetting,
  file: string | undefined,
  call: BuildCall,
  environment: NodeJS.ProcessEnv,
): Promise<Setting> {
  const { flags = [], variable, path } = setting
  const given =
    flagValue(call, flags) ??
    (variable === undefined ? undefined : (variableValue(call, variable) ?? environment[variable]))
  if (given !== undefined && !given.includes('$')) return { kind: 'known', values: [given], mayBeAbsent: false }
  return path === undefined ? absent : await read(file, path, setting.server)
}

async function read(
  file: string | undefined,
  path: readonly string[],
  server?: OutSetting['server'],
): Promise<Setting> {
  return file === undefined ? absent : (await readConfig(file)).setting(path, server)
}

/** The file that the command names, else the first that is there. */
function configFile(start: string, folder: string, { files = [] }: OutSetting, call: BuildCall): string | undefined {
  if (files.length === 0) return undefined
  const named = files.includes('package') ? undefined : flagValue(call, ['--config', '-c'])
  if (named !== undefined && isFile(resolve(folder, named))) return resolve(folder, named)
  const names = files.flatMap((file) => extensions.map((extension) => `${file}${extension}`))
  return [start, folder].flatMap((top) => names.map((name) => join(top, name))).find(isFile)
}

/** Whether a file is there: itself, or as a configuration in any language. */
export function hasFile(folder: string, name: string): boolean {
  return ['', ...extensions].some((extension) => isFile(join(folder, `${name}${extension}`)))
}
