// Not from the entry: to a CommonJS file it is what its export `module.exports` says, which holds no types.
import type * as options from '../dist/options.js' with { 'resolution-mode': 'import' }
import type * as plugins from '../dist/plugins.js' with { 'resolution-mode': 'import' }

declare function required(options?: options.KeyfenceOptions): plugins.KeyfencePlugin[]
declare namespace required {
  type EnvironmentsOption = options.EnvironmentsOption
  type KeyfenceOptions = options.KeyfenceOptions
  type KeyfencePlugin = plugins.KeyfencePlugin
  const keyfence: typeof required
  export { required as default, keyfence }
  export type { EnvironmentsOption, KeyfenceOptions, KeyfencePlugin }
}
export = required
