/** What a constant expression can be. */
export type Value = string | number | readonly Value[]

/** Longer texts are data. Also a bound for hostile input such as `'a'.repeat(1e9)`. */
const maxLength = 4096
/** Texts that are followed where conditions branch. */
const maxTexts = 8

/** Stands for a part that is not known: no part of a key. */
const gap = ' '

/** Texts that come out when parts are put together, each of which may be one of several values or unknown. */
export function joinTexts(parts: readonly (readonly Value[])[]): string[] {
  let texts = ['']
  for (const values of parts) {
    const pieces = values.length === 0 ? [gap] : values.map(textOf)
    texts = texts.flatMap((text) => pieces.map((piece) => text + piece)).slice(0, maxTexts)
    if (texts.some(({ length }) => length > maxLength)) return []
  }
  return texts
}

function textOf(value: Value): string {
  return typeof value === 'object' ? value.map(textOf).join(',') : String(value)
}

/** By name, without what every object has. */
function methods<Method>(table: Readonly<Record<string, Method>>): ReadonlyMap<string, Method> {
  return new Map(Object.entries(table))
}

/** Functions that read another spelling of a text. Undefined for what they cannot read. */
export const decoders = methods<(text: string) => string | undefined>({
  atob: fromBase64,
  decodeURIComponent: fromPercent,
  decodeURI: fromPercent,
  unescape: fromPercent,
  String: (text) => text,
  'Buffer base64': fromBase64,
  'Buffer base64url': fromBase64,
  'Buffer hex': (text) =>
    /^(?:[\da-f]{2}){1,2048}$/iu.test(text)
      ? text.replace(/../gu, (pair) => String.fromCharCode(Number.parseInt(pair, 16)))
      : undefined,
  'Buffer utf8': (text) => text,
  'Buffer utf-8': (text) => text,
  'Buffer ascii': (text) => text,
  'Buffer latin1': (text) => text,
  'Buffer binary': (text) => text,
})

function fromBase64(text: string): string | undefined {
  try {
    return atob(text.replace(/-/gu, '+').replace(/_/gu, '/'))
  } catch {
    return undefined
  }
}

function fromPercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

type Argument = Value | undefined

/** What a method of a text or a list returns; undefined when that is not known. */
export function callMethod(value: Value, name: string, args: readonly Argument[]): Value | undefined {
  const text = typeof value === 'string' ? textMethods.get(name)?.(value, args) : undefined
  const result = typeof value === 'object' ? listMethods.get(name)?.(value, args) : text
  return typeof result === 'string' && result.length > maxLength ? undefined : result
}

const textMethods = methods<(text: string, args: readonly Argument[]) => Value | undefined>({
  concat: (text, args) => text + args.map((arg) => (arg === undefined ? gap : textOf(arg))).join(''),
  split: (text, [separator]) => (typeof separator === 'string' ? text.split(separator) : undefined),
  replace: (text, [from, to]) =>
    typeof from === 'string' && typeof to === 'string' ? text.replace(from, () => to) : undefined,
  replaceAll: (text, [from, to]) =>
    typeof from === 'string' && typeof to === 'string' && from !== '' ? text.replaceAll(from, () => to) : undefined,
  slice: (text, [start, end]) => text.slice(numberOf(start), numberOf(end)),
  substring: (text, [start, end]) => text.substring(numberOf(start) ?? 0, numberOf(end)),
  toString: (text: string) => text,
  trim: (text) => text.trim(),
  valueOf: (text: string) => text,
})

const listMethods = methods<(list: readonly Value[], args: readonly Argument[]) => Value | undefined>({
  concat: (list, args) => list.concat(...args.map((arg) => arg ?? gap)),
  join: (list, [separator]) =>
    list.map(textOf).join(typeof separator === 'string' ? separator : separator === undefined ? ',' : gap),
  reverse: (list) => list.toReversed(),
  slice: (list, [start, end]) => list.slice(numberOf(start), numberOf(end)),
  toReversed: (list) => list.toReversed(),
})

function numberOf(value: Argument): number | undefined {
  return typeof value === 'number' ? value : undefined
}
