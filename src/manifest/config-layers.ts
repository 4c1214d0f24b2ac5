// Where a node's config comes from, low to high: project.yml's tree (general to specific), `config:` in properties
// YAML, front matter, `{{config}}` calls. Every value keeps the place that it was written at.

import type { Diagnostic, Place } from '../errors/diagnostic.js';
import { checkConfigKeys, normalizeConfigKey } from '../project/check-config-keys.js';
import { plainToYaml, recordToYaml } from '../project/plain-to-yaml.js';
import type { HookSpec } from '../project/project.js';
import { readHookSpecs } from '../project/read-hook-specs.js';
import type { ConfigKind } from '../project/schemas/config.js';
import { yamlToPlain } from '../project/yaml-to-plain.js';
import type { YamlMap, YamlValue } from '../project/yaml-value.js';
import type { ConfigCall } from '../template/template.js';

export interface ConfigEntry {
  readonly value: unknown;
  readonly place: Place;
  /** Of `pre_hook` and `post_hook`: the same, each with its own place. */
  readonly hooks?: readonly HookSpec[];
}

/** Config keys (underscored, without `+`) → value and place. */
export type ConfigLayer = ReadonlyMap<string, ConfigEntry>;

/** The layers that a tree of project.yml gives to one fqn, general to specific. Marks in `used` which entries matched. */
export function readConfigTree(tree: YamlMap | undefined, fqn: readonly string[], used?: Set<YamlMap>): ConfigLayer[] {
  const layers: ConfigLayer[] = [];
  let level: YamlMap | undefined = tree;
  for (let depth = 0; level !== undefined && depth <= fqn.length; depth++) {
    used?.add(level);
    layers.push(readOwnKeys(level));
    const segment: string | undefined = fqn[depth];
    const next: YamlMap['entries'][number] | undefined = level.entries.find((entry) => entry.key === segment);
    level = next?.value.kind === 'map' ? next.value : undefined;
  }
  return layers;
}

/** `+key` is always config; a key without `+` only when its value is no mapping (a mapping is a folder). */
function readOwnKeys(level: YamlMap): ConfigLayer {
  const layer = new Map<string, ConfigEntry>();
  for (const { key, keyPlace, value } of level.entries) {
    if (!key.startsWith('+') && value.kind === 'map') continue;
    const name = normalizeConfigKey(key);
    layer.set(name, { value: yamlToPlain(value), place: keyPlace, ...hooksOf(name, value) });
  }
  return layer;
}

export function readConfigMap(map: YamlMap | undefined): ConfigLayer {
  const layer = new Map<string, ConfigEntry>();
  for (const { key, keyPlace, value } of map?.entries ?? []) {
    const name = normalizeConfigKey(key);
    layer.set(name, { value: yamlToPlain(value), place: keyPlace, ...hooksOf(name, value) });
  }
  return layer;
}

export function readConfigCalls(calls: readonly ConfigCall[]): ConfigLayer[] {
  return calls.map((call) => {
    const entries = Object.entries(call.values);
    return new Map(
      entries.map(([key, value]) => {
        const place = call.places[key] ?? call.place;
        const name = normalizeConfigKey(key);
        return [name, { value, place, ...hooksOf(name, plainToYaml(value, place)) }];
      }),
    );
  });
}

/** Unknown keys and wrong types in `{{config …}}` calls; what stands in YAML was checked when it was read. */
export function checkConfigCalls(calls: readonly ConfigCall[], kind: ConfigKind): readonly Diagnostic[] {
  return calls.flatMap((call) => {
    const map = recordToYaml(call.values, (key) => call.places[key] ?? call.place, call.place);
    return checkConfigKeys(map, kind).errors;
  });
}

function hooksOf(name: string, value: YamlValue): Pick<ConfigEntry, 'hooks'> {
  return name === 'pre_hook' || name === 'post_hook' ? { hooks: readHookSpecs(value) } : {};
}

const appending = new Set(['tags', 'pre_hook', 'post_hook']);
const merging = new Set(['meta', 'docs', 'contract', 'quoting', 'column_types', 'persist_docs', 'grants']);

/** `tags` and hooks append, `meta` and its like merge, the rest replaces; the last writer's place stays. */
export function mergeConfigLayers(layers: readonly ConfigLayer[]): ConfigLayer {
  const merged = new Map<string, ConfigEntry>();
  for (const layer of layers) {
    for (const [key, entry] of layer) {
      const before = merged.get(key);
      merged.set(key, {
        ...entry,
        value: combine(key, before?.value, entry.value),
        ...(entry.hooks && { hooks: [...(before?.hooks ?? []), ...entry.hooks] }),
      });
    }
  }
  return merged;
}

function combine(key: string, before: unknown, value: unknown): unknown {
  if (appending.has(key)) {
    const all = [...toList(before), ...toList(value)];
    return key === 'tags' ? [...new Set(all)] : all;
  }
  return merging.has(key) && isRecord(before) && isRecord(value) ? { ...before, ...value } : value;
}

function toList(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads typed values out of a merged config and collects what is wrong with them. */
export class ConfigReader {
  readonly diagnostics: Diagnostic[] = [];

  constructor(
    readonly config: ConfigLayer,
    readonly fallbackPlace: Place,
  ) {}

  placeOf(key: string): Place {
    return this.config.get(key)?.place ?? this.fallbackPlace;
  }

  has(key: string): boolean {
    const value = this.config.get(key)?.value;
    return value !== undefined && value !== null;
  }

  text(key: string): string | undefined {
    const value = this.config.get(key)?.value;
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return this.#wrong(key, 'text');
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.config.get(key)?.value;
    if (value === undefined || value === null) return fallback;
    if (typeof value === 'boolean') return value;
    return this.#wrong(key, 'true or false') ?? fallback;
  }

  integer(key: string): number | undefined {
    const value = this.config.get(key)?.value;
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    return this.#wrong(key, 'a whole number');
  }

  texts(key: string): readonly string[] {
    const value = this.config.get(key)?.value;
    const list = toList(value);
    const texts = list.filter((item) => typeof item === 'string');
    if (texts.length !== list.length) this.#wrong(key, 'text or a list of texts');
    return texts;
  }

  /** `pre_hook` or `post_hook`, general to specific. */
  hooks(key: string): readonly HookSpec[] {
    return this.config.get(key)?.hooks ?? [];
  }

  record(key: string): Readonly<Record<string, unknown>> {
    const value = this.config.get(key)?.value;
    if (value === undefined || value === null) return {};
    if (isRecord(value)) return value;
    return this.#wrong(key, 'a mapping') ?? {};
  }

  oneOf<T extends string>(key: string, allowed: readonly T[], fallback: T): T {
    const text = this.text(key);
    if (text === undefined) return fallback;
    const found = allowed.find((candidate) => candidate === text);
    if (found !== undefined) return found;
    return this.#wrong(key, `one of ${allowed.join(', ')}`) ?? fallback;
  }

  #wrong(key: string, expected: string): undefined {
    this.diagnostics.push({
      code: 'SP1021',
      severity: 'error',
      message: `Config "${key}" must be ${expected}, but it is ${JSON.stringify(this.config.get(key)?.value)}`,
      place: this.placeOf(key),
    });
    return undefined;
  }
}
