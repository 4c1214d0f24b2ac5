import type { Diagnostic } from '../errors/diagnostic.js';
import { didYouMean } from '../errors/suggest.js';
import { checkConfigKeys, normalizeConfigKey } from './check-config-keys.js';
import { findMap } from './find-entry.js';
import type { Findings } from './parse-data-tests.js';
import { toResource } from './parse-properties.js';
import type { SqlFile } from './project.js';
import type { ResourceProperties } from './properties.js';
import { unknownKey } from './schema-errors.js';
import { configKeysOf } from './schemas/config.js';
import { frontMatterSchemas, type FrontMatterKind } from './schemas/properties.js';
import { checkSchema, type IgnoredKey } from './yaml/check-schema.js';
import type { YamlEntry, YamlMap } from './yaml-value.js';

export interface ParsedFrontMatter {
  /** Absent without front matter, or when it is wrong. */
  readonly properties?: ResourceProperties;
  /** Errors. */
  readonly diagnostics: readonly Diagnostic[];
  readonly ignored: readonly IgnoredKey[];
}

const parsedByFile = new WeakMap<SqlFile, ParsedFrontMatter>();

/**
 * What a SQL file says about itself: the keys that an entry in properties YAML has, and config keys beside them.
 * readProject has called it for every file and thrown what is wrong; a second call costs nothing and finds nothing new.
 */
export function parseFrontMatter(file: SqlFile, kind: FrontMatterKind): ParsedFrontMatter {
  let parsed = parsedByFile.get(file);
  if (parsed === undefined) {
    parsed = file.frontMatter ? parse(file, file.frontMatter, kind) : { diagnostics: [], ignored: [] };
    parsedByFile.set(file, parsed);
  }
  return parsed;
}

function parse(file: SqlFile, map: YamlMap, kind: FrontMatterKind): ParsedFrontMatter {
  const schema = frontMatterSchemas[kind];
  const configKeys = new Set(configKeysOf(kind));
  const propertyKeys = new Set(Object.keys(schema.shape));
  const own: YamlEntry[] = [];
  const config: YamlEntry[] = [];
  const findings: Findings = { errors: [], ignored: [] };
  for (const entry of map.entries) {
    if (configKeys.has(normalizeConfigKey(entry.key))) config.push(entry);
    else if (propertyKeys.has(entry.key)) own.push(entry);
    else findings.errors.push(unknownFrontMatterKey(entry, [...propertyKeys, ...configKeys]));
  }
  const properties: YamlMap = { ...map, entries: own };
  const configMap: YamlMap = { ...map, entries: [...(findMap(properties, 'config')?.entries ?? []), ...config] };
  for (const found of [checkSchema(schema, properties), checkConfigKeys(configMap, kind)]) {
    findings.errors.push(...found.errors);
    findings.ignored.push(...found.ignored);
  }
  const resource =
    findings.errors.length === 0
      ? toResource(
          file.file,
          properties,
          kind,
          file.name,
          configMap.entries.length > 0 ? configMap : undefined,
          findings,
        )
      : undefined;
  const isRight = findings.errors.length === 0;
  return {
    ...(resource && isRight && { properties: resource }),
    diagnostics: findings.errors,
    ignored: findings.ignored,
  };
}

function unknownFrontMatterKey(entry: YamlEntry, valid: readonly string[]): Diagnostic {
  const hint =
    entry.key === 'name'
      ? 'the name is that of the file; `alias` renames the relation'
      : (didYouMean(entry.key, valid) ?? 'keys of your own go under meta:');
  return unknownKey(entry.key, entry.keyPlace, valid, hint);
}
