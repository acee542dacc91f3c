import { resolve } from 'node:path'
import type { TSESTree } from '@typescript-eslint/utils'
import type { RuleContext } from './create-rule.ts'
import { packageKindOf, type PackageKind } from './package-kind.ts'
import { pathOf, policyOf, type Side } from './policy.ts'

/** What a file shows about its side. */
interface Signs {
  readonly path: string
  readonly kind: () => PackageKind
  /** Undefined in languages without JavaScript's tree. */
  readonly program: TSESTree.Program | undefined
  readonly context: RuleContext
}

type Sign = (signs: Signs) => Side | undefined

const extension = '\\.[cm]?[jt]sx?$'
const toolingPath = new RegExp(
  '(?:^|/)(?:tests?|__tests__|__mocks__|mocks|e2e|cypress|playwright|fixtures|__fixtures__|scripts|benchmarks?)/' +
    '|\\.(?:test|spec|bench|cy|stories|story|config|setup)\\.[cm]?[jt]sx?$|(?:^|/)\\.storybook/(?!preview)|(?:^|/)(?:gulpfile|Gruntfile)\\.',
  'u',
)
const serverPath = new RegExp(
  `\\.server${extension}|(?:^|/)\\.server/|(?:^|/)\\+server${extension}|\\+api${extension}|\\.remote${extension}|(?:^|/)lib/server/` +
    `|(?:^|/)(?:server|functions|backend)/|(?:^|/)(?:server|middleware|proxy|instrumentation)${extension}`,
  'u',
)
const apiFolder = /(?:^|\/)api\//u
/** Where a single-page app keeps the functions that call an API. */
const apiInSources = /(?:^|\/)src\/(?:.*\/)?api\//u
const clientPath = new RegExp(
  `\\.client\\.[a-z]+$|(?:^|/)\\.client/|(?:^|/)instrumentation-client\\.|\\.worker${extension}|(?:^|/)(?:sw|service-worker)${extension}|(?:^|/)\\.storybook/preview\\.`,
  'u',
)
const nextServerPath = new RegExp(
  `(?:^|/)app/(?:.*/)?(?:route|page|layout|template|default|loading|not-found|sitemap|robots|opengraph-image|icon|manifest)${extension}|(?:^|/)pages/(?:api/|_document)`,
  'u',
)
const nextErrorPath = new RegExp(`(?:^|/)app/(?:.*/)?(?:global-)?error${extension}`, 'u')
const nextPage = /(?:^|\/)pages\/.*\.[jt]sx$/u
const nuxtClientPath = /(?:^|\/)(?:app|components|composables|shared|layouts|pages|plugins)\//u

const serverMarkers =
  /^(?:server-only|next\/headers|next\/server|\$app\/server|\$env\/(?:static|dynamic)\/private|astro:env\/server|@tanstack\/\w+-start\/server-only)$/u
const clientMarkers =
  /^(?:client-only|react-dom\/client|\$env\/(?:static|dynamic)\/public|@tanstack\/\w+-start\/client-only)$/u
const serverModules =
  /^(?:node:(?!buffer|process|crypto|events|util|assert)|(?:fs|fs\/promises|path|os|net|tls|child_process|http|https|worker_threads|express|fastify|koa|hono|@hono\/node-server|dotenv|dotenv\/config|puppeteer|playwright)$)/u
const clientHooks =
  /^use(?:State|Reducer|Effect|LayoutEffect|InsertionEffect|SyncExternalStore|Transition|DeferredValue|Optimistic|ActionState|ImperativeHandle|Context|Ref)$/u
const serverExports =
  /^(?:getServerSideProps|getStaticProps|getStaticPaths|getInitialProps|loader|action|middleware|headers|getServerData|generateStaticParams|generateMetadata)$/u
const serverCallbacks =
  /\b(?:createServerFn|createServerOnlyFn|createServerFileRoute|server\$|routeLoader\$|routeAction\$|createIsomorphicFn)\b/u

/** The first that answers decides: what a person said, what the language says, then names, then habits. */
const signs: readonly Sign[] = [
  ({ context }) => policyOf(context).side,
  ({ path, context }) => (policyOf(context).serverOnly.isServerFile(path) ? 'server' : undefined),
  ({ path }) => (toolingPath.test(path) ? 'tooling' : undefined),
  ({ program }) => directiveSide(program),
  ({ program, context }) => (hasServerRegion(program, context.sourceCode.text) ? 'unknown' : undefined),
  ({ program }) => markerSide(program),
  ({ path }) => (clientPath.test(path) ? 'client' : undefined),
  ({ path, kind }) => nextSide(path, kind),
  ({ path }) => (serverPath.test(path) ? 'server' : undefined),
  ({ path, kind }) =>
    apiFolder.test(path) && !(apiInSources.test(path) && kind() === 'browser') ? 'server' : undefined,
  ({ path }) => (/\.(?:vue|svelte|html?)$/u.test(path) ? 'client' : path.endsWith('.astro') ? 'unknown' : undefined),
  ({ path, kind }) => (kind() === 'nuxt' && nuxtClientPath.test(path) ? 'client' : undefined),
  ({ program }) => (valueImports(program).some(({ from }) => serverModules.test(from)) ? 'server' : undefined),
  ({ program, context }) => (usesBrowser(program, context) ? 'client' : undefined),
  ({ kind }) => (kind() === 'browser' ? 'client' : undefined),
]

/** Rules of one file ask in turn; the answer is the same. */
const answers = new WeakMap<object, Side>()

/** Which side will run the linted file. `unknown` where nothing tells: such files are judged mildly. */
export function sideOf(context: RuleContext): Side {
  const { sourceCode, physicalFilename, cwd, settings } = context
  const known = answers.get(sourceCode)
  if (known !== undefined) return known
  const file: Signs = {
    path: pathOf(context),
    kind: () => (physicalFilename.startsWith('<') ? 'other' : packageKindOf(resolve(cwd, physicalFilename), settings)),
    program: isProgram(sourceCode.ast) ? sourceCode.ast : undefined,
    context,
  }
  let side: Side | undefined
  for (const sign of signs) {
    side = sign(file)
    if (side !== undefined) break
  }
  answers.set(sourceCode, side ?? 'unknown')
  return side ?? 'unknown'
}

/** Whether the tree is JavaScript's: YAML, JSON and HTML parsers call their root `Program` too. */
function isProgram(ast: { readonly type: string; readonly body?: unknown }): boolean {
  return ast.type === 'Program' && 'sourceType' in ast && Array.isArray(ast.body)
}

function directiveSide(program: TSESTree.Program | undefined): Side | undefined {
  for (const statement of program?.body ?? []) {
    if (statement.type !== 'ExpressionStatement' || typeof statement.directive !== 'string') return undefined
    if (statement.directive === 'use client') return 'client'
    if (statement.directive === 'use server') return 'server'
  }
  return undefined
}

/**
 * Whether parts of the file are cut out of the client's copy with the imports that only they use. Which imports those
 * are takes more than a look, so that such files count as unknown.
 */
function hasServerRegion(program: TSESTree.Program | undefined, text: string): boolean {
  if (program === undefined) return false
  if (serverCallbacks.test(text) || /["']use server["']/u.test(text)) return true
  return program.body.some((statement) => {
    if (statement.type !== 'ExportNamedDeclaration' || statement.exportKind === 'type') return false
    const { declaration, specifiers } = statement
    if (declaration?.type === 'FunctionDeclaration') return serverExports.test(declaration.id?.name ?? '')
    if (declaration?.type === 'VariableDeclaration')
      return declaration.declarations.some(({ id }) => id.type === 'Identifier' && serverExports.test(id.name))
    return specifiers.some(({ exported }) => exported.type === 'Identifier' && serverExports.test(exported.name))
  })
}

function markerSide(program: TSESTree.Program | undefined): Side | undefined {
  for (const { from } of valueImports(program)) {
    if (serverMarkers.test(from)) return 'server'
    if (clientMarkers.test(from)) return 'client'
  }
  return undefined
}

function nextSide(path: string, kind: () => PackageKind): Side | undefined {
  if (!/(?:^|\/)(?:app|pages)\//u.test(path) || kind() !== 'next') return undefined
  if (nextServerPath.test(path)) return 'server'
  return nextErrorPath.test(path) || nextPage.test(path) ? 'client' : undefined
}

function usesBrowser(program: TSESTree.Program | undefined, { sourceCode }: RuleContext): boolean {
  const isHooked = valueImports(program).some(
    ({ from, names }) => /^(?:react|preact\/hooks)$/u.test(from) && names.some((name) => clientHooks.test(name)),
  )
  if (isHooked) return true
  const { scopeManager, text } = sourceCode
  // A guard says that the code runs on both sides.
  if (!scopeManager?.globalScope || /\btypeof\s+(?:window|document|localStorage)\b/u.test(text)) return false
  const { through, set } = scopeManager.globalScope
  const isBrowserName = (name: string) => name === 'document' || name === 'window' || name === 'localStorage'
  return (
    through.some(({ identifier }) => isBrowserName(identifier.name)) ||
    [...set.values()].some(
      ({ name, defs, references }) => isBrowserName(name) && defs.length === 0 && references.length > 0,
    )
  )
}

function valueImports(program: TSESTree.Program | undefined): { from: string; names: string[] }[] {
  return (program?.body ?? []).flatMap((statement) => {
    if (statement.type !== 'ImportDeclaration' || statement.importKind === 'type') return []
    const names = statement.specifiers.flatMap((specifier) =>
      specifier.type === 'ImportSpecifier' && specifier.imported.type === 'Identifier' ? [specifier.imported.name] : [],
    )
    return [{ from: statement.source.value, names }]
  })
}
