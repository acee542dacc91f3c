import type { TSESLint, TSESTree } from '@typescript-eslint/utils'
import { containerOf, keyOf, nameOf, propertiesOf, variableOf, withoutTypes, writesTo } from './constant-members.ts'
import { callMethod, decoders, joinTexts, type Value } from './constant-methods.ts'

/** What an expression may be; empty when nothing is known. */
type Values = readonly Value[]

/** Nodes that are looked at for one file. A generated file may join millions. */
const maxSteps = 200_000
/** Nesting that is followed: a variable may be made of itself. */
const maxDepth = 24
/** Values that are followed where conditions branch. */
const maxValues = 8

/**
 * Reads what expressions are made of: constants over statements, both arms of a condition, default values, members of
 * objects and enums, and the methods that put texts together. Says what may come out, not what does: a key in one arm
 * is a key. ESLint's `getStaticValue` knows one value or none.
 */
export function createReader(sourceCode: Readonly<TSESLint.SourceCode>): (node: TSESTree.Node) => Values {
  let steps = 0
  const read = (node: TSESTree.Node | null | undefined, depth: number): Values => {
    if (!node || depth > maxDepth || ++steps > maxSteps) return []
    return readNode(node, (inner) => read(inner, depth + 1), sourceCode).slice(0, maxValues)
  }
  return (node) => read(node, 0)
}

type Read = (node: TSESTree.Node | null | undefined) => Values

function readNode(node: TSESTree.Node, read: Read, sourceCode: Readonly<TSESLint.SourceCode>): Values {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' || typeof node.value === 'number' ? [node.value] : []
    case 'TemplateLiteral':
      return readTemplate(node, (quasi) => quasi.value.cooked, read)
    case 'TaggedTemplateExpression':
      return readTemplate(node.quasi, ({ value }) => (isRaw(node.tag) ? value.raw : value.cooked), read)
    case 'BinaryExpression':
      return node.operator === '+' ? joinTexts(operandsOf(node).map(read)) : []
    case 'ConditionalExpression':
      return [...read(node.consequent), ...read(node.alternate)]
    case 'LogicalExpression':
      return [...read(node.left), ...read(node.right)]
    case 'AssignmentExpression':
      return node.operator === '+=' ? read(node.left) : read(node.right)
    case 'AssignmentPattern':
      return read(node.right)
    case 'SequenceExpression':
      return read(node.expressions.at(-1))
    case 'ArrayExpression':
      return [readElements(node.elements, read)]
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'ChainExpression':
      return read(node.expression)
    case 'NewExpression':
      return node.callee.type === 'Identifier' && /^(?:String|Uint8Array|Array)$/u.test(node.callee.name)
        ? read(node.arguments[0])
        : []
    case 'Identifier':
      return readVariable(node, read, sourceCode)
    case 'MemberExpression':
      return readMember(node, read, sourceCode)
    case 'CallExpression':
      return readCall(node, read)
    default:
      return []
  }
}

function readTemplate(
  { quasis, expressions }: TSESTree.TemplateLiteral,
  textOf: (quasi: TSESTree.TemplateElement) => string | null,
  read: Read,
): Values {
  // A tag may get text that is no valid escape.
  return joinTexts(
    quasis.flatMap((quasi, index) => [[textOf(quasi) ?? ''], ...expressions.slice(index, index + 1).map(read)]),
  )
}

function isRaw(tag: TSESTree.Expression): boolean {
  return tag.type === 'MemberExpression' && nameOf(tag) === 'raw'
}

/** Operands of a chain of `+`, without recursion: a generated file may hold thousands. */
function operandsOf(node: TSESTree.BinaryExpression): TSESTree.Node[] {
  const operands: TSESTree.Node[] = []
  let left: TSESTree.Node = node
  while (left.type === 'BinaryExpression' && left.operator === '+') {
    operands.push(left.right)
    left = left.left
  }
  return [...operands, left].reverse()
}

function readElements(elements: readonly (TSESTree.Node | null)[], read: Read): readonly Value[] {
  return elements.flatMap((element) => {
    if (element?.type !== 'SpreadElement') return read(element)[0] ?? ''
    const spread = read(element.argument)[0]
    return typeof spread === 'string' ? Array.from(spread) : typeof spread === 'object' ? spread : ''
  })
}

function readVariable(node: TSESTree.Identifier, read: Read, sourceCode: Readonly<TSESLint.SourceCode>): Values {
  const variable = variableOf(node, sourceCode)
  const [definition, second] = variable?.defs ?? []
  if (variable === undefined || definition === undefined || second !== undefined) return []
  let values = readDefinition(definition, read)
  for (const { identifier, writeExpr, init } of variable.references) {
    const { parent } = identifier
    if (init === true || !writeExpr || parent.type !== 'AssignmentExpression' || parent.left !== identifier) continue
    if (parent.operator === '+=') values = joinTexts([values, read(parent.right)])
    else if (/^(?:\?\?|\|\|)?=$/u.test(parent.operator)) values = [...values, ...read(parent.right)]
  }
  return values
}

function readDefinition(definition: TSESLint.Scope.Definition, read: Read): Values {
  const { name, node } = definition
  const fromDefault = name.parent.type === 'AssignmentPattern' ? read(name.parent.right) : []
  if (node.type !== 'VariableDeclarator') return fromDefault
  if (node.id.type === 'Identifier') return read(node.init)
  return [...fromDefault, ...readPattern(node.id, node.init, name, read)]
}

/** What `const { a, b: [c] } = …` puts into the name, for one level. */
function readPattern(
  pattern: TSESTree.BindingName,
  init: TSESTree.Expression | null,
  name: TSESTree.Node,
  read: Read,
): Values {
  const isName = (target: TSESTree.Node | null) =>
    target === name || (target?.type === 'AssignmentPattern' && target.left === name)
  if (pattern.type === 'ArrayPattern') {
    const list = read(init)[0]
    const item = typeof list === 'object' ? list[pattern.elements.findIndex(isName)] : undefined
    return item === undefined ? [] : [item]
  }
  const plain = withoutTypes(init)
  if (pattern.type !== 'ObjectPattern' || plain?.type !== 'ObjectExpression') return []
  const target = pattern.properties.find((property) => property.type === 'Property' && isName(property.value))
  const key = target?.type === 'Property' ? keyOf(target.key) : undefined
  return key === undefined ? [] : propertiesOf(plain, key).flatMap((value) => read(value))
}

function readMember(node: TSESTree.MemberExpression, read: Read, sourceCode: Readonly<TSESLint.SourceCode>): Values {
  const name = nameOf(node) ?? (node.computed ? read(node.property).map(String)[0] : undefined)
  if (name === undefined) return []
  const container = containerOf(node.object, sourceCode, 0)
  if (container?.type === 'ArrayExpression') {
    const item = readElements(container.elements, read)[Number(name)]
    return item === undefined ? [] : [item]
  }
  return [
    ...(container === undefined ? [] : propertiesOf(container, name)),
    ...writesTo(node, name, sourceCode),
  ].flatMap((value) => read(value))
}

function readCall({ callee, arguments: parameters }: TSESTree.CallExpression, read: Read): Values {
  const first = () => read(parameters[0])
  if (callee.type === 'Identifier') return decodeWith(callee.name, first())
  if (callee.type !== 'MemberExpression') return []
  const name = nameOf(callee)
  if (name === undefined) return []
  const owner = callee.object.type === 'Identifier' ? callee.object.name : ''
  if (name === 'fromCharCode' || name === 'fromCodePoint') return [charactersOf(readElements(parameters, read))]
  if (owner === 'Buffer' && name === 'from') {
    const encoding = read(parameters[1])[0] ?? 'utf8'
    return decodeWith(`Buffer ${String(encoding)}`, first())
  }
  if (/^(?:Array|Object|Uint8Array)$/u.test(owner) && /^(?:from|of|freeze)$/u.test(name)) {
    const value = first()[0]
    return typeof value === 'string' ? [Array.from(value)] : first()
  }
  if (name === 'decode') {
    const codes = first()[0]
    return typeof codes === 'object' ? [charactersOf(codes)] : []
  }
  if (decoders.has(name)) return decodeWith(name, first())
  if (name === 'map') return read(callee.object).flatMap((list) => mapped(list, parameters[0]))
  const parts = parameters.map((parameter) => read(parameter)[0])
  return read(callee.object)
    .map((value) => callMethod(value, name, parts))
    .filter((value) => value !== undefined)
}

function decodeWith(name: string, values: Values): Values {
  return values.flatMap((value) => {
    const text = decoders.get(name)?.(typeof value === 'object' ? charactersOf(value) : String(value))
    return text ?? []
  })
}

function charactersOf(codes: readonly Value[]): string {
  return codes
    .map((code) =>
      typeof code === 'number' && code > 0 && code < 0x11_00_00 ? String.fromCodePoint(Math.trunc(code)) : ' ',
    )
    .join('')
}

/** `codes.map((code) => String.fromCharCode(code))` */
function mapped(list: Value, callback: TSESTree.Node | undefined): Values {
  const body = callback?.type === 'ArrowFunctionExpression' ? callback.body : undefined
  const method = body?.type === 'CallExpression' && body.callee.type === 'MemberExpression' ? nameOf(body.callee) : ''
  return typeof list === 'object' && /^from(?:CharCode|CodePoint)$/u.test(method ?? '')
    ? [Array.from(charactersOf(list))]
    : []
}
