import type { Diagnostic } from '../errors/diagnostic.js';
import { checkConfigKeys } from './check-config-keys.js';
import { findText } from './find-entry.js';
import type { DataTestSpec } from './properties.js';
import { severalTestsInEntry, testsTwice, twiceInTest, wrongType } from './schema-errors.js';
import { dataTestConfigKeys } from './schemas/config.js';
import type { IgnoredKey } from './yaml/check-schema.js';
import { yamlToPlain } from './yaml-to-plain.js';
import type { YamlEntry, YamlMap, YamlValue } from './yaml-value.js';

/** Where a parser of properties puts what it finds wrong. */
export interface Findings {
  readonly errors: Diagnostic[];
  readonly ignored: IgnoredKey[];
}

const configKeys = new Set(dataTestConfigKeys);

/** The entries of `data_tests:` (or `tests:`, its older name) of a resource or column. */
export function parseDataTests(owner: YamlMap, findings: Findings): readonly DataTestSpec[] {
  const [first, second] = owner.entries.filter(({ key }) => key === 'data_tests' || key === 'tests');
  if (first && second) findings.errors.push(testsTwice(second.keyPlace, first.keyPlace));
  if (first?.value.kind !== 'list') return [];
  return first.value.items.flatMap((item) => parseDataTest(item, findings) ?? []);
}

/**
 * The forms of an entry: `unique` · `{accepted_values: {values: […], config: {…}}}` · `{test: accepted_values, values: […]}`
 * (dbt spells it `test_name`). Arguments stand under `arguments:` or directly, configs under `config:` or directly.
 */
function parseDataTest(item: YamlValue, findings: Findings): DataTestSpec | undefined {
  if (item.kind === 'scalar') return { test: String(item.value), arguments: {}, place: item.place };
  if (item.kind === 'list') return undefined;
  const named = item.entries.find(({ key }) => key === 'test_name' || key === 'test');
  if (named?.value.kind === 'scalar' && typeof named.value.value === 'string') {
    return parseTestBody(named.value.value, named, without(item, named), findings);
  }
  const [entry, ...others] = item.entries;
  if (entry === undefined) return undefined;
  if (others.length > 0) {
    const keys = item.entries.map(({ key }) => key);
    findings.errors.push(severalTestsInEntry(keys, others[0]?.keyPlace ?? item.place));
    return undefined;
  }
  const { value } = entry;
  if (value.kind === 'map') return parseTestBody(entry.key, entry, value, findings);
  if (value.kind === 'scalar' && value.value === null) {
    return { test: entry.key, arguments: {}, place: entry.keyPlace };
  }
  findings.errors.push(wrongType(entry.key, ['a mapping'], value));
  return undefined;
}

function without(map: YamlMap, entry: YamlEntry): YamlMap {
  return { ...map, entries: map.entries.filter((candidate) => candidate !== entry) };
}

function parseTestBody(test: string, entry: YamlEntry, body: YamlMap, findings: Findings): DataTestSpec {
  const config = new Map<string, YamlEntry>();
  const args = new Map<string, YamlEntry>();
  const add = (target: Map<string, YamlEntry>, where: string, added: YamlEntry): void => {
    const other = target.get(added.key);
    if (other) findings.errors.push(twiceInTest(added.key, where, added.keyPlace, other.keyPlace));
    else target.set(added.key, added);
  };
  for (const part of body.entries) {
    if (part.key === 'arguments' || part.key === 'config') {
      const target = part.key === 'config' ? config : args;
      if (part.value.kind === 'map') for (const inner of part.value.entries) add(target, part.key, inner);
      else if (!isEmpty(part.value)) findings.errors.push(wrongType(part.key, ['a mapping'], part.value));
    } else if (configKeys.has(part.key)) {
      add(config, 'config', part);
    } else if (part.key !== 'name' && part.key !== 'description') {
      add(args, 'arguments', part);
    }
  }
  const configMap: YamlMap = { kind: 'map', entries: [...config.values()], place: body.place };
  if (config.size > 0) {
    const found = checkConfigKeys(configMap, 'data_test');
    findings.errors.push(...found.errors);
    findings.ignored.push(...found.ignored);
  }
  const name = findText(body, 'name');
  const description = findText(body, 'description');
  const argumentsMap: YamlMap = { kind: 'map', entries: [...args.values()], place: body.place };
  return {
    test,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    arguments: yamlToPlain(argumentsMap),
    ...(args.size > 0 && { argumentsYaml: argumentsMap }),
    ...(config.size > 0 && { config: configMap }),
    place: entry.key === 'test_name' || entry.key === 'test' ? entry.value.place : entry.keyPlace,
  };
}

function isEmpty(value: YamlValue): boolean {
  return value.kind === 'scalar' && value.value === null;
}
