import { providerAt } from '@keyfence/core'
import type { TSESTree } from '@typescript-eslint/utils'
import { addressOf, hostOf, hostsIn } from '../address.ts'
import { createRule, type PluginRule, type RuleContext } from '../create-rule.ts'
import { docsRoot } from '../docs.ts'
import { constantOf, lookUp, nameOf, namesSecret, secretIn, unwrapped } from '../environment.ts'
import { comesFromBuild } from '../own-key.ts'
import { judge } from '../policy.ts'
import { isClientCode, sideOf } from '../side.ts'

interface Options {
  /** Hosts of this list are never reported. */
  readonly allow: readonly string[]
  /** Whether a key that comes from neither the source nor the environment passes, because users bring their own. */
  readonly allowOwnKeys: boolean
  /** Further hosts that take a secret key. */
  readonly hosts: readonly string[]
}

type MessageId = 'providerCall' | 'ownKeyCall' | 'secretHeader'
type Context = RuleContext<MessageId, Options>

const list = (description: string) => ({
  type: 'array' as const,
  items: { type: 'string' as const, minLength: 1 },
  uniqueItems: true,
  description,
})

/** Reports calls that client code makes to a provider, with a key. */
export const noProviderCallInClient: PluginRule = createRule<MessageId, Options>({
  name: 'no-provider-call-in-client',
  description: "Disallow calls of a provider's API with a key from client code.",
  config: 'strict',
  policyRule: 'server-import',
  schema: [
    {
      type: 'object',
      properties: {
        allow: list('Hosts that are never reported.'),
        allowOwnKeys: {
          type: 'boolean',
          description:
            'Let keys pass that neither the source nor the environment holds, because users bring their own.',
        },
        hosts: list('Further hosts that take a secret key.'),
      },
      additionalProperties: false,
    },
  ],
  defaults: { allow: [], allowOwnKeys: false, hosts: [] },
  messages: {
    providerCall: `This sends a key to \`{{host}}\` from the browser, where every visitor can read it. Call it in a server route and fetch that: ${docsRoot}/guide/server-route.md{{expiry}}`,
    ownKeyCall:
      'This sends a key to `{{host}}` from the browser. Call it in a server route; where users bring their own key, set `allowOwnKeys`.{{expiry}}',
    secretHeader: `This header holds the secret \`{{name}}\` in client code. Send it from a server route: ${docsRoot}/guide/server-route.md{{expiry}}`,
  },
  create(context, { allow, allowOwnKeys, hosts }) {
    const { sourceCode } = context
    const isProvider = (host: string) =>
      !allow.includes(host) && (hosts.includes(host) || providerAt(host) !== undefined)
    const mayCall = hostsIn(sourceCode.text).some(isProvider)
    const maySend = () => namesSecret(context) && header.test(sourceCode.text)
    if ((!mayCall && !maySend()) || sideOf(context) !== 'client') return {}

    const reported = new Set<TSESTree.Node>()
    const check = (node: TSESTree.CallExpression | TSESTree.NewExpression) => {
      const call = requestOf(node, context)
      const host = call === undefined ? undefined : hostOf(call.address)
      if (call === undefined || host === undefined || !isProvider(host) || !isClientCode(context, node)) return
      const keys = keysOf(call, context)
      if (keys.length === 0) return
      const isOwn = keys.every((key) => !comesFromBuild(key, sourceCode))
      if (isOwn && (allowOwnKeys || isShortLived(call.address, keys, context))) return
      const { mayStay, expiry } = judge(context, { rule: 'server-import', subject: host, start: node.range[0] })
      for (const key of keys) reported.add(key)
      if (!mayStay)
        context.report({
          node: call.place,
          messageId: isOwn ? 'ownKeyCall' : 'providerCall',
          data: { host, expiry },
        })
    }
    return {
      CallExpression: check,
      NewExpression: check,
      'Property:exit'(node: TSESTree.Property) {
        if (!header.test(nameOf(node.key) ?? '') || reported.has(node.value)) return
        const name = secretIn(node.value, context)
        if (name === undefined || !isClientCode(context, node)) return
        const { mayStay, expiry } = judge(context, {
          rule: 'server-import',
          subject: name,
          envNames: [name],
          start: node.range[0],
        })
        if (!mayStay) context.report({ node, messageId: 'secretHeader', data: { name, expiry } })
      },
    }
  },
})

/** Headers that carry a key. */
const header =
  /\b(?:authorization|x-api-key|api-key|x-goog-api-key|xi-api-key|x-subscription-token|anthropic-api-key)\b/iu
const functions =
  /^(?:fetch|\$fetch|ofetch|useFetch|useLazyFetch|axios|ky|got|superagent|wretch|request|WebSocket|EventSource|Request|fetchEventSource|createParser|useSWR)$/u
const methods = /^(?:get|post|put|patch|delete|head|request|create|extend|fetch|open|raw|stream)$/u

/** A request that code makes. */
interface Request {
  readonly address: string
  /** Where it says the address. */
  readonly place: TSESTree.Node
  readonly given: readonly TSESTree.Node[]
}

function requestOf(
  { callee, arguments: given }: TSESTree.CallExpression | TSESTree.NewExpression,
  { sourceCode }: Context,
): Request | undefined {
  const isRequest =
    callee.type === 'MemberExpression'
      ? methods.test(nameOf(callee.property) ?? '') || functions.test(nameOf(callee.property) ?? '')
      : functions.test(nameOf(callee) ?? '')
  if (!isRequest) return undefined
  // `xhr.open('POST', url)` has its address behind the method.
  for (const place of given.slice(0, 2)) {
    const address = addressOf(place, sourceCode)
    if (address !== undefined && hostOf(address) !== undefined) return { address, place, given }
  }
  return undefined
}

/** Values that a request sends as its key. */
function keysOf({ given, place }: Request, context: Context): TSESTree.Node[] {
  const keys = given.flatMap((argument) => headerValues(argument, context, 0))
  const query = queryKeys(place, context)
  if (keys.length > 0 || query.length > 0) return [...keys, ...query]
  return laterHeaders(place, context)
}

/** An XMLHttpRequest is given its headers after its address. */
function laterHeaders({ parent }: TSESTree.Node, { sourceCode }: Context): TSESTree.Node[] {
  const target =
    parent?.type === 'CallExpression' && parent.callee.type === 'MemberExpression' ? parent.callee.object : null
  if (target?.type !== 'Identifier') return []
  return (lookUp(target, sourceCode)?.references ?? []).flatMap(({ identifier }) => {
    const member = identifier.parent
    const call = member.parent
    if (member.type !== 'MemberExpression' || call?.type !== 'CallExpression') return []
    const [name, value] = call.arguments
    const isHeader =
      nameOf(member.property) === 'setRequestHeader' && name !== undefined && header.test(nameOf(name) ?? '')
    return isHeader && value !== undefined ? [value] : []
  })
}

function headerValues(node: TSESTree.Node, context: Context, depth: number): TSESTree.Node[] {
  const bare = unwrapped(node)
  if (depth > maxDepth) return []
  if (bare.type === 'Identifier') {
    const init = constantOf(bare, context.sourceCode)
    return init === undefined ? [] : headerValues(init, context, depth + 1)
  }
  if (bare.type === 'NewExpression' || bare.type === 'ArrayExpression') {
    const parts = bare.type === 'NewExpression' ? bare.arguments : bare.elements.flatMap((element) => element ?? [])
    // `new Headers([['authorization', key]])`
    const [first, second] = parts
    if (first !== undefined && second !== undefined && header.test(nameOf(first) ?? '')) return [second]
    const protocols = parts.filter((part) => /openai-insecure-api-key\./u.test(context.sourceCode.getText(part)))
    return [...protocols, ...parts.flatMap((part) => headerValues(part, context, depth + 1))]
  }
  if (bare.type !== 'ObjectExpression') return []
  return bare.properties.flatMap((property) => {
    if (property.type !== 'Property') return headerValues(property.argument, context, depth + 1)
    const name = nameOf(property.key) ?? ''
    if (header.test(name)) return [property.value]
    if (/^(?:headers|common|defaults|fetchOptions|init)$/u.test(name))
      return headerValues(property.value, context, depth + 1)
    return []
  })
}

/** Options of options of options. */
const maxDepth = 6

/** `?key=${key}` */
function queryKeys(place: TSESTree.Node, { sourceCode }: Context): TSESTree.Node[] {
  const bare = unwrapped(place)
  const template = bare.type === 'Identifier' ? constantOf(bare, sourceCode) : bare
  if (template?.type !== 'TemplateLiteral') return []
  return template.expressions.filter((_, index) =>
    /[?&](?:key|api_?key|access_token|token)=$/iu.test(template.quasis[index]?.value.raw ?? ''),
  )
}

/** A token that the own server made for this page. */
function isShortLived(address: string, keys: readonly TSESTree.Node[], { sourceCode }: Context): boolean {
  if (address.includes('/realtime')) return true
  return keys.every((key) =>
    /ephemeral|client_?secret|temporary|short_?lived|session|jwt|access_?token|id_?token/iu.test(
      sourceCode.getText(key),
    ),
  )
}
