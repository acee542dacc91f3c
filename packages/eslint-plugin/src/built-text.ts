/** Longer lines are written by programs. */
const maxLine = 5000
/** Of the characters of a program's code without its spaces, at least one in so many is a bracket or a semicolon. */
const codePerMark = 40

/**
 * Whether a program wrote the code of a file, as in `dist`: more than half of it stands on lines that are too long for a
 * person and that hold code, not data such as a picture.
 */
export function isBuilt(text: string): boolean {
  let long = 0
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start)
    const end = found === -1 ? text.length : found
    if (end - start > maxLine && isCode(text.slice(start, start + maxLine))) long += end - start
    start = end + 1
  }
  return long > text.length / 2
}

function isCode(line: string): boolean {
  return (line.match(/[;{}()]/gu) ?? []).length > line.length / codePerMark
}
