import { basename, resolve } from 'node:path'
import { importChain, type Finding, type Report, type SourcePlace } from '@keyfence/core'
import type { Guard } from './guard.ts'
import { graphFacts, sourceOf, type BundleContext } from './host-facts.ts'
import { importSite } from './import-site.ts'

/**
 * Configuration of the build that a worker belongs to. Workers are bundled apart, each with an environment and a
 * configuration of its own.
 */
export function mainConfig(config: object): object {
  const main: unknown = Reflect.get(config, 'mainConfig')
  return typeof main === 'object' && main !== null ? main : config
}

/** Reports about workers whose chains begin where a module of this graph creates the worker. */
export async function fromCreators(
  reports: readonly Report[],
  context: BundleContext,
  guard: Guard,
): Promise<Report[]> {
  const chains = new Map<string, readonly SourcePlace[]>()
  const lengthen = async (finding: Finding): Promise<Finding> => {
    const [first] = finding.importChain
    if (first === undefined) return finding
    const before = chains.get(first.path) ?? (await chainToCreator(first.path, context, guard))
    chains.set(first.path, before)
    return { ...finding, importChain: [...before, ...finding.importChain] }
  }
  const longer: Report[] = []
  for (const report of reports)
    longer.push({ ...report, findings: await Promise.all(report.findings.map((finding) => lengthen(finding))) })
  return longer
}

/** Imports from an entry to the line that creates a worker; empty where no module of this graph does. */
async function chainToCreator(worker: string, context: BundleContext, guard: Guard): Promise<SourcePlace[]> {
  const file = resolve(guard.target.root, worker)
  const name = basename(file).replace(/\.\w+$/u, '')
  for (const id of context.getModuleIds()) {
    if (sourceOf(id, context)?.includes(name) !== true) continue
    const site = await importSite(id, file, context)
    const chain = site === undefined ? [] : await importChain(id, graphFacts(context, guard))
    const last = chain.at(-1)
    if (last === undefined || site === undefined) continue
    return [...chain.slice(0, -1), { ...last, ...site }].map((hop) => ({ ...hop, path: guard.fence.mask(hop.path) }))
  }
  return []
}
