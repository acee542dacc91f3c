import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KeyfenceError } from '../errors.ts'
import type { Finding } from '../model.ts'
import { checkConfig, type AllowEntry } from '../policy/config.ts'
import { foldersUpwards, isFile, showPath } from './folders.ts'

/** Name of the file that holds what must wait. */
export const baselineName = 'keyfence.baseline.json'

const version = 1

/**
 * Reads the nearest baseline, from a folder upwards to the root of the workspace or of git.
 *
 * @returns Its entries; none when there is no baseline.
 * @throws {KeyfenceError} KF_BASELINE when it cannot be read, or a newer keyfence wrote it; KF_CONFIG_TYPE for a wrong entry.
 */
export function readBaseline(root: string): {
  readonly file: string | undefined
  readonly allow: readonly AllowEntry[]
} {
  const file = foldersUpwards(root)
    .map((folder) => join(folder, baselineName))
    .find((path) => isFile(path))
  if (file === undefined) return { file: undefined, allow: [] }
  const shown = `\`${showPath(file, root)}\``
  const content = parseBaseline(file, shown)
  if (content.version !== version) {
    throw new KeyfenceError(
      'KF_BASELINE',
      `${shown} has version ${JSON.stringify(content.version)}, and this keyfence reads version ${version}. Update keyfence, or write it anew with \`keyfence baseline\`.`,
    )
  }
  return { file, allow: checkConfig({ allow: content.allow }, shown).allow ?? [] }
}

/**
 * Adds findings to the baseline of a folder, sorted, each once. What stands in it already keeps its reason.
 *
 * @returns The file, absolute, and how many entries were added.
 */
export function writeBaseline(
  root: string,
  findings: readonly Finding[],
  reason: string,
  expires: string | undefined,
): { readonly file: string; readonly added: number } {
  const { file = join(root, baselineName), allow } = readBaseline(root)
  const entries = new Map(allow.map((entry) => [identityOf(entry), entry]))
  const before = entries.size
  for (const finding of findings) {
    const entry = entryOf(finding, reason, expires)
    if (!entries.has(identityOf(entry))) entries.set(identityOf(entry), entry)
  }
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry)
  writeFileSync(file, `${JSON.stringify({ version, allow: sorted }, null, 2)}\n`)
  return { file, added: entries.size - before }
}

/**
 * The fingerprint of a strong value is the same at every gate, with or without a source map, so no path may stand beside
 * it; that of a weak one holds its place already. An import has nothing else that a person could recognise.
 */
function entryOf(
  { fingerprint, rule, detector, origin }: Finding,
  reason: string,
  expires: string | undefined,
): AllowEntry {
  return {
    ...(rule === 'server-import' ? { rule } : {}),
    ...(detector === null ? {} : { detector }),
    ...(rule !== 'server-import' || origin === null ? {} : { path: origin.path }),
    fingerprint,
    reason,
    ...(expires === undefined ? {} : { expires }),
  }
}

function identityOf({ path, detector, rule, fingerprint }: AllowEntry): string {
  return JSON.stringify([path ?? '', detector ?? '', rule ?? '', fingerprint ?? ''])
}

function parseBaseline(file: string, shown: string): { version?: unknown; allow?: unknown } {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof content === 'object' && content !== null) return content
  } catch {
    // Told below, without the parser's words: they quote the file.
  }
  throw new KeyfenceError(
    'KF_BASELINE',
    `${shown} is no JSON object that keyfence wrote. Write it anew with \`keyfence baseline\`.`,
  )
}
