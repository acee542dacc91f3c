import { gunzipSync } from 'node:zlib'

const block = 512

/** @type {(bytes: Buffer, start: number, end: number) => string} */
function field(bytes, start, end) {
  return bytes.toString('utf8', start, end).replace(/\0.*$/su, '')
}

/**
 * Files of a tarball as npm packs it, without writing them to disk.
 *
 * @type {(compressed: Buffer) => Generator<{ path: string, bytes: Buffer }>}
 */
export function* readTar(compressed) {
  const tar = gunzipSync(compressed)
  let longPath = ''
  for (let at = 0; at + block <= tar.length && tar[at] !== 0;) {
    const size = Number.parseInt(field(tar, at + 124, at + 136), 8)
    const kind = String.fromCharCode(tar[at + 156] ?? 0)
    const bytes = tar.subarray(at + block, at + block + size)
    const prefix = field(tar, at + 345, at + 500)
    const path = longPath || `${prefix === '' ? '' : `${prefix}/`}${field(tar, at, at + 100)}`
    longPath = ''
    if (kind === 'x') longPath = /\d+ path=(?<path>[^\n]+)\n/u.exec(bytes.toString('utf8'))?.groups?.['path'] ?? ''
    else if (kind === 'L') longPath = field(bytes, 0, bytes.length)
    else if (kind === '0' || kind === '\0') yield { path, bytes }
    at += block + Math.ceil(size / block) * block
  }
}
