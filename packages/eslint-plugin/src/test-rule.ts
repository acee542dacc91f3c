// Only tests import this file; the build leaves it out.
import * as parser from '@typescript-eslint/parser'
import { RuleTester as RuleTester10 } from 'eslint'
import { RuleTester as RuleTester9 } from 'eslint-9'
import { RuleTester as RuleTester922 } from 'eslint-9-22'
import { describe, it } from 'vitest'
import type { PluginRule } from './create-rule.ts'

const hosts = [
  ['ESLint 9.22', RuleTester922],
  ['ESLint 9', RuleTester9],
  ['ESLint 10', RuleTester10],
] as const

type Cases = Parameters<RuleTester10['run']>[2]

/** A case has a name, because its code may hold a key. */
interface Named {
  readonly name: string
}

/** Runs the same cases in every supported ESLint. */
export function testRule(
  name: string,
  rule: PluginRule,
  cases: {
    readonly valid: readonly (Exclude<Cases['valid'][number], string> & Named)[]
    readonly invalid: readonly (Cases['invalid'][number] & Named)[]
  },
): void {
  for (const [host, RuleTester] of hosts) {
    RuleTester.describe = describe
    RuleTester.it = it
    RuleTester.itOnly = it.only
    describe(host, () => {
      const tester = new RuleTester({
        languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
      })
      // The versions differ in types that these cases do not use.
      tester.run(name, rule as never, { valid: [...cases.valid], invalid: [...cases.invalid] } as never)
    })
  }
}
