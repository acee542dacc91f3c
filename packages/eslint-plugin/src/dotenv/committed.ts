import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import ignore from 'ignore'

/** Files that show which variables there are. They are there to be committed, whatever the patterns say. */
const example = /(?:^|[._-])(?:example|sample|template|dist|schema|defaults?)(?:[._-]|$)/iu

/**
 * Whether a file is one that git takes, or would take. A key in an `.env` file that git ignores is where it belongs.
 *
 * @param file - Absolute path.
 */
export function isCommitted(file: string): boolean {
  return example.test(basename(file)) || !isIgnored(file)
}

/** The nearest `.gitignore` that says something about the file decides; git's own settings of the machine do not count. */
function isIgnored(file: string): boolean {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const path = relative(folder, file).split(sep).join('/')
    const isRoot = existsSync(join(folder, '.git'))
    for (const list of isRoot ? ['.gitignore', '.git/info/exclude'] : ['.gitignore']) {
      const { ignored, unignored } = ignore()
        .add(readText(join(folder, list)))
        .test(path)
      if (ignored || unignored) return ignored
    }
    if (isRoot || dirname(folder) === folder) return false
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
