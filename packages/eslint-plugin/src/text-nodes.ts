import type { TSESLint, TSESTree } from '@typescript-eslint/utils'

/** What stands at an offset, for people. */
export interface TextPlace {
  /** For a sentence: "a string". */
  readonly words: string
  /** Node that carries the text; undefined in a comment and in languages without JavaScript's tree. */
  readonly node: TSESTree.Node | undefined
}

const wordsByType: Readonly<Partial<Record<TSESTree.Node['type'], string>>> = {
  Literal: 'a string',
  TemplateElement: 'a string',
  JSXText: 'JSX text',
  Identifier: 'a name',
}

/** What stands at an offset of the file. */
export function textPlaceAt(sourceCode: Readonly<TSESLint.SourceCode>, offset: number, isComment: boolean): TextPlace {
  if (isComment) return { words: 'a comment', node: undefined }
  // Other languages have no such method, whatever the types say.
  const node =
    'getNodeByRangeIndex' in sourceCode && typeof sourceCode.getNodeByRangeIndex === 'function'
      ? (sourceCode.getNodeByRangeIndex(offset) ?? undefined)
      : undefined
  if (node?.type === 'Literal' && 'regex' in node) return { words: 'a regular expression', node }
  return { words: (node === undefined ? undefined : wordsByType[node.type]) ?? 'this file', node }
}

/** Whether an expression may replace the node, and whether it needs braces there. */
export function replacementFor(node: TSESTree.Node, expression: string): string | undefined {
  const { parent } = node
  if (parent === undefined) return undefined
  if (parent.type === 'JSXAttribute') return `{${expression}}`
  const isKey = 'key' in parent && parent.key === node && !('computed' in parent && parent.computed)
  return isKey || notExpressions.has(parent.type) ? undefined : expression
}

const notExpressions: ReadonlySet<string> = new Set([
  'ExportAllDeclaration',
  'ExportNamedDeclaration',
  'ExportSpecifier',
  'ExpressionStatement',
  'ImportAttribute',
  'ImportDeclaration',
  'ImportExpression',
  'ImportSpecifier',
  'TSEnumMember',
  'TSExternalModuleReference',
  'TSImportType',
  'TSLiteralType',
  'TSModuleDeclaration',
])
