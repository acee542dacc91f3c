import type { FindingGroup } from './group.ts'
import { visible } from './paint.ts'
import { chainText } from './pretty.ts'

/** What a host's own list of errors shows below the message of a finding: one fact a line, without colours. */
export function notesOf({ first, all }: FindingGroup): string[] {
  const { envName, envSource, importChain, remedy, why } = first
  const places = all.map(({ location: { path, line, column } }) => `${path}:${line}:${column}`)
  const source =
    envSource === null ? 'the environment' : `${envSource.path}${envSource.line === null ? '' : `:${envSource.line}`}`
  const notes = [
    envName === null ? undefined : `\`${envName}\` is set in ${source}.`,
    why,
    importChain.length > 1 ? `Imported by ${chainText(first)}` : undefined,
    all.length > 1 ? `It stands in ${places.join(', ')}` : undefined,
    // The message holds the first step.
    ...remedy.slice(1),
  ]
  return notes.filter((note) => note !== undefined).map(visible)
}
