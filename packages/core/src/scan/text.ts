/** Text of a client file, and what its positions count. */
export interface FileText {
  readonly text: string
  readonly unit: 'utf16' | 'byte'
  /** Said in front of a finding's own encoding; empty for UTF-8. */
  readonly encoding: '' | 'utf16'
}

/** Engines hold no longer text than some 512 MiB, and end the process where a decoder would have to make one. */
export const maxTextBytes = 500 * 1024 * 1024

/**
 * Reads bytes as text without losing any: UTF-8, UTF-16 with or without a byte order mark, and everything else byte by
 * byte, so that ASCII inside a binary file is still found at its place.
 *
 * @throws {RangeError} For more bytes than `maxTextBytes`.
 */
export function decodeText(content: string | Uint8Array): FileText {
  if (typeof content === 'string') return { text: content, unit: 'utf16', encoding: '' }
  if (content.length > maxTextBytes) throw new RangeError(`It has more than ${maxTextBytes} bytes`)
  const utf16 = utf16Label(content)
  if (utf16 !== undefined) {
    return { text: new TextDecoder(utf16, { ignoreBOM: true }).decode(content), unit: 'utf16', encoding: 'utf16' }
  }
  try {
    return { text: decodeUtf8(content), unit: 'utf16', encoding: '' }
  } catch {
    return { text: new TextDecoder('latin1').decode(content), unit: 'byte', encoding: '' }
  }
}

function utf16Label(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  // Without a mark: mostly ASCII text has a zero in every other byte.
  const sample = Math.min(bytes.length & ~1, 512)
  if (sample < 16) return undefined
  let zerosAtEven = 0
  let zerosAtOdd = 0
  for (let index = 0; index < sample; index += 2) {
    if (bytes[index] === 0) zerosAtEven++
    if (bytes[index + 1] === 0) zerosAtOdd++
  }
  const pairs = sample / 2
  if (zerosAtOdd > pairs * 0.7 && zerosAtEven < pairs * 0.1) return 'utf-16le'
  if (zerosAtEven > pairs * 0.7 && zerosAtOdd < pairs * 0.1) return 'utf-16be'
  return undefined
}

/** Bytes that are decoded together. Few of a script's blocks hold anything but ASCII, and that costs next to nothing. */
const blockLength = 4096

/**
 * @throws {TypeError} It is not UTF-8.
 */
function decodeUtf8(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  // Node decodes every byte as if it were no ASCII, which takes longer than the whole search. Browsers do not.
  if (typeof Buffer === 'undefined') return decoder.decode(bytes)
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  // Joined at the end: a text that was added up is slower to read.
  const parts: string[] = []
  let start = 0
  while (start < bytes.length) {
    let end = start
    while (end < bytes.length && isAscii(bytes, end, Math.min(bytes.length, end + blockLength))) end += blockLength
    parts.push(buffer.toString('latin1', start, Math.min(end, bytes.length)))
    start = Math.min(bytes.length, end + blockLength)
    // Not in the middle of a character: at most three bytes belong to the next block.
    for (let cut = 0; cut < 3 && isContinuation(bytes[start]); cut++) start--
    if (end < bytes.length) parts.push(decoder.decode(bytes.subarray(end, start)))
  }
  return parts.join('')
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let all = 0
  for (let index = start; index < end; index++) all |= bytes[index] ?? 0
  return all < 0x80
}
