import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { DroppedCandidate, Fence } from '@keyfence/core'
import { clientFile } from '@keyfence/core/node'
import { UsageError } from './run.ts'

const placesShown = 3

/**
 * What in a file begins like a credential and is not reported, with the reason: a line for each format and reason.
 *
 * @throws {UsageError} For a file that cannot be read.
 */
export function droppedLines(path: string, fence: Fence, cwd: string): string[] {
  const candidates = fence.dropped(contentOf(path, cwd))
  if (candidates.length === 0) return [`Nothing else in \`${path}\` begins like a credential.`]
  const groups = new Map<string, DroppedCandidate[]>()
  for (const candidate of candidates) {
    const key = JSON.stringify([candidate.detector, candidate.reason])
    groups.set(key, [...(groups.get(key) ?? []), candidate])
  }
  return [
    `Not reported in \`${path}\`, though it begins like a credential:`,
    ...[...groups.values()].flatMap((all) => {
      const [first] = all
      if (first === undefined) return []
      const places = all.slice(0, placesShown).map(({ line, column }) => `${line}:${column}`)
      const more = all.length > placesShown ? ` and ${all.length - placesShown} more` : ''
      return [`  ${first.title} (\`${first.literal}\`) at ${places.join(', ')}${more}`, `    ${first.reason}`]
    }),
  ]
}

function contentOf(path: string, cwd: string): string | Uint8Array {
  try {
    const file = clientFile(path, readFileSync(resolve(cwd, path)))
    if (!('unreadable' in file)) return file.content
  } catch {
    // Told below: the path is the user's own.
  }
  throw new UsageError(`\`--explain\` needs a file that can be read, and \`${path}\` is none.`)
}
