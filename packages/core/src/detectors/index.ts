import type { Detector } from '../model.ts'
import { openai } from './ai/openai.ts'
import { otherAi } from './ai/others.ts'
import { services } from './services.ts'

/** Every built-in detector, sorted by id. */
export const catalogue: readonly Detector[] = [...openai, ...otherAi, ...services].sort((a, b) =>
  a.id < b.id ? -1 : 1,
)
