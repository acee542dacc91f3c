import type { TSESLint, TSESTree } from '@typescript-eslint/utils'
import { createRule, type PluginRule, type RuleContext } from '../create-rule.ts'
import { docsRoot } from '../docs.ts'
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
    if (!wanted.some((flag) => text.includes(flag)) || sideOf(context) === 'tooling') return {}

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
    return {
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

function comesFromBuild(value: TSESTree.Node, sourceCode: Readonly<TSESLint.SourceCode>): boolean {
  if (/\benv\b/iu.test(sourceCode.getText(value))) return true
  if (value.type === 'Literal' || value.type === 'TemplateLiteral') return true
  if (value.type !== 'Identifier') return false
  let scope: TSESLint.Scope.Scope | null = sourceCode.getScope(value)
  for (; scope !== null; scope = scope.upper) {
    const definition = scope.set.get(value.name)?.defs[0]
    if (definition === undefined) continue
    if (definition.type !== 'Variable' || !definition.node.init) return false
    const { init } = definition.node
    return definition.parent.kind === 'const' && init.type !== 'Identifier' && comesFromBuild(init, sourceCode)
  }
  return false
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
