/** Colours of a terminal, or none. */
export interface Paint {
  readonly red: (text: string) => string
  readonly yellow: (text: string) => string
  readonly green: (text: string) => string
  readonly cyan: (text: string) => string
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
}

/**
 * Select Graphic Rendition codes (ECMA-48, section 8.3.117). Every style ends with a full reset: Vite prints errors in
 * red and turns each "default colour" inside of them back into red.
 */
export function createPaint(hasColour: boolean): Paint {
  const style = (code: number) => (text: string) => (hasColour ? `\u001b[${code}m${text}\u001b[0m` : text)
  return { red: style(31), yellow: style(33), green: style(32), cyan: style(36), bold: style(1), dim: style(2) }
}

/** Breaks text at spaces into lines of at most `width` characters; a longer word stays whole on a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** Control characters of a file name or a foreign text would drive the terminal. */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
