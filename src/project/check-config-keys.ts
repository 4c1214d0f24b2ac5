import { didYouMean } from '../errors/suggest.js';
import { configKeyTwice } from './schema-errors.js';
import { configKeysOf, configKinds, configSchemas, type ConfigKind } from './schemas/config.js';
import { checkSchema, type SchemaFindings } from './yaml/check-schema.js';
import type { YamlEntry, YamlMap } from './yaml-value.js';

/** Keys that describe a resource and are no config, though people put them there. */
const descriptive = new Set(['name', 'description', 'columns', 'data_tests', 'tests', 'versions', 'constraints']);

/** dbt's `pre-hook` and `pre_hook`, `+tags` and `tags` are one key each. */
export function normalizeConfigKey(key: string): string {
  return key.replace(/^\+/, '').replaceAll('-', '_');
}

/**
 * Checks names and types of the config keys of a resource: a `config:` block, the config of a front matter, one level of
 * a tree in project.yml, or a `{{config …}}` call (see recordToYaml). Keys may be spelt with `+` and `-`.
 */
export function checkConfigKeys(map: YamlMap, kind: ConfigKind): SchemaFindings {
  const entries = new Map<string, YamlEntry>();
  const twice = [];
  for (const entry of map.entries) {
    const key = normalizeConfigKey(entry.key);
    const first = entries.get(key);
    if (first) twice.push(configKeyTwice(key, entry.keyPlace, first.keyPlace));
    else entries.set(key, { ...entry, key });
  }
  const normalized: YamlMap = { ...map, entries: [...entries.values()] };
  const findings = checkSchema(configSchemas[kind], normalized, {
    explainKey: (key, path) => (path.length === 0 ? explainConfigKey(key, kind) : undefined),
  });
  return twice.length === 0 ? findings : { ...findings, errors: [...twice, ...findings.errors] };
}

function explainConfigKey(key: string, kind: ConfigKind): string {
  if (descriptive.has(key)) return `"${key}" is no config: put it beside config:`;
  const nearest = didYouMean(key, configKeysOf(kind));
  if (nearest !== undefined) return nearest;
  const owners = configKinds
    .filter((other) => configKeysOf(other).includes(key))
    .map((other) => `${other.replace('_', ' ')}s`);
  if (owners.length > 0) return `it is a config of ${owners.join(', ')}`;
  return 'keys of your own go under meta:';
}
