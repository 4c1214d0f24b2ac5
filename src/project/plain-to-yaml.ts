import type { Place } from '../errors/diagnostic.js';
import type { YamlMap, YamlScalar, YamlValue } from './yaml-value.js';

/** A plain value as if it had been written at `place`. What YAML cannot hold becomes null. */
export function plainToYaml(value: unknown, place: Place): YamlValue {
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => plainToYaml(item, place)), place };
  if (typeof value === 'object' && value !== null) return recordToYaml({ ...value }, () => place, place);
  return { kind: 'scalar', value: toScalar(value), place };
}

/** A record whose keys may stand at places of their own. */
export function recordToYaml(
  record: Readonly<Record<string, unknown>>,
  placeOf: (key: string) => Place,
  place: Place,
): YamlMap {
  const entries = Object.entries(record).map(([key, value]) => ({
    key,
    keyPlace: placeOf(key),
    value: plainToYaml(value, placeOf(key)),
  }));
  return { kind: 'map', entries, place };
}

function toScalar(value: unknown): YamlScalar {
  if (typeof value === 'string' || typeof value === 'number') return value;
  return typeof value === 'bigint' || typeof value === 'boolean' ? value : null;
}
