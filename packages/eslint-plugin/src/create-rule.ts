import type { ESLint, Rule } from 'eslint'
import { KeyfenceError, type Rule as PolicyRule } from '@keyfence/core'
import type { TSESLint } from '@typescript-eslint/utils'
import { isBuilt } from './built-text.ts'
import { docsRoot } from './docs.ts'

/** A rule in the words of the ESLint that loads it; in 9.22 its own `Rule.RuleModule` is not what `plugins` takes. */
export type PluginRule = NonNullable<ESLint.Plugin['rules']>[string]

/** A JSON schema of a rule's options. */
type Schema = NonNullable<Rule.RuleMetaData['schema']>

/** What `create` of a rule gets. */
export type RuleContext<MessageId extends string = string, Options extends object = object> = Readonly<
  TSESLint.RuleContext<MessageId, readonly [Options]>
>

/** One rule as its file writes it. */
interface RuleSource<MessageId extends string, Options extends object> {
  /** Without the prefix of the plugin. */
  readonly name: string
  /** What it forbids. One sentence for the page and for the table of rules. */
  readonly description: string
  /** The smallest of the configurations that holds it. */
  readonly config: 'recommended' | 'strict'
  /** Rule of the policy that its reports fall under: what allows a finding of a build allows them too. */
  readonly policyRule: PolicyRule
  readonly hasSuggestions?: boolean
  readonly schema: Schema
  readonly defaults: Options
  readonly messages: Readonly<Record<MessageId, string>>
  readonly create: (context: RuleContext<MessageId, Options>, options: Options) => TSESLint.RuleListener
}

/**
 * Makes a rule of the kind that `plugins` of a typed configuration takes. What `RuleCreator` of typescript-eslint makes
 * is not assignable there, in ESLint 9 and 10.
 */
export function createRule<MessageId extends string, Options extends object>(
  source: RuleSource<MessageId, Options>,
): PluginRule {
  const rule = {
    meta: {
      type: 'problem',
      docs: {
        description: source.description,
        recommended: source.config === 'recommended',
        policyRule: source.policyRule,
        url: `${docsRoot}/rules/${source.name}.md`,
      },
      hasSuggestions: source.hasSuggestions ?? false,
      schema: source.schema,
      // ESLint refuses a default that no schema has room for.
      defaultOptions: Array.isArray(source.schema) && source.schema.length === 0 ? [] : [source.defaults],
      messages: { ...source.messages, notChecked },
    },
    create: (context: RuleContext<MessageId, Options>) =>
      guarded(context, () => {
        const listener = source.create(context, context.options.at(0) ?? source.defaults)
        // Somebody's build may lie beside the source. Its text was read; its tree tells nothing, and is large.
        return Object.keys(listener).length === 0 || isBuilt(context.sourceCode.text) ? {} : listener
      }),
  }
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- ESLint types its nodes as ESTree, without what TypeScript's parser adds; at run time both are the same objects.
  return rule as unknown as PluginRule
}

const notChecked =
  'This rule failed ({{reason}}), so it did not check the rest of this file. Report it with your version, and scan the output with `keyfence scan`.'

/**
 * What the rule does, except that a failure in it is a report: ESLint would end the whole run. What is wrong with the
 * settings ends it all the same.
 */
function guarded(context: RuleContext, create: () => TSESLint.RuleListener): TSESLint.RuleListener {
  let hasFailed = false
  const attempt = <T>(run: () => T, instead: T): T => {
    if (hasFailed) return instead
    try {
      return run()
    } catch (error) {
      if (error instanceof KeyfenceError && error.code !== 'KF_AUDIT') throw error
      hasFailed = true
      // The text of an error may quote the file.
      const reason = error instanceof Error ? error.name : 'unknown error'
      context.report({ loc: context.sourceCode.getLocFromIndex(0), messageId: 'notChecked', data: { reason } })
      return instead
    }
  }
  const guardedVisits: Record<string, (node: never) => void> = {}
  for (const [selector, visit] of Object.entries(attempt(create, {}))) {
    guardedVisits[selector] = (node) => {
      attempt(() => visit?.(node), undefined)
    }
  }
  return guardedVisits
}
