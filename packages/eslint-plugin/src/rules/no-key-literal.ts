import { resolve } from 'node:path'
import type { Finding } from '@keyfence/core'
import type { TSESTree } from '@typescript-eslint/utils'
import { createRule, type PluginRule, type RuleContext } from '../create-rule.ts'
import { isCommitted } from '../dotenv/committed.ts'
import { dotenvDocumentOf } from '../dotenv/language.ts'
import { foldedText, hasPieces } from '../folded-text.ts'
import { pathOf, policyOf } from '../policy.ts'
import { sideOf } from '../side.ts'
import { replacementFor, textPlaceAt } from '../text-nodes.ts'

interface Options {
  /** Whether comments count. */
  readonly checkComments: boolean
  /** Whether strings count that an expression joins from pieces. */
  readonly checkFolded: boolean
  /** Whether formats count that may be public or secret, which a build only warns about. */
  readonly checkUndecided: boolean
}

type MessageId = 'keyInLiteral' | 'keyInEnvFile' | 'keyInPieces' | 'undecidedKey' | 'readEnvironment'
type Context = RuleContext<MessageId, Options>

/** Reports credentials in the text of a file, in any language. */
export const noKeyLiteral: PluginRule = createRule<MessageId, Options>({
  name: 'no-key-literal',
  description: 'Disallow credentials in source code.',
  config: 'recommended',
  policyRule: 'key-literal',
  hasSuggestions: true,
  schema: [
    {
      type: 'object',
      properties: {
        checkComments: { type: 'boolean', description: 'Report credentials in comments too.' },
        checkFolded: { type: 'boolean', description: 'Report credentials that an expression joins from pieces.' },
        checkUndecided: {
          type: 'boolean',
          description: 'Report formats that may be public or secret, such as a Google API key.',
        },
      },
      additionalProperties: false,
    },
  ],
  defaults: { checkComments: true, checkFolded: true, checkUndecided: false },
  messages: {
    keyInLiteral:
      '{{title}} in {{place}} ({{redacted}}). Read it from the environment on the server, and revoke this one.{{expiry}}',
    keyInPieces:
      '{{title}} in pieces that this joins ({{redacted}}). Read it from the environment on the server, and revoke this one.{{expiry}}',
    keyInEnvFile:
      '{{title}} in a file that git does not ignore ({{redacted}}). Put it into one that is ignored, leave a placeholder here, and revoke this one.{{expiry}}',
    undecidedKey:
      '{{title}} in {{place}} ({{redacted}}), public or secret by what it may do. Restrict it, or keep it on the server.{{expiry}}',
    readEnvironment: 'Read it from `process.env.{{name}}`, and revoke this one.',
  },
  create(context, options) {
    const { sourceCode } = context
    const { fence } = policyOf(context)
    const path = pathOf(context)
    const isWanted = ({ secrecy, cause }: Finding) =>
      (secrecy === 'secret' || options.checkUndecided) && (cause !== 'comment' || options.checkComments)
    const isEnvFile = dotenvDocumentOf(sourceCode) !== undefined
    const findings = fence.scan(sourceCode.text, { path })
    if (findings.length === 0 && isEnvFile) return {}
    // A key in a file that stays on this machine is where it belongs.
    if (isEnvFile && !isCommitted(resolve(context.cwd, context.physicalFilename))) return {}
    const messageOf = ({ secrecy }: Finding): MessageId =>
      secrecy === 'secret' ? (isEnvFile ? 'keyInEnvFile' : 'keyInLiteral') : 'undecidedKey'
    for (const finding of findings.filter(isWanted)) reportText(context, finding, messageOf(finding))

    if (!options.checkFolded || !sourceCode.scopeManager || !hasPieces(sourceCode.text)) return {}
    const seen = new Set(findings.map(({ fingerprint }) => fingerprint))
    // The first piece of a key can look like a whole one, and was reported then.
    const forms = findings.map(({ location: { offset, length } }) =>
      sourceCode.text.slice(offset, offset + (length ?? 0)),
    )
    const check = (node: TSESTree.BinaryExpression | TSESTree.TemplateLiteral | TSESTree.CallExpression) => {
      if (isPartOfAnother(node)) return
      for (const { finding, form } of scanFolded(context, node)) {
        const isKnown = seen.has(finding.fingerprint) || forms.some((known) => known !== '' && form.includes(known))
        if (isKnown || !isWanted(finding)) continue
        seen.add(finding.fingerprint)
        context.report({ node, messageId: 'keyInPieces', data: dataOf(finding, '') })
      }
    }
    return {
      "BinaryExpression[operator='+']": check,
      TemplateLiteral: check,
      "CallExpression[callee.type='MemberExpression']": check,
      'TaggedTemplateExpression > TemplateLiteral': check,
    }
  },
})

/** The outermost expression is the one that is judged: it holds the whole text. */
function isPartOfAnother({ parent }: TSESTree.Node): boolean {
  return (
    (parent?.type === 'BinaryExpression' && parent.operator === '+') ||
    parent?.type === 'TemplateLiteral' ||
    (parent?.type === 'MemberExpression' && parent.parent.type === 'CallExpression' && parent.parent.callee === parent)
  )
}

/**
 * Findings in the text that an expression builds. It is scanned in the place of the expression, so that a comment on
 * its line or above it counts.
 */
function scanFolded(context: Context, node: TSESTree.Expression): { finding: Finding; form: string }[] {
  const value = foldedText(node, context.sourceCode)
  if (value === undefined || value.length < minLength) return []
  const { text } = context.sourceCode
  const [start, end] = node.range
  const lineStart = text.lastIndexOf('\n', start - 1)
  const aboveStart = lineStart < 1 ? 0 : text.lastIndexOf('\n', lineStart - 1) + 1
  const before = `${text.slice(aboveStart, start)}"`
  const lineEnd = text.indexOf('\n', end)
  const after = `"${text.slice(end, lineEnd === -1 ? text.length : lineEnd)}`
  const scanned = before + value + after
  return policyOf(context)
    .fence.scan(scanned, { path: pathOf(context) })
    .filter(({ location: { offset } }) => offset >= before.length && offset < before.length + value.length)
    .map((finding) => {
      const { offset, length } = finding.location
      return { finding, form: scanned.slice(offset, offset + (length ?? 0)) }
    })
}

/** No format of a credential is shorter. */
const minLength = 16

function reportText(context: Context, finding: Finding, messageId: MessageId): void {
  const { sourceCode } = context
  const start = finding.location.offset
  const { words, node } = textPlaceAt(sourceCode, start, finding.cause === 'comment')
  const end = start + (finding.location.length ?? 0)
  const replacement = node === undefined ? undefined : environmentRead(context, finding, node)
  context.report({
    loc: {
      start: sourceCode.getLocFromIndex(start),
      end: sourceCode.getLocFromIndex(Math.min(end, sourceCode.text.length)),
    },
    messageId,
    data: dataOf(finding, words),
    suggest:
      node === undefined || replacement === undefined
        ? []
        : [
            {
              messageId: 'readEnvironment',
              data: { name: finding.standardEnvName ?? '' },
              fix: (fixer) => fixer.replaceText(node, replacement),
            },
          ],
  })
}

/** The expression that may stand for a literal that is nothing but the key; never in client code, where it reads nothing. */
function environmentRead(context: Context, finding: Finding, node: TSESTree.Node): string | undefined {
  const literal = node.type === 'TemplateElement' ? node.parent : node
  const isPlain = literal.type === 'Literal' || (literal.type === 'TemplateLiteral' && literal.quasis.length === 1)
  const isWhole =
    literal.range[0] + 1 === finding.location.offset &&
    literal.range[1] - literal.range[0] - 2 === finding.location.length
  if (!isPlain || !isWhole || finding.standardEnvName === null || sideOf(context) === 'client') return undefined
  if (literal.parent.type === 'TaggedTemplateExpression') return undefined
  return replacementFor(literal, `process.env.${finding.standardEnvName}`)
}

function dataOf({ title, redacted, why }: Finding, place: string): Record<string, string> {
  // Core writes `sk-… (164 characters)`; here it stands inside of a sentence's parentheses.
  const shown = redacted.replace(/^(?<prefix>.+…) \((?<length>.+)\)$/u, '`$<prefix>`, $<length>')
  const expiry = / The allow entry for it expired on [\d-]+\.$/u.exec(why)?.[0] ?? ''
  return { title, place, redacted: shown === '(hidden)' ? 'hidden' : shown, expiry }
}
