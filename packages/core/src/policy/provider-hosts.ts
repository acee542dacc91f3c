/** A host whose API takes a secret key with every call. */
export interface ProviderHost {
  /** Whose it is. */
  readonly provider: string
  /** Variable that holds its key, as the provider's program names it. */
  readonly envName: string
}

/**
 * Hosts, as the providers' API references name them, checked on 2026-11-25. `*` is any characters of a name. APIs that work
 * without a key, or with one that is made for pages, are not here.
 */
const hosts: readonly (readonly [host: string, provider: string, envName: string])[] = [
  ['api.openai.com', 'OpenAI', 'OPENAI_API_KEY'],
  ['*.openai.azure.com', 'Microsoft Azure', 'AZURE_OPENAI_API_KEY'],
  ['*.cognitiveservices.azure.com', 'Microsoft Azure', 'AZURE_OPENAI_API_KEY'],
  ['*.services.ai.azure.com', 'Microsoft Azure', 'AZURE_API_KEY'],
  ['api.anthropic.com', 'Anthropic', 'ANTHROPIC_API_KEY'],
  ['generativelanguage.googleapis.com', 'Google', 'GEMINI_API_KEY'],
  ['*-aiplatform.googleapis.com', 'Google', 'GOOGLE_APPLICATION_CREDENTIALS'],
  ['aiplatform.googleapis.com', 'Google', 'GOOGLE_APPLICATION_CREDENTIALS'],
  ['bedrock-runtime.*.amazonaws.com', 'AWS', 'AWS_BEARER_TOKEN_BEDROCK'],
  ['bedrock-agent-runtime.*.amazonaws.com', 'AWS', 'AWS_BEARER_TOKEN_BEDROCK'],
  ['api.groq.com', 'Groq', 'GROQ_API_KEY'],
  ['api.mistral.ai', 'Mistral', 'MISTRAL_API_KEY'],
  ['codestral.mistral.ai', 'Mistral', 'MISTRAL_API_KEY'],
  ['api.cohere.com', 'Cohere', 'CO_API_KEY'],
  ['api.cohere.ai', 'Cohere', 'CO_API_KEY'],
  ['api.together.xyz', 'Together AI', 'TOGETHER_API_KEY'],
  ['api.together.ai', 'Together AI', 'TOGETHER_API_KEY'],
  ['api.x.ai', 'xAI', 'XAI_API_KEY'],
  ['api.deepseek.com', 'DeepSeek', 'DEEPSEEK_API_KEY'],
  ['api.perplexity.ai', 'Perplexity', 'PERPLEXITY_API_KEY'],
  ['openrouter.ai', 'OpenRouter', 'OPENROUTER_API_KEY'],
  ['api.fireworks.ai', 'Fireworks', 'FIREWORKS_API_KEY'],
  ['api.cerebras.ai', 'Cerebras', 'CEREBRAS_API_KEY'],
  ['api.replicate.com', 'Replicate', 'REPLICATE_API_TOKEN'],
  ['fal.run', 'fal', 'FAL_KEY'],
  ['*.fal.run', 'fal', 'FAL_KEY'],
  ['router.huggingface.co', 'Hugging Face', 'HF_TOKEN'],
  ['api-inference.huggingface.co', 'Hugging Face', 'HF_TOKEN'],
  ['api.elevenlabs.io', 'ElevenLabs', 'ELEVENLABS_API_KEY'],
  ['api.deepgram.com', 'Deepgram', 'DEEPGRAM_API_KEY'],
  ['api.assemblyai.com', 'AssemblyAI', 'ASSEMBLYAI_API_KEY'],
  ['api.stability.ai', 'Stability AI', 'STABILITY_API_KEY'],
  ['api.dev.runwayml.com', 'Runway', 'RUNWAYML_API_SECRET'],
  ['api.voyageai.com', 'Voyage AI', 'VOYAGE_API_KEY'],
  ['api.jina.ai', 'Jina AI', 'JINA_API_KEY'],
  ['api.tavily.com', 'Tavily', 'TAVILY_API_KEY'],
  ['api.exa.ai', 'Exa', 'EXA_API_KEY'],
  ['*.pinecone.io', 'Pinecone', 'PINECONE_API_KEY'],
  ['dashscope.aliyuncs.com', 'Alibaba Cloud', 'DASHSCOPE_API_KEY'],
  ['dashscope-intl.aliyuncs.com', 'Alibaba Cloud', 'DASHSCOPE_API_KEY'],
  ['api.moonshot.ai', 'Moonshot AI', 'MOONSHOT_API_KEY'],
  ['api.moonshot.cn', 'Moonshot AI', 'MOONSHOT_API_KEY'],
  ['api.z.ai', 'Z.ai', 'ZAI_API_KEY'],
  ['api.ai21.com', 'AI21', 'AI21_API_KEY'],
  ['integrate.api.nvidia.com', 'NVIDIA', 'NVIDIA_API_KEY'],
  ['ai-gateway.vercel.sh', 'Vercel', 'AI_GATEWAY_API_KEY'],
  ['api.resend.com', 'Resend', 'RESEND_API_KEY'],
  ['api.sendgrid.com', 'SendGrid', 'SENDGRID_API_KEY'],
  ['api.postmarkapp.com', 'Postmark', 'POSTMARK_SERVER_TOKEN'],
  ['api.twilio.com', 'Twilio', 'TWILIO_AUTH_TOKEN'],
]

const exact = new Map(hosts.filter(([host]) => !host.includes('*')).map(([host, ...rest]) => [host, rest]))
const patterns = hosts
  .filter(([host]) => host.includes('*'))
  .map(
    ([host, ...rest]) =>
      [new RegExp(`^${host.replaceAll('.', '\\.').replace('*', '[a-z0-9.-]{1,100}')}$`, 'u'), rest] as const,
  )

/** The provider that answers at a host, such as `api.openai.com`; undefined for every other host. */
export function providerAt(host: string): ProviderHost | undefined {
  const name = host.toLowerCase()
  const found = exact.get(name) ?? patterns.find(([pattern]) => pattern.test(name))?.[1]
  return found === undefined ? undefined : { provider: found[0], envName: found[1] }
}
