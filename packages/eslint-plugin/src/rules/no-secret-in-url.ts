import type { TSESLint, TSESTree } from '@typescript-eslint/utils'
import { createRule, type PluginRule, type RuleContext } from '../create-rule.ts'
import { constantOf, nameOf, namesSecret, secretIn, secretOf, unwrapped } from '../environment.ts'
import { judge } from '../policy.ts'
import { sideOf } from '../side.ts'

interface Options {
  /** Names of further parameters that carry a secret. */
  readonly params: readonly string[]
}

type MessageId = 'secretInUrl'
type Context = RuleContext<MessageId, Options>
type SourceCode = Readonly<TSESLint.SourceCode>

/** Reports secrets that are written into an address. */
export const noSecretInUrl: PluginRule = createRule<MessageId, Options>({
  name: 'no-secret-in-url',
  description: 'Disallow secret environment variables in URLs.',
  config: 'strict',
  policyRule: 'env-value',
  schema: [
    {
      type: 'object',
      properties: {
        params: {
          type: 'array',
          items: { type: 'string', minLength: 1 },
          uniqueItems: true,
          description: 'Names of further query parameters that carry a secret.',
        },
      },
      additionalProperties: false,
    },
  ],
  defaults: { params: [] },
  messages: {
    secretInUrl:
      'The secret `{{name}}` in a URL ends up in logs, histories and referrers. Send it in a header, where the service has one.{{expiry}}',
  },
  create(context, { params }) {
    const { sourceCode } = context
    const mayHoldAddress = () => /:\/\/|[?&]|params|URL|query/iu.test(sourceCode.text)
    if (!namesSecret(context) || !mayHoldAddress() || sideOf(context) === 'tooling') return {}
    const isParam = (name: string | undefined) => name !== undefined && (knownParam.test(name) || params.includes(name))

    const check = (node: TSESTree.Node) => {
      const name = secretIn(node, context)
      if (name !== undefined) report(context, node, name)
    }
    const checkPieces = (pieces: readonly Piece[]) => {
      const address = pieces.map((piece) => (typeof piece === 'string' ? piece : hole)).join('')
      if (!/^(?:https?|wss?):|[?&]/iu.test(address)) return
      let before = ''
      for (const piece of pieces) {
        if (typeof piece !== 'string' && isPlaceOfSecret(before, isParam)) check(piece)
        before += typeof piece === 'string' ? piece : hole
      }
    }
    const checkObject = (node: TSESTree.Node | undefined) => {
      if (node?.type !== 'ObjectExpression') return
      for (const property of node.properties)
        if (property.type === 'Property' && isParam(nameOf(property.key))) check(property.value)
    }
    return {
      TemplateLiteral(node) {
        checkPieces(
          node.quasis.flatMap((quasi, index) => [
            quasi.value.cooked ?? '',
            ...node.expressions.slice(index, index + 1),
          ]),
        )
      },
      BinaryExpression(node) {
        if (node.operator === '+' && !(node.parent.type === 'BinaryExpression' && node.parent.operator === '+'))
          checkPieces(termsOf(node))
      },
      CallExpression(node) {
        const [first, second] = node.arguments
        if (node.callee.type !== 'MemberExpression' || first === undefined || second === undefined) return
        const isSetter = /^(?:set|append)$/u.test(nameOf(node.callee.property) ?? '')
        if (isSetter && isParam(nameOf(first)) && isQuery(node.callee.object, sourceCode)) check(second)
      },
      NewExpression(node) {
        if (nameOf(node.callee) === 'URLSearchParams' && endsInAddress(node, sourceCode)) checkObject(node.arguments[0])
      },
      Property(node) {
        // axios, ky and ofetch write these into the address.
        const isOption = /^(?:params|query|searchParams)$/u.test(nameOf(node.key) ?? '')
        if (isOption && node.parent.type === 'ObjectExpression' && node.parent.parent.type === 'CallExpression')
          checkObject(node.value)
      },
      AssignmentExpression(node) {
        if (
          node.left.type === 'MemberExpression' &&
          /^(?:password|username)$/u.test(nameOf(node.left.property) ?? '')
        ) {
          const isUrl = /url$/iu.test(lastName(node.left.object))
          if (isUrl && secretOf(node.right, context) !== undefined) check(node.right)
        }
      },
    }
  },
})

type Piece = string | TSESTree.Node

/** Stands for a value in the text around it. */
const hole = '\u0000'
const knownParam =
  /^(?:key|api[-_]?key|access[-_]?key|access[-_]?token|auth[-_]?token|auth|token|secret|client[-_]?secret|password|pwd|subscription[-_]key|appid|sig|signature|bearer)$/iu

/** Whether a value behind this text is a parameter's, or the password in front of a host. */
function isPlaceOfSecret(before: string, isParam: (name: string) => boolean): boolean {
  const param = /[?&](?<name>[^=&?#\s]{1,60})=$/u.exec(before)?.groups?.['name']
  if (param !== undefined) return isParam(param)
  return /(?:https?|wss?):\/\/[^/?#@]{0,200}$/iu.test(before) && /:\/\/$|:$/u.test(before)
}

function termsOf(node: TSESTree.Node): Piece[] {
  // A stack of its own: a sum of thousands of terms nests as deep.
  const terms: Piece[] = []
  const open: TSESTree.Node[] = [node]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.type === 'BinaryExpression' && next.operator === '+') open.push(next.right, next.left)
    else terms.push(next.type === 'Literal' && typeof next.value === 'string' ? next.value : next)
  }
  return terms
}

/** `url.searchParams`, or a name for parameters that end in an address. */
function isQuery(node: TSESTree.Node, sourceCode: SourceCode): boolean {
  if (node.type !== 'Identifier') return lastName(node) === 'searchParams'
  const init = constantOf(node, sourceCode)
  if (init?.type === 'MemberExpression') return lastName(init) === 'searchParams'
  return init?.type === 'NewExpression' && nameOf(init.callee) === 'URLSearchParams' && endsInAddress(init, sourceCode)
}

/** Whether parameters are written into a text. OAuth sends the same object as the body of a request. */
function endsInAddress({ parent }: TSESTree.NewExpression, sourceCode: SourceCode): boolean {
  if (parent.type !== 'VariableDeclarator') return isInText(parent)
  return (
    sourceCode.scopeManager
      ?.getDeclaredVariables(parent)[0]
      ?.references.some(({ identifier }) => isInText(identifier.parent)) === true
  )
}

function isInText(node: TSESTree.Node): boolean {
  if (node.type === 'TemplateLiteral') return true
  if (node.type === 'BinaryExpression') return node.operator === '+'
  // `params.toString()`
  const isText = node.type === 'MemberExpression' && nameOf(node.property) === 'toString'
  return isText && node.parent.parent !== undefined && isInText(node.parent.parent)
}

function lastName(node: TSESTree.Node): string {
  const bare = unwrapped(node)
  if (bare.type === 'Identifier') return bare.name
  return bare.type === 'MemberExpression' ? (nameOf(bare.property) ?? '') : ''
}

function report(context: Context, node: TSESTree.Node, name: string): void {
  const { mayStay, expiry } = judge(context, {
    rule: 'env-value',
    subject: name,
    envNames: [name],
    start: node.range[0],
  })
  if (!mayStay) context.report({ node, messageId: 'secretInUrl', data: { name, expiry } })
}
