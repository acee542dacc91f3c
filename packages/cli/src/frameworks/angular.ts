import { join } from 'node:path'
import { asRecord } from './packages.ts'
import { readData } from './static-config.ts'

/**
 * Folders that an Angular workspace builds its applications into, for browsers.
 *
 * @param folder - Of `angular.json`, absolute.
 * @returns Absolute; empty where there is no application.
 */
export async function angularOutputs(folder: string): Promise<string[]> {
  const { projects } = asRecord(await readData(join(folder, 'angular.json')))
  return Object.entries(asRecord(projects)).flatMap(([name, project]) => {
    const { projectType, architect, targets } = asRecord(project)
    const build = asRecord(asRecord(architect ?? targets)['build'])
    if (projectType === 'library' || typeof build['builder'] !== 'string') return []
    // The older builder writes pages into the folder itself, the newer one beside those for a server.
    const isOld = build['builder'].endsWith(':browser') || build['builder'].endsWith(':browser-esbuild')
    const options = [build['options'], ...Object.values(asRecord(build['configurations']))].map(asRecord)
    const paths = options.map(({ outputPath }) => outputPath).filter((path) => path !== undefined)
    return (paths.length === 0 ? [`dist/${name}`] : paths).map((path) => {
      if (typeof path === 'string') return isOld ? join(folder, path) : join(folder, path, 'browser')
      const { base, browser } = asRecord(path)
      return join(folder, textOr(base, `dist/${name}`), textOr(browser, 'browser'))
    })
  })
}

function textOr(value: unknown, other: string): string {
  return typeof value === 'string' ? value : other
}
