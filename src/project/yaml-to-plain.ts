import type { YamlMap, YamlValue } from './yaml-value.js';

/** The same value without places: scalars, arrays and objects, as JSON has them (and bigints). */
export function yamlToPlain(value: YamlMap): Readonly<Record<string, unknown>>;
export function yamlToPlain(value: YamlValue): unknown;
export function yamlToPlain(value: YamlValue): unknown {
  switch (value.kind) {
    case 'scalar':
      return value.value;
    case 'list':
      return value.items.map((item) => yamlToPlain(item));
    case 'map':
      // fromEntries defines own properties, so that a key like `__proto__` is nothing special.
      return Object.fromEntries(value.entries.map((entry) => [entry.key, yamlToPlain(entry.value)]));
  }
}
