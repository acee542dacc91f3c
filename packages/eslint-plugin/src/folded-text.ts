import type { Scope } from 'eslint'
import type { TSESLint, TSESTree } from '@typescript-eslint/utils'
import { getStaticValue } from '@eslint-community/eslint-utils'

/**
 * Whether the file spells strings in pieces. Hardly any file does, and one that does not needs no visitor, which in
 * oxlint costs more than everything else.
 */
export function hasPieces(text: string): boolean {
  return joiner.test(text) || (text.includes('${') && longPiece.test(text))
}

const joiner =
  /["'`]\s{0,200}\+|\+\s{0,200}["'`]|\b(?:concat|fromCharCode|fromCodePoint|join|reverse|replace|replaceAll|String\.raw)\b/u
/** A piece of a key beside a placeholder: eight characters without a space. */
const longPiece = /\}[\w.+/=~:@$-]{8}|[\w.+/=~:@$-]{8}\$\{/u

/** Longer texts are data. Also a bound for hostile input such as `"a".repeat(1e9)`. */
const maxLength = 4096

/**
 * Text that an expression builds from constants, undefined where that is not known. Strings as they stand are not
 * meant: they are found without a tree.
 */
export function foldedText(node: TSESTree.Expression, sourceCode: Readonly<TSESLint.SourceCode>): string | undefined {
  const value = reversedText(node, sourceCode) ?? staticValue(node, sourceCode)
  return typeof value === 'string' && value.length <= maxLength ? value : undefined
}

function staticValue(node: TSESTree.Expression, sourceCode: Readonly<TSESLint.SourceCode>): unknown {
  try {
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- The helper types its nodes as ESTree and reads TypeScript's as well.
    return getStaticValue(node as never, sourceCode.getScope(node) as unknown as Scope.Scope)?.value
  } catch {
    // It runs the methods that it knows, and those may throw.
    return undefined
  }
}

/** `[...text].reverse().join('')` and `text.split('').reverse().join('')`, which change their array in place. */
function reversedText(node: TSESTree.Expression, sourceCode: Readonly<TSESLint.SourceCode>): string | undefined {
  const joined = methodCall(node, 'join')
  const reversed = joined === undefined ? undefined : methodCall(joined, 'reverse')
  if (reversed === undefined) return undefined
  const [first] = reversed.type === 'ArrayExpression' ? reversed.elements : []
  const text = first?.type === 'SpreadElement' ? first.argument : methodCall(reversed, 'split')
  const value = text === undefined ? undefined : staticValue(text, sourceCode)
  return typeof value === 'string' ? value.split('').reverse().join('') : undefined
}

function methodCall(node: TSESTree.Expression, name: string): TSESTree.Expression | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined
  const { object, property } = node.callee
  return property.type === 'Identifier' && property.name === name ? object : undefined
}
