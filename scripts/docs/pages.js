import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { apiPage } from './api-page.js'
import { cliPage } from './cli-page.js'
import { configPage } from './config-page.js'
import { detectorsPage } from './detectors-page.js'
import { errorsPage } from './errors-page.js'
import { frameworksPage } from './frameworks-page.js'
import { reachTable } from './reach-table.js'
import { reportSchema } from './report-schema.js'
import { rulePages } from './rule-pages.js'

/**
 * Every page, schema and table that code writes, wholly or between two comments, formatted as `prettier` wants it.
 *
 * @returns {Promise<{ path: string, text: string }[]>} Paths are relative to the repository, with `/`.
 */
export async function generatedPages() {
  const pages = [
    { path: 'docs/detectors.md', source: 'packages/core/src/detectors', body: detectorsPage() },
    { path: 'docs/reference/api.md', source: "the packages' type declarations", body: apiPage() },
    { path: 'docs/reference/cli.md', source: 'packages/cli/src/flags.ts', body: cliPage() },
    { path: 'docs/reference/config.md', source: 'packages/core/src/policy/config.ts', body: configPage() },
    { path: 'docs/reference/frameworks.md', source: 'packages/cli/src/frameworks', body: frameworksPage() },
    { path: 'docs/reference/errors.md', source: 'packages/core/src/errors.ts', body: errorsPage() },
  ]
  const options = await resolveConfig(fileURLToPath(import.meta.url))
  const whole = pages.map(({ path, source, body }) => {
    const note = `<!-- Written by scripts/docs.js from ${source}. Do not edit: run \`pnpm docs:update\`. -->`
    return { path, body: `${note}\n\n${body}`, parser: 'markdown' }
  })
  const rules = (await rulePages()).map((page) => ({ ...page, parser: 'markdown' }))
  const schema = { path: 'packages/core/report.schema.json', body: reportSchema(), parser: 'json' }
  const reach = { path: 'packages/core/src/detectors/reach-table.ts', body: reachTable(), parser: 'typescript' }
  return Promise.all(
    [...whole, ...rules, schema, reach].map(async ({ path, body, parser }) => ({
      path,
      text: await format(body, { ...options, parser }),
    })),
  )
}
