import { testRule } from '../test-rule.ts'
import { noProviderCallInClient } from './no-provider-call-in-client.ts'

const route = 'https://github.com/keyfence/keyfence/blob/main/docs/guide/server-route.md'
const sends = (host = 'api.openai.com') =>
  `This sends a key to \`${host}\` from the browser, where every visitor can read it. Call it in a server route and fetch that: ${route}`
const ownKey = (host = 'api.openai.com') =>
  `This sends a key to \`${host}\` from the browser. Call it in a server route; where users bring their own key, set \`allowOwnKeys\`.`
const client = { filename: 'src/chat.client.ts' }
const key = 'import.meta.env.VITE_KEY'
const headers = `{ headers: { Authorization: \`Bearer \${${key}}\` } }`

testRule('no-provider-call-in-client', noProviderCallInClient, {
  valid: [
    { name: 'the own server', ...client, code: `fetch('/api/openai', ${headers})` },
    { name: 'server code', filename: 'server/a.ts', code: `fetch('https://api.openai.com/v1', ${headers})` },
    { name: 'unknown', filename: 'lib/a.ts', code: `fetch('https://api.openai.com/v1', ${headers})` },
    {
      name: 'a server action',
      ...client,
      code: `async function f() { 'use server'; fetch('https://api.openai.com/v1', ${headers}) }`,
    },
    { name: 'a host of nobody', ...client, code: `fetch('https://api.example.com/v1', ${headers})` },
    { name: 'a link', ...client, code: "f({ href: 'https://api.openai.com/v1', headers: { authorization: key } })" },
    { name: 'a policy of the page', ...client, code: 'f("connect-src https://api.openai.com")' },
    {
      name: 'a list of what needs no key',
      ...client,
      code: "fetch('https://openrouter.ai/api/v1/models'); fetch('https://api.openai.com/x', { method: 'POST' })",
    },
    {
      name: 'realtime with a token of the server',
      ...client,
      code: "const { value } = await ask()\nfetch('https://api.openai.com/v1/realtime/calls', { headers: { Authorization: `Bearer ${value}` } })",
    },
    {
      name: 'a short-lived token',
      ...client,
      code: "fetch('https://api.openai.com/v1/x', { headers: { Authorization: `Bearer ${ephemeralKey}` } })",
    },
    {
      name: "a user's own key, on demand",
      ...client,
      code: "const f = (apiKey) => fetch('https://api.openai.com/v1', { headers: { Authorization: `Bearer ${apiKey}` } })",
      options: [{ allowOwnKeys: true }],
    },
    {
      name: 'an allowed host',
      ...client,
      code: `fetch('https://api.openai.com/v1', ${headers})`,
      options: [{ allow: ['api.openai.com'] }],
    },
    {
      name: 'a header without a secret',
      ...client,
      code: "f({ headers: { authorization: session.token, 'x-api-key': process.env.PORT } })",
    },
    {
      name: 'allowed',
      ...client,
      code: `// keyfence-allow api.openai.com -- a proxy rewrites it\nfetch('https://api.openai.com/v1', ${headers})`,
    },
  ],
  invalid: [
    {
      name: 'fetch',
      ...client,
      code: `fetch('https://api.openai.com/v1/responses', ${headers})`,
      errors: [{ message: sends(), line: 1, column: 7, endColumn: 44 }],
    },
    ...[
      [`window.fetch('https://api.openai.com/v1', ${headers})`, 'window.fetch'],
      [`const base = 'https://api.openai.com/v1'\nfetch(\`\${base}/responses\`, ${headers})`, 'a base'],
      [`const base = 'https://api.openai.com/v1'\nfetch(base + '/responses', ${headers})`, 'a sum'],
      [`fetch(new URL('/v1', 'https://api.openai.com'), ${headers})`, 'URL'],
      [`fetch(new Request('https://api.openai.com/v1', ${headers}))`, 'Request'],
      [`axios.post('https://api.openai.com/v1', body, ${headers})`, 'axios.post'],
      [`axios({ url: 'https://api.openai.com/v1', headers: { Authorization: ${key} } })`, 'axios'],
      [`axios.create({ baseURL: 'https://api.openai.com/v1', headers: { Authorization: ${key} } })`, 'axios.create'],
      [`ky.post('https://api.openai.com/v1', ${headers})`, 'ky'],
      [`$fetch('https://api.openai.com/v1', ${headers})`, '$fetch'],
      [`const options = ${headers}\nfetch('https://api.openai.com/v1', options)`, 'options before'],
      [`const headers = { authorization: ${key} }\nfetch('https://api.openai.com/v1', { headers })`, 'headers before'],
      [`fetch('https://api.openai.com/v1', { headers: new Headers({ authorization: ${key} }) })`, 'Headers'],
      [`fetch('https://api.openai.com/v1', { headers: [['authorization', ${key}]] })`, 'a list of headers'],
      [
        `fetch('https://api.openai.com/v1', { headers: { ...a, 'Authorization': 'Bearer ' + ${key} } })`,
        'a sum of a header',
      ],
      [`fetch('https://api.openai.com/v1/realtime', ${headers})`, 'realtime with the key of the build'],
      [
        `new WebSocket('wss://api.openai.com/v1/realtime', ['realtime', \`openai-insecure-api-key.\${${key}}\`])`,
        'WebSocket',
      ],
      [
        `const { post } = axios\nconst x = new XMLHttpRequest(); x.open('POST', 'https://api.openai.com/v1'); x.setRequestHeader('Authorization', ${key})`,
        'XMLHttpRequest',
      ],
    ].map(([code, name]) => ({
      name: name!,
      ...client,
      code: code!,
      errors: [{ message: sends() }],
    })),
    {
      name: 'other providers',
      ...client,
      code: `fetch(\`https://generativelanguage.googleapis.com/v1beta/models/x?key=\${${key}}\`)
fetch('https://api.anthropic.com/v1/messages', { headers: { 'x-api-key': ${key} } })
fetch(\`https://\${resource}.openai.azure.com/openai\`, { headers: { 'api-key': ${key} } })
fetch('https://api.elevenlabs.io/v1', { headers: { 'xi-api-key': ${key} } })`,
      errors: ['generativelanguage.googleapis.com', 'api.anthropic.com', 'x.openai.azure.com', 'api.elevenlabs.io'].map(
        (host) => ({ message: sends(host) }),
      ),
    },
    {
      name: "a user's own key",
      ...client,
      code: "const f = (apiKey) => fetch('https://api.openai.com/v1', { headers: { Authorization: `Bearer ${apiKey}` } })",
      errors: [{ message: ownKey() }],
    },
    {
      name: 'a host of the options',
      ...client,
      code: `fetch('https://llm.example.com/v1', ${headers})`,
      options: [{ hosts: ['llm.example.com'] }],
      errors: [{ message: sends('llm.example.com') }],
    },
    {
      name: 'a secret in a header for anybody',
      ...client,
      code: 'f({ headers: { Authorization: `Bearer ${import.meta.env.VITE_OPENAI_API_KEY}` } })',
      errors: [
        {
          message: `This header holds the secret \`VITE_OPENAI_API_KEY\` in client code. Send it from a server route: ${route}`,
          column: 16,
        },
      ],
    },
    {
      name: 'no second report for the header of a call',
      ...client,
      code: "fetch('https://api.openai.com/v1', { headers: { Authorization: `Bearer ${import.meta.env.VITE_OPENAI_API_KEY}` } })",
      errors: [{ message: sends() }],
    },
  ],
})
