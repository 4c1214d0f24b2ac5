import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { configSchemas } from './config.js';
import { buildJsonSchemas } from './json-schemas.js';
import { projectSchema, targetSchema } from './project.js';
import { frontMatterSchemas, propertiesSchema } from './properties.js';
import { toSchemaNode } from './schema-node.js';

const all = { projectSchema, targetSchema, propertiesSchema, ...configSchemas, ...frontMatterSchemas };

test('every schema can be written as a JSON Schema for editors', () => {
  for (const [name, schema] of Object.entries(all)) {
    const json = z.toJSONSchema(schema, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
    assert.is(json.type, 'object', name);
    assert.ok(Object.keys(json.properties ?? {}).length > 1, name);
  }
});

test('keys without a meaning are marked as deprecated for editors', () => {
  const json = z.toJSONSchema(propertiesSchema, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
  const version = json.properties?.['version'];
  assert.equal(typeof version === 'object' && [version['deprecated'], version.description], [
    true,
    'Has no meaning in sp: the keys of a properties file need no version.',
  ]);
});

test('every part of every schema is of a kind that the checker knows', () => {
  for (const schema of Object.values(all)) assert.is(toSchemaNode(schema).kind, 'object');
});

test('the schemas that are shipped are those that sp checks with (npm run schemas)', () => {
  const folder = fileURLToPath(new URL('../../../schema', import.meta.url));
  const schemas = buildJsonSchemas();
  assert.equal(readdirSync(folder).sort(), Object.keys(schemas).sort());
  for (const [name, schema] of Object.entries(schemas)) {
    const shipped: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    assert.equal(shipped, JSON.parse(JSON.stringify(schema)), name);
  }
});

test.run();
