// YAML with positions: a small tree of our own in which every value knows where it stands, so that any later stage can
// point at it. Aliases and merges are resolved; scalars are JSON values.

import type { Place } from '../errors/diagnostic.js';

export type YamlScalar = string | number | bigint | boolean | null;

export interface YamlLeaf {
  readonly kind: 'scalar';
  readonly value: YamlScalar;
  readonly place: Place;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlValue[];
  readonly place: Place;
}

export interface YamlEntry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: YamlValue;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
  readonly place: Place;
}

export type YamlValue = YamlLeaf | YamlList | YamlMap;
