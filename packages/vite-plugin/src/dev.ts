import type { ClientFile, Finding, Report } from '@keyfence/core'
import { terminalWidth, wantsColour } from '@keyfence/core/node'
import { prettyFindings } from '@keyfence/core/report'
import type { Plugin, ViteDevServer } from 'vite'
import { viteTarget } from './build-target.ts'
import {
  clientOf,
  devFacts,
  fileBehindRequest,
  fileOf,
  isEnvironmentModule,
  moduleOf,
  requestPath,
  servedFile,
  textsOf,
  type DevModule,
} from './dev-facts.ts'
import { createGuard, type Guard } from './guard.ts'
import { listenTo, type Replacement } from './held-response.ts'
import type { CheckedOptions } from './options.ts'
import { overlayError } from './overlay.ts'

/** A response that leaks, until it is mended. */
interface Leak {
  readonly findings: readonly [Finding, ...Finding[]]
  /** Absolute paths whose change may mend it. */
  readonly files: readonly (string | undefined)[]
  /** Set where modules imported it: without them it is not asked for any more. */
  readonly module: DevModule | undefined
}

/** Watches what the dev server sends to the browser. */
export function devPlugin(options: CheckedOptions): Plugin {
  return {
    name: 'keyfence:dev',
    apply: 'serve',
    enforce: 'pre',
    configureServer(server) {
      if (options.dev === 'off') return
      watch(server, options)
    },
  }
}

function watch(server: ViteDevServer, options: CheckedOptions): void {
  const { config } = server
  const isBlocking = options.dev === 'block'
  const proxies = Object.keys(config.server.proxy ?? {})
  let guard: Promise<Guard> | undefined
  const guardOf = () => {
    // Not before something is asked for: a dev server that only builds pays nothing.
    guard ??= createGuard({ ...viteTarget(config, clientOf(server), options), isWritten: false }, options, new Set())
    return guard
  }
  const leaks = new Map<string, Leak>()
  /** Path → tag of the response that was clean. */
  const clean = new Map<string, string>()
  const told = new Set<string>()

  server.middlewares.use((request, response, next) => {
    const url = request.url ?? '/'
    if (proxies.some((context) => isProxied(url, context))) {
      next()
      return
    }
    const path = requestPath(url, config.base)
    let tag = ''
    let type = ''
    // What is compressed would have to be inflated again.
    delete request.headers['accept-encoding']
    // A part may hold half of a secret.
    if (isBlocking) delete request.headers.range
    listenTo(response, {
      isHeld: isBlocking,
      isWanted: (header) => {
        tag = header('etag')
        type = header('content-type')
        const isMade = type === '' || /javascript|css/u.test(type) || /\.map(?:\?|$)/u.test(path)
        const isPage = /html/u.test(type) && (config.appType !== 'custom' || response.statusCode >= 500)
        return (isMade || isPage || header('last-modified') !== '') && (tag === '' || clean.get(path) !== tag)
      },
      onBody: async (body) => {
        try {
          const report = await check(path, body, type)
          if (report === undefined) {
            if (tag !== '') clean.set(path, tag)
            return undefined
          }
          return isBlocking ? replacement(path, type, report, config.base) : undefined
        } catch (error) {
          const reason = error instanceof Error ? error.message : 'unknown error'
          config.logger.warnOnce(`keyfence could not check what the dev server sends: ${reason}`)
          return isBlocking ? { status: 500, type: 'text/plain', text: 'keyfence could not check this.' } : undefined
        }
      },
    })
    next()
  })

  server.watcher.on('all', (_event, file) => {
    mend((leak) => leak.files.includes(file))
  })
  // A page that is loaded again connects anew, and its modules come out of the browser's cache.
  server.ws.on('connection', (socket) => {
    const error = currentError()
    if (error !== undefined) socket.send(JSON.stringify({ type: 'error', err: error }))
  })

  /** Undefined where the response may be sent. */
  async function check(path: string, body: string | Uint8Array, type: string): Promise<Report | undefined> {
    const own = await guardOf()
    const { fence, target } = own
    if (textsOf(body).every((text) => fence.scan(text, { path }).length === 0)) {
      mend((_, of) => of === path)
      return undefined
    }
    const module = await moduleOf(path, server)
    const file = fileOf(module) ?? fileBehindRequest(path, target.root, config.publicDir)
    const of = { file, guard: own, publicFolder: config.publicDir }
    const served: ClientFile = servedFile(path, body, type, of)
    const report = await fence.audit([served], devFacts(server, own, { module, file }))
    const [first, ...others] = report.findings.filter(({ rule }) => rule !== 'server-import')
    if (first === undefined) {
      mend((_, key) => key === path)
      return undefined
    }
    say([first, ...others], path, report)
    if (report.verdict !== 'findings') return undefined
    leaks.set(path, {
      findings: [first, ...others],
      files: [file],
      module: module !== undefined && module.importers.size > 0 ? module : undefined,
    })
    const error = currentError()
    if (error !== undefined) server.ws.send({ type: 'error', err: error })
    return report
  }

  function mend(isMended: (leak: Leak, path: string) => boolean): void {
    const mended = [...leaks].filter(([path, leak]) => isMended(leak, path))
    for (const [path, { findings }] of mended) {
      leaks.delete(path)
      for (const finding of findings) told.delete(keyOf(finding))
    }
    // An update without a module clears the overlay.
    if (mended.length > 0 && currentError() === undefined) server.ws.send({ type: 'update', updates: [] })
  }

  function currentError() {
    const current = [...leaks.values()].filter(({ module }) => module === undefined || module.importers.size > 0)
    const findings = current.flatMap((leak) => leak.findings).filter(isCausedByCode)
    // The module and the map inside of it, and a page that is open twice.
    const [first, ...others] = new Map(findings.map((finding) => [keyOf(finding), finding])).values()
    return first === undefined ? undefined : overlayError([first, ...others], config.root)
  }

  /** Once, until it is mended. */
  function say(findings: readonly Finding[], path: string, { verdict }: Report): void {
    const news = findings.filter((finding) => !told.has(keyOf(finding)))
    for (const finding of news) told.add(keyOf(finding))
    if (news.length === 0) return
    const colour = wantsColour(process.stderr, process.env)
    const text = prettyFindings(news, { colour, width: terminalWidth(process.stderr, process.env) })
    const what =
      isBlocking && verdict === 'findings'
        ? `keyfence did not send ${path}: it holds a secret.`
        : `keyfence: the browser has received a secret in ${path}.`
    const stop = verdict === 'findings' ? 'A build would be stopped' : 'A build would tell it and pass'
    const next = news.some(isCausedByCode) ? `${stop}.` : `${stop} once code uses it.`
    config.logger.warn(`\n${what}\n${next}\n\n${text}\n`)
  }
}

/** In development a module gets every public variable and every replacement, whether it asks for it or not. */
function isCausedByCode({ origin, cause }: Pick<Finding, 'origin' | 'cause'>): boolean {
  return origin !== null || (cause !== 'public-prefix' && cause !== 'define')
}

/** The same variable is in every module that asks for the environment, and one of them is enough. */
function keyOf({ rule, fingerprint, origin, location, cause }: Finding): string {
  const place = origin ?? (isCausedByCode({ origin, cause }) ? location : undefined)
  return JSON.stringify([rule, fingerprint, place?.path, place?.line])
}

/** As Vite decides it. */
function isProxied(url: string, context: string): boolean {
  // eslint-disable-next-line require-unicode-regexp -- Vite makes it without a flag, and some patterns mean nothing with one.
  return context.startsWith('^') ? new RegExp(context).test(url) : url.startsWith(context)
}

/** What is sent where a secret was found: it says why, and keeps Vite's client alive, which shows the rest. */
function replacement(path: string, type: string, { findings }: Report, base: string): Replacement {
  const text = `keyfence did not send ${findings[0]?.location.path ?? path}: it holds a secret. See the terminal.`
  const quoted = JSON.stringify(text)
  if (/javascript/u.test(type)) {
    // The client cannot show anything without this one.
    return {
      status: 200,
      type,
      text: isEnvironmentModule(path) ? `console.error(${quoted})` : `throw new Error(${quoted})`,
    }
  }
  if (/css/u.test(type)) return { status: 200, type, text: `/* ${text} */` }
  if (/html/u.test(type))
    return {
      status: 200,
      type,
      text: `<!doctype html><script type="module" src="${base}@vite/client"></script><p>${text}`,
    }
  return { status: 403, type: 'text/plain', text }
}
