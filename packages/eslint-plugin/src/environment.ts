import { isSecretName, publicSecretName } from '@keyfence/core'
import type { TSESLint, TSESTree } from '@typescript-eslint/utils'
import type { RuleContext } from './create-rule.ts'
import { policyOf } from './policy.ts'

type SourceCode = Readonly<TSESLint.SourceCode>

/** Names in capitals, as environment variables have them. */
const variableName = /(?<![A-Za-z0-9_])[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,12}(?![A-Za-z0-9_])/gu

/** Constants behind constants are followed so far. */
const maxDepth = 8

/** Whether a variable's name says that its value is a secret, with or without a public prefix. */
export function isSecretVariable(name: string, context: RuleContext): boolean {
  const { secrets } = policyOf(context).config
  return isSecretName(name, secrets) || publicSecretName(name, secrets) !== undefined
}

/** Several rules ask about one file. */
const answers = new WeakMap<object, boolean>()

/** Whether the text names a secret variable. Tried before any node is visited: most files name none. */
export function namesSecret(context: RuleContext): boolean {
  const known = answers.get(context.sourceCode)
  if (known !== undefined) return known
  const { text } = context.sourceCode
  const isLikely = /\benv\b|(?:KEY|TOKEN|SECRET|PASSWORD)(?<=[A-Z_]{3}\w{3,8})/u.test(text)
  const answer =
    isLikely && [...new Set(text.match(variableName) ?? [])].some((name) => isSecretVariable(name, context))
  answers.set(context.sourceCode, answer)
  return answer
}

/** The secret variable whose value an expression is; undefined for every other. */
export function secretOf(node: TSESTree.Node, context: RuleContext): string | undefined {
  const name = variableOf(node, context.sourceCode)
  return name !== undefined && isSecretVariable(name, context) ? name : undefined
}

/** The secret variable whose value an expression holds: alone, in a text that it builds, or in an object. */
export function secretIn(node: TSESTree.Node, context: RuleContext, depth = 0): string | undefined {
  if (depth > maxDepth) return undefined
  const own = secretOf(node, context)
  if (own !== undefined) return own
  for (const part of partsOf(node, context.sourceCode)) {
    const name = secretIn(part, context, depth + 1)
    if (name !== undefined) return name
  }
  return undefined
}

/** Functions that give back what they take, in another spelling. */
const spellings = /^(?:String|encodeURIComponent|encodeURI|btoa|stringify|inspect|from|concat|trim|toString)$/u

function partsOf(node: TSESTree.Node, sourceCode: SourceCode): TSESTree.Node[] {
  const bare = unwrapped(node)
  switch (bare.type) {
    case 'TemplateLiteral':
      return bare.expressions
    case 'BinaryExpression':
      return bare.operator === '+' ? [bare.left, bare.right] : []
    case 'LogicalExpression':
      // `key && text` is the text.
      return bare.operator === '&&' ? [bare.right] : [bare.left, bare.right]
    case 'ConditionalExpression':
      return [bare.consequent, bare.alternate]
    case 'ObjectExpression':
      return bare.properties.map((property) => (property.type === 'Property' ? property.value : property.argument))
    case 'ArrayExpression':
      return bare.elements.flatMap((element) => element ?? [])
    case 'SpreadElement':
      return [bare.argument]
    case 'CallExpression': {
      const name = bare.callee.type === 'MemberExpression' ? staticName(bare.callee, sourceCode) : nameOf(bare.callee)
      if (!spellings.test(name ?? '')) return []
      return bare.callee.type === 'MemberExpression' ? [bare.callee.object, ...bare.arguments] : bare.arguments
    }
    case 'Identifier': {
      const init = constantOf(bare, sourceCode)
      return init === undefined ? [] : [init]
    }
    default:
      return []
  }
}

/** The environment variable that an expression reads, in every way in which code spells that. */
function variableOf(node: TSESTree.Node, sourceCode: SourceCode, depth = 0): string | undefined {
  if (depth > maxDepth) return undefined
  const bare = unwrapped(node)
  if (bare.type === 'MemberExpression')
    return isEnvironment(bare.object, sourceCode, depth + 1) ? staticName(bare, sourceCode) : undefined
  if (bare.type === 'CallExpression') return variableOfCall(bare, sourceCode)
  if (bare.type === 'LogicalExpression' && bare.operator !== '&&')
    return variableOf(bare.left, sourceCode, depth + 1) ?? variableOf(bare.right, sourceCode, depth + 1)
  if (bare.type !== 'Identifier') return undefined
  const definition = definitionOf(bare, sourceCode)
  if (definition?.type === 'ImportBinding') return importedVariable(definition.node)
  if (definition?.type !== 'Variable' || definition.node.init === null) return undefined
  const { id, init } = definition.node
  if (id.type === 'Identifier') return variableOf(init, sourceCode, depth + 1)
  return id.type === 'ObjectPattern' && isEnvironment(init, sourceCode, depth + 1)
    ? keyOfBinding(id, bare.name)
    : undefined
}

/** Whether an expression is the environment itself: `process.env`, `import.meta.env`, or a name for one of them. */
export function isEnvironment(node: TSESTree.Node, sourceCode: SourceCode, depth = 0): boolean {
  if (depth > maxDepth) return false
  const bare = unwrapped(node)
  if (bare.type === 'MemberExpression')
    return staticName(bare, sourceCode) === 'env' && holdsEnvironment(bare.object, sourceCode, depth + 1)
  if (bare.type !== 'Identifier') return false
  const definition = definitionOf(bare, sourceCode)
  if (definition?.type === 'ImportBinding') return importsEnvironment(definition.node)
  if (definition?.type !== 'Variable' || definition.node.init === null) return false
  const { id, init } = definition.node
  if (id.type === 'Identifier') return isEnvironment(init, sourceCode, depth + 1)
  return (
    id.type === 'ObjectPattern' &&
    keyOfBinding(id, bare.name) === 'env' &&
    holdsEnvironment(init, sourceCode, depth + 1)
  )
}

/** `process`, `import.meta`, `Bun`, and what they are members of. */
function holdsEnvironment(node: TSESTree.Node, sourceCode: SourceCode, depth: number): boolean {
  const bare = unwrapped(node)
  if (bare.type === 'MetaProperty') return true
  if (bare.type === 'MemberExpression')
    return (
      staticName(bare, sourceCode) === 'process' &&
      /^(?:globalThis|window|global|self)$/u.test(nameOf(bare.object) ?? '')
    )
  if (bare.type !== 'Identifier' || depth > maxDepth) return false
  const definition = definitionOf(bare, sourceCode)
  if (definition === undefined) return bare.name === 'process' || bare.name === 'Bun'
  if (definition.type !== 'ImportBinding') return false
  return /^(?:node:)?process$/u.test(sourceOf(definition.node))
}

/** `Deno.env.get('NAME')`, `Netlify.env.get('NAME')`. */
function variableOfCall(
  { callee, arguments: given }: TSESTree.CallExpression,
  sourceCode: SourceCode,
): string | undefined {
  const [first] = given
  if (callee.type !== 'MemberExpression' || first === undefined) return undefined
  const name = staticName(callee, sourceCode)
  if (name === 'trim' || name === 'toString') return variableOf(callee.object, sourceCode, 1)
  const { object } = callee
  const isStore =
    object.type === 'MemberExpression' &&
    staticName(object, sourceCode) === 'env' &&
    /^(?:Deno|Netlify)$/u.test(nameOf(object.object) ?? '')
  return name === 'get' && isStore ? textOf(first, sourceCode) : undefined
}

const privateModules = /^(?:\$env\/static\/private|astro:env\/server)$/u
const privateStores = /^(?:\$env\/dynamic\/private|cloudflare:workers|(?:node:)?process)$/u
/** A file of the project that checks the environment and hands it on, as `@t3-oss/env` has it. */
const ownStore = /^(?:[.~@#]|src\/)(?:.*\/)?env(?:\.(?:server|mjs|js|ts))?$/u

function importedVariable(specifier: TSESTree.Node): string | undefined {
  return privateModules.test(sourceOf(specifier)) && specifier.type === 'ImportSpecifier'
    ? nameOf(specifier.imported)
    : undefined
}

function importsEnvironment(specifier: TSESTree.Node): boolean {
  const source = sourceOf(specifier)
  if (specifier.type !== 'ImportSpecifier')
    return specifier.type === 'ImportNamespaceSpecifier' && privateModules.test(source)
  return nameOf(specifier.imported) === 'env' && (privateStores.test(source) || ownStore.test(source))
}

function sourceOf({ parent }: TSESTree.Node): string {
  return parent?.type === 'ImportDeclaration' ? parent.source.value : ''
}

/** Without what does not change the value. */
export function unwrapped(node: TSESTree.Node): TSESTree.Node {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'ChainExpression':
      return unwrapped(node.expression)
    case 'AwaitExpression':
      return unwrapped(node.argument)
    default:
      return node
  }
}

/** Name of a member: `a.b`, `a['b']`, and `a[name]` with a constant. */
export function staticName(
  { property, computed }: TSESTree.MemberExpression,
  sourceCode: SourceCode,
): string | undefined {
  return computed ? textOf(property, sourceCode) : nameOf(property)
}

/** A constant text. */
export function textOf(node: TSESTree.Node, sourceCode: SourceCode): string | undefined {
  const bare = unwrapped(node)
  if (bare.type === 'Literal') return typeof bare.value === 'string' ? bare.value : undefined
  if (bare.type === 'TemplateLiteral')
    return bare.expressions.length === 0 ? (bare.quasis[0]?.value.cooked ?? undefined) : undefined
  if (bare.type !== 'Identifier') return undefined
  const init = constantOf(bare, sourceCode)
  return init?.type === 'Literal' || init?.type === 'TemplateLiteral' ? textOf(init, sourceCode) : undefined
}

/** What a name was given, when it never gets anything else. */
export function constantOf(identifier: TSESTree.Identifier, sourceCode: SourceCode): TSESTree.Expression | undefined {
  const variable = lookUp(identifier, sourceCode)
  const [definition] = variable?.defs ?? []
  if (definition?.type !== 'Variable' || definition.node.id.type !== 'Identifier') return undefined
  const isChanged = variable?.references.some((reference) => reference.isWrite() && reference.init !== true) === true
  return isChanged ? undefined : (definition.node.init ?? undefined)
}

function definitionOf(identifier: TSESTree.Identifier, sourceCode: SourceCode): TSESLint.Scope.Definition | undefined {
  return lookUp(identifier, sourceCode)?.defs[0]
}

/** What a name stands for where it is used; undefined for a global that nobody declares. */
export function lookUp(identifier: TSESTree.Identifier, sourceCode: SourceCode): TSESLint.Scope.Variable | undefined {
  for (let scope: TSESLint.Scope.Scope | null = sourceCode.getScope(identifier); scope !== null; scope = scope.upper) {
    const variable = scope.set.get(identifier.name)
    if (variable !== undefined) return variable
  }
  return undefined
}

/** Key that a destructuring pattern binds to a name. */
function keyOfBinding(pattern: TSESTree.ObjectPattern, name: string): string | undefined {
  for (const property of pattern.properties) {
    if (property.type !== 'Property') continue
    const target = property.value.type === 'AssignmentPattern' ? property.value.left : property.value
    if (nameOf(target) === name) return nameOf(property.key)
  }
  return undefined
}

/** Name of an identifier, text of a literal. */
export function nameOf(node: TSESTree.Node): string | undefined {
  if (node.type === 'Identifier') return node.name
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
}
