import type * as entry from '../dist/rollup.js' with { 'resolution-mode': 'import' }

declare function required(options?: entry.RollupOptions): entry.KeyfencePlugin[]
declare namespace required {
  type RollupOptions = entry.RollupOptions
  type KeyfencePlugin = entry.KeyfencePlugin
  const keyfence: typeof required
  export { required as default, keyfence }
  export type { RollupOptions, KeyfencePlugin }
}
export = required
