import type { FileKind } from '../model.ts'

const kinds: readonly (readonly [kind: FileKind, extension: RegExp])[] = [
  ['map', /\.map$/u],
  ['script', /\.(?:[cm]?jsx?|tsx?)$/u],
  ['style', /\.css$/u],
  ['markup', /\.(?:html?|xhtml|svg|xml)$/u],
]

/** What a file is, by its name. */
export function fileKind(path: string): FileKind {
  return kinds.find(([, extension]) => extension.test(path))?.[0] ?? 'asset'
}
