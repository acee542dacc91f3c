import { serverOnlyPackages } from '@keyfence/core'
import type { TSESTree } from '@typescript-eslint/utils'
import { createRule, type PluginRule, type RuleContext } from '../create-rule.ts'
import { isEnvironment, nameOf, staticName } from '../environment.ts'
import { judge, policyOf } from '../policy.ts'

interface Options {
  /** Further names, and what they should be called. */
  readonly names: Readonly<Record<string, string>>
}

type MessageId = 'otherName'
type Context = RuleContext<MessageId, Options>

/** Reports names of variables that the provider's own program does not read. */
export const preferStandardEnvName: PluginRule = createRule<MessageId, Options>({
  name: 'prefer-standard-env-name',
  description: "Prefer the names that the providers' SDKs read their keys from.",
  config: 'strict',
  policyRule: 'env-name',
  schema: [
    {
      type: 'object',
      properties: {
        names: {
          type: 'object',
          additionalProperties: { type: 'string' },
          description: 'Further names, each with the name to use instead.',
        },
      },
      additionalProperties: false,
    },
  ],
  defaults: { names: {} },
  messages: {
    otherName:
      '`{{name}}` is `{{standard}}` to its SDK, which reads no other name. Rename it here, in `.env` files and at your host.{{expiry}}',
  },
  create(context, { names }) {
    const { sourceCode } = context
    const found = new Map<string, string>()
    const candidates = endings.test(sourceCode.text) ? (sourceCode.text.match(candidate) ?? []) : []
    for (const name of candidates) {
      const standard = names[name] ?? standardName(name)
      if (standard !== undefined && standard !== name) found.set(name, standard)
    }
    for (const name of Object.keys(names)) if (sourceCode.text.includes(name)) found.set(name, names[name] ?? name)
    if (found.size === 0) return {}

    if (!sourceCode.scopeManager) {
      for (const [name, standard] of found) {
        const definition = new RegExp(`(?<![A-Za-z0-9_])${name}(?=["']?[ \\t]{0,20}[:=])`, 'gu')
        for (const { index } of sourceCode.text.matchAll(definition)) report(context, name, standard, index)
      }
      return {}
    }

    const check = (node: TSESTree.Node, name: string | undefined) => {
      const standard = name === undefined ? undefined : found.get(name)
      if (name !== undefined && standard !== undefined)
        report(context, name, standard, node.range[0] + (node.type === 'Identifier' ? 0 : 1))
    }
    return {
      MemberExpression(node) {
        if (isEnvironment(node.object, sourceCode)) check(node.property, staticName(node, sourceCode))
      },
      ObjectPattern(node) {
        const { parent } = node
        if (parent.type !== 'VariableDeclarator' || parent.init === null || !isEnvironment(parent.init, sourceCode))
          return
        for (const property of node.properties)
          if (property.type === 'Property') check(property.key, nameOf(property.key))
      },
      CallExpression(node) {
        const [first] = node.arguments
        if (node.callee.type !== 'MemberExpression' || first?.type !== 'Literal') return
        if (/\benv\.get$/u.test(sourceCode.getText(node.callee))) check(first, nameOf(first))
      },
    }
  },
})

/** How each such name ends. Tried first: names in capitals stand in most files. */
const endings = /KEY|TOKEN|SECRET/u
/** A name that may hold a provider's key. */
const candidate = /(?<![A-Za-z0-9_])[A-Z][A-Z0-9_]{3,60}(?![A-Za-z0-9_])/gu
const ending =
  /^(?<owner>[A-Z0-9_]+?)_?(?:API_?(?:KEY|TOKEN|SECRET)(?:_KEY)?|ACCESS_(?:KEY|TOKEN)|SECRET(?:_KEY)?|AUTH_(?:KEY|TOKEN)|KEY|TOKEN)$/u

/**
 * Words before `KEY` → the name that the SDK reads. Only providers with one name for one key: an OAuth application has a
 * `SECRET` and a `TOKEN` of its own.
 */
const standards: Readonly<Record<string, string>> = {
  OPENAI: 'OPENAI_API_KEY',
  OPEN_AI: 'OPENAI_API_KEY',
  CHATGPT: 'OPENAI_API_KEY',
  CHAT_GPT: 'OPENAI_API_KEY',
  GPT: 'OPENAI_API_KEY',
  ANTHROPIC: 'ANTHROPIC_API_KEY',
  CLAUDE: 'ANTHROPIC_API_KEY',
  ANTHROPIC_CLAUDE: 'ANTHROPIC_API_KEY',
  GEMINI: 'GEMINI_API_KEY',
  GOOGLE_GEMINI: 'GEMINI_API_KEY',
  GROQ: 'GROQ_API_KEY',
  MISTRAL: 'MISTRAL_API_KEY',
  MISTRALAI: 'MISTRAL_API_KEY',
  MISTRAL_AI: 'MISTRAL_API_KEY',
  COHERE: 'CO_API_KEY',
  REPLICATE: 'REPLICATE_API_TOKEN',
  TOGETHER: 'TOGETHER_API_KEY',
  TOGETHERAI: 'TOGETHER_API_KEY',
  CEREBRAS: 'CEREBRAS_API_KEY',
  OPENROUTER: 'OPENROUTER_API_KEY',
  OPEN_ROUTER: 'OPENROUTER_API_KEY',
  PERPLEXITY: 'PERPLEXITY_API_KEY',
  PPLX: 'PERPLEXITY_API_KEY',
  DEEPSEEK: 'DEEPSEEK_API_KEY',
  DEEP_SEEK: 'DEEPSEEK_API_KEY',
  XAI: 'XAI_API_KEY',
  GROK: 'XAI_API_KEY',
  ELEVENLABS: 'ELEVENLABS_API_KEY',
  ELEVEN_LABS: 'ELEVENLABS_API_KEY',
  DEEPGRAM: 'DEEPGRAM_API_KEY',
  HUGGINGFACE: 'HF_TOKEN',
  HUGGING_FACE: 'HF_TOKEN',
  VOYAGE: 'VOYAGE_API_KEY',
  VOYAGEAI: 'VOYAGE_API_KEY',
  PINECONE: 'PINECONE_API_KEY',
  TAVILY: 'TAVILY_API_KEY',
  FIREWORKS: 'FIREWORKS_API_KEY',
}
/** Names that some program of the provider reads too. */
const known: ReadonlySet<string> = new Set([
  ...serverOnlyPackages.flatMap(({ envName }) => envName ?? []),
  'COHERE_API_KEY',
  'TOGETHER_AI_API_KEY',
  'ASSEMBLYAI_API_KEY',
  'HUGGINGFACEHUB_API_TOKEN',
  'HUGGINGFACE_API_KEY',
  'HUGGINGFACE_TOKEN',
  'HUGGING_FACE_HUB_TOKEN',
  'ANTHROPIC_AUTH_TOKEN',
  'ANTHROPIC_WEBHOOK_SIGNING_KEY',
  'OPENAI_ADMIN_KEY',
  'OPENAI_WEBHOOK_SECRET',
])

function standardName(name: string): string | undefined {
  if (known.has(name)) return undefined
  const owner = ending.exec(name)?.groups?.['owner']
  return owner !== undefined && Object.hasOwn(standards, owner) ? standards[owner] : undefined
}

function report(context: Context, name: string, standard: string, start: number): void {
  const { sourceCode } = context
  if (policyOf(context).config.secrets?.ignore?.includes(name) === true) return
  const { mayStay, expiry } = judge(context, { rule: 'env-name', subject: name, envNames: [name], start })
  if (mayStay) return
  context.report({
    loc: { start: sourceCode.getLocFromIndex(start), end: sourceCode.getLocFromIndex(start + name.length) },
    messageId: 'otherName',
    data: { name, standard, expiry },
  })
}
