export { defineConfig, defineDetector, type AllowEntry, type KeyfenceConfig } from '@keyfence/core'
