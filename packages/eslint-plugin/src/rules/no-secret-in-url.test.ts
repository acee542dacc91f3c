import { testRule } from '../test-rule.ts'
import { noSecretInUrl } from './no-secret-in-url.ts'

const message = (name = 'GEMINI_API_KEY') =>
  `The secret \`${name}\` in a URL ends up in logs, histories and referrers. Send it in a header, where the service has one.`

testRule('no-secret-in-url', noSecretInUrl, {
  valid: [
    {
      name: 'a header',
      code: "fetch('https://a.example', { headers: { 'x-goog-api-key': process.env.GEMINI_API_KEY } })",
    },
    {
      name: 'a parameter that is no secret',
      code: 'fetch(`https://a.example?key=${process.env.PORT}&q=${q}`); f(process.env.JWT_SECRET)',
    },
    { name: 'a secret in no parameter of a key', code: 'f(`https://a.example?q=1`, `${process.env.JWT_SECRET}?`)' },
    { name: 'a connection string', code: 'f(`postgres://app:${process.env.DB_PASSWORD}@db.example/main`)' },
    { name: 'a text about it', code: "f('https://a.example?key=' + name, process.env.JWT_SECRET)" },
    {
      name: 'other setters',
      code: "map.set('key', process.env.JWT_SECRET); headers.set('authorization', process.env.JWT_SECRET)",
    },
    { name: 'parameters of a function', code: "f({ params: { id: process.env.JWT_SECRET } }, 'https://a.example')" },
    { name: 'a parameter of another kind', code: 'f(`https://a.example?q=${process.env.JWT_SECRET}`)' },
    {
      name: 'the body of a request',
      code: "const body = new URLSearchParams({ client_secret: process.env.CLIENT_SECRET })\nbody.set('secret', process.env.CLIENT_SECRET)\nfetch('https://a.example/token', { method: 'POST', body: body.toString() })",
    },
    { name: 'a host', code: 'f(`https://${process.env.SECRET_HOST}/a`, process.env.JWT_SECRET)' },
    { name: 'tests', filename: 'a.test.ts', code: 'fetch(`https://a.example?key=${process.env.GEMINI_API_KEY}`)' },
    {
      name: 'allowed',
      code: '// keyfence-allow GEMINI_API_KEY -- no header\nfetch(`https://a.example?key=${process.env.GEMINI_API_KEY}`)',
    },
  ],
  invalid: [
    {
      name: 'template',
      code: 'fetch(`https://a.example?key=${process.env.GEMINI_API_KEY}`)',
      errors: [{ message: message(), line: 1, column: 32, endColumn: 58 }],
    },
    ...[
      ["fetch('https://a.example?a=1&key=' + process.env.GEMINI_API_KEY)", 'sum'],
      ["fetch('https://a.example?key=' + process.env.GEMINI_API_KEY + '&b=1')", 'sum in the middle'],
      ['const key = process.env.GEMINI_API_KEY\nfetch(`https://a.example?key=${key}`)', 'before'],
      ['fetch(`https://a.example?key=${encodeURIComponent(process.env.GEMINI_API_KEY)}`)', 'encoded'],
      ['fetch(`${base}/models?api_key=${process.env.GEMINI_API_KEY!}`)', 'behind a base'],
      ['fetch(`https://a.example?key=${import.meta.env.GEMINI_API_KEY}`)', 'import.meta'],
      ["url.searchParams.set('key', process.env.GEMINI_API_KEY)", 'searchParams.set'],
      [
        "const { searchParams } = url; const query = url.searchParams; query.append('access_token', process.env.GEMINI_API_KEY)",
        'a name for searchParams',
      ],
      [
        "const query = new URLSearchParams(); query.set('key', process.env.GEMINI_API_KEY); f(`${a}?${query}`)",
        'parameters before',
      ],
      ['f(`${a}?${new URLSearchParams({ key: process.env.GEMINI_API_KEY })}`)', 'URLSearchParams'],
      [
        "const query = new URLSearchParams({ key: process.env.GEMINI_API_KEY }); f(a + '?' + query.toString())",
        'URLSearchParams before',
      ],
      ['axios.get(address, { params: { key: process.env.GEMINI_API_KEY } })', 'params of a request'],
      ['f(`https://user:${process.env.GEMINI_API_KEY}@a.example/`)', 'password'],
      ['f(`https://${process.env.GEMINI_API_KEY}@a.example/`)', 'user'],
      ['url.password = process.env.GEMINI_API_KEY', 'property of a URL'],
      ['new WebSocket(`wss://a.example/?token=${process.env.GEMINI_API_KEY}`)', 'WebSocket'],
    ].map(([code, name]) => ({ name: name!, code: code!, errors: [{ message: message() }] })),
    {
      name: 'a parameter of the options',
      code: 'fetch(`https://a.example?licence=${process.env.JWT_SECRET}`)',
      options: [{ params: ['licence'] }],
      errors: [{ message: message('JWT_SECRET') }],
    },
    {
      name: 'on the client too',
      filename: 'src/a.client.ts',
      code: 'fetch(`https://a.example?key=${import.meta.env.VITE_GEMINI_API_KEY}`)',
      errors: [{ message: message('VITE_GEMINI_API_KEY') }],
    },
  ],
})
