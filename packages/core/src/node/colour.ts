/** Whether a stream shows colours, by the conventions of NO_COLOR and FORCE_COLOR. */
export function wantsColour(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): boolean {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: term } = environment
  if (no !== undefined && no !== '') return false
  if (force !== undefined) return force !== '0' && force !== 'false'
  return stream.isTTY === true && term !== 'dumb'
}

/** Columns of a terminal; 80 where there is none, at most 120 because longer lines are hard to read. */
export function terminalWidth(stream: { readonly columns?: number }, environment: NodeJS.ProcessEnv): number {
  const columns = stream.columns ?? Number(environment['COLUMNS'])
  return Number.isFinite(columns) && columns > 0 ? Math.max(40, Math.min(columns, 120)) : 80
}
