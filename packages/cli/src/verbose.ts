import type { UnreadableFile } from '@keyfence/core'
import type { KnownSecrets, LoadedConfig } from '@keyfence/core/node'
import { showPath, type FoundFile } from './files.ts'

/** What decided about a scan, a line each: files, configuration, and the names, never the values, of variables. */
export function detailsOf(
  { file }: LoadedConfig,
  { secrets, dropped }: KnownSecrets,
  files: readonly (FoundFile | UnreadableFile)[],
  root: string,
): string[] {
  const largest = files.reduce<FoundFile | undefined>(
    (most, found) => ('bytes' in found && found.bytes > (most?.bytes ?? -1) ? found : most),
    undefined,
  )
  const names = new Map(
    secrets.flatMap(({ sources }) => sources.map(({ name, path, line }) => [name, placeOf(path, line)])),
  )
  const reasons = new Map(dropped.filter(({ name }) => !names.has(name)).map(({ name, reason }) => [name, reason]))
  return [
    file === undefined
      ? 'No configuration file: the defaults hold.'
      : `The configuration is \`${showPath(file, root)}\`.`,
    `${files.length} ${files.length === 1 ? 'file' : 'files'} to scan${largest === undefined ? '' : `, the largest is \`${largest.path}\` with ${largest.bytes} bytes`}.`,
    `Values that are looked for: ${names.size === 0 ? 'none' : ''}`.trimEnd(),
    ...[...names].map(([name, place]) => `  ${name} (${place})`),
    `Variables that are not looked for: ${reasons.size === 0 ? 'none' : ''}`.trimEnd(),
    ...[...reasons].map(([name, reason]) => `  ${name}: ${reason}`),
  ]
}

function placeOf(path: string | null, line: number | null): string {
  if (path === null) return 'environment'
  return line === null ? path : `${path}:${line}`
}
