export { createFence, type Fence, type FenceOptions, type Place } from './fence.ts'
export { checkConfig, configOptions, defineConfig, unknownOptionError } from './policy/config.ts'
export type { AllowEntry, KeyfenceConfig, SecretsPolicy, ServerOnlyPolicy } from './policy/config.ts'
export { defineDetector } from './detectors/define-detector.ts'
export { fakeKey } from './detectors/fake-key.ts'
export { KeyfenceError, type ErrorCode } from './errors.ts'
export {
  compileServerOnly,
  serverOnlyPackages,
  type ServerOnlyFence,
  type ServerOnlyPackage,
} from './policy/server-only.ts'
export type * from './model.ts'
