import { suggest } from '../errors/suggest.js';
import type { SeedConfig } from '../adapters/seed-config.js';
import type { CsvFile } from '../project/project.js';
import type { ResourceProperties } from '../project/properties.js';
import { globToRegExp } from '../util/glob.js';
import { readConfigMap, readConfigTree, type ConfigReader } from './config-layers.js';
import { delimiterIsQuote, missingSeedFile } from './errors.js';
import type { SeedNode } from './manifest.js';
import { buildHooks } from './build-hooks.js';
import { nodeId } from './node-id.js';
import {
  readConfig,
  readMeta,
  readTags,
  resolveRelation,
  startOf,
  toFqn,
  toPlainConfig,
  type BuildContext,
  type PropertiesIndex,
} from './node-parts.js';

export interface SeedDraft {
  readonly node: SeedNode;
  readonly enabled: boolean;
  readonly properties: readonly ResourceProperties[];
}

/** One seed a CSV file; files that an entry's `files:` names belong to that entry's seed instead. */
export function buildSeeds(context: BuildContext, index: PropertiesIndex): readonly SeedDraft[] {
  const claimed = new Set<CsvFile>();
  const drafts: SeedDraft[] = [];
  for (const entry of index.all) {
    const files = claimFiles(context, entry);
    if (files === undefined) continue;
    for (const file of files) claimed.add(file);
    index.take(entry.name);
    drafts.push(buildSeed(context, entry.name, files, entry));
  }
  for (const file of context.project.csvFiles) {
    if (!claimed.has(file)) drafts.push(buildSeed(context, file.name, [file], index.take(file.name)));
  }
  return drafts;
}

/** Files of an entry's `files:`, in the order of its patterns; undefined when it has none. */
function claimFiles(context: BuildContext, entry: ResourceProperties): readonly CsvFile[] | undefined {
  const reader = readConfig([readConfigMap(entry.config)], entry.place);
  if (!reader.has('files')) return undefined;
  const patterns = reader.texts('files');
  context.diagnostics.push(...reader.diagnostics);
  const { csvFiles } = context.project;
  const found = new Set<CsvFile>();
  for (const pattern of patterns) {
    const matcher = globToRegExp(pattern);
    const matches = csvFiles.filter((file) => matcher.test(file.pathInFolder));
    // A plain name must exist; a pattern may match nothing as long as another one does.
    if (matches.length === 0 && !/[*?[]/.test(pattern)) {
      const suggestion = suggest(
        pattern,
        csvFiles.map((file) => file.pathInFolder),
      );
      const id = nodeId('seed', context.project.config.name, entry.name);
      context.diagnostics.push(missingSeedFile(pattern, reader.placeOf('files'), suggestion, id));
    }
    for (const file of matches) found.add(file);
  }
  if (found.size === 0 && patterns.every((pattern) => /[*?[]/.test(pattern))) {
    const id = nodeId('seed', context.project.config.name, entry.name);
    context.diagnostics.push(missingSeedFile(patterns.join(', '), reader.placeOf('files'), undefined, id));
  }
  return [...found];
}

const defaults = { enabled: true, materialized: 'seed', tags: [], meta: {} };

function buildSeed(
  context: BuildContext,
  name: string,
  files: readonly CsvFile[],
  entry: ResourceProperties | undefined,
): SeedDraft {
  const { project } = context;
  const first = files[0];
  const path = first?.pathInFolder ?? `${name}.csv`;
  const fqn = toFqn(project.config.name, path, name);
  const place = entry?.place ?? startOf({ path: first?.path ?? '', text: '' });
  const reader = readConfig([...readConfigTree(project.config.trees.seeds, fqn), readConfigMap(entry?.config)], place);
  const alias = reader.text('alias') ?? name;
  const seed = readSeedConfig(reader);
  const relation = resolveRelation(context, reader, alias);
  const node: SeedNode = {
    resourceType: 'seed',
    id: nodeId('seed', project.config.name, name),
    name,
    package: project.config.name,
    path,
    originalFilePath: first?.path ?? entry?.file.path ?? '',
    fqn,
    description: entry?.description ?? '',
    tags: readTags(reader, entry?.extra),
    meta: readMeta(reader, entry?.extra),
    config: toPlainConfig(defaults, reader.config),
    columns: entry?.columns ?? [],
    ...(entry && { patchPath: entry.file.path }),
    place,
    alias,
    relation,
    materialized: 'seed',
    ...buildHooks(context, reader, nodeId('seed', project.config.name, name)),
    files,
    seed,
    ...(seed.onBadRow === 'quarantine' && { rejected: resolveRelation(context, reader, `${alias}__rejected`) }),
  };
  const enabled = reader.flag('enabled', true);
  context.diagnostics.push(...reader.diagnostics);
  return { node, enabled, properties: entry ? [entry] : [] };
}

function readSeedConfig(reader: ConfigReader): SeedConfig {
  const types = Object.entries(reader.record('column_types')).map(([column, type]) => [column, String(type)]);
  const delimiter = reader.text('delimiter') ?? ',';
  const quote = reader.text('quote') ?? '"';
  if (delimiter === quote) {
    const place = reader.placeOf(reader.has('quote') ? 'quote' : 'delimiter');
    reader.diagnostics.push(delimiterIsQuote(delimiter, place));
  }
  return {
    delimiter,
    quote,
    columnTypes: Object.fromEntries(types) as Record<string, string>,
    nullValues: reader.texts('null_values'),
    quotedEmpty: reader.oneOf('quoted_empty', ['null', 'text'], 'null'),
    onBadRow: reader.oneOf('on_bad_row', ['fail', 'quarantine'], 'fail'),
    rowId: reader.flag('row_id', false),
    unicode: reader.oneOf('unicode', ['keep', 'nfc'], 'keep'),
    trim: reader.oneOf('trim', ['none', 'unicode'], 'none'),
    quoteColumns: reader.flag('quote_columns', false),
  };
}
