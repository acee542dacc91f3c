import type { KeyfenceConfig } from '@keyfence/core'
import { loadConfig, mergeConfig } from '@keyfence/core/node'

/**
 * Reads what the build reads: the nearest `keyfence.config.*` and `keyfence.baseline.json`. ESLint runs its rules
 * without waiting, so the configuration does the waiting.
 *
 * @param root - Folder to start from. @default ESLint's working directory
 * @throws {KeyfenceError} KF_CONFIG_TWICE, KF_CONFIG_LOAD, KF_CONFIG_UNKNOWN_OPTION, KF_CONFIG_TYPE or KF_BASELINE.
 * @example export default defineConfig(keyfence.configs.recommended, { settings: { keyfence: await loadPolicy() } })
 */
export async function loadPolicy(root = process.cwd()): Promise<KeyfenceConfig> {
  const { config } = await loadConfig(root)
  return mergeConfig(config, {}, process.env)
}
