import type { Report } from '../model.ts'

/** The report as JSON text, version 1, indented by two spaces and ending with a line break. */
export function json(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`
}
