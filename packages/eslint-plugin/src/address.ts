import type { TSESLint, TSESTree } from '@typescript-eslint/utils'
import { constantOf, nameOf, unwrapped } from './environment.ts'

type SourceCode = Readonly<TSESLint.SourceCode>

/** Stands for what only the running program knows. */
const hole = 'x'
const maxDepth = 8
const maxLength = 2000

/** Hosts of the addresses that stand in a text, with a letter for each value in them. */
export function hostsIn(text: string): string[] {
  return [...text.matchAll(anyAddress)].map(({ groups }) =>
    (groups?.['host'] ?? '').replace(/\$\{[^{}]{0,80}\}/gu, hole).toLowerCase(),
  )
}

const anyAddress = /(?:https?|wss?):\/\/(?<host>(?:[\w.-]|\$\{[^{}]{0,80}\}){3,200})/gu

/** Host of an address that names one. */
export function hostOf(address: string): string | undefined {
  return /^(?:https?|wss?):\/\/(?<host>[\w.-]{3,200})/iu.exec(address)?.groups?.['host']?.toLowerCase()
}

/** The address that an expression is, as far as constants tell; undefined when it does not begin with one. */
export function addressOf(node: TSESTree.Node, sourceCode: SourceCode, depth = 0): string | undefined {
  if (depth > maxDepth) return undefined
  const bare = unwrapped(node)
  const part = (one: TSESTree.Node) => addressOf(one, sourceCode, depth + 1)
  switch (bare.type) {
    case 'Literal':
      return typeof bare.value === 'string' ? bare.value.slice(0, maxLength) : undefined
    case 'TemplateLiteral':
      return bare.quasis
        .map((quasi, index) => {
          const value = bare.expressions[index]
          return quasi.value.raw + (value === undefined ? '' : (part(value) ?? hole))
        })
        .join('')
        .slice(0, maxLength)
    case 'BinaryExpression': {
      const left = bare.operator === '+' ? part(bare.left) : undefined
      return left === undefined ? undefined : (left + (part(bare.right) ?? hole)).slice(0, maxLength)
    }
    case 'Identifier': {
      const init = constantOf(bare, sourceCode)
      return init === undefined ? undefined : part(init)
    }
    case 'NewExpression': {
      // `new URL('/v1', 'https://…')`
      const [first, base] = nameOf(bare.callee) === 'URL' ? bare.arguments : []
      if (first === undefined) return undefined
      return base === undefined ? part(first) : `${part(base) ?? ''}${part(first) ?? hole}`
    }
    case 'ObjectExpression': {
      const property = bare.properties.find(
        (one) => one.type === 'Property' && /^(?:url|baseURL|prefixUrl)$/u.test(nameOf(one.key) ?? ''),
      )
      return property?.type === 'Property' ? part(property.value) : undefined
    }
    default:
      return undefined
  }
}
