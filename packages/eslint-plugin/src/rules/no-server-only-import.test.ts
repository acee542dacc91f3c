import { testRule } from '../test-rule.ts'
import { noServerOnlyImport } from './no-server-only-import.ts'

const route = 'https://github.com/keyfence/keyfence/blob/main/docs/guide/server-route.md'
const openai = `Server-only package \`openai\` in client code. Call OpenAI in a server route and fetch that: ${route}`
const client = { filename: 'src/chat.client.ts' }
const typesOnly = 'Only types of `openai` are used, but the import can ship its code. Write `import type`.'

testRule('no-server-only-import', noServerOnlyImport, {
  valid: [
    { name: 'type import', ...client, code: "import type OpenAI from 'openai'" },
    { name: 'type export', ...client, code: "export type { OpenAI } from 'openai'\nexport type * from 'openai'" },
    { name: 'type import with an equals sign', ...client, code: "import type OpenAI = require('openai')" },
    { name: 'import type expression', ...client, code: "let client: import('openai').OpenAI" },
    { name: 'a file of the same name', ...client, code: "import { chat } from './openai'" },
    { name: 'a package that begins alike', ...client, code: "import x from 'openai-tokens'" },
    { name: 'a safe subpath', ...client, code: "import { zodTextFormat } from 'openai/helpers/zod'" },
    {
      name: 'a neutral package',
      ...client,
      code: "import { useChat } from '@ai-sdk/react'\nimport { streamText } from 'ai'",
    },
    {
      name: 'used for its types only',
      ...client,
      code: "import OpenAI from 'openai'\nlet a: OpenAI\nlet b: typeof OpenAI",
    },
    { name: 'marked names only', ...client, code: "import { type OpenAI } from 'openai'" },
    {
      name: 'a realtime model, whose token the server makes',
      ...client,
      code: "import { openai, type A } from '@ai-sdk/openai'\nlet a: A, b: typeof openai.experimental_realtime\nf(openai.experimental_realtime('small'))",
    },
    { name: 'a mock in a test', code: "vi.mock('openai')", filename: 'src/chat.test.ts' },
    { name: 'server file', code: "import OpenAI from 'openai'\nnew OpenAI()", filename: 'server/chat.ts' },
    { name: 'unknown file', code: "import OpenAI from 'openai'\nnew OpenAI()", filename: 'lib/chat.ts' },
    {
      name: 'Node built-in beside it',
      code: "import 'node:fs'\nimport OpenAI from 'openai'\nnew OpenAI()",
      filename: 'lib/a.ts',
    },
    { name: 'use server', code: "'use server'\nimport OpenAI from 'openai'\nnew OpenAI()" },
    { name: 'server-only beside it', code: "import 'server-only'\nimport OpenAI from 'openai'\nnew OpenAI()" },
    {
      name: 'a route file with a loader',
      code: "import OpenAI from 'openai'\nexport const loader = () => new OpenAI()\nwindow.foo()",
    },
    { name: 'an own function called require', ...client, code: "const require = (x: string) => x\nrequire('openai')" },
    {
      name: 'allowed by a comment',
      ...client,
      code: "// keyfence-allow openai -- proxied\nimport OpenAI from 'openai'\nnew OpenAI()",
    },
    {
      name: 'allowed by the policy',
      ...client,
      code: "import OpenAI from 'openai'\nnew OpenAI()",
      settings: { keyfence: { serverOnly: { allow: ['openai'] } } },
    },
    {
      name: 'allowed by an entry',
      ...client,
      code: "import OpenAI from 'openai'\nnew OpenAI()",
      settings: { keyfence: { allow: [{ package: 'openai', path: 'src/**', reason: 'proxied' }] } },
    },
    {
      name: 'rule off in the policy',
      ...client,
      code: "import OpenAI from 'openai'\nnew OpenAI()",
      settings: { keyfence: { severity: { 'server-import': 'off' } } },
    },
    {
      name: 'settings say server',
      ...client,
      code: "import OpenAI from 'openai'\nnew OpenAI()",
      settings: { keyfence: { side: 'server' } },
    },
  ],
  invalid: [
    {
      name: 'default import',
      ...client,
      code: "import OpenAI from 'openai'\nnew OpenAI()",
      errors: [{ message: openai, line: 1, column: 1, endColumn: 28 }],
    },
    ...[
      ["import { OpenAI } from 'openai'\nnew OpenAI()", 'named'],
      ["import * as openai from 'openai'\nopenai.x()", 'namespace'],
      ["import {} from 'openai'", 'empty'],
      ["import 'openai'", 'side effect'],
      ["export { OpenAI } from 'openai'", 'export from'],
      ["export * from 'openai'", 'export all'],
      ["import OpenAI = require('openai')\nnew OpenAI()", 'import equals'],
      ["require('openai')", 'require'],
      ["require.resolve('openai')", 'require.resolve'],
      ["import('openai')", 'dynamic'],
      ['import(`openai`)', 'dynamic with a template'],
      ["import.meta.resolve('openai')", 'import.meta.resolve'],
      ["import { Chat } from 'openai/resources/chat'\nnew Chat()", 'subpath'],
      ["import OpenAI from 'npm:openai@6'\nnew OpenAI()", 'npm:'],
      ["import OpenAI from 'https://esm.sh/openai@6'\nnew OpenAI()", 'CDN'],
      ["import OpenAI, { type Chat } from 'openai'\nnew OpenAI()", 'half of types'],
    ].map(([code, name]) => ({
      name: name!,
      code: code!,
      ...client,
      errors: [{ message: openai, line: 1, column: 1 }],
    })),
    {
      name: 'a realtime model and another',
      ...client,
      code: "import { openai } from '@ai-sdk/openai'\nf(openai.experimental_realtime('small'), openai('small'))",
      errors: [{ messageId: 'serverOnlyPackage' }],
    },
    {
      name: 'a constant name',
      ...client,
      code: "const name = 'openai'\nimport(name)",
      errors: [{ message: openai, line: 2 }],
    },
    {
      name: 'beside a server action',
      ...client,
      code: "import OpenAI from 'openai'\nimport Groq from 'groq-sdk'\nconst ask = async () => { 'use server'; return new OpenAI() }\nnew Groq()",
      errors: [{ messageId: 'serverOnlyPackage', line: 2 }],
    },
    {
      name: 'several packages',
      ...client,
      code: "import { openai } from '@ai-sdk/openai'\nimport Groq from 'groq-sdk'\nopenai(); new Groq()",
      errors: [
        { messageId: 'serverOnlyPackage', data: { name: '@ai-sdk/openai', provider: 'OpenAI', expiry: '' } },
        { messageId: 'serverOnlyPackage', data: { name: 'groq-sdk', provider: 'Groq', expiry: '' } },
      ],
    },
    {
      name: 'use client',
      code: "// note\n'use client'\nimport OpenAI from 'openai'\nnew OpenAI()",
      errors: [{ message: openai, line: 3 }],
    },
    {
      name: 'a stateful hook',
      code: "import { useState } from 'react'\nimport OpenAI from 'openai'\nnew OpenAI()",
      errors: [{ message: openai, line: 2 }],
    },
    {
      name: 'the document',
      code: "import OpenAI from 'openai'\nnew OpenAI()\ndocument.title = ''",
      errors: [{ message: openai }],
    },
    {
      name: 'settings say client',
      code: "import OpenAI from 'openai'\nnew OpenAI()",
      settings: { keyfence: { side: 'client' } },
      errors: [{ message: openai }],
    },
    {
      name: 'a package of the policy',
      ...client,
      code: "import { db } from '@acme/db'\ndb()",
      settings: { keyfence: { serverOnly: { packages: ['@acme/db'] } } },
      errors: [
        {
          message: `Server-only package \`@acme/db\` in client code. Call @acme/db in a server route and fetch that: ${route}`,
        },
      ],
    },
    {
      name: 'a file of the policy',
      ...client,
      code: "import { db } from '../lib/db/index.js'\ndb()",
      settings: { keyfence: { serverOnly: { files: ['lib/db/**'] } } },
      errors: [{ message: 'Server-only file `../lib/db/index.js` in client code. Import it in server code only.' }],
    },
    {
      name: 'an allow entry that expired',
      ...client,
      code: "import OpenAI from 'openai'\nnew OpenAI()",
      settings: { keyfence: { allow: [{ package: 'openai', reason: 'soon', expires: '2020-01-31' }] } },
      errors: [{ message: `${openai} The allow entry for it expired on 2020-01-31.` }],
    },
    {
      name: 'used for its types only, on demand',
      ...client,
      options: [{ checkTypeUses: true }],
      code: "import OpenAI from 'openai'\nlet a: OpenAI.Chat",
      errors: [
        {
          message: typesOnly,
          suggestions: [
            { desc: 'Write `import type`.', output: "import type OpenAI from 'openai'\nlet a: OpenAI.Chat" },
          ],
        },
      ],
    },
    {
      name: 'marked names only, on demand',
      ...client,
      options: [{ checkTypeUses: true }],
      code: "import { type OpenAI, Chat } from 'openai'\nlet a: Chat",
      errors: [
        {
          message: typesOnly,
          suggestions: [
            { desc: 'Write `import type`.', output: "import type { OpenAI, Chat } from 'openai'\nlet a: Chat" },
          ],
        },
      ],
    },
    {
      name: 'default and names cannot share `import type`',
      ...client,
      options: [{ checkTypeUses: true }],
      code: "import OpenAI, { type Chat } from 'openai'\nlet a: OpenAI",
      errors: [{ message: typesOnly }],
    },
  ],
})
