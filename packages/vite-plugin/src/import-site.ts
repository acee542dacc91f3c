import { sourceOf, type BundleContext } from './host-facts.ts'

/** Anything that names another file: imports in all forms, and attributes of HTML. */
const specifier =
  /(?:\bfrom\s*|\bimport\s*\(?\s*(?:\/\*.*?\*\/\s*)?|\brequire\s*\(\s*|\bnew\s+URL\s*\(\s*|\b(?:src|href)\s*=\s*|@import\s+(?:url\(\s*)?)(?<quote>["'`])(?<path>[^"'`\n]{1,500})\k<quote>/gu

/**
 * Where a module names another one, one-based. The bundler knows that there is an import but not its line, so the
 * author's text is searched for specifiers and each is resolved as the bundler resolves it.
 */
export async function importSite(
  importer: string,
  imported: string,
  context: BundleContext,
): Promise<{ line: number; column: number } | undefined> {
  const source = sourceOf(importer, context)
  if (source === undefined) return undefined
  const target = imported.replace(/\?.*$/u, '')
  for (const match of source.matchAll(specifier)) {
    const resolved = await context.resolve(match.groups?.['path'] ?? '', importer, { skipSelf: true })
    if (resolved?.id.replace(/\?.*$/u, '') !== target) continue
    const start = statementStart(source, match.index, match[0])
    return { line: source.slice(0, start).split('\n').length, column: start - source.lastIndexOf('\n', start - 1) }
  }
  return undefined
}

/** `from "x"` stands at the end of its statement, which begins with `import` or `export`. */
function statementStart(source: string, index: number, text: string): number {
  if (!text.startsWith('from')) return index
  const before = source.slice(Math.max(0, index - 5000), index)
  const keyword = [...before.matchAll(/(?<![\w$.])(?:import|export)\b/gu)].at(-1)
  return keyword === undefined ? index : index - before.length + keyword.index
}
