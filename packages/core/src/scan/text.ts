/** Text of a client file, and what its positions count. */
export interface FileText {
  readonly text: string
  readonly unit: 'utf16' | 'byte'
  /** Said in front of a finding's own encoding; empty for UTF-8. */
  readonly encoding: '' | 'utf16'
}

/**
 * Reads bytes as text without losing any: UTF-8, UTF-16 with or without a byte order mark, and everything else byte by
 * byte, so that ASCII inside a binary file is still found at its place.
 */
export function decodeText(content: string | Uint8Array): FileText {
  if (typeof content === 'string') return { text: content, unit: 'utf16', encoding: '' }
  const utf16 = utf16Label(content)
  if (utf16 !== undefined) {
    return { text: new TextDecoder(utf16, { ignoreBOM: true }).decode(content), unit: 'utf16', encoding: 'utf16' }
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
    return { text, unit: 'utf16', encoding: '' }
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
