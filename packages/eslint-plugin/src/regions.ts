import type { TSESLint, TSESTree } from '@typescript-eslint/utils'
import type { PackageKind } from './package-kind.ts'

/** Tried before the tree: most files hold no such word. */
const regionWords =
  /["']use server["']|\bcreate(?:ServerFn|ServerOnlyFn|Middleware|IsomorphicFn|ServerFileRoute|APIFileRoute|FileRoute|RootRoute)|\b(?:server|routeLoader|routeAction|globalAction)\$|\bget(?:ServerSideProps|StaticProps|StaticPaths|ServerData)\b|\b(?:loader|action|middleware|headers)\b|\bimport\.meta\.(?:server|env\.SSR)\b|\bprocess\.server\b|\btypeof (?:window|document)\b|\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b|\bdefineEventHandler\b/u

const anywhere = /^(?:getServerSideProps|getStaticProps|getStaticPaths|getServerData)$/u
/** Cut out of route files of React Router's framework mode and Remix; in data mode a loader runs in the browser. */
const ofRoutes = /^(?:loader|action|middleware|headers)$/u
const methods = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ALL)$/u
const wrappers =
  /^(?:createServerOnlyFn|createServerFileRoute|createAPIFileRoute|server\$|routeLoader\$|routeAction\$|globalAction\$|defineEventHandler)$/u
const chains = /^(?:createServerFn|createMiddleware|createIsomorphicFn|createServerFileRoute)$/u

/** Kinds of packages whose files are not for browsers alone. */
const isPage = (kind: PackageKind) => kind === 'browser'

type SourceCode = Readonly<TSESLint.SourceCode>

/** Answers which parts of one file are cut out of the client's copy, with whatever only they use. */
export interface Regions {
  /** Whether there is any. */
  readonly isEmpty: boolean
  /** Whether only the server runs the node. */
  readonly holds: (node: TSESTree.Node) => boolean
}

/** Of a file without a tree. */
export const noRegions: Regions = { isEmpty: true, holds: () => false }

/** The server's parts of a file. */
export function serverRegions(sourceCode: SourceCode, program: TSESTree.Program, kind: PackageKind): Regions {
  if (!regionWords.test(sourceCode.text)) return noRegions
  const roots = new Set<TSESTree.Node>()
  const declarations: TSESTree.Node[] = []
  walk(program, sourceCode, (node) => {
    for (const root of rootsOf(node, kind, sourceCode)) roots.add(root)
    if (declares.has(node.type)) declarations.push(node)
  })
  if (roots.size === 0) return noRegions
  let shipped: ReadonlySet<TSESTree.Node> | undefined
  const holds = (node: TSESTree.Node) => {
    const place = placeOf(node, roots)
    if (typeof place === 'string') return place === 'server'
    shipped ??= shippedOf(declarations, roots, sourceCode)
    return !shipped.has(place)
  }
  return { isEmpty: false, holds }
}

function walk(node: TSESTree.Node, sourceCode: SourceCode, visit: (node: TSESTree.Node) => void): void {
  // A stack of its own: an expression of thousands of terms nests as deep.
  const open: TSESTree.Node[] = [node]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    visit(next)
    for (const key of sourceCode.visitorKeys[next.type] ?? []) {
      const child: unknown = Reflect.get(next, key)
      for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) open.push(one)
    }
  }
}

function isNode(value: unknown): value is TSESTree.Node {
  return typeof value === 'object' && value !== null && 'type' in value
}

function rootsOf(node: TSESTree.Node, kind: PackageKind, sourceCode: SourceCode): TSESTree.Node[] {
  switch (node.type) {
    case 'ExportNamedDeclaration':
      return node.exportKind === 'type' ? [] : exportedRoots(node, kind, sourceCode)
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return saysUseServer(node) ? [node] : []
    case 'CallExpression':
      return isServerCall(node) ? node.arguments : []
    case 'Property':
      // `createFileRoute('/api')({ server: { handlers: … } })`
      return nameOf(node.key) === 'server' && isRouteOptions(node.parent) ? [node.value] : []
    case 'IfStatement':
    case 'ConditionalExpression':
      return guardedRoots(node)
    default:
      return []
  }
}

function exportedRoots(
  { declaration, specifiers, source }: TSESTree.ExportNamedDeclaration,
  kind: PackageKind,
  sourceCode: SourceCode,
): TSESTree.Node[] {
  const isServerName = (name: string | undefined) =>
    name !== undefined &&
    (anywhere.test(name) ||
      (!isPage(kind) && (methods.test(name) || (ofRoutes.test(name) && kind !== 'tanstack-start'))))
  if (declaration?.type === 'FunctionDeclaration') return isServerName(declaration.id?.name) ? [declaration] : []
  if (declaration?.type === 'VariableDeclaration')
    return declaration.declarations.filter(({ id }) => id.type === 'Identifier' && isServerName(id.name))
  if (source !== null) return []
  return specifiers
    .filter(({ exported }) => isServerName(nameOf(exported)))
    .flatMap((specifier) => [specifier, ...definitionsOf(specifier.local, sourceCode)])
}

function definitionsOf(local: TSESTree.Node, sourceCode: SourceCode): TSESTree.Node[] {
  if (local.type !== 'Identifier') return []
  for (let scope: TSESLint.Scope.Scope | null = sourceCode.getScope(local); scope !== null; scope = scope.upper) {
    const variable = scope.set.get(local.name)
    if (variable !== undefined) return variable.defs.map(({ node }) => node)
  }
  return []
}

function saysUseServer({ body }: TSESTree.FunctionLike): boolean {
  if (body?.type !== 'BlockStatement') return false
  return body.body.some((statement) => statement.type === 'ExpressionStatement' && statement.directive === 'use server')
}

/** `server$(…)`, and `createServerFn().handler(…)` with anything between. */
function isServerCall({ callee }: TSESTree.CallExpression): boolean {
  if (callee.type === 'Identifier') return wrappers.test(callee.name)
  if (callee.type !== 'MemberExpression') return false
  if (!/^(?:handler|server|methods)$/u.test(nameOf(callee.property) ?? '')) return false
  let root: TSESTree.Node = callee.object
  while (root.type === 'CallExpression' || root.type === 'MemberExpression')
    root = root.type === 'CallExpression' ? root.callee : root.object
  return root.type === 'Identifier' && chains.test(root.name)
}

function isRouteOptions(node: TSESTree.Node): boolean {
  if (node.type !== 'ObjectExpression' || node.parent.type !== 'CallExpression') return false
  const { callee } = node.parent
  const maker = callee.type === 'CallExpression' ? callee.callee : callee
  return /^create(?:Root|File)Route/u.test(nameOf(maker) ?? '')
}

/** The branch that bundlers drop from the client's copy, or that a browser never takes. */
function guardedRoots({
  test,
  consequent,
  alternate,
}: TSESTree.IfStatement | TSESTree.ConditionalExpression): TSESTree.Node[] {
  if (isServerTest(test)) return [consequent]
  const isNegated = test.type === 'UnaryExpression' && test.operator === '!' && isServerTest(test.argument)
  return (isNegated || isClientTest(test)) && alternate !== null ? [alternate] : []
}

function isServerTest(test: TSESTree.Node): boolean {
  if (test.type === 'LogicalExpression')
    return test.operator === '&&' && (isServerTest(test.left) || isServerTest(test.right))
  return /^(?:import\.meta\.(?:server|env\.SSR)|process\.server)$/u.test(pathOf(test)) || isTypeofTest(test, '===')
}

function isClientTest(test: TSESTree.Node): boolean {
  return /^(?:import\.meta\.client|process\.client)$/u.test(pathOf(test)) || isTypeofTest(test, '!==')
}

/** `typeof window === 'undefined'` */
function isTypeofTest(test: TSESTree.Node, operator: string): boolean {
  return (
    test.type === 'BinaryExpression' &&
    (test.operator === operator || `${test.operator}=` === operator) &&
    test.left.type === 'UnaryExpression' &&
    test.left.operator === 'typeof' &&
    /^(?:window|document)$/u.test(nameOf(test.left.argument) ?? '') &&
    test.right.type === 'Literal' &&
    test.right.value === 'undefined'
  )
}

function pathOf(node: TSESTree.Node): string {
  if (node.type === 'MetaProperty') return 'import.meta'
  if (node.type === 'Identifier') return node.name
  if (node.type !== 'MemberExpression' || node.computed) return ''
  return `${pathOf(node.object)}.${nameOf(node.property) ?? ''}`
}

function nameOf(node: TSESTree.Node): string | undefined {
  if (node.type === 'Identifier') return node.name
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
}

/** Where a node stands: in a region, in what ships whoever uses it, or in a declaration of the module. */
function placeOf(node: TSESTree.Node, roots: ReadonlySet<TSESTree.Node>): 'server' | 'client' | TSESTree.Node {
  let declaration: TSESTree.Node | undefined
  // ESLint gives the root null for a parent, whatever the types say.
  for (let at: TSESTree.Node | undefined = node; at; at = at.parent) {
    if (roots.has(at)) return 'server'
    if (declares.has(at.type)) declaration = at
    // What other files import is used by whoever they are.
    if (at.type.startsWith('Export')) return 'client'
  }
  return declaration ?? 'client'
}

/** Declarations that something in the client uses, through others too; and those that nothing uses. */
function shippedOf(
  declarations: readonly TSESTree.Node[],
  roots: ReadonlySet<TSESTree.Node>,
  sourceCode: SourceCode,
): ReadonlySet<TSESTree.Node> {
  const shipped = new Set<TSESTree.Node>()
  const usedBy = new Map<TSESTree.Node, TSESTree.Node[]>()
  for (const declaration of declarations) {
    if (placeOf(declaration, roots) !== declaration) continue
    const places = usesOf(declaration, sourceCode).map((use) => placeOf(use, roots))
    if (places.length === 0 || places.includes('client')) shipped.add(declaration)
    for (const user of places) {
      if (typeof user === 'string') continue
      const used = usedBy.get(user)
      if (used === undefined) usedBy.set(user, [declaration])
      else used.push(declaration)
    }
  }
  // A set grows while it is walked.
  for (const user of shipped) for (const used of usedBy.get(user) ?? []) shipped.add(used)
  return shipped
}

const declares: ReadonlySet<string> = new Set([
  'ImportDefaultSpecifier',
  'ImportNamespaceSpecifier',
  'ImportSpecifier',
  'ImportDeclaration',
  'FunctionDeclaration',
  'ClassDeclaration',
  'VariableDeclarator',
])

/** Where the values of a declaration are used, outside of it. */
function usesOf(declaration: TSESTree.Node, sourceCode: SourceCode): TSESTree.Node[] {
  const declared = declaration.type === 'ImportDeclaration' ? declaration.specifiers : [declaration]
  return declared
    .flatMap((one) => sourceCode.scopeManager?.getDeclaredVariables(one) ?? [])
    .flatMap(({ references }) => references)
    .filter(
      ({ isTypeReference, identifier, init }) =>
        !isTypeReference && init !== true && !isInside(identifier, declaration),
    )
    .map(({ identifier }) => identifier)
}

function isInside({ range }: TSESTree.Node, outer: TSESTree.Node): boolean {
  return range[0] >= outer.range[0] && range[1] <= outer.range[1]
}
