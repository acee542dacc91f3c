import { resolve } from 'node:path'
import type { Finding } from '@keyfence/core'
import type { TSESTree } from '@typescript-eslint/utils'
import { createRule, type PluginRule, type RuleContext } from '../create-rule.ts'
import { isCommitted } from '../dotenv/committed.ts'
import { dotenvDocumentOf } from '../dotenv/language.ts'
import { buildsText, createTextReader, hasPieces } from '../folded-text.ts'
import { pathOf, policyOf } from '../policy.ts'
import { isClientCode, sideOf } from '../side.ts'
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
    const isEnvFile = dotenvDocumentOf(sourceCode) !== undefined
    const isInComment = createCommentTest(context)
    const isWanted = ({ secrecy, severity }: Finding, isComment: boolean) =>
      (secrecy === 'secret' || severity === 'error' || options.checkUndecided) && (!isComment || options.checkComments)

    const findings = policyOf(context).fence.scan(sourceCode.text, { path: pathOf(context) })
    // A key in a file that stays on this machine is where it belongs.
    if (isEnvFile && findings.length > 0 && !isCommitted(resolve(context.cwd, context.physicalFilename))) return {}
    for (const finding of findings) {
      const isComment = isInComment(finding)
      if (isWanted(finding, isComment)) reportText(context, finding, isComment, isEnvFile)
    }
    if (!options.checkFolded || !sourceCode.scopeManager || !hasPieces(sourceCode.text)) return {}

    const seen = new Set(findings.map(({ fingerprint }) => fingerprint))
    // A piece of a key can look like a whole one, and was reported then.
    const forms = findings.map((finding) => formOf(finding, sourceCode.text)).filter((form) => form !== '')
    const readTexts = createTextReader(sourceCode)
    const check = (node: TSESTree.Node) => {
      for (const text of buildsText(node) ? readTexts(node) : []) {
        for (const { finding, form } of scanFolded(context, node, text)) {
          const isKnown =
            seen.has(finding.fingerprint) || forms.some((known) => form.includes(known) || known.includes(form))
          if (isKnown || !isWanted(finding, false)) continue
          seen.add(finding.fingerprint)
          if (form !== '') forms.push(form)
          context.report({ node, messageId: 'keyInPieces', data: dataOf(finding, '') })
        }
      }
    }
    return {
      AssignmentExpression: check,
      BinaryExpression: check,
      CallExpression: check,
      TaggedTemplateExpression: check,
      TemplateLiteral: check,
    }
  },
})

/** Whether a finding stands in a comment: the parser knows it better than core, which reads any language alike. */
function createCommentTest({ sourceCode, filename }: Context): (finding: Finding) => boolean {
  // Languages without JavaScript's tree have their own methods, whatever the types say.
  const parsed = 'getAllComments' in sourceCode ? sourceCode.getAllComments() : []
  // Others may hold comments of several languages, of which their parser collects one.
  const isWhole = /\.[cm]?[jt]sx?$/u.test(filename)
  return ({ cause, location: { offset } }) =>
    parsed.some(({ range: [start, end] }) => start <= offset && offset < end) || (!isWhole && cause === 'comment')
}

/** What stands in the text for a finding; empty where its length is not told. */
function formOf({ location: { offset, length } }: Finding, text: string): string {
  return text.slice(offset, offset + (length ?? 0))
}

/**
 * Findings in the text that an expression builds. It is scanned in the place of the expression, so that a comment on
 * its line or above it counts.
 */
function scanFolded(context: Context, node: TSESTree.Node, built: string): { finding: Finding; form: string }[] {
  const { text } = context.sourceCode
  const [start, end] = node.range
  const lineStart = text.lastIndexOf('\n', start - 1)
  const aboveStart = lineStart < 1 ? 0 : text.lastIndexOf('\n', lineStart - 1) + 1
  const lineEnd = text.indexOf('\n', end)
  const before = `${text.slice(Math.max(aboveStart, start - reach), start)}"`
  const after = `"${text.slice(end, Math.min(end + reach, lineEnd === -1 ? text.length : lineEnd))}`
  const scanned = before + built + after
  return policyOf(context)
    .fence.scan(scanned, { path: pathOf(context) })
    .filter(({ location: { offset } }) => offset >= before.length && offset < before.length + built.length)
    .map((finding) => ({ finding, form: formOf(finding, scanned) }))
}

/** Characters before and behind an expression that are read with it. */
const reach = 1000

function reportText(context: Context, finding: Finding, isComment: boolean, isEnvFile: boolean): void {
  const { sourceCode } = context
  const { offset, length } = finding.location
  const { words, node } = textPlaceAt(sourceCode, offset, isComment)
  const replacement = node === undefined ? undefined : environmentRead(context, finding, node)
  const start = sourceCode.getLocFromIndex(offset)
  const end = Math.min(offset + (length ?? 0), sourceCode.text.length)
  const messageId = finding.secrecy !== 'secret' ? 'undecidedKey' : isEnvFile ? 'keyInEnvFile' : 'keyInLiteral'
  context.report({
    // Where not even the length may be told, only the first character is marked.
    loc: length === null ? start : { start, end: sourceCode.getLocFromIndex(end) },
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

/** The expression that may stand for a literal that is nothing but the key, where the environment can be read. */
function environmentRead(context: Context, finding: Finding, node: TSESTree.Node): string | undefined {
  const literal = node.type === 'TemplateElement' ? node.parent : node
  const isPlain = literal.type === 'Literal' || (literal.type === 'TemplateLiteral' && literal.quasis.length === 1)
  const isWhole =
    literal.range[0] + 1 === finding.location.offset &&
    literal.range[1] - literal.range[0] - 2 === finding.location.length
  if (!isPlain || !isWhole || finding.standardEnvName === null || !isOnServer(context, literal)) return undefined
  if (literal.parent.type === 'TaggedTemplateExpression') return undefined
  return replacementFor(literal, `process.env.${finding.standardEnvName}`)
}

/** Whether the environment can be read there: in files and regions that only a server or a tool runs. */
function isOnServer(context: Context, node: TSESTree.Node): boolean {
  const side = sideOf(context)
  return side === 'server' || side === 'tooling' || (side === 'client' && !isClientCode(context, node))
}

function dataOf({ title, redacted, why }: Finding, place: string): Record<string, string> {
  // Core writes `sk-… (164 characters)`; here it stands inside of a sentence's parentheses.
  const shown = redacted.replace(/^(?<prefix>.+…) \((?<length>.+)\)$/u, '`$<prefix>`, $<length>')
  const expiry = / The allow entry for it expired on [\d-]+\.$/u.exec(why)?.[0] ?? ''
  return { title, place, redacted: shown === '(hidden)' ? 'hidden' : shown, expiry }
}
