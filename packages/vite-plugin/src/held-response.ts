import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Awaitable } from '@keyfence/core'

/** What is sent instead of a response. */
export interface Replacement {
  /** Of HTTP. */
  readonly status: number
  /** Content type. */
  readonly type: string
  /** The whole body. */
  readonly text: string
}

/** What is done with a response. */
export interface Listener {
  /** Asked once, when the first header or byte is about to be sent. */
  readonly isWanted: (header: (name: string) => string) => boolean
  /** Whether nothing is sent before `onBody` has answered. Otherwise it is called after the last byte. */
  readonly isHeld: boolean
  /** Called with all that was sent. What it returns is sent instead, where the response is held. */
  readonly onBody: (body: string | Uint8Array) => Awaitable<Replacement | undefined>
}

/** Listens to what a response sends. Must be called before anything is sent. */
export function listenTo(response: ServerResponse, { isWanted, isHeld, onBody }: Listener): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- Called on the response, whoever has replaced them.
  const own = { writeHead: response.writeHead, write: response.write, end: response.end }
  const chunks: (string | Uint8Array)[] = []
  let head: readonly unknown[] | undefined
  let wanted: boolean | undefined
  const isWantedNow = () => {
    wanted ??= isWanted((name) => headerOf(name, response, head))
    return wanted
  }
  const send = (name: keyof typeof own, parameters: readonly unknown[]): unknown =>
    Reflect.apply(own[name], response, parameters)

  const writeHead = (...parameters: unknown[]) => {
    head = parameters
    return isHeld && isWantedNow() ? response : send('writeHead', parameters)
  }
  const write = (...parameters: unknown[]) => {
    if (!isWantedNow()) return send('write', parameters)
    collect(parameters, chunks)
    if (!isHeld) return send('write', parameters)
    callbackOf(parameters)?.()
    return true
  }
  const end = (...parameters: unknown[]) => {
    Object.assign(response, own)
    if (!isWantedNow()) return send('end', parameters)
    collect(parameters, chunks)
    const body = joined(chunks)
    if (!isHeld) {
      send('end', parameters)
      if (body.length > 0) setImmediate(() => void onBody(body))
      return response
    }
    const finish = (replacement: Replacement | undefined) => {
      if (replacement !== undefined) replace(response, replacement)
      else {
        if (head !== undefined) send('writeHead', head)
        send('end', [body])
      }
      callbackOf(parameters)?.()
    }
    if (body.length === 0) finish(undefined)
    else void Promise.resolve(onBody(body)).then(finish)
    return response
  }
  Object.assign(response, { writeHead, write, end })
}

function replace(response: ServerResponse, { status, type, text }: Replacement): void {
  for (const name of ['content-length', 'content-encoding', 'etag', 'last-modified', 'sourcemap'])
    response.removeHeader(name)
  response.statusCode = status
  response.setHeader('content-type', type)
  response.setHeader('cache-control', 'no-store')
  response.end(text)
}

/** Headers are set one by one, or all at once with the status. */
function headerOf(name: string, response: ServerResponse, head: readonly unknown[] | undefined): string {
  const atOnce: unknown = head?.find((part) => typeof part === 'object' && part !== null)
  const headers: OutgoingHttpHeaders = typeof atOnce === 'object' && atOnce !== null ? { ...atOnce } : {}
  const named = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  return String(named ?? response.getHeader(name) ?? '')
}

function collect([chunk, encoding]: readonly unknown[], chunks: (string | Uint8Array)[]): void {
  if (chunk instanceof Uint8Array) chunks.push(chunk)
  if (typeof chunk !== 'string' || chunk === '') return
  const isText = typeof encoding !== 'string' || /^utf-?8$/iu.test(encoding)
  chunks.push(isText || !Buffer.isEncoding(encoding) ? chunk : Buffer.from(chunk, encoding))
}

/** A text stays one: it need not be decoded again. */
function joined(chunks: readonly (string | Uint8Array)[]): string | Uint8Array {
  const [first, ...others] = chunks
  if (first === undefined) return ''
  if (others.length === 0) return first
  return Buffer.concat(chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk)))
}

function callbackOf(parameters: readonly unknown[]): (() => void) | undefined {
  const last = parameters.at(-1)
  return typeof last === 'function' ? () => void Reflect.apply(last, undefined, []) : undefined
}
