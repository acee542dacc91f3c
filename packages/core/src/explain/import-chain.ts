import type { HostFacts, SourcePlace } from '../model.ts'

/**
 * Shortest way of imports from an entry to a module, as module ids, entry first. Empty when no entry reaches it.
 * Breadth first over all importers: the first importer alone may lead to no entry.
 */
export function shortestChain(moduleId: string, host: HostFacts): string[] {
  const entries = new Set(host.entries?.() ?? [])
  const next = new Map<string, string | undefined>([[moduleId, undefined]])
  for (const id of next.keys()) {
    if (entries.has(id)) return follow(id, next)
    for (const importer of host.importers?.(id) ?? []) {
      if (!next.has(importer.id)) next.set(importer.id, id)
    }
  }
  return []
}

/** The chain as places: each hop with the line that imports the next one, the last without a line. */
export async function importChain(moduleId: string, host: HostFacts): Promise<SourcePlace[]> {
  const ids = shortestChain(moduleId, host)
  const places: SourcePlace[] = []
  for (const [index, id] of ids.entries()) {
    const file = host.madeFrom?.(id) ?? id
    const path = host.displayPath?.(file) ?? file
    const imported = ids[index + 1]
    const site = imported === undefined ? undefined : await importSite(id, imported, host)
    // Hosts make several modules of one file, by a query or a wrapper.
    if (places.at(-1)?.path === path) places.pop()
    places.push({ path, line: site?.line ?? null, column: site?.column ?? null })
  }
  return places
}

async function importSite(importer: string, imported: string, host: HostFacts) {
  for (const edge of host.importers?.(imported) ?? []) {
    if (edge.id === importer && edge.line !== undefined) return { line: edge.line, column: edge.column ?? 1 }
  }
  return await host.importSite?.(importer, imported)
}

function follow(start: string, next: ReadonlyMap<string, string | undefined>): string[] {
  const chain: string[] = []
  for (let id: string | undefined = start; id !== undefined; id = next.get(id)) chain.push(id)
  return chain
}
