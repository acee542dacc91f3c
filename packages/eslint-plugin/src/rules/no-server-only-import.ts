import { posix } from 'node:path'
import { serverOnlyPackages, type ServerOnlyPackage } from '@keyfence/core'
import type { TSESLint, TSESTree } from '@typescript-eslint/utils'
import { createRule, type PluginRule, type RuleContext } from '../create-rule.ts'
import { docsRoot } from '../docs.ts'
import { nameOf, textOf } from '../environment.ts'
import { judge, pathOf, policyOf, type Policy } from '../policy.ts'
import { isClientCode, sideOf } from '../side.ts'

interface Options {
  /** Whether an import counts that is used for its types only, and is not marked so. */
  readonly checkTypeUses: boolean
}

type MessageId = 'serverOnlyPackage' | 'serverOnlyFile' | 'typesOnly' | 'importType'
type Context = RuleContext<MessageId, Options>

/** Reports imports of server-only packages and files in client code. */
export const noServerOnlyImport: PluginRule = createRule<MessageId, Options>({
  name: 'no-server-only-import',
  description: 'Disallow imports of server-only packages in client code.',
  config: 'recommended',
  policyRule: 'server-import',
  hasSuggestions: true,
  schema: [
    {
      type: 'object',
      properties: {
        checkTypeUses: {
          type: 'boolean',
          description: 'Report also imports that are used for types only, which `verbatimModuleSyntax` keeps.',
        },
      },
      additionalProperties: false,
    },
  ],
  defaults: { checkTypeUses: false },
  messages: {
    serverOnlyPackage: `Server-only package \`{{name}}\` in client code. Call {{provider}} in a server route and fetch that: ${docsRoot}/guide/server-route.md{{expiry}}`,
    serverOnlyFile: 'Server-only file `{{name}}` in client code. Import it in server code only.{{expiry}}',
    typesOnly: 'Only types of `{{name}}` are used, but the import can ship its code. Write `import type`.{{expiry}}',
    importType: 'Write `import type`.',
  },
  create(context, { checkTypeUses }) {
    const policy = policyOf(context)
    if (!mayNameOne(context.sourceCode.text, policy) || sideOf(context) !== 'client') return {}

    const check = (node: TSESTree.Node, specifier: string | undefined) => {
      if (specifier === undefined) return
      const entry = policy.serverOnly.bySpecifier(specifier) ?? serverOnlyFile(specifier, context)
      if (entry === undefined || !isClientCode(context, node)) return
      const isForTypes = node.type === 'ImportDeclaration' && isUsedForTypesOnly(node, context.sourceCode)
      if (isForTypes && !checkTypeUses) return
      if (node.type === 'ImportDeclaration' && isForRealtime(node, context.sourceCode)) return
      report(context, node, entry, specifier, isForTypes)
    }
    return {
      ImportDeclaration(node) {
        if (node.importKind !== 'type') check(node, node.source.value)
      },
      ExportNamedDeclaration(node) {
        if (node.exportKind !== 'type') check(node, node.source?.value)
      },
      ExportAllDeclaration(node) {
        if (node.exportKind !== 'type') check(node, node.source.value)
      },
      ImportExpression(node) {
        check(node, textOf(node.source, context.sourceCode))
      },
      TSImportEqualsDeclaration(node) {
        const { moduleReference } = node
        if (node.importKind !== 'type' && moduleReference.type === 'TSExternalModuleReference')
          check(node, textOf(moduleReference.expression, context.sourceCode))
      },
      CallExpression(node) {
        const [first] = node.arguments
        if (first !== undefined && isRequire(node, context.sourceCode)) check(node, textOf(first, context.sourceCode))
      },
    }
  },
})

const names = serverOnlyPackages.map(({ name }) => name.replace(/[/.]/gu, '\\$&'))
const anyName = new RegExp(`["'\`/:](?:${names.join('|')})["'\`/@]`, 'u')

/** Tried before any node is visited: most files hold no such name. */
function mayNameOne(text: string, { config }: Policy): boolean {
  const { packages = [], files = [] } = config.serverOnly ?? {}
  return files.length > 0 || anyName.test(text) || packages.some((name) => text.includes(name))
}

function report(
  context: Context,
  node: TSESTree.Node,
  entry: ServerOnlyPackage,
  specifier: string,
  isForTypes: boolean,
): void {
  const isFile = specifier.startsWith('.')
  const { mayStay, expiry } = judge(context, {
    rule: 'server-import',
    subject: entry.name,
    package: entry.name,
    envNames: entry.envName === null ? [] : [entry.envName],
    start: node.range[0],
  })
  if (mayStay) return
  const data = { name: isFile ? specifier : entry.name, provider: entry.provider, expiry }
  if (!isForTypes) {
    context.report({ node, messageId: isFile ? 'serverOnlyFile' : 'serverOnlyPackage', data })
    return
  }
  const keyword = context.sourceCode.getFirstToken(node)
  context.report({
    node,
    messageId: 'typesOnly',
    data,
    suggest:
      keyword === null || !canBecomeTypeImport(node)
        ? []
        : [{ messageId: 'importType', fix: (fixer) => importTypeFix(fixer, node, keyword, context.sourceCode) }],
  })
}

/** `import type A, { B }` is an error of syntax. */
function canBecomeTypeImport(node: TSESTree.Node): boolean {
  if (node.type !== 'ImportDeclaration') return false
  const hasDefault = node.specifiers.some(({ type }) => type === 'ImportDefaultSpecifier')
  return !hasDefault || node.specifiers.length === 1
}

function importTypeFix(
  fixer: TSESLint.RuleFixer,
  node: TSESTree.Node,
  keyword: TSESTree.Token,
  sourceCode: Readonly<TSESLint.SourceCode>,
): TSESLint.RuleFix[] {
  // `import type { type A }` is an error too.
  const markers =
    node.type === 'ImportDeclaration'
      ? node.specifiers.filter((specifier) => specifier.type === 'ImportSpecifier' && specifier.importKind === 'type')
      : []
  return [
    fixer.insertTextAfter(keyword, ' type'),
    ...markers.map((specifier) => {
      const [marker, name] = sourceCode.getFirstTokens(specifier, 2)
      return fixer.removeRange([marker?.range[0] ?? 0, name?.range[0] ?? 0])
    }),
  ]
}

/** Only a scope manager of TypeScript tells types from values; with another one every use is a value. */
function isUsedForTypesOnly(node: TSESTree.ImportDeclaration, sourceCode: Readonly<TSESLint.SourceCode>): boolean {
  if (node.specifiers.length === 0) return false
  return node.specifiers.every((specifier) => {
    if (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type') return true
    const references =
      sourceCode.scopeManager?.getDeclaredVariables(specifier).flatMap((variable) => variable.references) ?? []
    return (
      references.length > 0 &&
      references.every(({ isTypeReference, identifier }) => isTypeReference || isInTypeQuery(identifier))
    )
  })
}

/** A realtime model of the AI SDK takes a short-lived token that the own server makes. */
function isForRealtime(node: TSESTree.ImportDeclaration, sourceCode: Readonly<TSESLint.SourceCode>): boolean {
  if (!node.source.value.startsWith('@ai-sdk/')) return false
  const uses = node.specifiers
    .flatMap((specifier) => sourceCode.scopeManager?.getDeclaredVariables(specifier) ?? [])
    .flatMap(({ references }) => references)
    .filter(({ isTypeReference, identifier }) => !isTypeReference && !isInTypeQuery(identifier))
  return uses.length > 0 && uses.every(({ identifier: { parent } }) => isRealtime(parent))
}

function isRealtime(node: TSESTree.Node): boolean {
  return node.type === 'MemberExpression' && /^(?:experimental_)?realtime$/u.test(nameOf(node.property) ?? '')
}

/** `typeof OpenAI` in a type, `typeof OpenAI.Chat` too. */
function isInTypeQuery(identifier: TSESTree.Node): boolean {
  let node = identifier.parent
  while (node?.type === 'TSQualifiedName') node = node.parent
  return node?.type === 'TSTypeQuery'
}

function isRequire({ callee }: TSESTree.CallExpression, sourceCode: Readonly<TSESLint.SourceCode>): boolean {
  if (callee.type === 'MemberExpression' && callee.object.type === 'MetaProperty')
    return nameOf(callee.property) === 'resolve'
  const name = callee.type === 'MemberExpression' ? callee.object : callee
  if (name.type !== 'Identifier' || name.name !== 'require') return false
  if (
    callee.type === 'MemberExpression' &&
    !(callee.property.type === 'Identifier' && callee.property.name === 'resolve')
  )
    return false
  let scope: TSESLint.Scope.Scope | null = sourceCode.getScope(callee)
  for (; scope !== null; scope = scope.upper) {
    const variable = scope.set.get('require')
    if (variable !== undefined) return variable.defs.length === 0
  }
  return true
}

/** A file that the policy keeps on the server, named by a relative path. */
function serverOnlyFile(specifier: string, context: Context): ServerOnlyPackage | undefined {
  if (!/^\.\.?\//u.test(specifier)) return undefined
  const path = posix.join(posix.dirname(pathOf(context)), specifier)
  const bare = path.replace(/\.[cm]?jsx?$/u, '')
  const candidates = [path, ...[bare, `${bare}/index`].flatMap((base) => extensions.map((end) => base + end))]
  const { serverOnly } = policyOf(context)
  return candidates.some((candidate) => serverOnly.isServerFile(candidate))
    ? { name: path, provider: path, severity: 'error', envName: null }
    : undefined
}

const extensions = ['.ts', '.tsx', '.mts', '.js', '.jsx', '.mjs', '.cjs', '.cts']
