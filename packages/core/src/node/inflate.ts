import zlib from 'node:zlib'
import type { ClientFile, UnreadableFile } from '../model.ts'
import { maxTextBytes } from '../scan/text.ts'
import { fileKind } from './file-kind.ts'

/** Inflated files larger than this are reported as not checked: they are archives made to explode. */
const maxInflatedBytes = maxTextBytes

type Inflate = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array

/** By the end of the name. Node has zstd since 22.15, and its types since later. */
const formats: readonly { end: string; compression: NonNullable<ClientFile['compression']>; inflate?: Inflate }[] = [
  { end: '.gz', compression: 'gzip', inflate: zlib.gunzipSync },
  { end: '.br', compression: 'brotli', inflate: zlib.brotliDecompressSync },
  { end: '.zst', compression: 'zstd', ...zstd(Reflect.get(zlib, 'zstdDecompressSync')) },
]

/**
 * A client file from its bytes, inflated when its name says `.gz`, `.br` or `.zst`.
 *
 * @param limitBytes - Of inflated content; what is larger counts as unreadable.
 */
export function clientFile(
  path: string,
  bytes: Uint8Array,
  limitBytes = maxInflatedBytes,
): ClientFile | UnreadableFile {
  const format = formats.find(({ end }) => path.endsWith(end))
  if (format === undefined) return { path, content: bytes, kind: fileKind(path) }
  const { end, compression, inflate } = format
  if (inflate === undefined)
    return { path, unreadable: `this Node cannot inflate ${compression}; 22.15 and newer can.` }
  try {
    const content = inflate(bytes, { maxOutputLength: limitBytes })
    return { path, content, kind: fileKind(path.slice(0, -end.length)), compression }
  } catch (error) {
    return { path, unreadable: inflateProblem(compression, limitBytes, error) }
  }
}

function inflateProblem(compression: string, limitBytes: number, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ERR_BUFFER_TOO_LARGE')
    return `the ${compression} data inflates to more than ${limitBytes / 1024 / 1024} MiB.`
  if (code === 'Z_BUF_ERROR') return `the ${compression} data ends early.`
  return `the ${compression} data is damaged.`
}

function zstd(inflate: unknown): { inflate?: Inflate } {
  if (typeof inflate !== 'function') return {}
  return {
    inflate: (bytes, options) => {
      const content: unknown = Reflect.apply(inflate, undefined, [bytes, options])
      if (content instanceof Uint8Array) return content
      throw new TypeError('no bytes')
    },
  }
}
