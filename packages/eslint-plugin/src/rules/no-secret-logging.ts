import type { TSESLint, TSESTree } from '@typescript-eslint/utils'
import { createRule, type PluginRule, type RuleContext } from '../create-rule.ts'
import { isEnvironment, nameOf, namesSecret, secretIn, unwrapped } from '../environment.ts'
import { judge } from '../policy.ts'
import { sideOf } from '../side.ts'

interface Options {
  /** Names of further objects and functions that write a log. */
  readonly loggers: readonly string[]
}

type MessageId = 'secretLogged' | 'environmentLogged' | 'secretRendered' | 'dropArgument'
type Context = RuleContext<MessageId, Options>

/** Reports secrets that are written into a log, an error or a page. */
export const noSecretLogging: PluginRule = createRule<MessageId, Options>({
  name: 'no-secret-logging',
  description: 'Disallow secret environment variables in logs, errors and rendered text.',
  config: 'strict',
  policyRule: 'env-value',
  hasSuggestions: true,
  schema: [
    {
      type: 'object',
      properties: {
        loggers: {
          type: 'array',
          items: { type: 'string', minLength: 1 },
          uniqueItems: true,
          description: 'Names of further objects and functions that write a log.',
        },
      },
      additionalProperties: false,
    },
  ],
  defaults: { loggers: [] },
  messages: {
    secretLogged:
      'The value of `{{name}}` is written to `{{target}}`, where others can read it. Say whether it is set, not what it is.{{expiry}}',
    environmentLogged:
      'The whole environment is written to `{{target}}`, with every secret in it. Write single variables that are none.{{expiry}}',
    secretRendered: 'The value of `{{name}}` is rendered as text. Say whether it is set, not what it is.{{expiry}}',
    dropArgument: 'Remove the argument.',
  },
  create(context, { loggers }) {
    const { text } = context.sourceCode
    const isNamed = namesSecret(context)
    if ((!isNamed && !wholeEnvironment.test(text)) || sideOf(context) === 'tooling') return {}

    const check = (node: TSESTree.CallExpression | TSESTree.NewExpression, target: string) => {
      for (const argument of node.arguments) {
        const name = secretIn(argument, context)
        if (name !== undefined)
          report(context, argument, 'secretLogged', { name, target }, dropOf(node, argument, context))
        else if (isWhole(argument, context))
          report(context, argument, 'environmentLogged', { target }, dropOf(node, argument, context))
      }
    }
    return {
      CallExpression(node) {
        const target = loggerOf(node.callee, loggers)
        if (target !== undefined) check(node, target)
      },
      NewExpression(node) {
        const name = nameOf(node.callee)
        if (name !== undefined && /Error$/u.test(name)) check(node, name)
      },
      JSXExpressionContainer(node) {
        if (node.parent.type !== 'JSXElement' && node.parent.type !== 'JSXFragment') return
        const name = secretIn(node.expression, context)
        if (name !== undefined) report(context, node.expression, 'secretRendered', { name })
      },
    }
  },
})

const wholeEnvironment = /\benv\s{0,20}(?:\}|[),](?<=\b(?:process|import\.meta|Bun)\.env\s{0,20}.))/u
const levels = /^(?:log|error|warn|info|debug|trace|dir|table|fatal|verbose|silly|notice|success|write|child)$/u
const objects = /^(?:console|log|logger|winston|pino|bunyan|consola|signale|Sentry)$/iu

/** What a call writes to, as its reader knows it: `console.log`. */
function loggerOf(callee: TSESTree.Expression, loggers: readonly string[]): string | undefined {
  const bare = unwrapped(callee)
  if (bare.type === 'Identifier') return loggers.includes(bare.name) ? bare.name : undefined
  if (bare.type !== 'MemberExpression' || bare.computed) return undefined
  const object = unwrapped(bare.object)
  const owner = object.type === 'MemberExpression' ? nameOf(object.property) : nameOf(object)
  const method = nameOf(bare.property)
  if (owner === undefined || method === undefined) return undefined
  const isStream = /^std(?:out|err)$/u.test(owner) && method === 'write'
  const isLog = levels.test(method) && (objects.test(owner) || loggers.includes(owner))
  return isStream || isLog ? `${owner}.${method}` : undefined
}

/** `process.env`, also spread or as JSON. `import.meta.env` holds what is public by its name, unless a server made it. */
function isWhole(node: TSESTree.Node, context: Context): boolean {
  const bare = unwrapped(node)
  if (isEnvironment(bare, context.sourceCode)) return !/import\.meta/u.test(context.sourceCode.getText(bare))
  if (bare.type === 'ObjectExpression')
    return bare.properties.some((property) =>
      isWhole(property.type === 'Property' ? property.value : property.argument, context),
    )
  if (bare.type !== 'CallExpression' || bare.callee.type !== 'MemberExpression') return false
  const [first] = bare.arguments
  return (
    first !== undefined &&
    /^(?:stringify|inspect|entries|values)$/u.test(nameOf(bare.callee.property) ?? '') &&
    isWhole(first, context)
  )
}

type Fix = (fixer: TSESLint.RuleFixer) => TSESLint.RuleFix

function dropOf(
  { arguments: given }: TSESTree.CallExpression | TSESTree.NewExpression,
  argument: TSESTree.Node,
  { sourceCode }: Context,
): Fix {
  const index = given.findIndex((one) => one === argument)
  const next = given[index + 1]
  const before = given[index - 1]
  if (before !== undefined) return (fixer) => fixer.removeRange([before.range[1], argument.range[1]])
  const after = next === undefined ? sourceCode.getTokenAfter(argument, { filter: ({ value }) => value === ')' }) : next
  return (fixer) => fixer.removeRange([argument.range[0], after?.range[0] ?? argument.range[1]])
}

function report(
  context: Context,
  node: TSESTree.Node,
  messageId: MessageId,
  data: Record<string, string>,
  fix?: Fix,
): void {
  const { name } = data
  const { mayStay, expiry } = judge(context, {
    rule: 'env-value',
    subject: name ?? 'process.env',
    envNames: name === undefined ? [] : [name],
    start: node.range[0],
  })
  if (mayStay) return
  context.report({
    node,
    messageId,
    data: { ...data, expiry },
    suggest: fix === undefined ? [] : [{ messageId: 'dropArgument', fix }],
  })
}
