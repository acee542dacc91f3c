import type { TSESLint, TSESTree } from '@typescript-eslint/utils'
import { createRule, type PluginRule, type RuleContext } from '../create-rule.ts'
import { docsRoot } from '../docs.ts'
import { comesFromBuild } from '../own-key.ts'
import { judge } from '../policy.ts'
import { sideOf } from '../side.ts'

interface Options {
  /** Whether a key that comes from neither the source nor the environment passes, because users bring their own. */
  readonly allowOwnKeys: boolean
  /** Names of further options that lift such a guard. */
  readonly flags: readonly string[]
}

type MessageId = 'browserKeyFlag' | 'ownKeyFlag' | 'removeFlag'
type Context = RuleContext<MessageId, Options>

/** Options of SDKs, checked in their `dist` on 2026-11-24, and the header that one of them adds. */
const knownFlags = [
  'dangerouslyAllowBrowser',
  'useInsecureApiKey',
  'suppressLocalCredentialsWarning',
  'anthropic-dangerous-direct-browser-access',
]

/** Begins the subprotocol that carries a key to OpenAI's realtime socket; a short-lived one of the own server may. */
const protocol = 'openai-insecure-api-key.'

/** Reports options that let an SDK send its key from a browser. */
export const noBrowserKeyFlag: PluginRule = createRule<MessageId, Options>({
  name: 'no-browser-key-flag',
  description: 'Disallow options that let an SDK send its key from a browser.',
  config: 'recommended',
  policyRule: 'server-import',
  hasSuggestions: true,
  schema: [
    {
      type: 'object',
      properties: {
        allowOwnKeys: {
          type: 'boolean',
          description:
            'Let keys pass that neither the source nor the environment holds, because users bring their own.',
        },
        flags: {
          type: 'array',
          items: { type: 'string' },
          uniqueItems: true,
          description: 'Names of further options that lift such a guard.',
        },
      },
      additionalProperties: false,
    },
  ],
  defaults: { allowOwnKeys: false, flags: [] },
  messages: {
    browserKeyFlag: `\`{{flag}}\` lets every visitor read the key of this client. Call the service in a server route and fetch that: ${docsRoot}/guide/server-route.md{{expiry}}`,
    ownKeyFlag:
      '`{{flag}}` sends the key of this client from a browser. Call the service in a server route; where users bring their own key, set `allowOwnKeys`.{{expiry}}',
    removeFlag: 'Remove `{{flag}}`.',
  },
  create(context, { allowOwnKeys, flags }) {
    const wanted = [...knownFlags, ...flags]
    const { text } = context.sourceCode
    if (![...wanted, protocol].some((flag) => text.includes(flag)) || sideOf(context) === 'tooling') return {}

    const check = (node: TSESTree.Node, flag: string | undefined, value: TSESTree.Node) => {
      if (flag === undefined || !wanted.includes(flag) || isFalse(value)) return
      const isOwnKey = node.type === 'Property' && hasOwnKey(node, context.sourceCode)
      if (isOwnKey && allowOwnKeys) return
      const { mayStay, expiry } = judge(context, { rule: 'server-import', subject: flag, start: node.range[0] })
      if (mayStay) return
      context.report({
        node,
        messageId: isOwnKey ? 'ownKeyFlag' : 'browserKeyFlag',
        data: { flag, expiry },
        suggest:
          node.type === 'Property'
            ? [
                {
                  messageId: 'removeFlag',
                  data: { flag },
                  fix: (fixer) => fixer.removeRange(rangeWithComma(node, context)),
                },
              ]
            : [],
      })
    }
    const checkProtocol = (
      node: TSESTree.TemplateLiteral | TSESTree.BinaryExpression,
      key: TSESTree.Node | undefined,
    ) => {
      if (key === undefined || !comesFromBuild(key, context.sourceCode)) return
      const { mayStay, expiry } = judge(context, { rule: 'server-import', subject: protocol, start: node.range[0] })
      if (!mayStay) context.report({ node, messageId: 'browserKeyFlag', data: { flag: protocol, expiry } })
    }
    return {
      TemplateLiteral(node) {
        if (node.quasis[0]?.value.raw.endsWith(protocol) === true) checkProtocol(node, node.expressions[0])
      },
      BinaryExpression(node) {
        if (node.operator === '+' && node.left.type === 'Literal' && node.left.value === protocol)
          checkProtocol(node, node.right)
      },
      'ObjectExpression > Property'(node: TSESTree.Property) {
        check(node, nameOf(node.key, node.computed), node.value)
      },
      AssignmentExpression(node) {
        if (node.left.type === 'MemberExpression')
          check(node, nameOf(node.left.property, node.left.computed), node.right)
      },
    }
  },
})

function nameOf(key: TSESTree.Node, computed: boolean): string | undefined {
  if (key.type === 'Identifier' && !computed) return key.name
  if (key.type === 'Literal') return String(key.value)
  return undefined
}

function isFalse(value: TSESTree.Node): boolean {
  return value.type === 'Literal' && (value.value === false || value.value === 'false')
}

/** Whether the key beside the flag is a value that neither the source nor the environment holds. */
function hasOwnKey({ parent }: TSESTree.Property, sourceCode: Readonly<TSESLint.SourceCode>): boolean {
  if (parent.type !== 'ObjectExpression') return false
  const key = parent.properties.find(
    (property) =>
      property.type === 'Property' &&
      /^(?:apiKey|credentials|authToken)$/u.test(nameOf(property.key, property.computed) ?? ''),
  )
  if (key?.type !== 'Property') return false
  return !comesFromBuild(key.value, sourceCode)
}

function rangeWithComma(node: TSESTree.Property, { sourceCode }: Context): [number, number] {
  const after = sourceCode.getTokenAfter(node)
  if (after?.value === ',') {
    const next = sourceCode.getTokenAfter(after, { includeComments: true })
    return [node.range[0], next === null ? after.range[1] : next.range[0]]
  }
  const before = sourceCode.getTokenBefore(node)
  return [before?.value === ',' ? before.range[0] : node.range[0], node.range[1]]
}
