import { testRule } from '../test-rule.ts'
import { noSecretEnvFallback } from './no-secret-env-fallback.ts'

const stands = (name = 'JWT_SECRET') =>
  `Without \`${name}\` this text of the source is the secret, and everyone can read it. Remove it, and stop where the variable is missing.`
const remove = (output: string) => [{ desc: 'Remove the text.', output }]

testRule('no-secret-env-fallback', noSecretEnvFallback, {
  valid: [
    { name: 'no fallback', code: 'f(process.env.JWT_SECRET)' },
    { name: 'empty', code: "f(process.env.JWT_SECRET ?? '', process.env.JWT_SECRET || ``)" },
    { name: 'no literal', code: 'f(process.env.JWT_SECRET ?? fail(), process.env.JWT_SECRET ?? undefined)' },
    { name: 'another variable', code: 'f(process.env.JWT_SECRET ?? process.env.AUTH_SECRET)' },
    { name: 'no secret', code: "f(process.env.PORT ?? '3000', process.env.API_URL || 'http://localhost')" },
    { name: 'no variable', code: "f(options.JWT_SECRET ?? 'text')" },
    { name: 'a test', code: "f(process.env.JWT_SECRET ?? 'test')", filename: 'src/a.test.ts' },
    { name: 'says whether it is set', code: "f(process.env.JWT_SECRET ? 'set' : 'missing')" },
    ...[
      'dummy',
      'sk-dummy-key-for-build',
      'your-openai-key',
      'not-needed',
      'build-time-placeholder',
      'stripe-unconfigured',
      'placeholder-0123456789',
    ].map((text) => ({
      name: `a provider refuses ${text}`,
      code: `f(process.env.OPENAI_API_KEY ?? '${text}')`,
    })),
    { name: 'and', code: "f(process.env.JWT_SECRET && 'text')" },
    { name: 'another default', code: "f(schema.default('text'), { SIZE: z.string().default('large') })" },
    { name: 'allowed', code: "// keyfence-allow JWT_SECRET -- a demo\nf(process.env.JWT_SECRET ?? 'text')" },
    {
      name: 'ignored by the policy',
      code: "f(process.env.JWT_SECRET ?? 'text')",
      settings: { keyfence: { secrets: { ignore: ['JWT_SECRET'] } } },
    },
  ],
  invalid: [
    {
      name: '??',
      code: "f(process.env.JWT_SECRET ?? 'development')",
      errors: [
        { message: stands(), line: 1, column: 29, endColumn: 42, suggestions: remove('f(process.env.JWT_SECRET)') },
      ],
    },
    {
      name: '||',
      code: 'f(process.env.JWT_SECRET || `development`)',
      errors: [{ message: stands(), suggestions: remove('f(process.env.JWT_SECRET)') }],
    },
    {
      name: 'in any side',
      code: "'use client'\nf(import.meta.env.VITE_JWT_SECRET || 'development')",
      errors: [
        { message: stands('VITE_JWT_SECRET'), suggestions: remove("'use client'\nf(import.meta.env.VITE_JWT_SECRET)") },
      ],
    },
    {
      name: 'a placeholder of an own secret works',
      code: "f(process.env.JWT_SECRET ?? 'dummy')",
      errors: [{ message: stands(), suggestions: remove('f(process.env.JWT_SECRET)') }],
    },
    {
      name: 'something like a key of a provider',
      code: "f(process.env.OPENAI_API_KEY ?? 'q8Zr1mVx07LsPd')",
      errors: [{ message: stands('OPENAI_API_KEY'), suggestions: remove('f(process.env.OPENAI_API_KEY)') }],
    },
    { name: '??=', code: "process.env.JWT_SECRET ??= 'development'", errors: [{ message: stands() }] },
    { name: '||=', code: "process.env.JWT_SECRET ||= 'development'", errors: [{ message: stands() }] },
    {
      name: 'ternary',
      code: "f(process.env.JWT_SECRET ? process.env.JWT_SECRET : 'development')",
      errors: [{ message: stands(), column: 53 }],
    },
    {
      name: 'negated ternary',
      code: "f(!process.env.JWT_SECRET ? 'development' : process.env.JWT_SECRET)",
      errors: [{ message: stands(), column: 29 }],
    },
    {
      name: 'destructured',
      code: "const { JWT_SECRET = 'development' } = process.env",
      errors: [{ message: stands(), suggestions: remove('const { JWT_SECRET } = process.env') }],
    },
    {
      name: 'destructured and renamed',
      code: "const { JWT_SECRET: secret = 'development' } = process.env",
      errors: [{ message: stands(), suggestions: remove('const { JWT_SECRET: secret } = process.env') }],
    },
    {
      name: 'later',
      code: "const secret = process.env.JWT_SECRET\nf(secret ?? 'development')",
      errors: [{ message: stands(), suggestions: remove('const secret = process.env.JWT_SECRET\nf(secret)') }],
    },
    {
      name: 'a schema',
      code: "createEnv({ server: { JWT_SECRET: z.string().min(1).default('development') } })",
      errors: [{ message: stands(), suggestions: remove('createEnv({ server: { JWT_SECRET: z.string().min(1) } })') }],
    },
    {
      name: 'a schema with more behind it',
      code: "z.object({ JWT_SECRET: z.string().default('development').describe('a') })",
      errors: [{ message: stands(), suggestions: remove("z.object({ JWT_SECRET: z.string().describe('a') })") }],
    },
    {
      name: 'empty, on demand',
      code: "f(process.env.JWT_SECRET ?? '')",
      options: [{ allowEmpty: false }],
      errors: [{ message: stands(), suggestions: remove('f(process.env.JWT_SECRET)') }],
    },
    {
      name: 'an allow entry that expired',
      code: "process.env.JWT_SECRET ??= 'development'",
      settings: { keyfence: { allow: [{ env: 'JWT_SECRET', reason: 'soon', expires: '2020-01-31' }] } },
      errors: [{ message: `${stands()} The allow entry for it expired on 2020-01-31.` }],
    },
  ],
})
