import { relative, resolve, sep } from 'node:path'
import type { Metafile, OutputFile } from 'esbuild'

/** Whether a path of the metafile names no file: another namespace, `<stdin>`, `<define:…>`, `(disabled):…`. */
export function isVirtual(key: string): boolean {
  return /^[^/\\:]{2,}:|^</u.test(key)
}

/** Module id of a path of the metafile: absolute for files, as core wants it to tell packages; others as they are. */
export function resolveId(key: string, base: string): string {
  if (isVirtual(key)) return key
  // Asked for every module of a build, and `resolve` is slow: most paths only have to be joined.
  const isBelow = sep === '/' && base !== '/' && !key.startsWith('.') && !key.startsWith('/')
  return isBelow ? `${base}/${key}` : posix(resolve(base, key))
}

/** Path of the metafile for a module id. */
export function inputKey(id: string, base: string): string {
  return isVirtual(id) ? id : posix(relative(base, id))
}

/** Path of the metafile for an output file. */
export function outputKey(path: string, base: string): string {
  return path === '<stdout>' ? path : posix(relative(base, path))
}

/**
 * Absolute folder that the paths of the metafile are relative to. esbuild takes the working directory of the moment in
 * which it was loaded, so `process.cwd()` may be another one.
 */
export function baseOf(files: readonly Pick<OutputFile, 'path'>[], metafile: Metafile, fallback: string): string {
  const keys = Object.keys(metafile.outputs).filter((key) => !key.startsWith('..'))
  for (const { path } of files) {
    const key = keys.find((candidate) => posix(path).endsWith(`/${candidate}`))
    if (key !== undefined) return path.slice(0, -key.length - 1) || sep
  }
  return fallback
}

/** Path with `/` on every system. */
export function posix(path: string): string {
  return sep === '\\' ? path.replace(/\\/gu, '/') : path
}
