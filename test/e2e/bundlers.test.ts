import { describe, expect, it } from 'vitest'
import type { Finding, SourcePlace } from '@keyfence/core'
import { cases, keys } from './cases.ts'
import { filesThatHold, shownPieces, writeProject } from './project.ts'
import { cliAdapter } from './adapters/cli.ts'
import { esbuildAdapters } from './adapters/esbuild.ts'
import { eslintAdapters } from './adapters/eslint.ts'
import { viteAdapters } from './adapters/vite.ts'

const adapters = [...viteAdapters, ...esbuildAdapters, cliAdapter, ...eslintAdapters]

/** Case → fingerprints that the first adapter gave; all others must give the same. */
const fingerprints = new Map<string, readonly string[]>()

describe.each(adapters)('$name', ({ name, gate, run }) => {
  const seen = cases.filter(({ only }) => only === undefined || only.includes(gate))

  it.each(seen)('judges $name', async (example) => {
    const env = example.env === undefined ? {} : { '.env.local': example.env }
    // A page and a bundler among the dependencies tell the lint rules that the sources are for browsers.
    const page = {
      'package.json': '{ "type": "module", "private": true, "devDependencies": { "vite": "8" } }\n',
      'index.html': '<script type="module" src="/src/main.js"></script>\n',
    }
    const folder = writeProject(`cases/${name}/${example.name}`, { ...page, ...example.files, ...env })

    const { isStopped, message, findings } = await run(folder, example)
    // Only a build can keep something from the disk.
    const writes = gate === 'vite' || gate === 'esbuild'

    const expected = example.expected.map(({ chain, ...fields }, index) => ({
      envName: null,
      ...fields,
      // Only a module graph knows the imports.
      chain: gate === 'cli' || gate === 'eslint' || chain === undefined ? chainOf(findings[index]) : chain,
    }))
    expect(findings.map(summaryOf), message).toEqual(gate === 'eslint' ? expected.map(asInSource) : expected)
    const named = findings.map(({ fingerprint }) => fingerprint)
    // A lint message holds none.
    const known = gate === 'eslint' ? named : (fingerprints.get(example.name) ?? named)
    expect(named).toEqual(known)
    if (gate !== 'eslint') fingerprints.set(example.name, named)
    expect(isStopped, message).toBe(example.expected.length > 0)
    for (const [secret, prefix] of [
      [keys.openai, 'sk-proj-'],
      ['q7Kd0Zp2VxT9mB4w', ''],
    ] as const) {
      expect(shownPieces(message, secret, prefix)).toEqual([])
      expect(isStopped && writes ? filesThatHold(`${folder}/dist`, secret) : []).toEqual([])
    }
  })
})

function summaryOf(finding: Finding) {
  const { rule, cause, origin, detector, envName } = finding
  return { rule, cause, origin: origin === null ? null : place(origin), detector, envName, chain: chainOf(finding) }
}

/** In the source stands a variable's name: no value with a detector, and the name is what is marked. */
function asInSource<T extends { rule: string; detector: string | null; origin: string | null }>(expected: T): T {
  if (expected.rule !== 'public-env') return expected
  return { ...expected, detector: null, origin: expected.origin?.replace(/:18$/u, ':34') ?? null }
}

function chainOf(finding: Finding | undefined): string[] {
  return finding?.importChain.map(({ path, line }) => (line === null ? path : `${path}:${line}`)) ?? []
}

function place({ path, line, column }: SourcePlace): string {
  return [path, line, column].filter((part) => part !== null).join(':')
}
