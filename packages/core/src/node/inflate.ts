import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { ClientFile, UnreadableFile } from '../model.ts'
import { fileKind } from './file-kind.ts'

/** Inflated files larger than this are reported as not checked: they are archives made to explode. */
const maxInflatedBytes = 512 * 1024 * 1024

/**
 * A client file from its bytes, inflated when its name says `.gz` or `.br`.
 *
 * @param limitBytes - Of inflated content; what is larger counts as unreadable.
 */
export function clientFile(
  path: string,
  bytes: Uint8Array,
  limitBytes = maxInflatedBytes,
): ClientFile | UnreadableFile {
  const compression = path.endsWith('.gz') ? 'gzip' : path.endsWith('.br') ? 'brotli' : undefined
  if (compression === undefined) return { path, content: bytes, kind: fileKind(path) }
  try {
    const inflate = compression === 'gzip' ? gunzipSync : brotliDecompressSync
    const content = inflate(bytes, { maxOutputLength: limitBytes })
    return { path, content, kind: fileKind(path.replace(/\.(?:gz|br)$/u, '')), compression }
  } catch (error) {
    return { path, unreadable: inflateProblem(compression, limitBytes, error) }
  }
}

function inflateProblem(compression: 'gzip' | 'brotli', limitBytes: number, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ERR_BUFFER_TOO_LARGE')
    return `the ${compression} data inflates to more than ${limitBytes / 1024 / 1024} MiB.`
  if (code === 'Z_BUF_ERROR') return `the ${compression} data ends early.`
  return `the ${compression} data is damaged.`
}
