import { ConfigCommentParser, Directive, TextSourceCodeBase, VisitNodeStep } from '@eslint/plugin-kit'
import type { ESLint } from 'eslint'
import { parseDotenv, type DotenvComment, type DotenvDocument, type DotenvNode } from './parse-dotenv.ts'

type Language = NonNullable<ESLint.Plugin['languages']>[string]

const directiveTypes = ['disable', 'enable', 'disable-line', 'disable-next-line'] as const

class DotenvSourceCode extends TextSourceCodeBase {
  readonly document: DotenvDocument
  /** Child → parent. */
  readonly #parents = new Map<object, DotenvNode>()

  constructor(text: string, document: DotenvDocument) {
    super({ text, ast: document, lineEndingPattern: /\r\n|\r|\n/u })
    this.document = document
    for (const parent of [document, ...document.body]) {
      for (const child of childrenOf(parent)) this.#parents.set(child, parent)
    }
  }

  override getParent(node: object): object | undefined {
    return this.#parents.get(node)
  }

  /** `# eslint-disable…` and `# eslint-enable`. Without this they would be comments like any other. */
  getDisableDirectives() {
    const parser = new ConfigCommentParser()
    const directives = this.document.comments.flatMap((node) => {
      const found = parser.parseDirective(node.value)
      const type = directiveTypes.find((name) => found?.label === `eslint-${name}`)
      if (found === undefined || type === undefined) return []
      return [new Directive({ type, node, value: found.value, justification: found.justification })]
    })
    return { directives, problems: [] }
  }

  /** A configuration without `files` reaches these files too, and core's `no-irregular-whitespace` asks for comments. */
  getAllComments(): readonly DotenvComment[] {
    return this.document.comments
  }

  override *traverse(): Generator<VisitNodeStep> {
    yield* visit(this.document, null)
  }
}

function* visit(node: DotenvNode, parent: DotenvNode | null): Generator<VisitNodeStep> {
  yield new VisitNodeStep({ target: node, phase: 1, args: [node, parent] })
  for (const child of childrenOf(node)) yield* visit(child, node)
  yield new VisitNodeStep({ target: node, phase: 2, args: [node, parent] })
}

function childrenOf(node: DotenvNode): readonly DotenvNode[] {
  if (node.type === 'Document') return [...node.body, ...node.comments].sort((a, b) => a.range[0] - b.range[0])
  if (node.type === 'Pair') return node.value === null ? [node.key] : [node.key, node.value]
  return []
}

/** `.env` files, as `keyfence/dotenv`. */
export const dotenv: Language = {
  fileType: 'text',
  lineStart: 1,
  columnStart: 0,
  nodeTypeKey: 'type',
  visitorKeys: { Document: ['body', 'comments'], Pair: ['key', 'value'], Key: [], Value: [], Comment: [] },
  validateLanguageOptions() {
    // There are none.
  },
  parse: ({ body }) => ({ ok: true, ast: parseDotenv(textOf(body)) }),
  createSourceCode({ body }, { ast }) {
    if (!isDocument(ast)) throw new TypeError('Expected what `parse` of this language returned.')
    return new DotenvSourceCode(textOf(body), ast)
  },
}

/** ESLint hands out bytes to binary languages only, whatever the type says. */
function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body)
}

function isDocument(ast: unknown): ast is DotenvDocument {
  return typeof ast === 'object' && ast !== null && 'type' in ast && ast.type === 'Document'
}

/** Tree of an `.env` file; undefined for a file in any other language. */
export function dotenvDocumentOf(sourceCode: object): DotenvDocument | undefined {
  return sourceCode instanceof DotenvSourceCode ? sourceCode.document : undefined
}
