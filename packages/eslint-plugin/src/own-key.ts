import type { TSESLint, TSESTree } from '@typescript-eslint/utils'
import { constantOf, unwrapped } from './environment.ts'

/**
 * Whether a key stands in the source or comes from the environment of the build. Where it does not, the app's users may
 * have typed it in, or their server has made it for them.
 */
export function comesFromBuild(value: TSESTree.Node, sourceCode: Readonly<TSESLint.SourceCode>): boolean {
  const bare = unwrapped(value)
  if (/\benv\b/iu.test(sourceCode.getText(bare))) return true
  switch (bare.type) {
    case 'Literal':
      return true
    case 'TemplateLiteral':
      return bare.expressions.length === 0 || bare.expressions.some((part) => comesFromBuild(part, sourceCode))
    case 'BinaryExpression':
      return [bare.left, bare.right].some((part) => !isScheme(part) && comesFromBuild(part, sourceCode))
    case 'Identifier': {
      const init = constantOf(bare, sourceCode)
      return init !== undefined && init.type !== 'Identifier' && comesFromBuild(init, sourceCode)
    }
    default:
      return false
  }
}

/** `'Bearer ' + key` */
function isScheme(node: TSESTree.Node): boolean {
  return node.type === 'Literal' && typeof node.value === 'string' && /^\w{3,12}\s$/u.test(node.value)
}
