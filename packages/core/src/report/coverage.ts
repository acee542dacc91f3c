import type { Report } from '../model.ts'

/** How much was checked: "scanned 14 of 14 client files, 1.8 MB, in 9 ms", and how much the policy lets stay. */
export function coverageLine({ summary }: Pick<Report, 'summary'>, kind = 'client'): string {
  const { scanned, files, bytes, durationMs, allowed } = summary
  const stays = allowed === 0 ? '' : `; ${allowed} ${allowed === 1 ? 'finding is' : 'findings are'} allowed to stay`
  return `scanned ${scanned} of ${files} ${kind} ${files === 1 ? 'file' : 'files'}, ${size(bytes)}, in ${durationMs} ms${stays}`
}

/** Decimal units, as browsers and bundlers show them. */
function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
