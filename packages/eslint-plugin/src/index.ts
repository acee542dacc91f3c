import { readFileSync } from 'node:fs'
import type { ESLint, Linter } from 'eslint'
import type { PluginRule } from './create-rule.ts'
import { dotenv } from './dotenv/language.ts'
import { loadPolicy } from './load-policy.ts'
import { rules, type RuleName } from './rules/index.ts'

export { loadPolicy } from './load-policy.ts'
export type { KeyfenceSettings, Side } from './policy.ts'

/** The plugin, in the words of every supported ESLint. */
export interface KeyfencePlugin extends ESLint.Plugin {
  /** Name, version and prefix, for ESLint's cache and messages. */
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string }
  /** Every rule by its name without the prefix. */
  readonly rules: Record<RuleName, PluginRule>
  /** Languages for `language` of a configuration, with the prefix `keyfence/`. */
  readonly languages: { readonly dotenv: NonNullable<ESLint.Plugin['languages']>[string] }
  /** Named configurations for `extends`. */
  readonly configs: {
    /** What leaks a key, in any language. */
    readonly recommended: Linter.Config[]
    /** Also what comes close to a leak: secrets in logs and addresses, calls from the page, names of their own. */
    readonly strict: Linter.Config[]
    /** `.env*` files, which ESLint lints in no language of its own. */
    readonly 'env-files': Linter.Config[]
  }
}

const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
const recommended: Linter.Config[] = []
const strict: Linter.Config[] = []
const envFiles: Linter.Config[] = []

/**
 * Rules that report keys before they reach a browser.
 *
 * @example export default defineConfig(keyfence.configs.recommended)
 */
export const keyfence: KeyfencePlugin = {
  meta: {
    name: '@keyfence/eslint-plugin',
    version: /"version": "(?<version>[^"]+)"/u.exec(manifest)?.groups?.['version'] ?? '',
    namespace: 'keyfence',
  },
  rules,
  languages: { dotenv },
  configs: { recommended, strict, 'env-files': envFiles },
}

// A configuration holds the plugin and the plugin its configurations, so one of them comes later.
recommended.push(configOf('recommended', ({ meta }) => meta?.docs?.recommended === true))
strict.push(configOf('strict', () => true))

function configOf(name: string, isWanted: (rule: PluginRule) => boolean): Linter.Config {
  const names = Object.entries(rules).filter(([, rule]) => isWanted(rule))
  return {
    name: `keyfence/${name}`,
    plugins: { keyfence },
    rules: Object.fromEntries(names.map(([rule]) => [`keyfence/${rule}`, 'error'])),
  }
}

envFiles.push({
  name: 'keyfence/env-files',
  files: ['**/.env', '**/.env.*', '**/*.env', '**/env.example', '**/.dev.vars', '**/.dev.vars.*', '**/.envrc'],
  // Such as `.env.ts`, which checks variables, or `.env.md`, which explains them.
  ignores: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx,json,jsonc,json5,yaml,yml,toml,md,mdx}'],
  plugins: { keyfence },
  language: 'keyfence/dotenv',
  rules: { 'keyfence/no-key-literal': 'error', 'keyfence/no-public-secret-env': 'error' },
})

export default keyfence

/** `require()` hands out the plugin itself, the same object, with the other exports as its members. */
const members = Object.entries({ keyfence, default: keyfence, loadPolicy }).map(
  ([name, value]) => [name, { value }] as const,
)
Object.defineProperties(keyfence, Object.fromEntries(members))
export { keyfence as 'module.exports' }
