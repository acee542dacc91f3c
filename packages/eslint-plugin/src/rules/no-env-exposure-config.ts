import { providerVariables } from '@keyfence/core'
import type { TSESTree } from '@typescript-eslint/utils'
import { createRule, type PluginRule, type RuleContext } from '../create-rule.ts'
import { constantOf, isEnvironment, isSecretVariable, nameOf, secretIn, textOf, unwrapped } from '../environment.ts'
import { judge, pathOf } from '../policy.ts'
import { sideOf } from '../side.ts'

type MessageId = 'wholeEnvironment' | 'secretExposed' | 'prefixExposes' | 'inlineEnvironment'
type Context = RuleContext<MessageId>

/** Reports configuration that copies secrets of the environment into client code. */
export const noEnvExposureConfig: PluginRule = createRule<MessageId, object>({
  name: 'no-env-exposure-config',
  description: 'Disallow configuration that opens the environment to client code.',
  config: 'recommended',
  policyRule: 'config-exposure',
  schema: [],
  defaults: {},
  messages: {
    wholeEnvironment:
      '`{{option}}` hands every variable of this machine to client code. Name the ones that the page needs, one by one.{{expiry}}',
    secretExposed:
      '`{{option}}` puts the secret `{{name}}` into client code. Remove it, and read it in server code.{{expiry}}',
    prefixExposes:
      '`{{option}}` with {{prefix}} makes `{{name}}` public. Choose a prefix that no secret has, such as `VITE_`.{{expiry}}',
    inlineEnvironment:
      '`{{option}}: {{value}}` copies every variable that client code names. Name the public ones by a prefix.{{expiry}}',
  },
  create(context) {
    const { sourceCode } = context
    if (!openers.test(sourceCode.text) || sideOf(context) === 'client') return {}
    const path = pathOf(context)

    const checkValues = (option: string, node: TSESTree.Node | undefined) => {
      if (node !== undefined) checkExposed(option, node, context, 0)
    }
    return {
      Property(node) {
        if (node.parent.type !== 'ObjectExpression') return
        const option = nameOf(node.key)
        if (option === undefined) return
        const { value } = node
        if (option === 'define' && isDefine(value, context)) checkValues('define', value)
        if (option === 'envPrefix' || option === 'publicPrefix') checkPrefixes(option, value, context)
        if (/^next\.config\./u.test(fileOf(path)) && (option === 'env' || option === 'publicRuntimeConfig'))
          checkValues(option, value)
        if (option === 'public' && nameOfOwner(node) === 'runtimeConfig') checkValues('runtimeConfig.public', value)
        if (option === 'extra' && /^app\.config\./u.test(fileOf(path))) checkValues('extra', value)
        if (option === 'env' && textOf(value, sourceCode) === 'inline' && /\bBun\b|\bbun\b/u.test(sourceCode.text))
          report(context, node, 'inlineEnvironment', { option, value: "'inline'" }, option)
        if (option === 'systemvars' && value.type === 'Literal' && value.value === true)
          report(context, node, 'inlineEnvironment', { option, value: 'true' }, option)
      },
      NewExpression(node) {
        const name = lastName(node.callee)
        if (name === 'DefinePlugin') checkValues('DefinePlugin', node.arguments[0])
        if (name === 'EnvironmentPlugin') for (const argument of node.arguments) checkNames(name, argument, context)
      },
      CallExpression(node) {
        // `replace` of Rollup, with its options or with the replacements themselves.
        const [first] = node.arguments
        if (nameOf(node.callee) !== 'replace' || first === undefined) return
        const values =
          first.type === 'ObjectExpression'
            ? first.properties.find((one) => one.type === 'Property' && nameOf(one.key) === 'values')
            : undefined
        checkValues('replace', values?.type === 'Property' ? values.value : first)
      },
    }
  },
})

/** Tried before any node is visited. */
const openers =
  /\bdefine\b|\b(?:env|public)Prefix\b|\bpublicRuntimeConfig\b|\bruntimeConfig\b|\b(?:Define|Environment)Plugin\b|\bsystemvars\b|\bextra\s*:|\breplace\(\s*\{|["']inline["']|\benv\s*:/u

function fileOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function lastName(node: TSESTree.Node): string | undefined {
  return node.type === 'MemberExpression' ? nameOf(node.property) : nameOf(node)
}

/** Name of the option whose object the property stands in. */
function nameOfOwner({ parent }: TSESTree.Property): string | undefined {
  const owner = parent.parent
  return owner.type === 'Property' ? nameOf(owner.key) : undefined
}

/** `define` is also a method's and a schema's name: bundlers take an object, or what builds one. */
function isDefine(value: TSESTree.Node, context: Context): boolean {
  const bare = unwrapped(value)
  return (
    bare.type === 'ObjectExpression' ||
    bare.type === 'CallExpression' ||
    (bare.type === 'Identifier' && constantOf(bare, context.sourceCode) !== undefined) ||
    holdsAll(bare, context)
  )
}

/** What stands in the values of an option that client code gets. */
function checkExposed(option: string, node: TSESTree.Node, context: Context, depth: number): void {
  const bare = unwrapped(node)
  if (depth > maxDepth) return
  if (dumps(bare, context, depth)) {
    report(context, node, 'wholeEnvironment', { option }, option)
    return
  }
  if (bare.type === 'Identifier') {
    const init = constantOf(bare, context.sourceCode)
    if (init !== undefined && init.type !== 'Literal') checkExposed(option, init, context, depth + 1)
    return
  }
  if (bare.type !== 'ObjectExpression') return
  for (const property of bare.properties) {
    if (property.type !== 'Property') {
      checkExposed(option, property.argument, context, depth + 1)
      continue
    }
    const { value } = property
    const secret = secretIn(value, context) ?? loadedSecret(value, context) ?? namedSecret(property, context)
    if (secret === undefined) checkExposed(option, value, context, depth + 1)
    else report(context, property, 'secretExposed', { option, name: secret }, secret, [secret])
  }
}

const maxDepth = 6

/** A key that says which secret it carries, with a value that is not written here. */
function namedSecret({ key, value, computed }: TSESTree.Property, context: Context): string | undefined {
  const name = computed
    ? undefined
    : nameOf(key)?.replace(/^(?:globalThis\.)?(?:process\.env|import\.meta\.env)\./u, '')
  if (name === undefined || !isSecretVariable(name, context)) return undefined
  return isConstant(value) ? undefined : name
}

function isConstant(node: TSESTree.Node): boolean {
  const bare = unwrapped(node)
  if (bare.type === 'Literal') return true
  if (bare.type === 'TemplateLiteral') return bare.expressions.length === 0
  if (bare.type === 'Identifier') return bare.name === 'undefined'
  if (bare.type === 'ObjectExpression' || bare.type === 'UnaryExpression') return true
  // `JSON.stringify('')`
  return bare.type === 'CallExpression' && bare.arguments.length > 0 && bare.arguments.every((one) => isConstant(one))
}

/** Whether an expression is the environment, or a copy of all of it. */
function dumps(node: TSESTree.Node, context: Context, depth: number): boolean {
  const bare = unwrapped(node)
  if (depth > maxDepth) return false
  if (holdsAll(bare, context)) return true
  switch (bare.type) {
    case 'ObjectExpression':
      return bare.properties.some(
        (property) => property.type === 'SpreadElement' && dumps(property.argument, context, depth + 1),
      )
    case 'CallExpression': {
      // `JSON.stringify(process.env)`, `Object.fromEntries(Object.entries(process.env).map(…))`, but not with a filter.
      const { sourceCode } = context
      if (/\b(?:filter|startsWith|includes|test|match|pick|some|has)\b/u.test(sourceCode.getText(bare))) return false
      const { callee } = bare
      const isCopy = /^(?:stringify|entries|fromEntries|assign|map|reduce|keys|mapValues|stringifyValues)$/u
      if (!isCopy.test(lastName(callee) ?? '')) return false
      const parts = callee.type === 'MemberExpression' ? [callee.object, ...bare.arguments] : bare.arguments
      return parts.some((part) => part.type !== 'ArrowFunctionExpression' && dumps(part, context, depth + 1))
    }
    default:
      return false
  }
}

/** `process.env`, and what `loadEnv` read without a prefix. */
function holdsAll(node: TSESTree.Node, context: Context): boolean {
  if (isEnvironment(node, context.sourceCode)) return !/import\.meta/u.test(context.sourceCode.getText(node))
  return isLoadedWhole(node, context)
}

/** `loadEnv(mode, folder, '')`, or a name for it; also `dotenv.config().parsed`. */
function isLoadedWhole(node: TSESTree.Node, { sourceCode }: Context): boolean {
  const bare = unwrapped(node)
  const value = bare.type === 'Identifier' ? constantOf(bare, sourceCode) : bare
  if (value === undefined) return false
  if (value.type === 'MemberExpression')
    return nameOf(value.property) === 'parsed' && /\bconfig\(/u.test(sourceCode.getText(value.object))
  if (value.type !== 'CallExpression' || lastName(value.callee) !== 'loadEnv') return false
  const third = value.arguments[2]
  if (third === undefined) return false
  const prefixes = third.type === 'ArrayExpression' ? third.elements : [third]
  return prefixes.some((prefix) => prefix !== null && textOf(prefix, sourceCode) === '')
}

/** `env.OPENAI_API_KEY`, where `env` is what `loadEnv` read. */
function loadedSecret(node: TSESTree.Node, context: Context): string | undefined {
  const bare = unwrapped(node)
  if (bare.type === 'CallExpression') {
    for (const argument of bare.arguments) {
      const name = loadedSecret(argument, context)
      if (name !== undefined) return name
    }
    return undefined
  }
  if (bare.type === 'LogicalExpression') return loadedSecret(bare.left, context) ?? loadedSecret(bare.right, context)
  if (bare.type === 'TemplateLiteral') {
    for (const part of bare.expressions) {
      const name = loadedSecret(part, context)
      if (name !== undefined) return name
    }
    return undefined
  }
  if (bare.type !== 'MemberExpression' || bare.object.type !== 'Identifier') return undefined
  const init = constantOf(bare.object, context.sourceCode)
  const isLoaded = init?.type === 'CallExpression' && lastName(init.callee) === 'loadEnv'
  const name = isLoaded ? nameOf(bare.property) : undefined
  return name !== undefined && isSecretVariable(name, context) ? name : undefined
}

/** The best known one first: it explains most. */
const prefixed = ['OPENAI_API_KEY', ...providerVariables]

/** `envPrefix: ''`, and prefixes that names of secrets begin with. */
function checkPrefixes(option: string, node: TSESTree.Node, context: Context): void {
  const bare = unwrapped(node)
  const prefixes = bare.type === 'ArrayExpression' ? bare.elements.flatMap((element) => element ?? []) : [bare]
  for (const prefix of prefixes) {
    const text = textOf(prefix, context.sourceCode)
    if (text === undefined) continue
    const name = prefixed.find((known) => known.startsWith(text))
    if (name !== undefined)
      report(context, prefix, 'prefixExposes', { option, prefix: `\`'${text}'\``, name }, option, [name])
  }
}

/** Names that `EnvironmentPlugin` copies: a list, or an object with defaults. */
function checkNames(option: string, node: TSESTree.Node, context: Context): void {
  const bare = unwrapped(node)
  if (dumps(bare, context, 0)) {
    report(context, node, 'wholeEnvironment', { option }, option)
    return
  }
  const parts =
    bare.type === 'ArrayExpression'
      ? bare.elements.flatMap((element) => element ?? [])
      : bare.type === 'ObjectExpression'
        ? bare.properties.flatMap((property) => (property.type === 'Property' ? property.key : []))
        : [bare]
  for (const part of parts) {
    const name = part.type === 'Identifier' && bare.type !== 'ObjectExpression' ? undefined : nameOf(part)
    if (name !== undefined && isSecretVariable(name, context))
      report(context, part, 'secretExposed', { option, name }, name, [name])
  }
}

function report(
  context: Context,
  node: TSESTree.Node,
  messageId: MessageId,
  data: Record<string, string>,
  subject: string,
  envNames: readonly string[] = [],
): void {
  const { mayStay, expiry } = judge(context, { rule: 'config-exposure', subject, envNames, start: node.range[0] })
  if (!mayStay) context.report({ node, messageId, data: { ...data, expiry } })
}
