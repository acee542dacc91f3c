import { testRule } from '../test-rule.ts'
import { noBrowserKeyFlag } from './no-browser-key-flag.ts'

const route = 'https://github.com/keyfence/keyfence/blob/main/docs/guide/server-route.md'
const shows = (flag: string) =>
  `\`${flag}\` lets every visitor read the key of this client. Call the service in a server route and fetch that: ${route}`
const ownKey =
  '`dangerouslyAllowBrowser` sends the key of this client from a browser. Call the service in a server route; where users bring their own key, set `allowOwnKeys`.'
const remove = (flag: string, output: string) => [{ desc: `Remove \`${flag}\`.`, output }]

testRule('no-browser-key-flag', noBrowserKeyFlag, {
  valid: [
    { name: 'false', code: 'new OpenAI({ dangerouslyAllowBrowser: false })' },
    { name: 'no flag', code: 'new OpenAI({ apiKey })' },
    { name: 'read, not set', code: 'const { dangerouslyAllowBrowser } = options; f(options.dangerouslyAllowBrowser)' },
    { name: 'a type', code: 'interface Options { dangerouslyAllowBrowser: boolean }' },
    { name: 'a comment', code: '// dangerouslyAllowBrowser: true' },
    { name: 'a test', code: 'new OpenAI({ dangerouslyAllowBrowser: true })', filename: 'src/chat.test.ts' },
    { name: 'computed by a variable', code: 'f({ [dangerouslyAllowBrowser]: true })' },
    {
      name: "a user's own key, on demand",
      code: 'const make = (apiKey) => new OpenAI({ apiKey, dangerouslyAllowBrowser: true })',
      options: [{ allowOwnKeys: true }],
    },
    {
      name: 'a subprotocol with a token of the server',
      code: "const { token } = await ask()\nnew WebSocket(url, ['realtime', `openai-insecure-api-key.${token}`])",
    },
    { name: 'the subprotocol alone', code: "const start = 'openai-insecure-api-key.'\nf(start + token)" },
    {
      name: 'allowed by a comment',
      code: '// keyfence-allow dangerouslyAllowBrowser -- short-lived token\nnew OpenAI({ dangerouslyAllowBrowser: true })',
    },
    {
      name: 'allowed by an entry',
      code: 'new OpenAI({ dangerouslyAllowBrowser: true })',
      filename: 'src/own-key.ts',
      settings: { keyfence: { allow: [{ path: 'src/own-key.ts', reason: 'users bring their own' }] } },
    },
  ],
  invalid: [
    {
      name: 'true',
      code: 'new OpenAI({ apiKey: import.meta.env.VITE_KEY, dangerouslyAllowBrowser: true })',
      errors: [
        {
          message: shows('dangerouslyAllowBrowser'),
          line: 1,
          column: 48,
          endColumn: 77,
          suggestions: remove('dangerouslyAllowBrowser', 'new OpenAI({ apiKey: import.meta.env.VITE_KEY })'),
        },
      ],
    },
    {
      name: 'first of several',
      code: 'new Agent({ useInsecureApiKey: 1, model })',
      errors: [
        { message: shows('useInsecureApiKey'), suggestions: remove('useInsecureApiKey', 'new Agent({ model })') },
      ],
    },
    {
      name: 'the only one',
      code: 'fal.config({ suppressLocalCredentialsWarning: isLocal })',
      errors: [
        {
          message: shows('suppressLocalCredentialsWarning'),
          suggestions: remove('suppressLocalCredentialsWarning', 'fal.config({  })'),
        },
      ],
    },
    {
      name: 'quoted, as a header',
      code: "f({ headers: { 'anthropic-dangerous-direct-browser-access': 'true' } })",
      errors: [
        {
          message: shows('anthropic-dangerous-direct-browser-access'),
          suggestions: remove('anthropic-dangerous-direct-browser-access', 'f({ headers: {  } })'),
        },
      ],
    },
    {
      name: 'computed by a literal',
      code: "f({ ['dangerouslyAllowBrowser']: true })",
      errors: [{ messageId: 'browserKeyFlag', suggestions: remove('dangerouslyAllowBrowser', 'f({  })') }],
    },
    {
      name: 'shorthand',
      code: 'f({ dangerouslyAllowBrowser })',
      errors: [{ messageId: 'browserKeyFlag', suggestions: remove('dangerouslyAllowBrowser', 'f({  })') }],
    },
    {
      name: 'assigned',
      code: 'options.dangerouslyAllowBrowser = true',
      errors: [{ messageId: 'browserKeyFlag', column: 1, endColumn: 39 }],
    },
    ...[
      '`openai-insecure-api-key.${import.meta.env.VITE_KEY}`',
      '`openai-insecure-api-key.${key}`',
      "'openai-insecure-api-key.' + process.env.OPENAI_API_KEY",
    ].map((value) => ({
      name: `a subprotocol: ${value}`,
      code: `const key = import.meta.env.VITE_KEY\nnew WebSocket(url, ['realtime', ${value}])`,
      errors: [{ message: shows('openai-insecure-api-key.'), line: 2, column: 33, endColumn: 33 + value.length }],
    })),
    {
      name: 'a key that a template builds from the environment',
      code: 'new OpenAI({ apiKey: `${import.meta.env.VITE_KEY}`, dangerouslyAllowBrowser: true })',
      errors: [
        {
          message: shows('dangerouslyAllowBrowser'),
          suggestions: remove('dangerouslyAllowBrowser', 'new OpenAI({ apiKey: `${import.meta.env.VITE_KEY}` })'),
        },
      ],
    },
    {
      name: "a user's own key",
      code: 'const make = (apiKey) => new OpenAI({ apiKey, dangerouslyAllowBrowser: true })',
      errors: [
        {
          message: ownKey,
          suggestions: remove('dangerouslyAllowBrowser', 'const make = (apiKey) => new OpenAI({ apiKey })'),
        },
      ],
    },
    {
      name: "a key of the build is no user's own",
      code: 'const apiKey = import.meta.env.VITE_KEY\nnew OpenAI({ apiKey, dangerouslyAllowBrowser: true })',
      options: [{ allowOwnKeys: true }],
      errors: [
        {
          messageId: 'browserKeyFlag',
          suggestions: remove(
            'dangerouslyAllowBrowser',
            'const apiKey = import.meta.env.VITE_KEY\nnew OpenAI({ apiKey })',
          ),
        },
      ],
    },
    {
      name: 'a flag of the options',
      code: 'f({ allowInBrowser: true })',
      options: [{ flags: ['allowInBrowser'] }],
      errors: [{ message: shows('allowInBrowser'), suggestions: remove('allowInBrowser', 'f({  })') }],
    },
  ],
})
