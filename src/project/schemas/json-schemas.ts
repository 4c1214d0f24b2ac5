import { z } from 'zod';
import { projectSchema, targetSchema } from './project.js';
import { frontMatterSchemas, propertiesSchema } from './properties.js';

/**
 * JSON Schemas (draft 7) of the YAML that users write, for editors: file name in `schema/` → schema. Made from the very
 * definitions that `sp` checks with.
 */
export function buildJsonSchemas(): Readonly<Record<string, unknown>> {
  const project = convert(projectSchema.extend({ targets: z.record(z.string(), targetSchema).optional() }));
  return {
    'project.json': { title: 'project.yml of sp', ...project },
    'properties.json': {
      title: 'Properties files of sp (*.yml beside models, seeds, tests)',
      ...convert(propertiesSchema),
    },
    'front-matter.json': {
      title: 'Front matter of SQL files of sp',
      ...convert(z.union(Object.values(frontMatterSchemas))),
    },
  };
}

function convert(schema: z.ZodType): object {
  const { $schema, ...json } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    reused: 'ref',
  });
  return { $schema, ...json };
}
