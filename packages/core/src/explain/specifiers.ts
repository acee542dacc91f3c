/** Anything that names another file: imports in all forms, attributes of HTML, and URLs of style sheets. */
const specifier =
  /(?:\bfrom\s*|\bimport\s*(?:\(\s*)?(?:\/\*.*?\*\/\s*)?|\brequire\s*\(\s*|\bnew\s+URL\s*\(\s*|\b(?:src|href)\s*=\s*|@import\s+|\burl\(\s*)(?<quote>["'`])(?<path>[^"'`\n]{1,500})\k<quote>|\burl\(\s*(?<bare>[^"'`\s()]{1,500})\s*\)/gu

/** A place where a source names another file. */
export interface Specifier {
  /** As it is written, unresolved. */
  readonly specifier: string
  /** One-based, of the statement. */
  readonly line: number
  /** One-based, in code units. */
  readonly column: number
}

/** Every place where a source names another file, in order. Bundlers know that there is an import but not its line. */
export function* specifiers(source: string): Generator<Specifier> {
  for (const match of source.matchAll(specifier)) {
    const start = statementStart(source, match.index, match[0])
    yield {
      specifier: match.groups?.['path'] ?? match.groups?.['bare'] ?? '',
      line: source.slice(0, start).split('\n').length,
      column: start - source.lastIndexOf('\n', start - 1),
    }
  }
}

/** `from "x"` stands at the end of its statement, which begins with `import` or `export`. */
function statementStart(source: string, index: number, text: string): number {
  if (!text.startsWith('from')) return index
  const before = source.slice(Math.max(0, index - 5000), index)
  const keyword = [...before.matchAll(/(?<![\w$.])(?:import|export)\b/gu)].at(-1)
  return keyword === undefined ? index : index - before.length + keyword.index
}
