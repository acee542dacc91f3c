import { publicSecretName } from '@keyfence/core'
import type { TSESTree } from '@typescript-eslint/utils'
import { createRule, type PluginRule, type RuleContext } from '../create-rule.ts'
import { docsRoot } from '../docs.ts'
import { isEnvironment, isSecretVariable, nameOf, namesSecret, secretOf, unwrapped } from '../environment.ts'
import { judge, policyOf } from '../policy.ts'
import { isClientCode, sideOf } from '../side.ts'

interface Options {
  /** Names that are no secrets. */
  readonly ignore: readonly string[]
}

type MessageId = 'secretEnvInClient' | 'secretModuleInClient'
type Context = RuleContext<MessageId, Options>

/** Reports client code that asks for a secret variable of the server. */
export const noSecretEnvInClient: PluginRule = createRule<MessageId, Options>({
  name: 'no-secret-env-in-client',
  description: 'Disallow reads of secret environment variables in client code.',
  config: 'recommended',
  policyRule: 'env-name',
  schema: [
    {
      type: 'object',
      properties: {
        ignore: {
          type: 'array',
          items: { type: 'string', minLength: 1 },
          uniqueItems: true,
          description: 'Names of variables that are no secrets.',
        },
      },
      additionalProperties: false,
    },
  ],
  defaults: { ignore: [] },
  messages: {
    secretEnvInClient: `Client code asks for the secret \`{{name}}\`, which only the server has. Read it in a server route and fetch that: ${docsRoot}/guide/server-route.md{{expiry}}`,
    secretModuleInClient: `Client code imports the server's secrets from \`{{module}}\`. Read them in a server route and fetch that: ${docsRoot}/guide/server-route.md{{expiry}}`,
  },
  create(context, { ignore }) {
    const mayImport = privateModule.test(context.sourceCode.text)
    if ((!mayImport && !namesSecret(context)) || sideOf(context) !== 'client') return {}

    const check = (node: TSESTree.Node, name: string | undefined) => {
      // With a public prefix it is another rule's matter.
      if (name === undefined || ignore.includes(name) || publicSecretName(name, policyOf(context).config.secrets))
        return
      if (isClientCode(context, node)) report(context, node, 'secretEnvInClient', { name }, name)
    }
    return {
      MemberExpression(node) {
        if (isEnvironment(node.object, context.sourceCode) && !isWritten(node))
          check(node.property, secretOf(node, context))
      },
      CallExpression(node) {
        if (node.callee.type === 'MemberExpression' && nameOf(node.callee.property) === 'get')
          check(node, secretOf(node, context))
      },
      ObjectPattern(node) {
        const source = patternSource(node)
        if (source === undefined || !isEnvironment(source, context.sourceCode)) return
        for (const property of node.properties) {
          const name = property.type === 'Property' ? nameOf(property.key) : undefined
          if (property.type === 'Property' && name !== undefined && isSecretVariable(name, context))
            check(property.key, name)
        }
      },
      ImportDeclaration(node) {
        if (node.importKind === 'type' || !privateModule.test(`'${node.source.value}'`)) return
        if (isClientCode(context, node))
          report(context, node, 'secretModuleInClient', { module: node.source.value }, node.source.value)
      },
    }
  },
})

/** Modules of SvelteKit and Astro that hold what the server alone may know. */
const privateModule = /["'](?:\$env\/(?:static|dynamic)\/private|astro:env\/server)["']/u

/** What a pattern takes apart. */
function patternSource({ parent }: TSESTree.ObjectPattern): TSESTree.Node | undefined {
  if (parent.type === 'VariableDeclarator') return parent.init ?? undefined
  return parent.type === 'AssignmentExpression' ? parent.right : undefined
}

function isWritten(node: TSESTree.MemberExpression): boolean {
  const { parent } = node
  return (
    (parent.type === 'AssignmentExpression' && parent.left === node) ||
    (parent.type === 'UnaryExpression' && parent.operator === 'delete' && unwrapped(parent.argument) === node)
  )
}

function report(
  context: Context,
  node: TSESTree.Node,
  messageId: MessageId,
  data: Record<string, string>,
  subject: string,
): void {
  const { mayStay, expiry } = judge(context, {
    rule: 'env-name',
    subject,
    envNames: messageId === 'secretEnvInClient' ? [subject] : [],
    start: node.range[0],
  })
  if (!mayStay) context.report({ node, messageId, data: { ...data, expiry } })
}
