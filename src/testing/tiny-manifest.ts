// Manifests for tests, written as a list of names: `tinyManifest([model('a'), model('b', { refs: ['a'] })])`.
// Package `shop`. No file is read and no template is parsed: each node's file holds one ref a line.

import type { Place, SourceFile } from '../errors/diagnostic.js';
import { sqliteDialect } from '../dialects/sqlite/sqlite-dialect.js';
import type {
  AnalysisNode,
  ExposureNode,
  Manifest,
  ManifestNode,
  ModelNode,
  NodeId,
  SeedNode,
  SourceNode,
  TestNode,
} from '../manifest/manifest.js';
import { nodeId } from '../manifest/node-id.js';
import type { MacroDefinition, ParsedTemplate } from '../template/template.js';
import { tinyProject } from './tiny-project.js';

const packageName = tinyProject.config.name;

/** A node before the names in `refs` are looked up. */
export interface TinyNode {
  readonly node: ManifestNode;
  readonly refs: readonly string[];
}

interface Common {
  /** Names of nodes; `source.table` for a source. */
  readonly refs?: readonly string[];
  readonly tags?: readonly string[];
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  /** From the project root; by default in the folder of its kind. */
  readonly path?: string;
  readonly patchPath?: string;
  readonly description?: string;
}

export function model(
  name: string,
  options: Common & Partial<Pick<ModelNode, 'materialized' | 'access' | 'group' | 'columns' | 'partition'>> = {},
): TinyNode {
  const { refs = [], materialized = 'view', access = 'protected', group, partition } = options;
  return {
    refs,
    node: {
      ...common('model', name, options.path ?? `models/${name}.sql`, {
        ...options,
        config: { enabled: true, materialized, ...(group !== undefined && { group }), ...options.config },
      }),
      ...templated(),
      resourceType: 'model',
      alias: name,
      relation: { identifier: name },
      materialized,
      indexes: [],
      access,
      columns: options.columns ?? [],
      ...(group !== undefined && { group }),
      ...(partition !== undefined && { partition }),
    },
  };
}

export function seed(name: string, options: Omit<Common, 'refs'> = {}): TinyNode {
  const path = options.path ?? `seeds/${name}.csv`;
  const config = { enabled: true, materialized: 'seed', ...options.config };
  const node: SeedNode = {
    ...common('seed', name, path, { ...options, config }),
    resourceType: 'seed',
    alias: name,
    relation: { identifier: name },
    materialized: 'seed',
    files: [{ path, absolutePath: `/shop/${path}`, pathInFolder: `${name}.csv`, name, sizeBytes: 10 }],
    seed: {
      delimiter: ',',
      quote: '"',
      columnTypes: {},
      nullValues: [],
      quotedEmpty: 'null',
      onBadRow: 'fail',
      rowId: false,
      unicode: 'keep',
      trim: 'none',
      quoteColumns: true,
    },
  };
  return { node, refs: [] };
}

/** `name` is `source.table`. */
export function source(name: string, options: Omit<Common, 'refs'> = {}): TinyNode {
  const [sourceName = name, table = name] = name.split('.');
  const base = common('source', table, options.path ?? 'models/sources.yml', options);
  const node: SourceNode = {
    ...base,
    id: nodeId('source', packageName, name),
    fqn: [packageName, sourceName, table],
    resourceType: 'source',
    alias: table,
    relation: { identifier: table },
    sourceName,
    sourceDescription: '',
  };
  return { node, refs: [] };
}

/** A generic test; its name is `<test>_<on>[_<column>]`. */
export function genericTest(
  test: string,
  on: string,
  options: Common & { readonly name?: string; readonly column?: string; readonly severity?: 'error' | 'warn' } = {},
): TinyNode {
  const { column, refs = [], severity = 'error' } = options;
  const name = options.name ?? [test, on.replace('.', '_'), ...(column === undefined ? [] : [column])].join('_');
  const path = options.path ?? 'models/schema.yml';
  const tiny = testNode(name, path, { ...options, severity });
  const kwargs = column === undefined ? {} : { column_name: column };
  const node: TestNode = {
    ...tiny,
    id: nodeId(tiny.id, '0123456789'),
    testKind: 'generic',
    path: `${name}.sql`,
    generic: {
      macro: testMacro(test),
      test,
      attachedTo: nodeId(on),
      ...(column !== undefined && { column }),
      kwargs,
      argumentRefs: [],
    },
  };
  return { node, refs: [on, ...refs] };
}

export function singularTest(name: string, options: Common & { readonly severity?: 'error' | 'warn' } = {}): TinyNode {
  return { node: testNode(name, options.path ?? `tests/${name}.sql`, options), refs: options.refs ?? [] };
}

export function exposure(name: string, options: Common = {}): TinyNode {
  const node: ExposureNode = {
    ...common('exposure', name, options.path ?? 'models/exposures.yml', options),
    resourceType: 'exposure',
    exposureType: 'dashboard',
    owner: { name: 'Head teacher' },
    dependsOn: [],
    extra: {},
  };
  return { node, refs: options.refs ?? [] };
}

export function analysis(name: string, options: Common = {}): TinyNode {
  const path = options.path ?? `analyses/${name}.sql`;
  const node: AnalysisNode = { ...common('analysis', name, path, options), ...templated(), resourceType: 'analysis' };
  return { node, refs: options.refs ?? [] };
}

/** Looks up the names in `refs` and puts everything together. */
export function tinyManifest(
  tinyNodes: readonly TinyNode[],
  more: Partial<Pick<Manifest, 'disabled' | 'macros' | 'warnings'>> = {},
): Manifest {
  const ids = new Map(tinyNodes.map(({ node }) => [tinyName(node), node.id]));
  const idOf = (name: string): NodeId => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`tinyManifest: nothing is named ${name}`);
    return id;
  };
  const nodes = tinyNodes.map(({ node, refs }) => linkNode(node, refs, idOf));
  const parents = tinyNodes.map(({ node, refs }): [NodeId, readonly NodeId[]] => [
    node.id,
    [...new Set(refs.map(idOf))].sort(),
  ]);
  return {
    project: tinyProject,
    dialect: sqliteDialect,
    nodes: new Map(nodes.map((node) => [node.id, node])),
    parents: new Map(parents),
    disabled: [],
    operations: [],
    macros: new Map(),
    warnings: [],
    ...more,
  };
}

function linkNode(node: ManifestNode, refs: readonly string[], idOf: (name: string) => NodeId): ManifestNode {
  if (node.resourceType === 'exposure') return { ...node, dependsOn: refs.map(idOf) };
  if (node.resourceType === 'seed' || node.resourceType === 'source') return node;
  const file: SourceFile = {
    path: node.originalFilePath,
    text: refs.map((name) => `from {{ref "${name}"}}\n`).join(''),
  };
  const calls = refs.map((name, index) => ({ name, node: idOf(name), place: refPlace(file, index + 1, name) }));
  const linked = {
    rawCode: file.text,
    place: placeIn(file),
    refs: calls
      .filter((call) => !call.name.includes('.'))
      .map((call) => ({ call: { name: call.name, place: call.place }, node: call.node })),
    sources: calls
      .filter((call) => call.name.includes('.'))
      .map((call) => {
        const [sourceName = '', table = ''] = call.name.split('.');
        return { call: { source: sourceName, table, place: call.place }, node: call.node };
      }),
  };
  if (node.resourceType === 'test' && node.generic) {
    const [attachedTo = '', ...others] = refs;
    const argumentRefs = others.map((name) => ({ text: `ref('${name}')`, node: idOf(name) }));
    // As the manifest has it: a generic test's own template refers to nothing.
    return { ...node, generic: { ...node.generic, attachedTo: idOf(attachedTo), argumentRefs } };
  }
  return { ...node, ...linked };
}

function tinyName(node: ManifestNode): string {
  return node.resourceType === 'source' ? `${node.sourceName}.${node.name}` : node.name;
}

function common(kind: string, name: string, originalFilePath: string, options: Common) {
  const path = originalFilePath.split('/').slice(1).join('/');
  const folders = path.split('/').slice(0, -1);
  return {
    id: nodeId(kind, packageName, name),
    name,
    package: packageName,
    path,
    originalFilePath,
    fqn: [packageName, ...folders, name],
    description: options.description ?? '',
    tags: options.tags ?? [],
    meta: options.meta ?? {},
    config: { tags: options.tags ?? [], meta: options.meta ?? {}, ...options.config },
    columns: [],
    place: placeIn({ path: originalFilePath, text: '' }),
    ...(options.patchPath !== undefined && { patchPath: options.patchPath }),
  };
}

function testNode(name: string, path: string, options: Common & { readonly severity?: 'error' | 'warn' }): TestNode {
  const severity = options.severity ?? 'error';
  const config = { enabled: true, materialized: 'test', severity: severity.toUpperCase(), ...options.config };
  return {
    ...common('test', name, path, { ...options, config }),
    ...templated(),
    resourceType: 'test',
    materialized: 'test',
    alias: name,
    relation: { identifier: name },
    testKind: 'singular',
    severity,
    warnIf: '!= 0',
    errorIf: '!= 0',
    failCalc: 'count(*)',
  };
}

function templated() {
  return { template: emptyTemplate, rawCode: '', refs: [], sources: [], macroIds: [] };
}

function placeIn(file: SourceFile): Place {
  return { file, start: { line: 1, column: 1 } };
}

function refPlace(file: SourceFile, line: number, name: string): Place {
  const column = 'from {{ref "'.length + 1;
  return { file, start: { line, column }, end: { line, column: column + name.length } };
}

const emptyTemplate: ParsedTemplate = {
  ast: { type: 'Program', body: [] },
  file: { path: '', text: '' },
  facts: {
    refs: [],
    sources: [],
    configs: [],
    vars: [],
    envVars: [],
    docs: [],
    macroCalls: [],
    usesThis: false,
    usesIsIncremental: false,
    usesPartitionKey: false,
  },
};

function testMacro(name: string): MacroDefinition {
  const file: SourceFile = { path: 'sp/builtin-tests.sql', text: '' };
  const text = `{{#test "${name}" as |model column|}}{{/test}}`;
  return { kind: 'test', name, package: 'sp', parameters: [], template: emptyTemplate, text, place: placeIn(file) };
}
