import { z } from 'zod';
import { freshness, type ConfigKind } from './config.js';
import { flag, ignored, mapping, oneOf, optional, relation, scalar, text, textOrTexts } from './common.js';

/** Checked key by key against configSchemas (check-config-keys.ts), where keys may be spelt in two ways. */
function configOf(kind: ConfigKind) {
  return optional(mapping.meta({ description: `Config of the ${kind.replace('_', ' ')}.` }));
}

/** parse-data-tests.ts knows the forms; here any text or mapping will do. */
const dataTests = optional(z.array(z.union([text, z.record(z.string(), z.unknown())])));

const constraint = z.strictObject({
  type: oneOf(['not_null', 'unique', 'primary_key', 'foreign_key', 'check', 'custom']),
  name: optional(text),
  columns: optional(textOrTexts),
  expression: optional(text),
  to: optional(relation),
  to_columns: optional(textOrTexts),
  warn_unenforced: optional(flag),
  warn_unsupported: optional(flag),
});

const column = z.strictObject({
  name: text,
  description: optional(text),
  data_type: optional(text),
  quote: optional(flag),
  constraints: optional(z.array(constraint)),
  data_tests: dataTests,
  tests: dataTests,
  tags: optional(textOrTexts),
  meta: optional(mapping),
  config: configOf('column'),
  granularity: ignored(),
  policy_tags: ignored(),
  dimension: ignored(),
  entity: ignored(),
});

const columns = optional(z.array(column));

const documented = {
  name: text,
  description: optional(text),
  docs: optional(mapping),
  meta: optional(mapping),
};

const tested = { data_tests: dataTests, tests: dataTests, columns };

const version = z.strictObject({
  v: z.union([text, z.number()]),
  defined_in: optional(text),
  description: optional(text),
  deprecation_date: optional(text),
  config: configOf('model'),
  constraints: optional(z.array(constraint)),
  columns: optional(
    z.array(z.union([column, z.strictObject({ include: optional(textOrTexts), exclude: optional(textOrTexts) })])),
  ),
  data_tests: dataTests,
  tests: dataTests,
});

const model = z.strictObject({
  ...documented,
  ...tested,
  config: configOf('model'),
  tags: optional(textOrTexts),
  access: optional(oneOf(['private', 'protected', 'public'])),
  group: optional(text),
  constraints: optional(z.array(constraint)),
  versions: optional(z.array(version)),
  latest_version: optional(z.union([text, z.number()])),
  deprecation_date: optional(text),
  time_spine: ignored(),
  semantic_model: ignored(),
  metrics: ignored(),
  freshness: ignored('sources have freshness; models are rebuilt when their inputs change'),
});

const seed = z.strictObject({
  ...documented,
  ...tested,
  config: configOf('seed'),
  tags: optional(textOrTexts),
  group: optional(text),
});

const snapshot = z.strictObject({
  ...documented,
  ...tested,
  config: configOf('snapshot'),
  relation: optional(relation),
  tags: optional(textOrTexts),
  group: optional(text),
});

const analysis = z.strictObject({ ...documented, columns, config: configOf('analysis'), tags: optional(textOrTexts) });

const singularTest = z.strictObject({ ...documented, config: configOf('data_test') });

const freshnessKeys = {
  freshness: optional(freshness),
  loaded_at_field: optional(text),
  loaded_at_query: optional(text),
  quoting: ignored('names are always quoted'),
};

const sourceTable = z.strictObject({
  ...documented,
  ...tested,
  ...freshnessKeys,
  identifier: optional(text),
  loader: optional(text),
  tags: optional(textOrTexts),
  config: configOf('source'),
  external: ignored(),
});

const source = z.strictObject({
  ...documented,
  ...freshnessKeys,
  database: optional(text),
  schema: optional(text),
  loader: optional(text),
  tags: optional(textOrTexts),
  tables: optional(z.array(sourceTable)),
  config: configOf('source'),
  overrides: ignored('a project has its own sources only'),
});

const macro = z.strictObject({
  ...documented,
  config: configOf('macro'),
  arguments: optional(z.array(z.strictObject({ name: text, type: optional(text), description: optional(text) }))),
});

const owner = z.looseObject({ name: optional(text), email: optional(textOrTexts) });

const exposure = z.strictObject({
  ...documented,
  label: optional(text),
  type: oneOf(['dashboard', 'notebook', 'analysis', 'ml', 'application']),
  url: optional(text),
  maturity: optional(oneOf(['low', 'medium', 'high'])),
  owner,
  depends_on: optional(z.array(relation)),
  tags: optional(textOrTexts),
  config: configOf('exposure'),
});

const group = z.strictObject({ name: text, description: optional(text), owner, config: optional(mapping) });

const fixtureKeys = {
  rows: optional(z.union([text, z.array(mapping)])),
  fixture: optional(text),
  format: optional(oneOf(['dict', 'csv', 'sql'])),
};
const given = optional(z.array(z.strictObject({ input: relation, ...fixtureKeys })));
const expect = optional(z.union([z.strictObject(fixtureKeys), z.array(mapping)]));

const unitTest = z.strictObject({
  name: text,
  description: optional(text),
  model: text,
  versions: optional(z.strictObject({ include: optional(z.array(scalar)), exclude: optional(z.array(scalar)) })),
  given,
  expect,
  runs: optional(z.array(z.strictObject({ given, expect }))),
  overrides: optional(
    z.strictObject({
      macros: optional(mapping),
      vars: optional(mapping),
      env_vars: optional(mapping),
      is_incremental: optional(flag),
    }),
  ),
  tags: optional(textOrTexts),
  config: configOf('unit_test'),
});

/** A properties file: `*.yml` or `*.yaml` in any of the resource folders. */
export const propertiesSchema = z.strictObject({
  models: optional(z.array(model)),
  seeds: optional(z.array(seed)),
  snapshots: optional(z.array(snapshot)),
  analyses: optional(z.array(analysis)),
  sources: optional(z.array(source)),
  macros: optional(z.array(macro)),
  data_tests: optional(z.array(singularTest)),
  tests: optional(z.array(singularTest)),
  unit_tests: optional(z.array(unitTest)),
  exposures: optional(z.array(exposure)),
  groups: optional(z.array(group)),
  anchors: optional(z.unknown()),
  version: ignored('the keys of a properties file need no version'),
  metrics: ignored(),
  semantic_models: ignored(),
  saved_queries: ignored(),
  functions: ignored(),
});

/** Front matter says what an entry of the resource says, the name excepted: that is the file's. */
export const frontMatterSchemas = {
  model: model.omit({ name: true }),
  snapshot: snapshot.omit({ name: true }),
  data_test: singularTest.omit({ name: true }).extend({ tags: optional(textOrTexts) }),
  analysis: analysis.omit({ name: true }),
};

export type FrontMatterKind = keyof typeof frontMatterSchemas;
