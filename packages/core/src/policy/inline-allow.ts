/** The comment that lets one place stay: `keyfence-allow <detector or rule> -- <reason>`. */
const comment = /keyfence-allow[ \t]+(?<name>[\w@/.-]+)[ \t]+--[ \t]*(?<reason>\S[^\n]{0,300})/gu

/** Characters before and behind a finding in which its comment may stand. */
const reach = 2000

/** What an inline comment is looked for in: the source of a finding. */
export interface AllowPlace {
  readonly path: string | null
  readonly source: string | null
  readonly span: { readonly start: number } | null
}

/**
 * The comment on the source line or the line above, when it names the finding and gives a reason. Comments in packages
 * do not count: their authors do not speak for the project.
 */
export function inlineAllow({ path, source, span }: AllowPlace, names: readonly string[]) {
  if (path === null || source === null || span === null || /(?:^|\/)node_modules\//u.test(path)) return undefined
  // A minified file has one line of megabytes and thousands of findings on it.
  const around = source.slice(Math.max(0, span.start - reach), span.start + reach)
  const at = Math.min(span.start, reach)
  const lineStart = at === 0 ? 0 : around.lastIndexOf('\n', at - 1) + 1
  const aboveStart = lineStart < 2 ? 0 : around.lastIndexOf('\n', lineStart - 2) + 1
  const end = around.indexOf('\n', at)
  const lines = around.slice(aboveStart, end === -1 ? around.length : end)
  for (const { groups } of lines.matchAll(comment)) {
    if (names.includes(groups?.['name'] ?? ''))
      return { entry: { reason: groups?.['reason'] ?? '' }, isExpired: false } as const
  }
  return undefined
}
