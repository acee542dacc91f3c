/** Anything that names another file: imports in all forms, attributes of HTML, and URLs of style sheets. */
const specifier =
  /(?:\bfrom\s{0,99}|\bimport\s{0,99}(?:\(\s{0,99})?(?:\/\*.{0,200}?\*\/\s{0,99})?|\brequire\s{0,9}\(\s{0,99}|\bnew\s{1,99}URL\s{0,9}\(\s{0,99}|\b(?:src|href)\s{0,9}=\s{0,9}|@import\s{1,99}|\burl\(\s{0,99})(?<quote>["'`])(?<path>[^"'`\n]{1,500})\k<quote>|\burl\(\s*(?<bare>[^"'`\s()]{1,500})\s{0,99}\)/gu

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
  let line = 1
  let lineStart = 0
  for (const match of source.matchAll(specifier)) {
    const start = statementStart(source, match.index, match[0])
    // A statement may begin before the end of the one that was told last.
    while (start < lineStart) {
      line--
      lineStart = lineStart < 2 ? 0 : source.lastIndexOf('\n', lineStart - 2) + 1
    }
    for (
      let next = source.indexOf('\n', lineStart);
      next !== -1 && next < start;
      next = source.indexOf('\n', lineStart)
    ) {
      line++
      lineStart = next + 1
    }
    yield { specifier: match.groups?.['path'] ?? match.groups?.['bare'] ?? '', line, column: start - lineStart + 1 }
  }
}

/** `from "x"` stands at the end of its statement, which begins with `import` or `export`. */
function statementStart(source: string, index: number, text: string): number {
  if (!text.startsWith('from')) return index
  const before = source.slice(Math.max(0, index - 5000), index)
  const keyword = [...before.matchAll(/(?<![\w$.])(?:import|export)\b/gu)].at(-1)
  return keyword === undefined ? index : index - before.length + keyword.index
}
