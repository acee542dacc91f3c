import { relative, resolve, sep } from 'node:path'
import type { TSESTree } from '@typescript-eslint/utils'
import type { RuleContext } from './create-rule.ts'
import { packageOf, type OwnPackage } from './package-kind.ts'
import { pathOf, policyOf, type Side } from './policy.ts'
import { noRegions, serverRegions, type Regions } from './regions.ts'
import { isClientName, isToolingName, sideByPackage, sideByPlace } from './side-paths.ts'

/** What a file shows about its side. */
interface Signs {
  readonly path: string
  /** Path from the folder of its package. */
  readonly inner: string
  readonly own: () => OwnPackage
  /** Undefined in languages without JavaScript's tree. */
  readonly program: TSESTree.Program | undefined
  readonly regions: Regions
  readonly context: RuleContext
}

type Sign = (signs: Signs) => Side | undefined

const serverMarkers =
  /^(?:server-only|next\/headers|next\/server|\$app\/server|\$env\/(?:static|dynamic)\/private|astro:env\/server|@tanstack\/(?:\w+-)?start\/server-only)$/u
const clientMarkers =
  /^(?:client-only|react-dom\/client|astro:env\/client|\$env\/(?:static|dynamic)\/public|@tanstack\/(?:\w+-)?start\/client-only)$/u
const serverModules =
  /^(?:node:(?!buffer|process|crypto|events|util|assert)|(?:fs|fs\/promises|path|os|net|tls|child_process|http|https|worker_threads|express|fastify|koa|hono|@hono\/node-server|dotenv|dotenv\/config|puppeteer|playwright|pg|mysql2|mysql2\/promise|mongoose|mongodb|ioredis|redis|nodemailer|@prisma\/client|better-sqlite3|jsonwebtoken|bcrypt|ws|h3|nitropack\/runtime)$)/u
const clientHooks =
  /^use(?:State|Reducer|Effect|LayoutEffect|InsertionEffect|SyncExternalStore|Transition|DeferredValue|Optimistic|ActionState|ImperativeHandle|Context|Ref)$/u
const hookModules = /^(?:react|preact\/hooks)$/u
/** What Electron gives to its main process and to what runs beside a page. */
const electronMain = /^(?:app|BrowserWindow|ipcMain|Menu|dialog|Tray|session|protocol|safeStorage)$/u
const electronPage = /^(?:contextBridge|ipcRenderer|webFrame)$/u
/** Files of routes ship with their server exports cut out. */
const routeExports = /^(?:clientLoader|clientAction|HydrateFallback|ErrorBoundary|meta|links|shouldRevalidate)$/u

/** The first that answers decides: what a person said, what the language says, then names, then habits. */
const signs: readonly Sign[] = [
  ({ context }) => policyOf(context).side,
  ({ path, context }) => (policyOf(context).serverOnly.isServerFile(path) ? 'server' : undefined),
  ({ path }) => (isToolingName(path) ? 'tooling' : undefined),
  ({ program }) => directiveSide(program),
  ({ path, context }) => astroSide(path, context),
  ({ path }) => (isClientName(path) ? 'client' : undefined),
  ({ program, regions }) => markerSide(program, regions),
  ({ path, inner, own }) => sideByPlace(path, inner, own),
  ({ program, own }) => (own().kind === 'react-router' && isRouteFile(program) ? 'client' : undefined),
  ({ program, regions }) =>
    valueImports(program).some(({ from, node }) => serverModules.test(from) && !regions.holds(node))
      ? 'server'
      : undefined,
  ({ program, regions, context }) => (usesBrowser(program, regions, context) ? 'client' : undefined),
  ({ inner, own }) => sideByPackage(inner, own().kind),
]

/** The side of a file, and the parts of it that only the server runs. */
interface Answer {
  readonly side: Side
  readonly regions: Regions
}

/** Rules of one file ask in turn; the answer is the same. */
const answers = new WeakMap<object, Answer>()

/**
 * Which side will run the linted file. `unknown` where nothing tells: such files are judged mildly. Parts of a client
 * file may be the server's all the same; `isClientCode` knows.
 */
export function sideOf(context: RuleContext): Side {
  return answerFor(context).side
}

/** Whether browsers will run the node: it stands in a client file, and in none of its server parts. */
export function isClientCode(context: RuleContext, node: TSESTree.Node): boolean {
  const { side, regions } = answerFor(context)
  return side === 'client' && !regions.holds(node)
}

function answerFor(context: RuleContext): Answer {
  const known = answers.get(context.sourceCode)
  if (known !== undefined) return known
  const file = signsOf(context)
  let side: Side | undefined
  for (const sign of signs) {
    side = sign(file)
    if (side !== undefined) break
  }
  const answer = { side: side ?? 'unknown', regions: file.regions }
  answers.set(context.sourceCode, answer)
  return answer
}

const noFile: OwnPackage = { folder: '', kind: 'other', hasEdgeWorkers: false }

function signsOf(context: RuleContext): Signs {
  const { sourceCode, physicalFilename, cwd, settings } = context
  const path = pathOf(context)
  const file = resolve(cwd, physicalFilename)
  const own = physicalFilename.startsWith('<') ? noFile : packageOf(file, settings)
  const program = isProgram(sourceCode.ast) ? sourceCode.ast : undefined
  return {
    path,
    inner: own.folder === '' ? path : relative(own.folder, file).split(sep).join('/'),
    own: () => own,
    program,
    regions: program === undefined ? noRegions : serverRegions(sourceCode, program, own.kind),
    context,
  }
}

/** Whether the tree is JavaScript's: YAML, JSON and HTML parsers call their root `Program` too. */
function isProgram(ast: { readonly type: string; readonly body?: unknown }): boolean {
  return ast.type === 'Program' && 'sourceType' in ast && Array.isArray(ast.body)
}

/** Statements of the module; Svelte's parser keeps them inside of its scripts. */
function statementsOf(program: TSESTree.Program | undefined): readonly TSESTree.ProgramStatement[] {
  return (program?.body ?? []).flatMap((statement) => {
    return /^SvelteScriptElement$/u.test(statement.type) && 'body' in statement && Array.isArray(statement.body)
      ? statement.body
      : [statement]
  })
}

function directiveSide(program: TSESTree.Program | undefined): Side | undefined {
  for (const statement of program?.body ?? []) {
    if (statement.type !== 'ExpressionStatement' || typeof statement.directive !== 'string') return undefined
    if (statement.directive === 'use client') return 'client'
    if (statement.directive === 'use server') return 'server'
  }
  return undefined
}

/** The frontmatter and the expressions of a template run on the server; a `<script>` is a file of its own. */
function astroSide(path: string, { filename, physicalFilename }: RuleContext): Side | undefined {
  if (!path.endsWith('.astro')) return undefined
  return filename === physicalFilename ? 'server' : 'client'
}

function markerSide(program: TSESTree.Program | undefined, regions: Regions): Side | undefined {
  for (const { from, names, node } of valueImports(program)) {
    const isElectron = from === 'electron'
    if (serverMarkers.test(from) || (isElectron && names.some((name) => electronMain.test(name)))) {
      if (names.length === 0 || !regions.holds(node)) return 'server'
    } else if (clientMarkers.test(from) || (isElectron && names.some((name) => electronPage.test(name))))
      return 'client'
  }
  return undefined
}

function isRouteFile(program: TSESTree.Program | undefined): boolean {
  const statements = statementsOf(program)
  return (
    statements.some(({ type }) => type === 'ExportDefaultDeclaration') &&
    statements.some((statement) => {
      if (statement.type !== 'ExportNamedDeclaration') return false
      const { declaration } = statement
      if (declaration?.type === 'FunctionDeclaration') return isRouteName(declaration.id?.name ?? '')
      return (
        declaration?.type === 'VariableDeclaration' &&
        declaration.declarations.some(({ id }) => id.type === 'Identifier' && isRouteName(id.name))
      )
    })
  )
}

function isRouteName(name: string): boolean {
  return routeExports.test(name) || name === 'loader' || name === 'action'
}

function usesBrowser(program: TSESTree.Program | undefined, regions: Regions, { sourceCode }: RuleContext): boolean {
  const isHooked = valueImports(program).some(
    ({ from, names }) => hookModules.test(from) && names.some((name) => clientHooks.test(name)),
  )
  if (isHooked) return true
  const { scopeManager, text } = sourceCode
  // A guard says that the code runs on both sides.
  if (!scopeManager?.globalScope || /\btypeof\s+(?:window|document|localStorage)\b/u.test(text)) return false
  const { through, set } = scopeManager.globalScope
  const isBrowserName = (name: string) => name === 'document' || name === 'window' || name === 'localStorage'
  const declared = [...set.values()].filter(({ defs }) => defs.length === 0).flatMap(({ references }) => references)
  return [...through, ...declared].some(
    ({ identifier }) => isBrowserName(identifier.name) && !regions.holds(identifier),
  )
}

interface ValueImport {
  readonly from: string
  readonly names: readonly string[]
  readonly node: TSESTree.ImportDeclaration
}

function valueImports(program: TSESTree.Program | undefined): ValueImport[] {
  return statementsOf(program).flatMap((statement) => {
    if (statement.type !== 'ImportDeclaration' || statement.importKind === 'type') return []
    const names = statement.specifiers.flatMap((specifier) =>
      specifier.type === 'ImportSpecifier' && specifier.imported.type === 'Identifier' ? [specifier.imported.name] : [],
    )
    return [{ from: statement.source.value, names, node: statement }]
  })
}
