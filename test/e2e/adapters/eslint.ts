import { catalogue, type Cause, type Finding, type Rule } from '@keyfence/core'
import keyfence from '@keyfence/eslint-plugin'
import parser from '@typescript-eslint/parser'
import { ESLint as ESLint10 } from 'eslint'
import { ESLint as ESLint9 } from 'eslint-9'
import type { Adapter, Outcome } from './adapter.ts'

/** ESLint's rules in the words of a report: the published table of `docs/rules`. */
const rules: Readonly<Record<string, readonly [Rule, Cause]>> = {
  'keyfence/no-key-literal': ['key-literal', 'literal'],
  'keyfence/no-public-secret-env': ['public-env', 'public-prefix'],
  'keyfence/no-server-only-import': ['server-import', 'import'],
}

/** The recommended configuration on the sources of a project, on each supported major version. */
export const eslintAdapters: readonly Adapter[] = [
  { name: 'ESLint 10', gate: 'eslint', run: (folder) => lint(ESLint10, folder) },
  { name: 'ESLint 9', gate: 'eslint', run: (folder) => lint(ESLint9, folder) },
]

async function lint(ESLint: typeof ESLint10, cwd: string): Promise<Outcome> {
  const eslint = new ESLint({
    cwd,
    overrideConfigFile: true,
    overrideConfig: [
      { files: ['**/*.js', '**/*.ts'] },
      { files: ['**/*.ts'], languageOptions: { parser } },
      ...keyfence.configs.recommended,
    ],
  })
  const results = await eslint.lintFiles(['src'])
  const message = results.flatMap(({ messages }) => messages.map((entry) => entry.message)).join('\n')
  const findings = results.flatMap(({ filePath, messages }) =>
    messages.flatMap(({ ruleId, line, column, message: text }): Finding[] => {
      const [rule, cause] = rules[ruleId ?? ''] ?? []
      if (rule === undefined || cause === undefined) return []
      const detector = catalogue.find(({ title }) => text.startsWith(title))?.id ?? null
      const envName = rule === 'public-env' ? (/`(?<name>\w+)`/u.exec(text)?.groups?.['name'] ?? null) : null
      const origin = { path: filePath.slice(cwd.length + 1).replace(/\\/gu, '/'), line, column }
      // What a message does not tell is not compared.
      return [{ rule, cause, detector, envName, origin, fingerprint: '', importChain: [] } as unknown as Finding]
    }),
  )
  return { isStopped: findings.length > 0, message, findings }
}
