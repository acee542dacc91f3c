import js from '@eslint/js'
import keyfence from '@keyfence/eslint-plugin'
import vitest from '@vitest/eslint-plugin'
import { defineConfig, globalIgnores } from 'eslint/config'
import jsdoc from 'eslint-plugin-jsdoc'
import n from 'eslint-plugin-n'
import * as regexp from 'eslint-plugin-regexp'
import ts from 'typescript-eslint'

const tests = '**/*.test.ts'
/** Only tests import it, and no build holds it. */
const testTool = 'packages/eslint-plugin/src/test-rule.ts'

const engine = ['model', 'errors', 'redact', 'detectors', 'scan']
const judgement = [...engine, 'policy', 'known-secrets', 'explain']

/**
 * Who may import whom inside core: a file or folder → the others that it may use.
 *
 * @type {Record<string, string[]>}
 */
const layers = {
  model: [],
  errors: ['model'],
  redact: ['model', 'errors'],
  detectors: ['model', 'errors', 'redact'],
  scan: engine,
  policy: ['model', 'errors'],
  'known-secrets': [...engine, 'policy'],
  explain: engine,
  finding: judgement,
  audit: [...judgement, 'finding'],
  fence: [...judgement, 'finding', 'audit'],
  report: ['model', 'errors'],
}
const outer = ['index', 'node']

const bySourcePath = {
  regex: '(?:^|/)(?:core|cli|[a-z]+-plugin)/src(?:/|$)',
  message: 'Import a package by its name, not by the path of its sources.',
}
const deepCore = {
  regex: '^@keyfence/core/(?!(?:report|node)$)',
  message: 'Core has three entries: `@keyfence/core`, `/report` and `/node`.',
}
const sibling = {
  regex: '^(?:keyfence(?:/|$)|@keyfence/(?!core(?:/|$)))',
  message: 'A package may depend on core only, never on a plugin or on the command line.',
}
const host = {
  regex: '^(?:eslint|vite|rollup|rolldown|esbuild|webpack|@rspack/core)(?:/|$)',
  allowTypeImports: true,
  message: 'The host loads us: use `import type`.',
}
const ownName = {
  regex: '^(?:@keyfence/|keyfence(?:/|$))',
  message: 'Core knows no other package, and itself by path.',
}
const nodeBuiltin = { regex: '^node:', message: 'Core runs in a browser too: `node:` stands in `src/node` only.' }

/**
 * The last of these that matches a file replaces the ones before it: ESLint does not merge them.
 *
 * @param {string[]} files
 * @param {{ regex: string, message: string, allowTypeImports?: boolean }[]} patterns
 * @returns {import('eslint').Linter.Config}
 */
const restrictImports = (files, ...patterns) => ({
  files,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
})

/** @param {string[]} names */
const layerPattern = (names) => ({
  regex: `^(?:\\./|(?:\\.\\./)+)(?:${names.join('|')})(?:\\.ts$|/)`,
  message: 'A layer of core imports inner layers only; see the table in eslint.config.js.',
})

/** Files of core whose types are exported by one of its entries. */
const publicTypes = [
  'model',
  'fence',
  'sighting',
  'explain/specifiers',
  'known-secrets/collect',
  'known-secrets/public-name',
  'node/**/*',
  'policy/config',
  'policy/provider-hosts',
  'policy/server-only',
  'report/group',
  'report/pretty',
]

/** Members of exported types. Inside of core a good name is enough for them. */
const members = [
  'ExportNamedDeclaration TSInterfaceBody > TSPropertySignature',
  'ExportNamedDeclaration TSInterfaceBody > TSMethodSignature',
]

/**
 * @param {string[]} contexts
 * @returns {import('eslint').Linter.RuleEntry}
 */
const requireJsdoc = (...contexts) => [
  'error',
  {
    publicOnly: true,
    require: { FunctionDeclaration: true, ClassDeclaration: true },
    contexts: [
      'ExportNamedDeclaration > VariableDeclaration',
      'ExportNamedDeclaration > TSInterfaceDeclaration',
      'ExportNamedDeclaration > TSTypeAliasDeclaration',
      ...contexts,
    ],
    enableFixer: false,
  },
]

export default defineConfig(
  globalIgnores(['**/dist/', 'packages/*/commonjs/', 'coverage/', 'test/fixtures/', 'test/.work/']),

  js.configs.recommended,
  ts.configs.strictTypeChecked,
  regexp.configs.recommended,
  n.configs['flat/recommended-module'],
  keyfence.configs.recommended,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'require-unicode-regexp': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'n/prefer-node-protocol': 'error',
      'n/hashbang': ['error', { additionalExecutables: ['src/bin.ts'] }],
      // A key's format is easier to compare with its provider's page when every character class is spelled out.
      'regexp/negation': 'off',
      'regexp/prefer-d': 'off',
      'regexp/prefer-predefined-assertion': 'off',
      'regexp/prefer-range': 'off',
      'regexp/prefer-w': 'off',
      'regexp/use-ignore-case': 'off',
      // TypeScript resolves imports and knip compares them with package.json; this plugin knows neither conditions nor catalogs.
      'n/no-missing-import': 'off',
      'n/no-extraneous-import': 'off',
      'n/no-unpublished-import': 'off',
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: [tests, testTool],
    plugins: { jsdoc },
    settings: { jsdoc: { mode: 'typescript' } },
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      'jsdoc/check-alignment': 'error',
      'jsdoc/check-param-names': ['error', { disableMissingParamChecks: true }],
      'jsdoc/check-tag-names': ['error', { typed: true }],
      'jsdoc/empty-tags': 'error',
      'jsdoc/no-types': 'error',
      'jsdoc/require-jsdoc': requireJsdoc(...members),
    },
  },
  {
    // Types that no package exports need their members' comments only where the names do not tell.
    files: ['packages/core/src/**/*.ts', 'packages/cli/src/**/*.ts'],
    ignores: [tests, ...publicTypes.map((file) => `packages/core/src/${file}.ts`)],
    rules: { 'jsdoc/require-jsdoc': requireJsdoc() },
  },

  {
    // Nodes say their type as text, and a rule must not load TypeScript to compare it with an enum.
    files: ['packages/eslint-plugin/src/**'],
    rules: {
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // There are two hundred kinds of nodes, and a rule means a few of them.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // These leak on purpose.
    files: [tests, 'test/**', 'scripts/demo/**'],
    rules: { 'keyfence/no-public-secret-env': 'off', 'keyfence/no-env-exposure-config': 'off' },
  },

  restrictImports(['packages/*/src/**'], bySourcePath, deepCore, sibling, host),
  restrictImports(['packages/core/src/**'], bySourcePath, ownName, host, nodeBuiltin),
  ...Object.entries(layers).map(([layer, inner]) => {
    const others = [...Object.keys(layers), ...outer].filter((name) => name !== layer && !inner.includes(name))
    const files = [`packages/core/src/${layer}.ts`, `packages/core/src/${layer}/**`]
    return restrictImports(files, bySourcePath, ownName, host, nodeBuiltin, layerPattern(others))
  }),
  restrictImports(['packages/core/src/node/**'], bySourcePath, ownName, host),

  // A test may reach for any layer.
  restrictImports([tests, testTool, 'test/**', 'scripts/**'], bySourcePath, deepCore),

  // These read JSON and other programs' answers, where a type is only a claim.
  {
    files: [tests, 'test/**', '**/*.js'],
    rules: Object.fromEntries(
      ['argument', 'assignment', 'call', 'member-access', 'return'].map((use) => [
        `@typescript-eslint/no-unsafe-${use}`,
        'off',
      ]),
    ),
  },
  {
    files: [tests],
    extends: [vitest.configs.recommended],
    rules: {
      'vitest/expect-expect': ['error', { assertFunctionNames: ['expect', 'fc.assert'] }],
      // The second argument of `expect` is what a failure says.
      'vitest/valid-expect': ['error', { maxArgs: 2 }],
      'vitest/no-disabled-tests': 'error',
      'vitest/no-focused-tests': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
)
