/** @typedef {{ name: string, template: string }} Format */
/** @typedef {{ name: string, kind: 'js' | 'html' | 'css' | 'json' | 'map' | 'env' | 'text', before: string, after: string }} Context */
/** @typedef {{ text: string, kind: Context['kind'], start: number, end: number, row: string, column: string }} Case */

/** @type {(name: string, kind: Context['kind'], before: string, after: string) => Context} */
const context = (name, kind, before, after) => ({ name, kind, before, after })
const marked = (/** @type {string} */ prefix, /** @type {number} */ side) =>
  `${prefix}{url:${String(side)}}T3BlbkFJ{url:${String(side)}}`

/** Keys of OpenAI: every generation, with every length of its halves. @type {readonly Format[]} */
export const openaiFormats = [
  { name: 'legacy, 20 + 20', template: 'sk-{alnum:20}T3BlbkFJ{alnum:20}' },
  { name: 'legacy with a name, 20 + 20', template: 'sk-billing-{alnum:20}T3BlbkFJ{alnum:20}' },
  { name: 'user (`None`), 20 + 20', template: 'sk-None-{alnum:20}T3BlbkFJ{alnum:20}' },
  { name: 'user (`None`), 58 + 58', template: marked('sk-None-', 58) },
  { name: 'project, 20 + 20', template: 'sk-proj-{alnum:20}T3BlbkFJ{alnum:20}' },
  { name: 'project, 58 + 58', template: marked('sk-proj-', 58) },
  { name: 'project, 74 + 74', template: marked('sk-proj-', 74) },
  { name: 'project, 74 + 74, ends in `-`', template: 'sk-proj-{url:74}T3BlbkFJ{url:73}-' },
  { name: 'project, 74 + 74, ends in `_`', template: 'sk-proj-{url:74}T3BlbkFJ{url:73}_' },
  { name: 'project, 156 without the marker', template: 'sk-proj-{url:155}{alnum:1}' },
  { name: 'service account, 20 + 20', template: marked('sk-svcacct-', 20) },
  { name: 'service account, 58 + 58', template: marked('sk-svcacct-', 58) },
  { name: 'service account, 74 + 74', template: marked('sk-svcacct-', 74) },
  { name: 'service account, 74 + 74, ends in `-`', template: 'sk-svcacct-{url:74}T3BlbkFJ{url:73}-' },
  { name: 'admin, 58 + 58', template: marked('sk-admin-', 58) },
  { name: 'admin, 74 + 74', template: marked('sk-admin-', 74) },
]

/** Where a key stands in what a browser receives. @type {readonly Context[]} */
export const contexts = [
  context('double quotes', 'js', 'const apiKey = "', '";'),
  context('single quotes', 'js', "const apiKey = '", "';"),
  context('backticks', 'js', 'const apiKey = `', '`;'),
  context('`Bearer …` in quotes', 'js', 'const headers = { Authorization: "Bearer ', '" };'),
  context('`Bearer …` in backticks, before `${`', 'js', 'const token = `Bearer ', '${suffix}`;'),
  context('a fallback behind `||`', 'js', 'const apiKey = process.env.OPENAI_API_KEY || "', '";'),
  context('JSON in JavaScript', 'js', 'const secret = JSON.parse(\'{"apiKey":"', '"}\');'),
  context(
    'JSON in JSON in JavaScript',
    'js',
    String.raw`const token = "{\"a\":\"{\\\"key\\\":\\\"`,
    String.raw`\\\"}\"}";`,
  ),
  context('between `\\n` and `\\n`', 'js', String.raw`const secret = "first\n`, String.raw`\nlast";`),
  context('between `\\t` and `\\t`', 'js', String.raw`const secret = "first\t`, String.raw`\tlast";`),
  context('between `\\x22` and `\\x22`', 'js', String.raw`const secret = "\x22`, String.raw`\x22";`),
  context('between `\\u0022` and `\\u0022`', 'js', String.raw`const secret = "\u0022`, String.raw`\u0022";`),
  context('between `\\u{22}` and `\\u{22}`', 'js', String.raw`const secret = "\u{22}`, String.raw`\u{22}";`),
  context('a query string', 'js', 'const auth = "https://api.test/v1?key=', '&x=1";'),
  context('between `%22` and `%22`', 'js', 'const auth = "https://api.test/v1?q=%22', '%22";'),
  context('a path', 'js', 'const auth = "https://api.test/', '/x";'),
  context('a user in a URL', 'js', 'const auth = "https://user:', '@api.test";'),
  context('a line comment', 'js', '// ', ''),
  context('a line comment without spaces', 'js', '//', ''),
  context('a block comment', 'js', '/* ', ' */'),
  context('a block comment without spaces', 'js', '/*', '*/'),
  context('a doc comment', 'js', '/**\n * @example ', '\n */'),
  context('text of HTML', 'html', '<p>', '</p>'),
  context('an attribute', 'html', '<div data-key="', '"></div>'),
  context('an attribute without quotes', 'html', '<div data-key=', '></div>'),
  context('between `&quot;` and `&quot;`', 'html', '<div data-key="&quot;', '&quot;"></div>'),
  context('between `&#34;` and `&#34;`', 'html', '<div data-key="&#34;', '&#34;"></div>'),
  context('between `&#x22;` and `&#x22;`', 'html', '<div data-key="&#x22;', '&#x22;"></div>'),
  context('between `&gt;` and `&lt;`', 'html', '<p>&gt;', '&lt;</p>'),
  context('a comment of HTML', 'html', '<!-- ', ' -->'),
  context('a comment of HTML without spaces', 'html', '<!--', '-->'),
  context('state in a page', 'html', '<script>window.state={"key":"', '"}</script>'),
  context('CSS, a string', 'css', '.a::after { content: "', '" }'),
  context('CSS, an address', 'css', '.a { background: url(https://api.test/?key=', ') }'),
  context('CSS, a property', 'css', ':root { --key: ', '; }'),
  context('CSS, a comment', 'css', '/* ', ' */'),
  context('JSON', 'json', '{"apiKey":"', '"}'),
  context('JSON in JSON', 'json', String.raw`{"body":"{\"apiKey\":\"`, String.raw`\"}"}`),
  context(
    'text of a source map',
    'map',
    String.raw`{"version":3,"sources":["a.js"],"sourcesContent":["const a = \"`,
    String.raw`\"\n"],"mappings":""}`,
  ),
  context(
    'text of a source map, backticks',
    'map',
    '{"version":3,"sources":["a.js"],"sourcesContent":["const a = `',
    '`\\n"],"mappings":""}',
  ),
  context('an environment file', 'env', 'OPENAI_API_KEY=', '\n'),
  context('the whole file', 'text', '', ''),
  context('the start of a file', 'text', '', '\n<- replace'),
  context('the end of a file', 'text', 'the key:\n', ''),
  context('between `(` and `)`', 'text', 'f(', ')'),
  context('between `[` and `]`', 'text', 'a[', ']'),
  context('between `{` and `}`', 'text', '{', '}'),
  context('between `<` and `>`', 'text', '<', '>'),
  context('between `,` and `;`', 'text', 'a,', ';b'),
  context('between `:` and `.`', 'text', 'key:', '. Then'),
  context('between `=` and `,`', 'text', 'key=', ',b=1'),
  context('between `|` and `!`', 'text', 'a|', '!'),
  context('between `#` and `?`', 'text', '#', '?'),
  context('between Chinese characters', 'text', '密钥', '。'),
  context('between emoji', 'text', '🔑', '🔑'),
]

/** A text that holds a key, and where. @type {(row: string, key: string, context: Context) => Case} */
export function caseOf(row, key, { name, kind, before, after }) {
  return { text: before + key + after, kind, start: before.length, end: before.length + key.length, row, column: name }
}

/** Where the key of any provider stands: behind the name of its variable, which many formats need. */
export function providerContexts(/** @type {string} */ name) {
  return [
    context('a variable', 'js', `const ${name} = "`, '";'),
    context('JSON in JavaScript', 'js', String.raw`const text = "{\"${name}\":\"`, String.raw`\"}";`),
    context('an environment file', 'env', `${name}=`, '\n'),
  ]
}
