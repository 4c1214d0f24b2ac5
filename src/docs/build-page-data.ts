// Artifacts → PageData. Pure. Reads defensively: what is missing in an artifact is empty on the page, what points
// nowhere is dropped, and the same artifacts always give the same value.

import type { DocsInput, DocsManifest, DocsNode, DocsResult, DocsRunResults } from './docs-input.js';
import type { PageColumn, PageData, PageFact, PageNode, PageResult, PageRun, PageTest, Tone } from './page-data.js';

export function buildPageData(input: DocsInput): PageData {
  const manifest = input.manifest ?? null;
  const runResults = input.runResults ?? null;
  const all = manifest === null ? [] : readNodes(manifest);
  const graphNodes = all.filter((node) => !isTest(node));
  const testNodes = all.filter(isTest);
  const nodePositions = new Map(graphNodes.map((node, position) => [node.unique_id, position]));
  const toPositions = (ids: readonly string[]): number[] =>
    [...new Set(ids.map((id) => nodePositions.get(id)).filter((position) => position !== undefined))].sort(
      (a, b) => a - b,
    );
  const results = readResults(runResults);

  const tests = testNodes.map((node): PageTest => {
    const parents = toPositions(parentsOf(manifest, node));
    return {
      ...common(node),
      kind: node.test_metadata?.name ?? 'singular',
      column: node.column_name ?? '',
      severity: (readText(node.config, 'severity') || 'error').toLowerCase(),
      node: attachedPosition(node, parents, nodePositions),
      parents,
      result: results.get(node.unique_id) ?? null,
    };
  });
  const testsByNode = groupTests(tests);
  const nodes = graphNodes.map((node, position): PageNode => {
    const ownTests = testsByNode.get(position) ?? [];
    const isHidden = node.docs?.show === false;
    return {
      ...common(node),
      ...(isHidden ? { description: '', rawCode: '', compiledCode: '', config: [] } : {}),
      type: node.resource_type,
      materialized: materializationOf(node),
      package: node.package_name ?? '',
      relation: node.relation_name ?? '',
      columns: isHidden ? [] : columnsOf(node, ownTests, tests),
      parents: toPositions(parentsOf(manifest, node)).filter((parent) => parent !== position),
      tests: ownTests,
      result: results.get(node.unique_id) ?? null,
      isHidden,
    };
  });
  const known = new Set(all.map((node) => node.unique_id));
  return { project: projectOf(manifest), nodes, tests, run: runOf(runResults, known) };
}

function projectOf(manifest: DocsManifest | null): PageData['project'] {
  const name = manifest?.metadata.project_name ?? '';
  const overviews = Object.values(manifest?.docs ?? {}).filter((block) => block.name === '__overview__');
  const overview = overviews.find((block) => block.package_name === name) ?? overviews[0];
  return {
    name: name === '' ? 'Project' : name,
    engine: manifest?.metadata.adapter_type ?? '',
    overview: overview?.block_contents ?? '',
    generatedAt: manifest?.metadata.generated_at ?? '',
    isCompiled: manifest !== null,
  };
}

function readNodes(manifest: DocsManifest): readonly DocsNode[] {
  const groups = [manifest.nodes, manifest.sources ?? {}, manifest.exposures ?? {}];
  const nodes = groups.flatMap((group) => Object.values(group)).filter((node) => node.resource_type !== 'operation');
  return nodes.sort((a, b) => compare(a.unique_id, b.unique_id));
}

function isTest(node: DocsNode): boolean {
  return node.resource_type === 'test' || node.resource_type === 'unit_test';
}

function parentsOf(manifest: DocsManifest | null, node: DocsNode): readonly string[] {
  return manifest?.parent_map?.[node.unique_id] ?? node.depends_on?.nodes ?? [];
}

/** dbt leaves `attached_node` null for tests on sources: a generic test that reads one node only is about that one. */
function attachedPosition(
  node: DocsNode,
  parents: readonly number[],
  positions: ReadonlyMap<string, number>,
): number | null {
  const attached = node.attached_node;
  if (attached !== null && attached !== undefined) return positions.get(attached) ?? null;
  const [only, ...others] = parents;
  return only !== undefined && others.length === 0 && node.test_metadata?.name ? only : null;
}

function groupTests(tests: readonly PageTest[]): ReadonlyMap<number, readonly number[]> {
  const byNode = new Map<number, number[]>();
  for (const [position, test] of tests.entries()) {
    for (const node of test.node === null ? test.parents : [test.node]) {
      const group = byNode.get(node);
      if (group === undefined) byNode.set(node, [position]);
      else group.push(position);
    }
  }
  return byNode;
}

function columnsOf(node: DocsNode, ownTests: readonly number[], tests: readonly PageTest[]): readonly PageColumn[] {
  const testsByColumn = new Map<string, number[]>();
  for (const position of ownTests) {
    const test = tests[position];
    if (test === undefined || test.column === '' || test.node === null) continue;
    const key = test.column.toLowerCase();
    testsByColumn.set(key, [...(testsByColumn.get(key) ?? []), position]);
  }
  const declared = Object.entries(node.columns ?? {}).map(([key, column]): PageColumn => {
    const name = column.name === '' ? key : column.name;
    return {
      name,
      dataType: column.data_type ?? '',
      description: column.description ?? '',
      isDeclared: true,
      tags: toTags(column.tags),
      tests: testsByColumn.get(name.toLowerCase()) ?? [],
    };
  });
  const declaredNames = new Set(declared.map((column) => column.name.toLowerCase()));
  const undeclared = [...testsByColumn]
    .filter(([key]) => !declaredNames.has(key))
    .map(([key, positions]): PageColumn => {
      const name = tests[positions[0] ?? -1]?.column ?? key;
      return { name, dataType: '', description: '', isDeclared: false, tags: [], tests: positions };
    });
  return [...declared, ...undeclared];
}

function common(node: DocsNode) {
  return {
    id: node.unique_id,
    name: displayName(node),
    description: node.description ?? '',
    path: node.original_file_path ?? '',
    tags: toTags(node.tags),
    config: configOf(node),
    rawCode: (node.raw_code ?? '').trim(),
    compiledCode: (node.compiled_code ?? '').trim(),
  };
}

function displayName(node: DocsNode): string {
  return node.resource_type === 'source' && node.source_name ? `${node.source_name}.${node.name}` : node.name;
}

function materializationOf(node: DocsNode): string {
  if (node.resource_type === 'source' || node.resource_type === 'exposure' || node.resource_type === 'analysis')
    return '';
  return readText(node.config, 'materialized');
}

/** Values that dbt and sp write where nothing was set: not worth a reader's time. */
const DEFAULTS: Readonly<Record<string, string>> = {
  access: 'protected',
  contract: 'enforced: false, alias_types: true',
  error_if: '!= 0',
  fail_calc: 'count(*)',
  lookback: '1',
  on_configuration_change: 'apply',
  on_schema_change: 'ignore',
  schema: 'dbt_test__audit',
  severity: 'ERROR',
  warn_if: '!= 0',
};

/** Settings worth reading: no nulls, no empty lists, nothing that has a place of its own on the page. */
function configOf(node: DocsNode): readonly PageFact[] {
  const shownElsewhere = new Set([
    'enabled',
    'tags',
    'description',
    'columns',
    'docs',
    ...(isTest(node) ? [] : ['materialized']),
  ]);
  const facts = new Map<string, unknown>();
  if (node.type) facts.set('type', node.type);
  if (node.url) facts.set('url', node.url);
  if (node.owner) facts.set('owner', node.owner);
  for (const [key, value] of Object.entries(node.test_metadata?.kwargs ?? {}))
    if (key !== 'model') facts.set(key, value);
  for (const [key, value] of Object.entries(node.config ?? {})) if (!shownElsewhere.has(key)) facts.set(key, value);
  return [...facts]
    .filter(([, value]) => !isEmpty(value))
    .map(([key, value]) => ({ key, value: toText(value) }))
    .filter(({ key, value }) => DEFAULTS[key] !== value)
    .sort((a, b) => compare(a.key, b.key));
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** Lists as `a, b`, plain objects as `key: value, …`, anything deeper as JSON. */
function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && Object.values(value).every((item) => typeof item !== 'object')) {
    return Object.entries(value)
      .map(([key, item]) => (Array.isArray(value) ? String(item) : `${key}: ${String(item)}`))
      .join(', ');
  }
  return JSON.stringify(value);
}

function toTags(tags: readonly string[] | string | null | undefined): readonly string[] {
  return typeof tags === 'string' ? [tags] : [...new Set(tags ?? [])].sort(compare);
}

function readResults(runResults: DocsRunResults | null): ReadonlyMap<string, PageResult> {
  const results = runResults?.results ?? [];
  const starts = results.map(startedAt).filter((start) => start !== null);
  const origin = starts.reduce((first, start) => Math.min(first, start), Infinity);
  return new Map(results.map((result) => [result.unique_id, toPageResult(result, origin)]));
}

function toPageResult(result: DocsResult, origin: number): PageResult {
  const start = startedAt(result);
  const rows = readKey(result.adapter_response, 'rows_affected');
  return {
    status: result.status,
    tone: toTone(result.status),
    durationMs: Math.round((result.execution_time ?? 0) * 1000),
    startMs: start === null ? null : Math.max(0, start - origin),
    thread: result.thread_id ?? '',
    message: result.message ?? '',
    failures: result.failures ?? null,
    rows: typeof rows === 'number' && rows >= 0 ? rows : null,
  };
}

/** Milliseconds since the epoch of the earliest step of a result. */
function startedAt(result: DocsResult): number | null {
  const starts = (result.timing ?? [])
    .map((step) => Date.parse(step.started_at ?? ''))
    .filter((time) => !Number.isNaN(time));
  return starts.length === 0 ? null : starts.reduce((a, b) => Math.min(a, b));
}

export function toTone(status: string): Tone {
  switch (status.toLowerCase()) {
    case 'success':
    case 'pass':
      return 'ok';
    case 'warn':
      return 'warn';
    case 'partial success':
    case 'error':
    case 'fail':
    case 'runtime error':
      return 'bad';
    default:
      return 'idle';
  }
}

function runOf(runResults: DocsRunResults | null, known: ReadonlySet<string>): PageRun | null {
  if (runResults === null) return null;
  return {
    command: readText(runResults.args, 'which'),
    finishedAt: runResults.metadata?.generated_at ?? '',
    elapsedMs: Math.round((runResults.elapsed_time ?? 0) * 1000),
    strayResults: runResults.results.filter((result) => !known.has(result.unique_id)).length,
  };
}

function readKey(record: object | null | undefined, key: string): unknown {
  return record === null || record === undefined
    ? undefined
    : Object.entries(record).find(([name]) => name === key)?.[1];
}

function readText(record: object | null | undefined, key: string): string {
  const value = readKey(record, key);
  return typeof value === 'string' ? value : '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
