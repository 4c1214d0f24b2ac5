import type { YamlEntry, YamlMap, YamlValue } from './yaml-value.js';

/** The entry of a key; an empty one (`key:`) counts as absent. */
export function findEntry(map: YamlMap, key: string): YamlEntry | undefined {
  const entry = map.entries.find((candidate) => candidate.key === key);
  return entry?.value.kind === 'scalar' && entry.value.value === null ? undefined : entry;
}

export function findMap(map: YamlMap, key: string): YamlMap | undefined {
  const value = findEntry(map, key)?.value;
  return value?.kind === 'map' ? value : undefined;
}

/** Items of a list; none when the key is absent or holds something else. */
export function findItems(map: YamlMap, key: string): readonly YamlValue[] {
  const value = findEntry(map, key)?.value;
  return value?.kind === 'list' ? value.items : [];
}

/** Items of a list that are mappings. */
export function findMaps(map: YamlMap, key: string): readonly YamlMap[] {
  return findItems(map, key).filter((item) => item.kind === 'map');
}

export function findText(map: YamlMap, key: string): string | undefined {
  const value = findEntry(map, key)?.value;
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

export function findFlag(map: YamlMap, key: string): boolean | undefined {
  const value = findEntry(map, key)?.value;
  return value?.kind === 'scalar' && typeof value.value === 'boolean' ? value.value : undefined;
}

/** A text or a list of texts, as a list. */
export function findTexts(map: YamlMap, key: string): readonly string[] {
  const value = findEntry(map, key)?.value;
  const items = value?.kind === 'list' ? value.items : value === undefined ? [] : [value];
  return items.flatMap((item) => (item.kind === 'scalar' && typeof item.value === 'string' ? [item.value] : []));
}
