import type { BuildOptions } from 'esbuild'

/** Conditions that only a server's runtime sets. `worker` is not among them: browsers have workers too. */
const serverConditions = new Set(['workerd', 'edge-light', 'react-server', 'node', 'deno', 'bun'])

/** Whether people receive the output of a build. */
export function isClientBuild(
  { platform, conditions = [] }: Pick<BuildOptions, 'platform' | 'conditions'>,
  client: 'auto' | boolean,
): boolean {
  if (client !== 'auto') return client
  return platform !== 'node' && !conditions.some((condition) => serverConditions.has(condition))
}
