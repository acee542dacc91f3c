import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { ParseResult } from '@babel/parser'
import type * as t from '@babel/types'
import type { ParseError } from 'jsonc-parser'

/** What a configuration says about one setting, without running it. */
export type Setting =
  /** Every value that it may have, several where a condition decides; `mayBeAbsent`: or none. */
  | { readonly kind: 'known'; readonly values: readonly string[]; readonly mayBeAbsent: boolean }
  /** It is not set, as far as can be seen. */
  | { readonly kind: 'absent' }
  /** Code decides, or the file cannot be parsed. */
  | { readonly kind: 'computed' }

const absent: Setting = { kind: 'absent' }
const computed: Setting = { kind: 'computed' }

/** A configuration file, parsed. */
export interface StaticConfig {
  /** The setting at the end of the keys. Objects whose setting at `server.path` has such a value do not count. */
  readonly setting: (
    path: readonly string[],
    server?: { readonly path: readonly string[]; readonly value: RegExp },
  ) => Setting
}

/** Reads a configuration in JavaScript, TypeScript or JSON. It is only parsed: nothing of it runs. */
export async function readConfig(file: string): Promise<StaticConfig> {
  const text = readFileSync(file, 'utf8')
  if (/\.(?:jsonc?|toml)$/u.test(file)) {
    const value = await readData(file)
    return { setting: (path) => (value === undefined ? computed : settingInData(value, path)) }
  }
  const { parse } = await import('@babel/parser')
  let program: ParseResult['program']
  try {
    program = parse(text, {
      sourceType: 'unambiguous',
      errorRecovery: true,
      plugins: ['typescript', ...(/\.[jt]sx$/u.test(file) ? ['jsx' as const] : [])],
    }).program
  } catch {
    return { setting: () => computed }
  }
  const scope: Scope = { file, declarations: declarationsOf(program.body) }
  const exported = exportedNode(program.body)
  const objects = exported === undefined ? [] : objectsIn(exported, scope)
  return {
    setting: (path, server) => {
      // A configuration that is put together elsewhere may say anything.
      if (objects.length === 0) return computed
      const clients = objects.filter((object) => {
        const side = server === undefined ? absent : settingIn(object, server.path)
        return !(side.kind === 'known' && side.values.every((value) => server?.value.test(value)))
      })
      return union(clients.map((object) => settingIn(object, path)))
    },
  }
}

/** What a JSON file, with or without comments, or a TOML file holds; undefined where it cannot be read. */
export async function readData(file: string): Promise<unknown> {
  try {
    const text = readFileSync(file, 'utf8').replace(/^\ufeff/u, '')
    if (file.endsWith('.toml')) return (await import('smol-toml')).parse(text)
    const errors: ParseError[] = []
    const value: unknown = (await import('jsonc-parser')).parse(text, errors, { allowTrailingComma: true })
    return errors.length === 0 ? value : undefined
  } catch {
    return undefined
  }
}

/** Names at the top of a file, and what they stand for. */
interface Scope {
  readonly file: string
  readonly declarations: ReadonlyMap<string, t.Node>
}

/** A key `*` stands for every member. */
function settingInData(value: unknown, [key, ...rest]: readonly string[]): Setting {
  if (key === undefined) return typeof value === 'string' ? known([value]) : absent
  if (typeof value !== 'object' || value === null) return absent
  const members = Object.entries(value).filter(([name]) => key === '*' || name === key)
  return union(members.map(([, member]) => settingInData(member, rest)))
}

function declarationsOf(body: readonly t.Statement[]): Map<string, t.Node> {
  const declarations = new Map<string, t.Node>()
  for (const statement of body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type === 'FunctionDeclaration' && declaration.id)
      declarations.set(declaration.id.name, declaration)
    if (declaration?.type !== 'VariableDeclaration') continue
    for (const { id, init } of declaration.declarations) {
      if (id.type === 'Identifier' && init) declarations.set(id.name, init)
    }
  }
  return declarations
}

/** `export default …`, `module.exports = …` or `exports.default = …`. */
function exportedNode(body: readonly t.Statement[]): t.Node | undefined {
  for (const statement of body) {
    if (statement.type === 'ExportDefaultDeclaration') return statement.declaration
    if (statement.type === 'TSExportAssignment') return statement.expression
    if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') continue
    const { left, right } = statement.expression
    if (left.type !== 'MemberExpression') continue
    const [object, property] = [nameOf(left.object), nameOf(left.property)]
    if ((object === 'module' && property === 'exports') || (object === 'exports' && property === 'default'))
      return right
  }
  return undefined
}

/** An object, and the names that it can use. */
interface FoundObject {
  readonly node: t.ObjectExpression
  readonly scope: Scope
}

/** Every object that an expression may be: what a function returns, what a helper is called with. */
function objectsIn(node: t.Node, scope: Scope, depth = 0): FoundObject[] {
  if (depth > 20) return []
  if (node.type === 'ObjectExpression') return [{ node, scope }]
  const inside = (...nodes: readonly (t.Node | null | undefined)[]) =>
    nodes.flatMap((next) => (next === null || next === undefined ? [] : objectsIn(next, scope, depth + 1)))
  if (node.type === 'Identifier') return inside(scope.declarations.get(node.name))
  if (node.type === 'ArrayExpression') return inside(...node.elements)
  if (node.type === 'ConditionalExpression') return inside(node.consequent, node.alternate)
  if (node.type === 'LogicalExpression') return inside(node.left, node.right)
  if (node.type === 'CallExpression') {
    // `defineConfig({ … })`, `withPlugin(config)`, `withPlugin({ … })(config)`: the first that is an object.
    const found = node.arguments.map((argument) => inside(argument)).find(({ length }) => length > 0)
    return found ?? inside(node.callee.type === 'Identifier' ? node.callee : undefined)
  }
  if (isFunction(node)) {
    if (node.body.type !== 'BlockStatement') return inside(node.body)
    const local: Scope = { ...scope, declarations: new Map([...scope.declarations, ...declarationsOf(node.body.body)]) }
    return returnsIn(node.body.body).flatMap((returned) => objectsIn(returned, local, depth + 1))
  }
  return inside(innerExpression(node))
}

function isFunction(node: t.Node): node is t.ArrowFunctionExpression | t.FunctionExpression | t.FunctionDeclaration {
  return ['ArrowFunctionExpression', 'FunctionExpression', 'FunctionDeclaration'].includes(node.type)
}

/** What the statements of a function return, in any branch. */
function returnsIn(statements: readonly t.Statement[]): t.Node[] {
  return statements.flatMap((statement): t.Node[] => {
    if (statement.type === 'ReturnStatement') return statement.argument ? [statement.argument] : []
    if (statement.type === 'IfStatement')
      return returnsIn([statement.consequent, ...(statement.alternate ? [statement.alternate] : [])])
    if (statement.type === 'BlockStatement') return returnsIn(statement.body)
    if (statement.type === 'SwitchStatement') return returnsIn(statement.cases.flatMap(({ consequent }) => consequent))
    return statement.type === 'TryStatement' ? returnsIn([statement.block]) : []
  })
}

/** What TypeScript, `await` and brackets are written around. */
function innerExpression(node: t.Node): t.Node | undefined {
  if (node.type === 'AwaitExpression') return node.argument
  return isWrapper(node) ? node.expression : undefined
}

function isWrapper(
  node: t.Node,
): node is
  t.TSAsExpression | t.TSSatisfiesExpression | t.TSNonNullExpression | t.TSTypeAssertion | t.ParenthesizedExpression {
  return /^(?:TSAsExpression|TSSatisfiesExpression|TSNonNullExpression|TSTypeAssertion|ParenthesizedExpression)$/u.test(
    node.type,
  )
}

function settingIn({ node, scope }: FoundObject, path: readonly string[]): Setting {
  return settingAt(node, path, scope)
}

function settingAt(node: t.Node, path: readonly string[], scope: Scope): Setting {
  const [key, ...rest] = path
  if (key === undefined) {
    const values = valuesOf(node, scope)
    return values === undefined ? computed : known(values)
  }
  const inner = innerExpression(node)
  if (inner !== undefined) return settingAt(inner, path, scope)
  if (node.type === 'Identifier') {
    const declared = scope.declarations.get(node.name)
    // What is imported may say anything; most say nothing about the output.
    return declared === undefined ? absent : settingAt(declared, path, scope)
  }
  if (key === '()') {
    const argument = node.type === 'CallExpression' ? node.arguments[0] : undefined
    return argument === undefined ? absent : settingAt(argument, rest, scope)
  }
  if (node.type === 'ConditionalExpression')
    return union([settingAt(node.consequent, path, scope), settingAt(node.alternate, path, scope)])
  if (node.type === 'CallExpression') return union(objectsIn(node, scope).map((object) => settingIn(object, path)))
  if (node.type !== 'ObjectExpression') return absent
  return settingInObject(node, key, rest, scope)
}

/** The last property of a name counts, as it does when the code runs. */
function settingInObject(
  { properties }: t.ObjectExpression,
  key: string,
  rest: readonly string[],
  scope: Scope,
): Setting {
  for (const property of properties.toReversed()) {
    if (property.type === 'SpreadElement') {
      const spread = union(objectsIn(property.argument, scope).map((object) => settingIn(object, [key, ...rest])))
      if (spread.kind !== 'absent') return spread
    } else if (!property.computed && nameOf(property.key) === key) {
      return property.type === 'ObjectMethod' ? computed : settingAt(property.value, rest, scope)
    }
  }
  return absent
}

const joins = /^(?:(?:path|node_path|nodePath)\.)?(?:posix\.)?(?<name>join|resolve|normalize)$/u

/** Every text that an expression may be; undefined where code decides. */
function valuesOf(node: t.Node, scope: Scope): string[] | undefined {
  const inner = innerExpression(node)
  if (inner !== undefined) return valuesOf(inner, scope)
  if (node.type === 'StringLiteral') return [node.value]
  if (node.type === 'TemplateLiteral') {
    const parts = node.quasis.flatMap((quasi, index) => {
      const expression = node.expressions[index]
      const text = [quasi.value.cooked ?? quasi.value.raw]
      return expression === undefined ? [text] : [text, valuesOf(expression, scope)]
    })
    return combine(parts, (texts) => texts.join(''))
  }
  if (node.type === 'Identifier') {
    if (node.name === '__dirname') return [dirname(scope.file)]
    const declared = scope.declarations.get(node.name)
    return declared === undefined ? undefined : valuesOf(declared, withoutName(scope, node.name))
  }
  if (node.type === 'MemberExpression') return memberValue(node, scope)
  if (node.type === 'ConditionalExpression')
    return together([valuesOf(node.consequent, scope), valuesOf(node.alternate, scope)])
  if (node.type === 'ArrayExpression')
    return together(node.elements.map((element) => (element === null ? [] : valuesOf(element, scope))))
  if (node.type === 'BinaryExpression' && node.operator === '+')
    return combine([valuesOf(node.left, scope), valuesOf(node.right, scope)], (texts) => texts.join(''))
  if (node.type === 'CallExpression') return callValue(node, scope)
  return node.type === 'NewExpression' && nameOf(node.callee) === 'URL' ? urlValue(node, scope) : undefined
}

function memberValue(node: t.MemberExpression, scope: Scope): string[] | undefined {
  const property = nameOf(node.property)
  if (node.object.type === 'MetaProperty') return property === 'dirname' ? [dirname(scope.file)] : undefined
  return property === 'pathname' || property === 'href' ? valuesOf(node.object, scope) : undefined
}

/** The calls with which configurations make paths. */
function callValue({ callee, arguments: list }: t.CallExpression, scope: Scope): string[] | undefined {
  const name =
    callee.type === 'MemberExpression' ? `${nameOf(callee.object)}.${nameOf(callee.property)}` : nameOf(callee)
  if (name === 'process.cwd') return [dirname(scope.file)]
  const [first] = list
  if (name === 'fileURLToPath' || name === 'url.fileURLToPath')
    return first === undefined ? undefined : valuesOf(first, scope)
  const how = joins.exec(name)?.groups?.['name']
  if (how === undefined) return undefined
  const parts = list.map((argument) => valuesOf(argument, scope))
  return combine(parts, (texts) => (how === 'resolve' ? resolve(dirname(scope.file), ...texts) : join(...texts)))
}

/** `new URL('./x', import.meta.url)`. */
function urlValue({ arguments: [path, base] }: t.NewExpression, scope: Scope): string[] | undefined {
  const isOwn =
    base?.type === 'MemberExpression' && base.object.type === 'MetaProperty' && nameOf(base.property) === 'url'
  if (!isOwn || path === undefined) return undefined
  return valuesOf(path, scope)?.map((text) => resolve(dirname(scope.file), text))
}

/** So that a name that stands for itself ends. */
function withoutName(scope: Scope, name: string): Scope {
  return { ...scope, declarations: new Map([...scope.declarations].filter(([other]) => other !== name)) }
}

function nameOf(node: t.Node): string {
  if (node.type === 'Identifier') return node.name
  return node.type === 'StringLiteral' ? node.value : ''
}

/** Every combination, at most one of a few: a configuration has no hundreds of output folders. */
function combine(
  parts: readonly (readonly string[] | undefined)[],
  join: (texts: readonly string[]) => string,
): string[] | undefined {
  let lists: string[][] = [[]]
  for (const part of parts) {
    if (part === undefined || lists.length * part.length > 100) return undefined
    lists = lists.flatMap((list) => part.map((text) => [...list, text]))
  }
  return lists.map(join)
}

/** Of all of the lists; undefined where one of them is. */
function together(lists: readonly (readonly string[] | undefined)[]): string[] | undefined {
  return lists.includes(undefined) ? undefined : lists.flatMap((list) => list ?? [])
}

function known(values: readonly string[], mayBeAbsent = false): Setting {
  return { kind: 'known', values, mayBeAbsent }
}

/** Where several objects may count, all of their values may; one that is computed makes the whole so. */
function union(settings: readonly Setting[]): Setting {
  if (settings.some(({ kind }) => kind === 'computed')) return computed
  const values = settings.flatMap((setting) => (setting.kind === 'known' ? setting.values : []))
  const mayBeAbsent = settings.some(
    (setting) => setting.kind === 'absent' || (setting.kind === 'known' && setting.mayBeAbsent),
  )
  return values.length === 0 ? absent : known([...new Set(values)], mayBeAbsent)
}
