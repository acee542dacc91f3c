import { dirname, resolve } from 'node:path'
import { createFence, type Fence, type KeyfenceConfig } from '@keyfence/core'
import { envFolders, loadConfig, machineSecrets, mergeConfig } from '@keyfence/core/node'
import type { BuildOptions } from 'esbuild'

/** Compiles the fence of one build: the policy and the secrets of the folders that it works in. */
export async function createGuard(options: BuildOptions, inline: KeyfenceConfig): Promise<Fence> {
  const root = options.absWorkingDir ?? process.cwd()
  const loaded = await loadConfig(root)
  const policy = mergeConfig(loaded.config, inline, process.env)
  // A script at the top of a workspace builds packages that keep their own `.env`.
  const folders = entryFolders(options, root).flatMap((folder) => envFolders(folder))
  const { secrets } = machineSecrets({ root, folders, config: policy })
  return createFence({ config: policy, knownSecrets: secrets })
}

function entryFolders({ entryPoints = [], stdin }: BuildOptions, root: string): string[] {
  const paths = Array.isArray(entryPoints)
    ? entryPoints.map((entry) => (typeof entry === 'string' ? entry : entry.in))
    : Object.values(entryPoints)
  const folders = paths.map((path) => dirname(resolve(root, path)))
  return stdin?.resolveDir === undefined ? folders : [...folders, resolve(root, stdin.resolveDir)]
}
