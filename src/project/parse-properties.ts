// Properties YAML and front matter → PropertiesFile / ResourceProperties: checked against the schemas, config and tests
// split apart, everything with its place. It does not know which resources exist.

import type { SourceFile } from '../errors/diagnostic.js';
import { checkConfigKeys } from './check-config-keys.js';
import { checkName } from './check-name.js';
import { findEntry, findFlag, findMap, findMaps, findText, findTexts } from './find-entry.js';
import { parseDataTests, type Findings } from './parse-data-tests.js';
import type {
  ColumnProperties,
  MacroProperties,
  PropertiesFile,
  ResourceProperties,
  SourceProperties,
  SourceTableProperties,
} from './properties.js';
import { configKeysOf, type ConfigKind } from './schemas/config.js';
import { propertiesSchema } from './schemas/properties.js';
import { checkSchema, type SchemaFindings } from './yaml/check-schema.js';
import { yamlToPlain } from './yaml-to-plain.js';
import type { YamlMap, YamlValue } from './yaml-value.js';

export interface ParsedProperties extends SchemaFindings {
  readonly properties: PropertiesFile;
}

const resourceSections = [
  { key: 'models', kind: 'model' },
  { key: 'seeds', kind: 'seed' },
  { key: 'snapshots', kind: 'snapshot' },
  { key: 'analyses', kind: 'analysis' },
  { key: 'data_tests', kind: 'data_test' },
  { key: 'tests', kind: 'data_test' },
] as const;
const keptSections = ['exposures', 'groups', 'unit_tests'];

/** Singular of a section with a config of its own, for the answer to a config key that stands beside `config:`. */
const kindBySection: Readonly<Record<string, ConfigKind>> = {
  ...Object.fromEntries(resourceSections.map(({ key, kind }) => [key, kind])),
  sources: 'source',
  exposures: 'exposure',
  unit_tests: 'unit_test',
};

/** Parses the tree of one properties file. `value` is undefined for an empty file. */
export function parseProperties(file: SourceFile, value: YamlValue | undefined): ParsedProperties {
  const empty: PropertiesFile = { file, resources: [], sources: [], macros: [], sections: {} };
  if (value === undefined || (value.kind === 'scalar' && value.value === null)) {
    return { properties: empty, errors: [], ignored: [] };
  }
  const checked = checkSchema(propertiesSchema, value, { explainKey: explainMisplacedConfig });
  if (value.kind !== 'map' || checked.errors.length > 0) return { properties: empty, ...checked };

  const findings: Findings = { errors: [], ignored: [...checked.ignored] };
  const resources = resourceSections.flatMap(({ key, kind }) =>
    findMaps(value, key).map((entry) => parseResource(file, entry, kind, findings)),
  );
  const properties: PropertiesFile = {
    file,
    resources,
    sources: findMaps(value, 'sources').map((entry) => parseSource(file, entry, findings)),
    macros: findMaps(value, 'macros').map((entry) => parseMacro(entry, findings)),
    sections: parseSections(value, findings),
  };
  return { properties, ...findings };
}

function explainMisplacedConfig(key: string, path: readonly PropertyKey[]): string | undefined {
  const kind = kindBySection[String(path[0])];
  if (kind === undefined || path.length !== 2 || !configKeysOf(kind).includes(key)) return undefined;
  return `"${key}" is a config: put it under config:`;
}

function parseSections(value: YamlMap, findings: Findings): PropertiesFile['sections'] {
  const entries = value.entries.filter(({ key }) => keptSections.includes(key));
  for (const { key } of entries) {
    const kind = kindBySection[key];
    if (kind !== undefined) for (const item of findMaps(value, key)) checkConfigOf(item, kind, findings);
  }
  return Object.fromEntries(entries.map((entry) => [entry.key, entry.value]));
}

/** `config:` of an entry, checked. */
export function checkConfigOf(entry: YamlMap, kind: ConfigKind, findings: Findings): YamlMap | undefined {
  const config = findMap(entry, 'config');
  if (config !== undefined) {
    const found = checkConfigKeys(config, kind);
    findings.errors.push(...found.errors);
    findings.ignored.push(...found.ignored);
  }
  return config;
}

function parseResource(
  file: SourceFile,
  entry: YamlMap,
  kind: ResourceProperties['kind'],
  findings: Findings,
): ResourceProperties {
  const name = findText(entry, 'name') ?? '';
  if (kind === 'seed' || kind === 'snapshot') {
    findings.errors.push(...checkName(name, findEntry(entry, 'name')?.value.place ?? entry.place));
  }
  const config = checkConfigOf(entry, kind, findings);
  return toResource(file, entry, kind, name, config, findings);
}

const ownKeys = new Set(['name', 'description', 'columns', 'data_tests', 'tests', 'config']);

/** The common end of an entry in properties YAML and of front matter. */
export function toResource(
  file: SourceFile,
  entry: YamlMap,
  kind: ResourceProperties['kind'],
  name: string,
  config: YamlMap | undefined,
  findings: Findings,
): ResourceProperties {
  return {
    kind,
    name,
    description: findText(entry, 'description') ?? '',
    columns: parseColumns(entry, findings),
    dataTests: parseDataTests(entry, findings),
    ...(config && { config }),
    extra: toExtra(entry, ownKeys),
    place: findEntry(entry, 'name')?.value.place ?? entry.place,
    file,
  };
}

function toExtra(entry: YamlMap, known: ReadonlySet<string>): Readonly<Record<string, unknown>> {
  return yamlToPlain({ ...entry, entries: entry.entries.filter(({ key }) => !known.has(key)) });
}

function parseColumns(owner: YamlMap, findings: Findings): readonly ColumnProperties[] {
  return findMaps(owner, 'columns').map((entry) => {
    const config = checkConfigOf(entry, 'column', findings);
    const configured =
      config && yamlToPlain({ ...config, entries: config.entries.filter(({ key }) => key === 'meta') });
    const dataType = findText(entry, 'data_type');
    const quote = findFlag(entry, 'quote');
    return {
      name: findText(entry, 'name') ?? '',
      description: findText(entry, 'description') ?? '',
      ...(dataType !== undefined && { dataType }),
      ...(quote !== undefined && { quote }),
      tags: [...new Set([...findTexts(entry, 'tags'), ...(config ? findTexts(config, 'tags') : [])])],
      meta: { ...toRecord(findMap(entry, 'meta')), ...toPlainRecord(configured?.['meta']) },
      constraints: findMaps(entry, 'constraints').map((constraint) => yamlToPlain(constraint)),
      dataTests: parseDataTests(entry, findings),
      place: findEntry(entry, 'name')?.value.place ?? entry.place,
    };
  });
}

function toRecord(map: YamlMap | undefined): Readonly<Record<string, unknown>> {
  return map === undefined ? {} : yamlToPlain(map);
}

function toPlainRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

const sourceKeys = new Set(['name', 'database', 'schema', 'description', 'tables', 'config']);
const tableKeys = new Set([...ownKeys, 'identifier']);

function parseSource(file: SourceFile, entry: YamlMap, findings: Findings): SourceProperties {
  const config = checkConfigOf(entry, 'source', findings);
  const database = findText(entry, 'database');
  const schema = findText(entry, 'schema');
  return {
    name: findText(entry, 'name') ?? '',
    ...(database !== undefined && { database }),
    ...(schema !== undefined && { schema }),
    description: findText(entry, 'description') ?? '',
    tables: findMaps(entry, 'tables').map((table) => parseTable(table, findings)),
    ...(config && { config }),
    extra: toExtra(entry, sourceKeys),
    place: findEntry(entry, 'name')?.value.place ?? entry.place,
    file,
  };
}

function parseTable(entry: YamlMap, findings: Findings): SourceTableProperties {
  const config = checkConfigOf(entry, 'source', findings);
  const identifier = findText(entry, 'identifier');
  return {
    name: findText(entry, 'name') ?? '',
    ...(identifier !== undefined && { identifier }),
    description: findText(entry, 'description') ?? '',
    columns: parseColumns(entry, findings),
    dataTests: parseDataTests(entry, findings),
    ...(config && { config }),
    extra: toExtra(entry, tableKeys),
    place: findEntry(entry, 'name')?.value.place ?? entry.place,
  };
}

function parseMacro(entry: YamlMap, findings: Findings): MacroProperties {
  checkConfigOf(entry, 'macro', findings);
  return {
    name: findText(entry, 'name') ?? '',
    description: findText(entry, 'description') ?? '',
    place: findEntry(entry, 'name')?.value.place ?? entry.place,
  };
}
