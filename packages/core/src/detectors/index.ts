import type { Detector } from '../model.ts'
import { openai } from './ai/openai.ts'
import { namedAi } from './ai/named.ts'
import { otherAi } from './ai/others.ts'
import { apps } from './apps.ts'
import { cloud } from './cloud.ts'
import { data } from './data.ts'
import { messaging } from './messaging.ts'
import { monitoring } from './monitoring.ts'
import { files } from './files.ts'
import { hooks } from './hooks.ts'
import { genericDetectors } from './generic.ts'
import { keys } from './keys.ts'
import { named } from './named.ts'
import { payments } from './payments.ts'
import { services } from './services.ts'
import { tokens } from './tokens.ts'
import { urls } from './urls.ts'
import { vcs } from './vcs.ts'

/** Every built-in detector, sorted by id. A test runs `defineDetector` on each: none of it costs time at run time. */
export const catalogue: readonly Detector[] = [
  ...openai,
  ...otherAi,
  ...namedAi,
  ...apps,
  ...cloud,
  ...data,
  ...files,
  ...hooks,
  ...keys,
  ...messaging,
  ...monitoring,
  ...named,
  ...payments,
  ...services,
  ...tokens,
  ...urls,
  ...vcs,
].sort((a, b) => (a.id < b.id ? -1 : 1))

/** Those that a policy has to switch on. */
export const offByDefault: readonly Detector[] = genericDetectors(catalogue)
