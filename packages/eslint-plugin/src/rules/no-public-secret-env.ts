import { publicSecretName, wellKnownPublicPrefixes, type PublicSecretName } from '@keyfence/core'
import type { TSESTree } from '@typescript-eslint/utils'
import { createRule, type PluginRule, type RuleContext } from '../create-rule.ts'
import { judge, pathOf, policyOf } from '../policy.ts'

interface Options {
  /** Names, with their prefix, that are no secrets. */
  readonly ignore: readonly string[]
  /** Further names, with their prefix, that are secrets. */
  readonly names: readonly string[]
  /** Prefixes besides the well-known ones that make a variable public. */
  readonly prefixes: readonly string[]
}

type MessageId = 'publicSecretName' | 'dropPrefix'

const list = (description: string) => ({
  type: 'array' as const,
  items: { type: 'string' as const, minLength: 1 },
  uniqueItems: true,
  description,
})

/** Reports names of secrets under a prefix that makes bundlers copy them into the page. */
export const noPublicSecretEnv: PluginRule = createRule<MessageId, Options>({
  name: 'no-public-secret-env',
  description: 'Disallow secrets in environment variables with a public prefix.',
  config: 'recommended',
  policyRule: 'public-env',
  hasSuggestions: true,
  schema: [
    {
      type: 'object',
      properties: {
        ignore: list('Names, with their prefix, that are no secrets.'),
        names: list('Further names, with their prefix, that are secrets.'),
        prefixes: list('Prefixes besides the well-known ones that make a variable public.'),
      },
      additionalProperties: false,
    },
  ],
  defaults: { ignore: [], names: [], prefixes: [] },
  messages: {
    publicSecretName:
      '`{{name}}` puts a secret into the page, because of `{{prefix}}`. Rename it to `{{bareName}}` and read it in server code only; revoke a value that was ever deployed.{{expiry}}',
    dropPrefix: 'Rename it to `{{bareName}}` here; do so where it is read, too.',
  },
  create(context, options) {
    const { sourceCode } = context
    const found = namesIn(sourceCode.text, context, options)
    if (found.size === 0) return {}

    // Languages without JavaScript's tree: a name counts where it is defined, not where prose mentions it.
    if (!sourceCode.scopeManager) {
      for (const [name, secret] of found) {
        const definition = new RegExp(`(?<![A-Za-z0-9_])${name}(?=["']?[ \\t]{0,20}[:=])`, 'gu')
        for (const { index } of sourceCode.text.matchAll(definition)) report(context, name, secret, index)
      }
      return {}
    }

    const check = (node: TSESTree.Node, text: unknown, offset = 0) => {
      if (typeof text !== 'string') return
      const name = text.replace(/^(?:process\.env|import\.meta\.env)\./u, '')
      const secret = name === text && !readsOrDefines(node) ? undefined : found.get(name)
      if (secret !== undefined) report(context, name, secret, node.range[0] + offset + text.length - name.length)
    }
    return {
      'MemberExpression[computed=false] > Identifier.property'(node: TSESTree.Identifier) {
        check(node, node.name)
      },
      ':matches(Property, PropertyDefinition, TSPropertySignature)[computed=false] > Identifier.key'(
        node: TSESTree.Identifier,
      ) {
        check(node, node.name)
      },
      Literal(node) {
        check(node, node.value, 1)
      },
      TemplateElement(node) {
        // typescript-eslint's and espree's elements begin with the backtick.
        check(node, node.value.cooked, 1)
      },
    }
  },
})

/** Whether the name is used and not only mentioned, as in a list of forbidden names. */
function readsOrDefines(node: TSESTree.Node): boolean {
  const { parent } = node.type === 'TemplateElement' ? node.parent : node
  if (parent === undefined || parent.type === 'MemberExpression' || ('key' in parent && parent.key === node))
    return true
  if (parent.type === 'BinaryExpression') return parent.operator === 'in'
  return parent.type === 'CallExpression' && /env/iu.test(calleeName(parent.callee))
}

function calleeName(callee: TSESTree.Expression): string {
  if (callee.type === 'Identifier') return callee.name
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return ''
  return `${calleeName(callee.object)}.${callee.property.name}`
}

/** Names of secrets under a public prefix that stand anywhere in the text. */
function namesIn(
  text: string,
  context: RuleContext<MessageId, Options>,
  { ignore, names, prefixes }: Options,
): ReadonlyMap<string, PublicSecretName> {
  const { include = [], ignore: ignored = [] } = policyOf(context).config.secrets ?? {}
  const secrets = { include: [...include, ...names], ignore: [...ignored, ...ignore] }
  const found = new Map<string, PublicSecretName>()
  for (const { 0: name } of text.matchAll(candidatesFor(prefixes))) {
    const secret = found.has(name) ? undefined : publicSecretName(name, secrets, prefixes)
    if (secret !== undefined) found.set(name, secret)
  }
  return found
}

function candidatesFor(prefixes: readonly string[]): RegExp {
  if (prefixes.length === 0) return wellKnown
  return candidates([...wellKnownPublicPrefixes, ...prefixes])
}

function candidates(prefixes: readonly string[]): RegExp {
  const alternatives = prefixes.map((prefix) => prefix.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&'))
  return new RegExp(`(?<![A-Za-z0-9_])(?:${alternatives.join('|')})[A-Za-z0-9_]{1,200}`, 'gu')
}

const wellKnown = candidates(wellKnownPublicPrefixes)

/** In code, where the name is read, a name alone helps nobody. */
const environmentFile = /(?:^|\/)\.env(?:\.[\w.-]+)?$|\.env$/u

function report(
  context: RuleContext<MessageId, Options>,
  name: string,
  { prefix, bareName }: PublicSecretName,
  start: number,
): void {
  const { sourceCode } = context
  const { mayStay, expiry } = judge(context, { rule: 'public-env', subject: name, envNames: [name], start })
  if (mayStay) return
  context.report({
    loc: { start: sourceCode.getLocFromIndex(start), end: sourceCode.getLocFromIndex(start + name.length) },
    messageId: 'publicSecretName',
    data: { name, prefix, bareName, expiry },
    suggest: environmentFile.test(pathOf(context))
      ? [
          {
            messageId: 'dropPrefix',
            data: { bareName },
            fix: (fixer) => fixer.removeRange([start, start + prefix.length]),
          },
        ]
      : [],
  })
}
