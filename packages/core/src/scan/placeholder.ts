/** Whether the part of a credential behind its prefix was typed by a person: repeated or counted characters. */
export function isPlaceholder(body: string): boolean {
  if (new Set(body).size < Math.min(6, body.length)) return true
  let ascending = 1
  for (let index = 1; index < body.length; index++) {
    ascending = body.charCodeAt(index) === body.charCodeAt(index - 1) + 1 ? ascending + 1 : 1
    // Eight in a row stand once in 10^12 random texts of such length.
    if (ascending >= 8) return true
  }
  return false
}
