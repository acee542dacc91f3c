import type { OwnPackage, PackageKind } from './package-kind.ts'
import type { Side } from './policy.ts'

const extension = '\\.[cm]?[jt]sx?$'
const startsAt = (text: string) => new RegExp(`(?:^|/)(?:${text})`, 'u')
/** From the folder of the package, or of an app in a repository with one manifest. */
const inPackage = (text: string) => new RegExp(`^(?:(?:apps|packages|libs|projects)/[^/]+/)?(?:src/)?(?:${text})`, 'u')

/** Tests, stories, scripts and configuration: they run on the developer's machine. */
const tooling = new RegExp(
  '(?:^|/)(?:tests?|testing|test-utils?|specs?|integration(?:-tests?)?|__tests__|__mocks__|mocks|e2e|cypress|playwright|fixtures|__fixtures__|scripts|benchmarks?)/' +
    '|\\.(?:test|spec|bench|cy|stories|story|config|setup)\\.[cm]?[jt]sx?$|(?:^|/)\\.storybook/(?!preview)' +
    '|(?:^|/)(?:gulpfile|Gruntfile|gatsby-node|gatsby-config|webpack)\\.|\\.mdx?$',
  'u',
)

/** Names that say it in every project. */
const client = new RegExp(
  `\\.client\\.[a-z]+$|(?:^|/)\\.client/|(?:^|/)(?:instrumentation-client|entry-client|gatsby-browser)\\.|(?:^|/)(?:sw|service-worker)${extension}|(?:^|/)\\.storybook/preview\\.`,
  'u',
)
const worker = new RegExp(`\\.worker${extension}`, 'u')
const server = new RegExp(
  `\\.server\\.(?:[cm]?[jt]sx?|vue)$|(?:^|/)\\.server/|(?:^|/)\\+server${extension}|\\+api${extension}|\\.remote${extension}|(?:^|/)lib/server/` +
    `|(?:^|/)(?:entry-server|entry\\.ssr|gatsby-ssr)${extension}`,
  'u',
)
/** Habits, which a framework may use for something else. */
const serverHabits = new RegExp(
  `(?:^|/)(?:server|functions|backend)/|(?:^|/)(?:server|middleware|proxy|instrumentation)${extension}`,
  'u',
)
const api = startsAt('api/')
/** Where a single-page app keeps the functions that call an API. */
const apiInSources = startsAt('src/(?:.*/)?api/')
const document = /\.(?:vue|svelte|html?)$|\.svelte\.[jt]s$/u

/**
 * Conventions of one framework, in the order in which they are tried. Checked in each one's documentation, 2026-11-25.
 * A route file that ships with parts of it cut out is `client`; the parts are server regions.
 */
const conventions: Readonly<Partial<Record<PackageKind, readonly (readonly [RegExp, Side])[]>>> = {
  next: [
    [
      inPackage(
        `app/(?:.*/)?(?:route|page|layout|template|default|loading|not-found|sitemap|robots|opengraph-image|twitter-image|icon|manifest)${extension}`,
      ),
      'server',
    ],
    [inPackage(`app/(?:.*/)?(?:global-)?error${extension}`), 'client'],
    [inPackage('pages/(?:api/|_document\\.)'), 'server'],
    [inPackage('pages/.*\\.[jt]sx$'), 'client'],
  ],
  nuxt: [
    [inPackage('server/'), 'server'],
    [inPackage('(?:app|components|composables|shared|layouts|pages|plugins|stores?|utils|middleware)/'), 'client'],
  ],
  sveltekit: [[new RegExp(`(?:^|/)\\+(?:page|layout)${extension}`, 'u'), 'client']],
  astro: [
    [
      inPackage('(?:pages/.*\\.[jt]s$|middleware[./]|actions/|content[./]|content\\.config\\.|live\\.config\\.)'),
      'server',
    ],
  ],
  'react-router': [
    [inPackage('app/(?:routes\\.|entry\\.server\\.)'), 'server'],
    [inPackage('app/(?:root\\.|entry\\.client\\.|routes/)'), 'client'],
  ],
  'tanstack-start': [
    [inPackage(`(?:app/)?(?:ssr|server)${extension}`), 'server'],
    [inPackage(`(?:app/)?(?:routes/|(?:client|router)${extension})`), 'client'],
  ],
  'solid-start': [[inPackage('(?:routes/.*|app)\\.[jt]sx$'), 'client']],
  qwik: [
    [inPackage('entry\\.'), 'server'],
    [inPackage('(?:routes|components)/.*\\.[jt]sx$|root\\.[jt]sx$'), 'client'],
  ],
  gatsby: [
    [inPackage('api/'), 'server'],
    [inPackage('(?:pages|components|templates)/'), 'client'],
  ],
  electron: [
    [startsAt('(?:electron-)?preload[/.-]|renderer/'), 'client'],
    [startsAt(`(?:electron/)?main(?:/|${extension})|electron/`), 'server'],
  ],
  mixed: [[/^(?:client|frontend|web)\//u, 'client']],
}

/** Whether the name of a file says that it runs on the developer's machine, whatever stands in it. */
export function isToolingName(path: string): boolean {
  return tooling.test(path)
}

/** Whether the name of a file says that it ships, whatever it imports. */
export function isClientName(path: string): boolean {
  return client.test(path) || (document.test(path) && !server.test(path))
}

/**
 * What the place of a file says.
 *
 * @param path - Relative to the root of the policy.
 * @param inner - Relative to the folder of the package.
 */
export function sideByPlace(path: string, inner: string, own: () => OwnPackage): Side | undefined {
  if (server.test(path)) return 'server'
  if (worker.test(path)) return own().hasEdgeWorkers ? undefined : 'client'
  const { kind } = own()
  const convention = conventions[kind]?.find(([pattern]) => pattern.test(inner))
  if (convention !== undefined) return convention[1]
  if (serverHabits.test(path)) return 'server'
  const isOwnCall = apiInSources.test(path) && (kind === 'browser' || kind === 'mixed')
  return api.test(path) && !isOwnCall ? 'server' : undefined
}

/** What the package says about a file that says nothing itself. */
export function sideByPackage(inner: string, kind: PackageKind): Side | undefined {
  return kind === 'browser' || (kind === 'mixed' && inner.startsWith('src/')) ? 'client' : undefined
}
