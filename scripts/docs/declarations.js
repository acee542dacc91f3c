// Reads the type declarations that the packages publish: what an editor shows is what the pages say.
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/**
 * Something that a package exports, or a member of it.
 *
 * @typedef {object} Entry
 * @property {string} name
 * @property {'function' | 'class' | 'constant' | 'type' | 'member'} kind
 * @property {string} type The type as it is written; of a function its parameters and result.
 * @property {boolean} isOptional
 * @property {string} text Its doc comment, or that of its type where it has none of its own.
 * @property {string} defaultText From `@default`; may be empty.
 * @property {Entry[]} members Of an object type, or of the objects in a list of them.
 * @property {string[]} values Of a union of text literals.
 * @property {string[]} uses Names of types that stand in `type` and are unions of text literals.
 */

/** Under these a module exports something again that it also exports by its name. */
const secondNames = ['default', 'module.exports']

const root = fileURLToPath(new URL('../../packages/', import.meta.url))

/**
 * What a built declaration file exports, sorted by name.
 *
 * @param {string} file Relative to `packages/`, such as `core/dist/index.d.ts`.
 * @returns {Entry[]}
 */
export function exportsOf(file) {
  const path = `${root}${file}`
  const program = ts.createProgram([path], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    skipLibCheck: true,
    strict: true,
    types: [],
  })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(path)
  const module = source && checker.getSymbolAtLocation(source)
  if (!module) throw new Error(`${file} is not there or exports nothing. Run \`pnpm build\`.`)
  return checker
    .getExportsOfModule(module)
    .filter(({ name }) => !secondNames.includes(name))
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .map((symbol) => entryOf(symbol, checker))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** @type {(symbol: ts.Symbol, checker: ts.TypeChecker) => Entry} */
function entryOf(symbol, checker) {
  const declaration = symbol.declarations?.[0]
  if (!declaration) throw new Error(`${symbol.name} has no declaration.`)
  const written = writtenType(declaration)
  const type =
    symbol.flags & ts.SymbolFlags.Type ? checker.getDeclaredTypeOfSymbol(symbol) : checker.getTypeOfSymbol(symbol)
  const isFunctionLike = type.getCallSignatures().length > 0
  return {
    name: symbol.name,
    kind: kindOf(symbol),
    type: written === undefined ? signatureText(declaration) : textOf(written),
    isOptional: (symbol.flags & ts.SymbolFlags.Optional) !== 0,
    text: docOf(symbol, checker) || docOfType(type, checker),
    defaultText: defaultOf(symbol, checker),
    members: isFunctionLike ? [] : membersOf(type, checker),
    values: valuesOf(type),
    uses: written ? usesOf(written, checker) : [],
  }
}

/** @type {(symbol: ts.Symbol) => Entry['kind']} */
function kindOf({ flags }) {
  if (flags & ts.SymbolFlags.Function) return 'function'
  if (flags & ts.SymbolFlags.Class) return 'class'
  if (flags & ts.SymbolFlags.Variable) return 'constant'
  return flags & ts.SymbolFlags.Type ? 'type' : 'member'
}

/** @type {(declaration: ts.Declaration) => ts.TypeNode | undefined} */
function writtenType(declaration) {
  const hasType =
    ts.isPropertySignature(declaration) ||
    ts.isPropertyDeclaration(declaration) ||
    ts.isVariableDeclaration(declaration) ||
    ts.isTypeAliasDeclaration(declaration)
  return hasType ? declaration.type : undefined
}

/** @type {(declaration: ts.Declaration) => string} */
function signatureText(declaration) {
  if (!ts.isFunctionDeclaration(declaration)) return ''
  const parameters = declaration.parameters.map((parameter) =>
    // Names that are taken apart tell less than the name of their type.
    ts.isIdentifier(parameter.name) || parameter.type === undefined ? textOf(parameter) : textOf(parameter.type),
  )
  return `(${parameters.join(', ')}): ${declaration.type === undefined ? 'void' : textOf(declaration.type)}`
}

/** On one line and without comments. @type {(node: ts.Node) => string} */
function textOf(node) {
  return node
    .getText()
    .replace(/\/\*[\s\S]*?\*\//gu, '')
    .replace(/\s+/gu, ' ')
}

/**
 * Members that keyfence itself declares, of the type or of what its lists hold.
 *
 * @type {(type: ts.Type, checker: ts.TypeChecker) => Entry[]}
 */
function membersOf(type, checker) {
  const held = heldType(type, checker)
  if (held.isUnion()) return []
  return held
    .getProperties()
    .filter(({ declarations, flags }) => !(flags & ts.SymbolFlags.Prototype) && declarations?.every(isOwn) === true)
    .map((member) => entryOf(member, checker))
}

/** @type {(type: ts.Type, checker: ts.TypeChecker) => ts.Type} */
function heldType(type, checker) {
  const present = checker.getNonNullableType(type)
  const element = checker.isArrayType(present) ? checker.getIndexTypeOfType(present, ts.IndexKind.Number) : undefined
  return element ?? present
}

/** @type {(declaration: ts.Declaration) => boolean} */
function isOwn(declaration) {
  const { fileName } = declaration.getSourceFile()
  return /\/packages\/[a-z-]+\/dist\//u.test(fileName) && !fileName.includes('/node_modules/')
}

/** @type {(type: ts.Type) => string[]} */
function valuesOf(type) {
  if (!type.isUnion()) return []
  const literals = type.types.filter((part) => part.isStringLiteral())
  if (literals.length !== type.types.length) return []
  // The compiler sorts by first use; a reader wants them as they are written.
  const text = type.aliasSymbol?.declarations?.[0]?.getText() ?? ''
  const place = (/** @type {string} */ value) => text.indexOf(`'${value}'`)
  return literals.map(({ value }) => value).sort((a, b) => place(a) - place(b))
}

/** @type {(node: ts.TypeNode, checker: ts.TypeChecker) => string[]} */
function usesOf(node, checker) {
  /** @type {Set<string>} */
  const names = new Set()
  const visit = (/** @type {ts.Node} */ inner) => {
    if (ts.isTypeReferenceNode(inner) && valuesOf(checker.getTypeFromTypeNode(inner)).length > 0)
      names.add(inner.typeName.getText())
    ts.forEachChild(inner, visit)
  }
  visit(node)
  return [...names]
}

/** @type {(symbol: ts.Symbol, checker: ts.TypeChecker) => string} */
function docOf(symbol, checker) {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker))
}

/** @type {(type: ts.Type, checker: ts.TypeChecker) => string} */
function docOfType(type, checker) {
  const held = heldType(type, checker)
  const symbol = held.aliasSymbol ?? held.getSymbol()
  return symbol?.declarations?.some(isOwn) === true ? docOf(symbol, checker) : ''
}

/** @type {(symbol: ts.Symbol, checker: ts.TypeChecker) => string} */
function defaultOf(symbol, checker) {
  const tag = symbol.getJsDocTags(checker).find(({ name }) => name === 'default')
  return ts.displayPartsToString(tag?.text)
}
