import picomatch from 'picomatch'
import type { Severity } from '../model.ts'
import type { ServerOnlyPolicy } from './config.ts'

/** A package whose client sends a secret key, so that it belongs on a server. */
export interface ServerOnlyPackage {
  /** Name, with its scope. */
  readonly name: string
  /** Whose service it calls. */
  readonly provider: string
  /** `error`: its own code refuses to run in a browser. */
  readonly severity: Severity
  /** Variable that its client reads. */
  readonly envName: string | null
  /** Modules of it that hold no client, as paths inside of the package without extension. */
  readonly safe?: RegExp
  /** It is a file of the project that the policy names. */
  readonly isFile?: boolean
}

/** Measured in the packages' own `dist`, 2026-11-24. The names cover all subpaths. */
export const serverOnlyPackages: readonly ServerOnlyPackage[] = [
  refuses(
    'openai',
    'OpenAI',
    'OPENAI_API_KEY',
    /^(?:helpers|_vendor|internal|core\/error|error|lib\/(?:parser|transform)|types|shared|pagination)/u,
  ),
  refuses(
    '@anthropic-ai/sdk',
    'Anthropic',
    'ANTHROPIC_API_KEY',
    /^(?:core\/error|error|internal|_vendor|types|shared|pagination)/u,
  ),
  refuses('@anthropic-ai/bedrock-sdk', 'Anthropic', 'AWS_SECRET_ACCESS_KEY'),
  refuses('@anthropic-ai/vertex-sdk', 'Anthropic', 'GOOGLE_APPLICATION_CREDENTIALS'),
  refuses('@anthropic-ai/foundry-sdk', 'Anthropic', 'ANTHROPIC_FOUNDRY_API_KEY'),
  refuses('groq-sdk', 'Groq', 'GROQ_API_KEY', /^(?:core\/error|error|internal|_vendor)/u),
  refuses('portkey-ai', 'Portkey', 'PORTKEY_API_KEY'),
  refuses('@runwayml/sdk', 'Runway', 'RUNWAYML_API_SECRET'),
  accepts('@langchain/openai', 'OpenAI', 'OPENAI_API_KEY'),
  accepts('@langchain/anthropic', 'Anthropic', 'ANTHROPIC_API_KEY'),
  accepts('@langchain/groq', 'Groq', 'GROQ_API_KEY'),
  accepts('@langchain/mistralai', 'Mistral', 'MISTRAL_API_KEY'),
  accepts('@langchain/cohere', 'Cohere', 'COHERE_API_KEY'),
  accepts('@langchain/google-genai', 'Google', 'GOOGLE_API_KEY'),
  accepts('@google/genai', 'Google', 'GEMINI_API_KEY'),
  accepts('@google/generative-ai', 'Google', 'GEMINI_API_KEY'),
  accepts('@mistralai/mistralai', 'Mistral', 'MISTRAL_API_KEY'),
  accepts('cohere-ai', 'Cohere', 'CO_API_KEY'),
  accepts('replicate', 'Replicate', 'REPLICATE_API_TOKEN'),
  accepts('together-ai', 'Together AI', 'TOGETHER_API_KEY'),
  accepts('@cerebras/cerebras_cloud_sdk', 'Cerebras', 'CEREBRAS_API_KEY'),
  accepts('@huggingface/inference', 'Hugging Face', 'HF_TOKEN'),
  accepts('@aws-sdk/client-bedrock-runtime', 'AWS', 'AWS_SECRET_ACCESS_KEY'),
  accepts('@aws-sdk/client-bedrock-agent-runtime', 'AWS', 'AWS_SECRET_ACCESS_KEY'),
  accepts('@azure/openai', 'Microsoft Azure', 'AZURE_OPENAI_API_KEY', /^types/u),
  accepts('@azure-rest/ai-inference', 'Microsoft Azure', 'AZURE_OPENAI_API_KEY'),
  accepts('@google-cloud/vertexai', 'Google', 'GOOGLE_APPLICATION_CREDENTIALS'),
  accepts('ollama', 'Ollama', 'OLLAMA_API_KEY', /(?:^|\/)(?:browser|utils)/u),
  accepts('@openrouter/ai-sdk-provider', 'OpenRouter', 'OPENROUTER_API_KEY'),
  accepts('@openrouter/sdk', 'OpenRouter', 'OPENROUTER_API_KEY'),
  accepts('@openai/agents', 'OpenAI', 'OPENAI_API_KEY', /(?:^|\/)realtime/u),
  accepts('@openai/agents-openai', 'OpenAI', 'OPENAI_API_KEY'),
  accepts('@openai/codex-sdk', 'OpenAI', 'CODEX_API_KEY'),
  accepts('@elevenlabs/elevenlabs-js', 'ElevenLabs', 'ELEVENLABS_API_KEY'),
  accepts('@deepgram/sdk', 'Deepgram', 'DEEPGRAM_API_KEY'),
  accepts('assemblyai', 'AssemblyAI', 'ASSEMBLYAI_API_KEY', /(?:^|\/)streaming/u),
  accepts('voyageai', 'Voyage AI', 'VOYAGE_API_KEY'),
  accepts('@perplexity-ai/perplexity_ai', 'Perplexity', 'PERPLEXITY_API_KEY'),
  accepts('@pinecone-database/pinecone', 'Pinecone', 'PINECONE_API_KEY'),
  accepts('@tavily/core', 'Tavily', 'TAVILY_API_KEY'),
  accepts('exa-js', 'Exa', 'EXA_API_KEY'),
  accepts('e2b', 'E2B', 'E2B_API_KEY'),
  accepts('llamaindex', 'LlamaIndex', null),
  accepts('@anthropic-ai/claude-agent-sdk', 'Anthropic', 'ANTHROPIC_API_KEY'),
  ...[
    ['openai', 'OpenAI', 'OPENAI_API_KEY'],
    ['anthropic', 'Anthropic', 'ANTHROPIC_API_KEY'],
    ['google', 'Google', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    ['google-vertex', 'Google', 'GOOGLE_APPLICATION_CREDENTIALS'],
    ['azure', 'Microsoft Azure', 'AZURE_API_KEY'],
    ['mistral', 'Mistral', 'MISTRAL_API_KEY'],
    ['groq', 'Groq', 'GROQ_API_KEY'],
    ['xai', 'xAI', 'XAI_API_KEY'],
    ['amazon-bedrock', 'AWS', 'AWS_SECRET_ACCESS_KEY'],
    ['deepseek', 'DeepSeek', 'DEEPSEEK_API_KEY'],
    ['cohere', 'Cohere', 'COHERE_API_KEY'],
    ['perplexity', 'Perplexity', 'PERPLEXITY_API_KEY'],
    ['fireworks', 'Fireworks', 'FIREWORKS_API_KEY'],
    ['togetherai', 'Together AI', 'TOGETHER_API_KEY'],
    ['cerebras', 'Cerebras', 'CEREBRAS_API_KEY'],
    ['replicate', 'Replicate', 'REPLICATE_API_TOKEN'],
    ['fal', 'fal', 'FAL_API_KEY'],
    ['elevenlabs', 'ElevenLabs', 'ELEVENLABS_API_KEY'],
    ['deepgram', 'Deepgram', 'DEEPGRAM_API_KEY'],
    ['gateway', 'Vercel', 'AI_GATEWAY_API_KEY'],
  ].map(([name = '', provider = '', envName = '']) => accepts(`@ai-sdk/${name}`, provider, envName)),
]

function refuses(name: string, provider: string, envName: string, safe?: RegExp): ServerOnlyPackage {
  return { name, provider, severity: 'error', envName, ...(safe === undefined ? {} : { safe }) }
}

function accepts(name: string, provider: string, envName: string | null, safe?: RegExp): ServerOnlyPackage {
  return { name, provider, severity: 'warning', envName, ...(safe === undefined ? {} : { safe }) }
}

/** Answers what may not reach a client. */
export interface ServerOnlyFence {
  /** For an import specifier (`openai/resources`); undefined for a safe one. */
  readonly bySpecifier: (specifier: string) => ServerOnlyPackage | undefined
  /** For a module id of a bundler, in `node_modules`. */
  readonly byModule: (id: string) => ServerOnlyPackage | undefined
  /** Whether the policy names files at all. */
  readonly hasFiles: boolean
  /** Whether a file of the project is server-only, by its path relative to the root. */
  readonly isServerFile: (path: string) => boolean
}

/** Compiles the table with the policy's own packages and files. */
export function compileServerOnly(policy: ServerOnlyPolicy = {}): ServerOnlyFence {
  const own = (policy.packages ?? []).map((name): ServerOnlyPackage => ({
    name,
    provider: name,
    severity: 'error',
    envName: null,
  }))
  const byName = new Map([...serverOnlyPackages, ...own].map((entry) => [entry.name, entry]))
  const isFile = (policy.files ?? []).length === 0 ? () => false : picomatch([...(policy.files ?? [])], { dot: true })
  const allowed = new Set(policy.allow)

  const find = (name: string, inside: string) => {
    const entry = byName.get(name)
    const isAllowed = allowed.has(name) || allowed.has(`${name}/${inside}`)
    return entry === undefined || isAllowed || entry.safe?.test(inside) === true ? undefined : entry
  }
  return {
    bySpecifier: (specifier) => {
      const { name, inside } = splitSpecifier(specifier)
      return find(name, inside)
    },
    byModule: (id) => {
      // Asked for every module of every build.
      if (!id.includes('node_modules')) return undefined
      const path = /^.*[/\\]node_modules[/\\](?<path>[^?#]+)/u.exec(id)?.groups?.['path']
      if (path === undefined) return undefined
      const { name, inside } = splitSpecifier(path.replace(/\\/gu, '/'))
      return find(name, inside.replace(/^(?:dist|esm|cjs|build)\//u, '').replace(/\.[cm]?js$/u, ''))
    },
    hasFiles: (policy.files ?? []).length > 0,
    isServerFile: (path) => isFile(path),
  }
}

/** Name and inner path of `name/inner` and `@scope/name/inner`; also of a URL of a package CDN. */
export function splitSpecifier(specifier: string): { name: string; inside: string } {
  const bare = specifier
    .replace(/^https?:\/\/[^/]+\/(?:npm\/|v\d+\/)?/u, '')
    .replace(/^npm:/u, '')
    .replace(/(?<=.)[?#].*$/u, '')
  const match = /^(?<name>@[^/]+\/[^/@]+|[^/@]+)(?:@[^/]*)?(?:\/(?<inside>.*))?$/u.exec(bare)
  return { name: match?.groups?.['name'] ?? bare, inside: match?.groups?.['inside'] ?? '' }
}
