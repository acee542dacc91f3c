import { catalogue } from '../../packages/core/dist/index.js'
import { reachOf } from '../../packages/core/dist/scan/reach.js'

/**
 * What every pattern of the catalogue promises to a search, read once instead of at each start.
 *
 * @returns {string} A module in TypeScript.
 */
export function reachTable() {
  const sources = [...new Set(catalogue.map(({ pattern }) => pattern.source))]
  const rows = sources.map((source) => {
    const reach = reachOf(new RegExp(source, 'uy')).map(({ run, head, literals }) => {
      const places = literals.map(({ text, at }) => `[${JSON.stringify(text)}, ${String(at)}]`)
      return `[${[run, head, ...(places.length === 0 ? [] : [`[${places.join()}]`])].join()}]`
    })
    return `${JSON.stringify(source)}: [${reach.join()}],`
  })
  return `// Written by scripts/docs.js from the catalogue. Do not edit: run \`pnpm docs:update\`.

/** For one alternative of a pattern, the fields of \`Reach\` in scan/reach.ts. */
type Row = readonly [run: number, head: number, literals?: readonly (readonly [text: string, at: number])[]]

/** What \`reachOf\` reads in the patterns of the catalogue, by their source. */
export const reachTable: Readonly<Record<string, readonly Row[]>> = {
${rows.join('\n')}
}
`
}
