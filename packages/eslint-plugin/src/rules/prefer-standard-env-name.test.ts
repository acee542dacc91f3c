import { testRule } from '../test-rule.ts'
import { preferStandardEnvName } from './prefer-standard-env-name.ts'

const message = (name: string, standard: string) =>
  `\`${name}\` is \`${standard}\` to its SDK, which reads no other name. Rename it here, in \`.env\` files and at your host.`

testRule('prefer-standard-env-name', preferStandardEnvName, {
  valid: [
    ...[
      'OPENAI_API_KEY',
      'OPENAI_ADMIN_KEY',
      'OPENAI_WEBHOOK_SECRET',
      'OPENAI_ORG_ID',
      'OPENAI_BASE_URL',
      'AZURE_OPENAI_API_KEY',
      'ANTHROPIC_AUTH_TOKEN',
      'GOOGLE_API_KEY',
      'GOOGLE_GENERATIVE_AI_API_KEY',
      'COHERE_API_KEY',
      'HUGGINGFACE_API_KEY',
      'GITHUB_TOKEN',
      'STRIPE_KEY',
      'MY_OPENAI_KEY',
      'VITE_OPENAI_KEY',
    ].map((name) => ({ name, code: `f(process.env.${name})` })),
    {
      name: 'a constant of the project',
      code: 'const OPENAI_KEY = process.env.OPENAI_API_KEY; f(headers.OPENAI_KEY, { OPENAI_KEY: 1 })',
    },
    { name: 'a comment', code: '// process.env.OPENAI_KEY' },
    { name: 'allowed', code: '// keyfence-allow OPENAI_KEY -- the host gives it\nf(process.env.OPENAI_KEY)' },
    {
      name: 'ignored by the policy',
      code: 'f(process.env.OPENAI_KEY)',
      settings: { keyfence: { secrets: { ignore: ['OPENAI_KEY'] } } },
    },
  ],
  invalid: [
    ...[
      ['OPENAI_KEY', 'OPENAI_API_KEY'],
      ['OPEN_AI_KEY', 'OPENAI_API_KEY'],
      ['OPENAI_APIKEY', 'OPENAI_API_KEY'],
      ['OPENAI_API_TOKEN', 'OPENAI_API_KEY'],
      ['OPENAI_TOKEN', 'OPENAI_API_KEY'],
      ['OPENAI_SECRET', 'OPENAI_API_KEY'],
      ['OPENAI_SECRET_KEY', 'OPENAI_API_KEY'],
      ['CHATGPT_API_KEY', 'OPENAI_API_KEY'],
      ['CLAUDE_API_KEY', 'ANTHROPIC_API_KEY'],
      ['ANTHROPIC_KEY', 'ANTHROPIC_API_KEY'],
      ['GROQ_KEY', 'GROQ_API_KEY'],
      ['REPLICATE_API_KEY', 'REPLICATE_API_TOKEN'],
      ['HUGGING_FACE_TOKEN', 'HF_TOKEN'],
      ['GEMINI_KEY', 'GEMINI_API_KEY'],
    ].map(([name, standard]) => ({
      name: name!,
      code: `f(process.env.${name!})`,
      errors: [{ message: message(name!, standard!), column: 15, endColumn: 15 + name!.length }],
    })),
    ...[
      ["f(process.env['OPENAI_KEY'])", 16, 'bracket'],
      ['const { OPENAI_KEY: key } = process.env', 9, 'destructured'],
      ['f(import.meta.env.OPENAI_KEY)', 19, 'import.meta'],
      ["f(Deno.env.get('OPENAI_KEY'))", 17, 'Deno'],
    ].map(([code, column, name]) => ({
      name: String(name),
      code: String(code),
      errors: [{ message: message('OPENAI_KEY', 'OPENAI_API_KEY'), column: Number(column) }],
    })),
    {
      name: 'a name of the options',
      code: 'f(process.env.LLM_KEY)',
      options: [{ names: { LLM_KEY: 'ACME_API_KEY' } }],
      errors: [{ message: message('LLM_KEY', 'ACME_API_KEY') }],
    },
  ],
})
