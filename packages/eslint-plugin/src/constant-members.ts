import type { Scope } from 'eslint'
import type { TSESLint, TSESTree } from '@typescript-eslint/utils'
import { findVariable } from '@eslint-community/eslint-utils'

/** Names behind names that are followed. */
const maxDepth = 24

/** Variable → what is written to its members. A generated file may write thousands, and read each of them. */
const writes = new WeakMap<object, ReadonlyMap<string, readonly TSESTree.Node[]>>()

/** What is written to a member elsewhere: `keys.first = …`. */
export function writesTo(
  { object }: TSESTree.MemberExpression,
  name: string,
  sourceCode: Readonly<TSESLint.SourceCode>,
): readonly TSESTree.Node[] {
  const variable = object.type === 'Identifier' ? variableOf(object, sourceCode) : undefined
  if (variable === undefined) return []
  const byName = writes.get(variable) ?? groupByName(variable.references.flatMap(memberWrite))
  writes.set(variable, byName)
  return byName.get(name) ?? []
}

function memberWrite({ identifier: { parent } }: TSESLint.Scope.Reference): Named[] {
  const name = parent.type === 'MemberExpression' ? nameOf(parent) : undefined
  const assignment = parent.parent
  return name !== undefined &&
    assignment?.type === 'AssignmentExpression' &&
    assignment.left === parent &&
    assignment.operator === '='
    ? [[name, assignment.right]]
    : []
}

type Named = readonly [name: string, value: TSESTree.Node]

function groupByName(values: readonly Named[]): ReadonlyMap<string, readonly TSESTree.Node[]> {
  const groups = new Map<string, TSESTree.Node[]>()
  for (const [name, value] of values) {
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [value])
    else group.push(value)
  }
  return groups
}

type Container = TSESTree.ObjectExpression | TSESTree.ArrayExpression | TSESTree.ClassBody | TSESTree.TSEnumDeclaration

/** The list, object, class or enum whose member an expression reads. */
export function containerOf(
  node: TSESTree.Node | null | undefined,
  sourceCode: Readonly<TSESLint.SourceCode>,
  depth: number,
): Container | undefined {
  const plain = withoutTypes(node)
  if (!plain || depth > maxDepth) return undefined
  if (plain.type === 'ObjectExpression' || plain.type === 'ArrayExpression') return plain
  if (plain.type === 'ThisExpression') return classAround(plain)
  if (plain.type === 'CallExpression') return containerOf(plain.arguments[0], sourceCode, depth + 1)
  if (plain.type === 'MemberExpression') {
    const outer = containerOf(plain.object, sourceCode, depth + 1)
    const name = nameOf(plain)
    if (outer === undefined || name === undefined) return undefined
    return containerOf(propertiesOf(outer, name)[0], sourceCode, depth + 1)
  }
  if (plain.type !== 'Identifier') return undefined
  const definition = variableOf(plain, sourceCode)?.defs[0]?.node
  if (definition?.type === 'VariableDeclarator') return containerOf(definition.init, sourceCode, depth + 1)
  if (definition?.type === 'TSEnumDeclaration') return definition
  return definition?.type === 'ClassDeclaration' ? definition.body : undefined
}

function classAround(node: TSESTree.Node): TSESTree.ClassBody | undefined {
  // ESLint gives the program a parent of null, whatever the types say.
  let at: TSESTree.Node | null | undefined = node
  while (at && at.type !== 'ClassBody') at = at.parent
  return at ?? undefined
}

/** Container → values by name, for the same reason. */
const properties = new WeakMap<Container, ReadonlyMap<string, readonly TSESTree.Node[]>>()

/** Values that a container gives to a name. */
export function propertiesOf(container: Container, name: string): readonly TSESTree.Node[] {
  const byName = properties.get(container) ?? groupByName(namedValues(container))
  properties.set(container, byName)
  return byName.get(name) ?? []
}

function namedValues(container: Container): Named[] {
  const named = (key: TSESTree.Node, value: TSESTree.Node | null | undefined): Named[] => {
    const name = keyOf(key)
    return name === undefined || !value ? [] : [[name, value]]
  }
  switch (container.type) {
    case 'ArrayExpression':
      return []
    case 'ObjectExpression':
      return container.properties.flatMap((property) =>
        property.type === 'Property' ? named(property.key, property.value) : [],
      )
    case 'TSEnumDeclaration':
      return container.body.members.flatMap(({ id, initializer }) => named(id, initializer))
    default:
      return container.body.flatMap((member) =>
        member.type === 'PropertyDefinition' ? named(member.key, member.value) : [],
      )
  }
}

/** An expression without what only TypeScript reads. */
export function withoutTypes(node: TSESTree.Node | null | undefined): TSESTree.Node | null | undefined {
  let plain = node
  while (
    plain?.type === 'TSAsExpression' ||
    plain?.type === 'TSSatisfiesExpression' ||
    plain?.type === 'TSNonNullExpression'
  ) {
    plain = plain.expression
  }
  return plain
}

/** The variable that a name stands for where it is used. */
export function variableOf(
  node: TSESTree.Identifier,
  sourceCode: Readonly<TSESLint.SourceCode>,
): TSESLint.Scope.Variable | undefined {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- The helper types its nodes as ESTree and reads TypeScript's as well.
  return (findVariable(sourceCode.getScope(node) as unknown as Scope.Scope, node.name) ?? undefined) as unknown as
    TSESLint.Scope.Variable | undefined
}

/** Name of a member, unless it is computed. */
export function nameOf({ property, computed }: TSESTree.MemberExpression): string | undefined {
  if (!computed) return property.type === 'Identifier' ? property.name : undefined
  return keyOf(property, true)
}

/** Name that a key spells. */
export function keyOf(key: TSESTree.Node, isComputed = false): string | undefined {
  if (key.type === 'Identifier') return isComputed ? undefined : key.name
  return key.type === 'Literal' ? String(key.value) : undefined
}
