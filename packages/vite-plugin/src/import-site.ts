import { specifiers } from '@keyfence/core'
import { cleanId, fileBehind, sourceOf, type BundleContext } from './host-facts.ts'

/**
 * Where a module names another one, one-based. The bundler knows that there is an import but not its line, so the
 * author's text is searched for specifiers and each is resolved as the bundler resolves it.
 */
export async function importSite(
  importer: string,
  imported: string,
  context: BundleContext,
): Promise<{ line: number; column: number } | undefined> {
  const file = fileBehind(importer)
  const source = sourceOf(file ?? importer, context)
  if (source === undefined) return undefined
  const target = cleanId(imported)
  for (const { specifier, line, column } of specifiers(source)) {
    const resolved = await context.resolve(specifier, importer, { skipSelf: true })
    if (resolved !== null && cleanId(resolved.id) === target) return { line, column }
  }
  return undefined
}
