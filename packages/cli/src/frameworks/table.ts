import { besides, bundlers } from './bundlers.ts'
import type { Framework } from './framework.ts'
import { pageFrameworks } from './page-frameworks.ts'

/**
 * Everything that is recognised. Of those that fit, the first counts, and every one that stands beside it. Taken from
 * builds of the versions in docs/framework-builds.md, else from the tools' own documentation, 2026-11-24.
 */
export const frameworks: readonly Framework[] = [...pageFrameworks, ...bundlers, ...besides]
