import type { Report } from '../model.ts'

/** How much was checked: "scanned 14 of 14 client files, 1.8 MB, in 9 ms". */
export function coverageLine({ summary }: Pick<Report, 'summary'>): string {
  const { scanned, files, bytes, durationMs } = summary
  return `scanned ${scanned} of ${files} client ${files === 1 ? 'file' : 'files'}, ${size(bytes)}, in ${durationMs} ms`
}

/** Decimal units, as browsers and bundlers show them. */
function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
