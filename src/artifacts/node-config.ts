import type { ManifestNode, OperationNode } from '../manifest/manifest.js';
import { isJsonObject, toJsonObject, toJsonValue, type JsonObject, type JsonValue } from './json-value.js';

type Mask = (text: string) => string;

const common: JsonObject = {
  enabled: true,
  alias: null,
  schema: null,
  database: null,
  tags: [],
  meta: {},
  group: null,
};

const built: JsonObject = {
  ...common,
  materialized: 'view',
  incremental_strategy: null,
  batch_size: null,
  lookback: 1,
  begin: null,
  persist_docs: {},
  'post-hook': [],
  'pre-hook': [],
  quoting: {},
  column_types: {},
  full_refresh: null,
  unique_key: null,
  on_schema_change: 'ignore',
  on_configuration_change: 'apply',
  grants: {},
  packages: [],
  docs: { show: true, node_color: null },
  contract: { enforced: false, alias_types: true },
  event_time: null,
  concurrent_batches: null,
};

/** dbt writes every config key of a kind, said or not; tools rely on it. */
const defaults: Readonly<Record<(ManifestNode | OperationNode)['resourceType'], JsonObject>> = {
  operation: { enabled: true, tags: [], meta: {} },
  model: { ...built, access: 'protected', freshness: null },
  seed: { ...built, materialized: 'seed', delimiter: ',', quote_columns: null },
  snapshot: {
    ...built,
    materialized: 'snapshot',
    strategy: null,
    target_schema: null,
    target_database: null,
    updated_at: null,
    check_cols: null,
    snapshot_meta_column_names: {
      dbt_valid_to: null,
      dbt_valid_from: null,
      dbt_scd_id: null,
      dbt_updated_at: null,
      dbt_is_deleted: null,
    },
    dbt_valid_to_current: null,
  },
  analysis: built,
  test: {
    ...common,
    schema: 'dbt_test__audit',
    materialized: 'test',
    severity: 'ERROR',
    store_failures: null,
    store_failures_as: null,
    where: null,
    limit: null,
    fail_calc: 'count(*)',
    warn_if: '!= 0',
    error_if: '!= 0',
  },
  source: {
    enabled: true,
    event_time: null,
    freshness: null,
    loaded_at_field: null,
    loaded_at_query: null,
    meta: {},
    tags: [],
  },
  exposure: { enabled: true, tags: [], meta: {} },
};

/** Effective config under dbt's names, then what only sp has, sorted by key. */
export function buildConfig(node: ManifestNode | OperationNode, mask: Mask): JsonObject {
  const own = toJsonObject(node.config, mask);
  const known = defaults[node.resourceType];
  const said = new Map<string, JsonValue>();
  for (const key of Object.keys(own).sort()) {
    const value = own[key] ?? null;
    const name = key === 'pre_hook' || key === 'post_hook' ? key.replace('_', '-') : key;
    said.set(name, name.endsWith('-hook') ? buildHooks(value) : mergeDefault(known[name], value));
  }
  said.set('tags', [...node.tags]);
  said.set('meta', toJsonObject(node.meta, mask));
  return { ...known, ...Object.fromEntries(said) };
}

/** `{enforced: true}` keeps the default of its other key. */
function mergeDefault(standard: JsonValue | undefined, value: JsonValue): JsonValue {
  return isJsonObject(standard) && isJsonObject(value) ? { ...standard, ...value } : value;
}

function buildHooks(value: JsonValue): JsonValue {
  const hooks = Array.isArray(value) ? value : [value];
  return hooks.flatMap((hook): JsonObject[] => {
    if (typeof hook === 'string') return [{ sql: hook, transaction: true, index: null }];
    if (!isJsonObject(hook)) return [];
    return [{ sql: toJsonValue(hook['sql'], String), transaction: hook['transaction'] !== false, index: null }];
  });
}
