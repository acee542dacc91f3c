import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  createFence,
  type AllowEntry,
  type ClientFile,
  type Fence,
  type HostFacts,
  type Report,
  type UnreadableFile,
} from '@keyfence/core'
import { loadConfig, machineSecrets, mergeConfig, terminalWidth, wantsColour } from '@keyfence/core/node'
import { json, pretty } from '@keyfence/core/report'
import { filesAt } from '../files.ts'
import { mapsOf } from '../maps.ts'
import { UsageError, type Surroundings } from '../run.ts'

const exitCodes: Readonly<Record<Report['verdict'], number>> = { passed: 0, findings: 1, incomplete: 3 }

/** What the flags said. */
export interface ScanFlags {
  readonly format: string | undefined
  readonly config: string | undefined
  readonly listPublishable: boolean
}

/**
 * `keyfence scan`: reads everything at the paths and reports what a visitor would receive.
 *
 * @returns 0 clean, 1 secrets, 3 incomplete.
 * @throws {UsageError} For what cannot be meant.
 * @throws {KeyfenceError} For a configuration or an environment file that cannot be used.
 */
export async function scan(paths: readonly string[], flags: ScanFlags, surroundings: Surroundings): Promise<number> {
  const { environment, stdout, stderr } = surroundings
  const format = flags.format ?? 'pretty'
  if (format !== 'pretty' && format !== 'json')
    throw new UsageError(`Unknown format \`${format}\`. Use \`pretty\` or \`json\`.`)
  if (paths.length === 0)
    throw new UsageError('Nothing to scan. Name the folder that you deploy, such as `keyfence scan dist`.')
  const { report, fence } = await auditPaths(paths, flags, surroundings)

  if (format === 'json') stdout.write(json(report))
  else
    stdout.write(
      `${pretty(report, { colour: wantsColour(stdout, environment), width: terminalWidth(stdout, environment) })}\n`,
    )
  for (const entry of fence.unusedAllowEntries()) {
    // Only a build knows of imports.
    if (entry.rule === 'server-import' || entry.package !== undefined) continue
    stderr.write(
      `keyfence: The allow entry for ${subjectOf(entry)} matches nothing here. Remove it if nothing else needs it.\n`,
    )
  }
  if (environment['KEYFENCE'] === 'warn')
    stderr.write('keyfence: KEYFENCE=warn is set, so this scan passes whatever it found.\n')
  return exitCodes[report.verdict]
}

/**
 * Scans paths under the policy of the current folder.
 *
 * @throws {UsageError} For a path that is not there or holds no file.
 */
export async function auditPaths(
  paths: readonly string[],
  { config: configFile, listPublishable = false }: Pick<ScanFlags, 'config'> & { readonly listPublishable?: boolean },
  { cwd, environment }: Surroundings,
): Promise<{ report: Report; fence: Fence }> {
  for (const path of paths) {
    if (!existsSync(resolve(cwd, path)))
      throw new UsageError(`There is nothing at \`${path}\`. Build first, or check the path.`)
  }
  const loaded = await loadConfig(cwd, configFile === undefined ? undefined : resolve(cwd, configFile))
  const config = mergeConfig(loaded.config, {}, environment)
  const folders = paths.map((path) => resolve(cwd, path, '..'))
  const { secrets } = machineSecrets({ root: cwd, folders, config, environment })
  const fence = createFence({ config, knownSecrets: secrets, listPublishable })
  const found = new Set<string>()
  const report = await fence.audit(filesAtAll(paths, cwd, found), hostFacts(cwd))
  const empty = paths.filter((path) => !found.has(path))
  if (empty.length > 0) {
    throw new UsageError(
      `There is no file in ${empty.map((path) => `\`${path}\``).join(', ')}. Build first, or check the path.`,
    )
  }
  return { report, fence }
}

function subjectOf(entry: AllowEntry): string {
  const fields = Object.entries(entry).filter(([name]) => name !== 'reason' && name !== 'expires')
  return fields.map(([name, value]) => `${name} \`${value}\``).join(', ')
}

/** Adds each path that holds a file to `found`. */
function* filesAtAll(
  paths: readonly string[],
  cwd: string,
  found: Set<string>,
): Generator<ClientFile | UnreadableFile> {
  for (const path of paths) {
    for (const file of filesAt(path, cwd)) {
      found.add(path)
      yield file
    }
  }
}

/** A folder has no module graph: only its source maps tell where something came from. */
function hostFacts(root: string): HostFacts {
  return { root, mapOf: (path) => mapsOf(root, path) }
}
