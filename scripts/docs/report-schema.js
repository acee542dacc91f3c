import { fileURLToPath } from 'node:url'
import { createGenerator } from 'ts-json-schema-generator'

const model = fileURLToPath(new URL('../../packages/core/src/model.ts', import.meta.url))

/** JSON Schema (draft 7) of the report, from its types. */
export function reportSchema() {
  const { definitions = {} } = createGenerator({
    path: model,
    tsconfig: fileURLToPath(new URL('../../packages/core/tsconfig.json', import.meta.url)),
    type: 'Report',
    skipTypeCheck: true,
    sortProps: false,
    // A later version may add fields, which is no reason to refuse a report.
    additionalProperties: true,
  }).createSchema('Report')
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://raw.githubusercontent.com/keyfence/keyfence/main/packages/core/report.schema.json',
    title: 'Report of keyfence, version 1',
    $ref: '#/definitions/Report',
    definitions,
  }
  return JSON.stringify(schema)
}
