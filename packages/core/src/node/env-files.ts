import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
// Experimental by name only on Node 20: Vite 8 reads its `.env` files with it.
// eslint-disable-next-line n/no-unsupported-features/node-builtins -- there in every supported version, since 20.12
import { parseEnv } from 'node:util'
import { parse } from 'dotenv'
import { expand } from 'dotenv-expand'
import { KeyfenceError } from '../errors.ts'
import type { Variable } from '../known-secrets/collect.ts'
import { nearestPackage, showPath } from './folders.ts'

/** Files that show which variables there are; what stands in them is no secret of this machine. */
const samples = /(?:^|[.-])(?:example|sample|template|dist|schema|vault|keys)(?:[.-]|$)/iu

/**
 * Variables of every `.env*` file in the folders, raw and expanded, each with its line.
 *
 * @param root - Absolute; paths in the result are relative to it.
 * @throws {KeyfenceError} KF_ENV_FILE when a file is there and cannot be read.
 */
export function readEnvFiles(folders: readonly string[], root: string, environment: NodeJS.ProcessEnv): Variable[] {
  const files = [...new Set(folders)].flatMap((folder) =>
    envFileNames(folder).map((name) => {
      const path = showPath(join(folder, name), root)
      const text = readText(join(folder, name), path)
      return { path, text, readings: readings(text) }
    }),
  )
  // Each host has its own order of files, so every other file may be the one that decides what a reference becomes.
  const others = [...files.flatMap((file) => file.readings), environment]
  const variables: Variable[] = []
  for (const { path, text, readings: own } of files) {
    for (const raw of own) {
      for (const [name, value] of Object.entries(raw)) {
        const source = { name, path, line: lineOf(text, name) }
        const values = [
          value,
          ...[raw, ...others].map((other) => expanded(name, value, [environment, ...others, raw, other])),
        ]
        for (const reading of new Set(values)) variables.push({ ...source, value: reading })
      }
    }
  }
  return variables
}

/** A value with its references replaced. The last environment that has a name wins. */
function expanded(name: string, value: string, environments: readonly NodeJS.ProcessEnv[]): string {
  if (!value.includes('$')) return value
  const all: Record<string, string> = {}
  for (const [key, text] of environments.flatMap((environment) => Object.entries(environment))) {
    if (text !== undefined) all[key] = text
  }
  return expand({ parsed: { [name]: value }, processEnv: { ...all, [name]: value } }).parsed?.[name] ?? value
}

/**
 * The file as each parser reads it that a host may use: they differ in unclosed quotes, byte order marks and text behind
 * a closing quote, and what only one of them sees is in its bundles all the same.
 */
function readings(text: string): Record<string, string>[] {
  const ofNode: Record<string, string> = {}
  for (const [name, value] of Object.entries(parseEnv(text.replace(/^\ufeff/u, '')))) {
    // Node 20 reads a commented line as a variable whose name begins with `#`.
    if (value !== undefined && /^[\w.-]+$/u.test(name)) ofNode[name] = value
  }
  return [parse(text), ofNode]
}

/** The folder itself and the nearest one above that holds a `package.json`. */
export function envFolders(root: string): string[] {
  return [...new Set([root, nearestPackage(root) ?? root])]
}

function envFileNames(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(
        (entry) => !entry.isDirectory() && /^\.env(?:\.|$)/u.test(entry.name) && !samples.test(entry.name.slice(4)),
      )
      .map((entry) => entry.name)
      .sort()
  } catch {
    return []
  }
}

function readText(file: string, path: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new KeyfenceError(
      'KF_ENV_FILE',
      `Could not read \`${path}\`, so its secrets would not be looked for. Make it readable, or remove it.`,
      { cause: error },
    )
  }
}

/** One-based line of the last assignment, which is the one that counts. */
function lineOf(text: string, name: string): number | null {
  const pattern = new RegExp(`^\\s*(?:export\\s+)?${name.replace(/[.$]/gu, '\\$&')}\\s*[=:]`, 'u')
  const index = text.split('\n').findLastIndex((line) => pattern.test(line))
  return index === -1 ? null : index + 1
}
