import type * as entry from '../dist/index.js' with { 'resolution-mode': 'import' }

declare function required(options?: entry.KeyfenceOptions): entry.KeyfencePlugin[]
declare namespace required {
  type EnvironmentsOption = entry.EnvironmentsOption
  type KeyfenceOptions = entry.KeyfenceOptions
  type KeyfencePlugin = entry.KeyfencePlugin
  const keyfence: typeof required
  export { required as default, keyfence }
  export type { EnvironmentsOption, KeyfenceOptions, KeyfencePlugin }
}
export = required
