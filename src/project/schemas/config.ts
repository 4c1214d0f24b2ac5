// Every config key by kind of resource. They may stand under `config:` in properties YAML, as `+key` in project.yml, in
// front matter and in `{{config …}}`; `pre-hook` and `pre_hook` are one key, spelt here with `_`.

import { z } from 'zod';
import {
  atLeastOne,
  flag,
  hooks,
  ignored,
  mapping,
  notNegative,
  oneOf,
  optional,
  scalar,
  text,
  textOrTexts,
} from './common.js';

export const configKinds = [
  'model',
  'seed',
  'snapshot',
  'source',
  'data_test',
  'unit_test',
  'exposure',
  'analysis',
  'macro',
  'column',
] as const;
export type ConfigKind = (typeof configKinds)[number];

const docs = z.strictObject({
  show: optional(flag),
  node_color: ignored('colours of the docs page follow the kind of node'),
});

const described = {
  enabled: optional(flag),
  tags: optional(textOrTexts),
  meta: optional(mapping),
};

const grantees = z.record(z.string(), textOrTexts);

/** What everything with a relation of its own has. */
const relational = {
  ...described,
  alias: optional(text),
  schema: optional(text),
  database: optional(text),
  group: optional(text),
  docs: optional(docs),
  grants: optional(grantees),
  persist_docs: optional(z.strictObject({ relation: optional(flag), columns: optional(flag) })),
  pre_hook: optional(hooks),
  post_hook: optional(hooks),
  event_time: optional(text),
  full_refresh: optional(flag),
  publish: optional(oneOf(['audited', 'always'])),
  quoting: ignored('names are always quoted'),
  static_analysis: ignored('`sp check` does it'),
};

const index = z.strictObject({
  columns: textOrTexts,
  unique: optional(flag),
  type: optional(text),
  name: optional(text),
});

const contract = z.strictObject({ enforced: optional(flag), alias_types: optional(flag) });

const onSchemaChange = oneOf(['ignore', 'append_new_columns', 'sync_all_columns', 'fail', 'full_refresh']);

const model = {
  ...relational,
  materialized: optional(
    oneOf(['view', 'table', 'ephemeral', 'incremental', 'partitioned', 'materialized_view', 'snapshot']),
  ),
  access: optional(oneOf(['private', 'protected', 'public'])),
  contract: optional(contract),
  indexes: optional(z.array(index)),
  sql_header: optional(text),
  partition_by: optional(text),
  partitions: optional(z.union([text, z.array(scalar.nullable())])),
  unique_key: optional(textOrTexts),
  incremental_strategy: optional(text),
  incremental_predicates: optional(textOrTexts),
  predicates: optional(textOrTexts),
  merge_update_columns: optional(textOrTexts),
  merge_exclude_columns: optional(textOrTexts),
  on_schema_change: optional(onSchemaChange),
  on_sql_change: optional(oneOf(['warn', 'full_refresh', 'fail'])),
  on_configuration_change: optional(oneOf(['apply', 'continue', 'fail'])),
  begin: optional(text),
  batch_size: optional(oneOf(['hour', 'day', 'month', 'year'])),
  lookback: optional(notNegative),
  concurrent_batches: optional(flag),
  file_format: optional(text),
  location_root: optional(text),
  tblproperties: optional(mapping),
  freshness: ignored('sources have freshness; models are rebuilt when their inputs change'),
  on_error: optional(oneOf(['skip_children', 'continue'])),
  packages: ignored('models are SQL'),
  latest_version_pointer: ignored(),
};

const csvMark = text.length(1, { error: 'must be one character' }).regex(/^[^\r\n\0]$/, {
  error: 'cannot be a line break',
});

/** A type of any engine, `decimal(10,2)` and `map<text, integer[]>` among them, and nothing that goes on behind it. */
const columnType = text.regex(/^\s*[a-z_][\w ]*(?:\([\w\s,:()<>]*\)|<[\w\s,:()<>[\]]*>)?[\w ]*(?:\[\d*\])*\s*$/i, {
  error: 'must be the name of a type, such as integer or decimal(10,2)',
});

const seed = {
  ...relational,
  files: optional(textOrTexts),
  delimiter: optional(csvMark),
  quote: optional(csvMark),
  column_types: optional(z.record(z.string(), columnType)),
  null_values: optional(textOrTexts),
  quoted_empty: optional(oneOf(['null', 'text'])),
  on_bad_row: optional(oneOf(['fail', 'quarantine'])),
  row_id: optional(flag),
  unicode: optional(oneOf(['keep', 'nfc'])),
  trim: optional(oneOf(['none', 'unicode'])),
  quote_columns: optional(flag),
  indexes: optional(z.array(index)),
};

const snapshot = {
  ...relational,
  materialized: optional(oneOf(['snapshot'])),
  strategy: optional(text),
  unique_key: optional(textOrTexts),
  updated_at: optional(text),
  check_cols: optional(textOrTexts),
  hard_deletes: optional(oneOf(['ignore', 'invalidate', 'new_record'])),
  invalidate_hard_deletes: optional(flag),
  dbt_valid_to_current: optional(text),
  snapshot_meta_column_names: optional(
    z.strictObject({
      dbt_valid_from: optional(text),
      dbt_valid_to: optional(text),
      dbt_scd_id: optional(text),
      dbt_updated_at: optional(text),
      dbt_is_deleted: optional(text),
    }),
  ),
  target_schema: optional(text),
  target_database: optional(text),
  indexes: optional(z.array(index)),
};

const period = z.strictObject({ count: optional(atLeastOne), period: optional(oneOf(['minute', 'hour', 'day'])) });

export const freshness = z.strictObject({
  warn_after: optional(period),
  error_after: optional(period),
  filter: optional(text),
});

const source = {
  ...described,
  event_time: optional(text),
  freshness: optional(freshness),
  loaded_at_field: optional(text),
  loaded_at_query: optional(text),
  quoting: ignored('names are always quoted'),
};

const dataTest = {
  ...described,
  severity: optional(oneOf(['error', 'warn', 'ERROR', 'WARN', 'Error', 'Warn'])),
  warn_if: optional(text),
  error_if: optional(text),
  fail_calc: optional(text),
  where: optional(text),
  limit: optional(atLeastOne),
  store_failures: optional(flag),
  store_failures_as: optional(oneOf(['table', 'view', 'ephemeral'])),
  alias: optional(text),
  schema: optional(text),
  database: optional(text),
  group: optional(text),
  sql_header: optional(text),
  static_analysis: ignored('`sp check` does it'),
};

/** A singular test's or generic test's config keys, which may also stand beside a generic test's arguments. */
export const dataTestConfigKeys: readonly string[] = Object.keys(dataTest);

export const configSchemas = {
  model: z.strictObject(model),
  seed: z.strictObject(seed),
  snapshot: z.strictObject(snapshot),
  source: z.strictObject(source),
  data_test: z.strictObject(dataTest),
  unit_test: z.strictObject({ ...described, static_analysis: ignored('`sp check` does it') }),
  exposure: z.strictObject(described),
  analysis: z.strictObject({ ...described, docs: optional(docs), group: optional(text) }),
  macro: z.strictObject({ meta: optional(mapping), docs: optional(docs) }),
  column: z.strictObject({ tags: optional(textOrTexts), meta: optional(mapping) }),
} satisfies Readonly<Record<ConfigKind, z.ZodType>>;

/** Names of the config keys of a kind, spelt with `_`. */
export function configKeysOf(kind: ConfigKind): readonly string[] {
  return Object.keys(configSchemas[kind].shape);
}
