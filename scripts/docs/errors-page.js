import { errorTexts } from '../../packages/core/dist/errors.js'
import { code, prose, table } from './markdown.js'

/** Page of error codes. */
export function errorsPage() {
  return `# Error codes

keyfence raises a \`KeyfenceError\` when it cannot do its work: its \`code\` is one of these and stays the same, its message
says which option or file is meant and what to do. A leak is no error of this kind: it is a finding in the report.

The command line prints the message and ends with exit code 2. A plugin throws it, which fails the build. No message holds
a secret.

${table(
  ['code', 'what happened'],
  Object.entries(errorTexts).map(([name, text]) => [code(name), prose(text)]),
)}
`
}
