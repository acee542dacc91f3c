import type { TSESLint, TSESTree } from '@typescript-eslint/utils'
import { createReader } from './constant-values.ts'

/**
 * Whether the file may spell a key in pieces: it joins texts, and one of them looks like a piece. Hardly any file does,
 * and one that does not needs no visitor, which in oxlint costs more than everything else.
 */
export function hasPieces(text: string): boolean {
  return text.length < maxFile && joiner.test(text) && pieces.some((piece) => piece.test(text))
}

/** Larger files are data or somebody's build, where joining is not how keys are hidden. */
const maxFile = 1_000_000

const joiner =
  /\+=?\s{0,200}["'`(\w]|\$\{|\b(?:atob|Buffer|concat|decode\w{0,20}|fromCharCode|fromCodePoint|join|reverse|toReversed|replace|replaceAll|unescape|raw)\b/u
const pieces = [
  // Eight characters with letters and digits and no space, or sixteen without either.
  /["'`}](?=[\w.+/=~:@$%|-]{0,40}\d)(?=[\w.+/=~:@$%|-]{0,40}[A-Z])[\w.+/=~:@$%|-]{8}/u,
  /["'`}](?=[\w.+/=~:@$%|-]{0,40}\d)[\w.+/=~:@$%|-]{16}/u,
  // Half of a key of a few kinds of letters: a whole text, the rest behind a value, one of two beside each other.
  /["'`](?=[A-Za-z_]{0,40}\d)\w{12,80}["'`]/u,
  /\}(?:\w{12}|(?=[A-Za-z_]{0,40}\d)\w{8})/u,
  /["'`]\s{0,200}\+\s{0,200}["'`]/u,
  // A prefix in snake case.
  /["'`}][a-z]{2,6}_[a-z]{2,6}_[a-z]{4}/u,
  // A list of short texts or of character codes, from its first comma: quotes and digits are far more frequent.
  /(?:[,+]\s{0,40}["'`][^"'`\n]{1,7}["'`]\s{0,40}){3}/u,
  /(?:,\s{0,40}(?:0x)?[\dA-Fa-f]{2,4}\s{0,40}){11}/u,
]

/** Calls that put a text together. */
const composing =
  /^(?:atob|concat|decode|decodeURI|decodeURIComponent|fromCharCode|fromCodePoint|join|replace|replaceAll|toString|unescape|slice|substring|trim)$/u

/** Expressions that build a text, the outermost of them: it holds what those inside of it build. */
export function buildsText(node: TSESTree.Node): boolean {
  const { parent } = node
  if (parent?.type === 'BinaryExpression' && parent.operator === '+') return false
  if (parent?.type === 'TemplateLiteral' || parent?.type === 'TaggedTemplateExpression') return false
  switch (node.type) {
    case 'BinaryExpression':
      return node.operator === '+'
    case 'AssignmentExpression':
      return node.operator === '+='
    case 'TemplateLiteral':
      return node.expressions.length > 0
    case 'TaggedTemplateExpression':
      return node.quasi.expressions.length > 0
    case 'CallExpression':
      return composing.test(calledName(node.callee))
    default:
      return false
  }
}

function calledName(callee: TSESTree.Expression): string {
  const name = callee.type === 'MemberExpression' ? callee.property : callee
  return name.type === 'Identifier' ? name.name : ''
}

/** Reads the texts that an expression may build from constants; parts that are not known are spaces. */
export function createTextReader(sourceCode: Readonly<TSESLint.SourceCode>): (node: TSESTree.Node) => string[] {
  const read = createReader(sourceCode)
  return (node) =>
    read(node)
      .filter((value) => typeof value === 'string' && worthScanning.test(value))
      .map(String)
}

/** No format of a credential is shorter. */
const worthScanning = /\S{12}/u
