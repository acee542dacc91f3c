export { createFence, type DroppedCandidate, type Fence, type FenceOptions, type Place } from './fence.ts'
export { checkConfig, configOptions, defineConfig, unknownOptionError } from './policy/config.ts'
export type { AllowEntry, KeyfenceConfig, OptionalDetector, SecretsPolicy, ServerOnlyPolicy } from './policy/config.ts'
export { defineDetector } from './detectors/define-detector.ts'
export { catalogue } from './detectors/index.ts'
export { fakeKey } from './detectors/fake-key.ts'
export { KeyfenceError, type ErrorCode } from './errors.ts'
export {
  compileServerOnly,
  serverOnlyPackages,
  type ServerOnlyFence,
  type ServerOnlyPackage,
} from './policy/server-only.ts'
export {
  isSecretName,
  providerVariables,
  publicSecretName,
  type PublicSecretName,
} from './known-secrets/public-name.ts'
export { wellKnownPublicPrefixes } from './known-secrets/names.ts'
export { providerAt, type ProviderHost } from './policy/provider-hosts.ts'
export { createJudge, type Judgement, type Sighting } from './sighting.ts'
export { importChain } from './explain/import-chain.ts'
export { specifiers, type Specifier } from './explain/specifiers.ts'
export type * from './model.ts'
