export { coverageLine } from './coverage.ts'
export { json } from './json.ts'
export { pretty, type PrettyOptions } from './pretty.ts'
