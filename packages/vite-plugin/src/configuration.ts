import { readFileSync } from 'node:fs'
import type { HostConfiguration } from '@keyfence/core'
import type { BuildTarget } from './build-target.ts'
import { showPath, type Guard } from './guard.ts'
import { asText } from './host-facts.ts'

/** What Vite makes public unless it is told otherwise. */
const ownPrefix = 'VITE_'

/** What the configuration hands to client code. Nothing for hosts whose configuration a plugin does not see. */
export function configurationOf(guard: Guard): HostConfiguration | undefined {
  const { target } = guard
  if (target.hostName !== 'Vite' || !target.isClient) return undefined
  return {
    path: target.configFile === undefined ? 'inline configuration' : showPath(target.configFile, guard),
    source: textOf(target),
    define: new Map(Object.entries(target.define).map(([name, value]) => [name, asText(value)])),
    exposed: exposedBy(target),
  }
}

function exposedBy({ env, publicPrefixes }: BuildTarget): Map<string, string> {
  const others = publicPrefixes.filter((prefix) => prefix !== ownPrefix)
  const exposed = new Map<string, string>()
  for (const [name, value] of Object.entries(env)) {
    if (typeof value === 'string' && others.some((prefix) => name.startsWith(prefix))) exposed.set(name, value)
  }
  return exposed
}

function textOf({ configFile }: BuildTarget): string | undefined {
  try {
    return configFile === undefined ? undefined : readFileSync(configFile, 'utf8')
  } catch {
    return undefined
  }
}
