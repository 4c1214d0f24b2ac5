import { EngineFailure } from '../adapters/adapter.js';
import type { Relation } from '../dialects/relation.js';
import { SpError } from '../errors/sp-error.js';
import type { ManifestNode, NodeId } from '../manifest/manifest.js';
import { selectNodes } from '../select/select-nodes.js';
import type { Command, CommandContext } from './command.js';
import { compareRelation, type RelationComparison } from './diff/compare-relation.js';
import { describeColumns, hasDifference, showDifference } from './diff/describe-difference.js';
import { findKey } from './diff/find-key.js';
import { openSides, type DiffTarget } from './diff/open-sides.js';
import { nothingToDiff } from './errors.js';
import type { DiffOptions } from './options.js';
import { openWorkspace } from './workspace.js';

const defaultLimit = 5;

/** A relation that both targets should hold. */
interface Subject {
  readonly node: ManifestNode;
  readonly name: string;
  readonly here: Relation;
  readonly there: Relation;
}

type Outcome =
  | { readonly kind: 'compared'; readonly comparison: RelationComparison }
  | { readonly kind: 'missing'; readonly from: readonly string[] }
  | { readonly kind: 'error'; readonly message: string };

interface Result extends Subject {
  readonly outcome: Outcome;
}

/**
 * Compares the relations of two targets row by row: by the key that the project declares, else whole rows. Texts, dates
 * and integers exactly, other numbers to 1e-9 of their size, booleans as 0 and 1.
 */
export const diff: Command<DiffOptions> = async (options, context) => {
  const workspace = await openWorkspace(options, context);
  const selection = selectNodes(workspace.manifest, workspace.graph, { ...options, indirectSelection: 'empty' });
  for (const diagnostic of selection.warnings) context.sink({ kind: 'diagnostic', diagnostic });
  const [here, there] = await openSides(workspace, options, context);
  try {
    const subjects = listSubjects(selection.nodes, here, there);
    if (subjects.length === 0) throw new SpError([nothingToDiff()]);
    const existing = [await listExisting(here), await listExisting(there)] as const;
    const results: Result[] = [];
    for (const subject of subjects) {
      context.signal.throwIfAborted();
      results.push({ ...subject, outcome: await compare(subject, [here, there], existing, options, context) });
    }
    const isEqual = results.every(({ outcome }) => outcome.kind === 'compared' && !hasDifference(outcome.comparison));
    if (options.json) writeJson(results, here, there, isEqual, context);
    else writeText(results, here, there, context);
    return { exitCode: isEqual ? 0 : 1 };
  } finally {
    await Promise.all([here.session.close(), there.session.close()]);
  }
};

/** Seeds, what they rejected, models and snapshots that leave something behind. */
function listSubjects(ids: readonly NodeId[], here: DiffTarget, there: DiffTarget): readonly Subject[] {
  return ids.flatMap((id) => {
    const [node, other] = [here.manifest.nodes.get(id), there.manifest.nodes.get(id)];
    if (node === undefined || other === undefined || !isStored(node) || !isStored(other)) return [];
    const own = { node, name: node.name, here: node.relation, there: other.relation };
    if (node.resourceType !== 'seed' || other.resourceType !== 'seed') return [own];
    if (node.rejected === undefined || other.rejected === undefined) return [own];
    return [own, { node, name: `${node.name}__rejected`, here: node.rejected, there: other.rejected }];
  });
}

function isStored(node: ManifestNode): node is Extract<ManifestNode, { readonly relation: Relation }> {
  if (node.resourceType === 'model') return node.materialized !== 'ephemeral';
  return node.resourceType === 'seed' || node.resourceType === 'snapshot';
}

async function listExisting({ session }: DiffTarget): Promise<ReadonlySet<string>> {
  return new Set((await session.relations()).map(({ relation }) => session.dialect.renderRelation(relation)));
}

async function compare(
  { node, name, here: relation, there: otherRelation }: Subject,
  [here, there]: readonly [DiffTarget, DiffTarget],
  existing: readonly [ReadonlySet<string>, ReadonlySet<string>],
  options: DiffOptions,
  { signal }: CommandContext,
): Promise<Outcome> {
  const missing = [
    ...(existing[0].has(here.session.dialect.renderRelation(relation)) ? [] : [here.name]),
    ...(existing[1].has(there.session.dialect.renderRelation(otherRelation)) ? [] : [there.name]),
  ];
  if (missing.length > 0) return { kind: 'missing', from: missing };
  try {
    const comparison = await compareRelation(
      { session: here.session, relation },
      { session: there.session, relation: otherRelation },
      {
        findKey: (names) => (name === node.name ? findKey(here.manifest, node, names) : undefined),
        sampleSize: options.limit ?? defaultLimit,
        signal,
      },
    );
    return { kind: 'compared', comparison };
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    return { kind: 'error', message: error.message };
  }
}

function writeText(results: readonly Result[], here: DiffTarget, there: DiffTarget, context: CommandContext): void {
  const [onlyHere, onlyThere] = [`only ${here.name}`, `only ${there.name}`];
  context.stdout(`${here.name} is ${here.description}, ${there.name} is ${there.description}\n\n`);
  context.writeRows(
    ['relation', 'equal', 'different', onlyHere, onlyThere, 'compared by'],
    results.map(({ name, outcome }) => {
      if (outcome.kind === 'missing') return [name, '', '', '', '', `not built in ${outcome.from.join(' and ')}`];
      if (outcome.kind === 'error') return [name, '', '', '', '', 'could not be read'];
      const { equal, different, onlyHere: a, onlyThere: b, names, key } = outcome.comparison;
      const by = key.map((position) => names[position]).join(', ');
      return [name, equal, different, a, b, by === '' ? 'whole rows' : by];
    }),
    'table',
  );
  for (const result of results) writeDetails(result, here, there, context);
  const count = (wanted: (result: Result) => boolean): number => results.filter(wanted).length;
  const equal = count(({ outcome }) => outcome.kind === 'compared' && !hasDifference(outcome.comparison));
  const different = count(({ outcome }) => outcome.kind === 'compared' && hasDifference(outcome.comparison));
  const others = results.length - equal - different;
  const rest = others === 0 ? '' : `, ${others} could not be compared`;
  context.stdout(
    `\n${results.length} ${results.length === 1 ? 'relation' : 'relations'}: ${equal} equal, ${different} different${rest}\n`,
  );
}

function writeDetails(result: Result, here: DiffTarget, there: DiffTarget, context: CommandContext): void {
  const { outcome, name } = result;
  if (outcome.kind === 'error') context.stdout(`\n${name}: ${outcome.message}\n`);
  if (outcome.kind !== 'compared' || !hasDifference(outcome.comparison)) return;
  const { comparison } = outcome;
  const facts = [
    ...(comparison.columns.size > 0 ? [`differs in ${describeColumns(comparison)}`] : []),
    ...describeMissing(comparison.columnsOnlyHere, here.name),
    ...describeMissing(comparison.columnsOnlyThere, there.name),
    ...(comparison.onlyHere > 0 ? [`${countRows(comparison.onlyHere)} only in ${here.name}`] : []),
    ...(comparison.onlyThere > 0 ? [`${countRows(comparison.onlyThere)} only in ${there.name}`] : []),
  ];
  context.stdout(`\n${name}: ${facts.join('; ')}\n`);
  const masked = maskedColumns(result.node);
  const rows = comparison.sample.flatMap((each) => {
    const { kind, row, cells } = showDifference(comparison, each, masked);
    const which = Object.entries(row)
      .map(([column, cell]) => `${column}=${cell === null ? 'NULL' : String(cell)}`)
      .join(', ');
    if (kind !== 'different') return [[which, '', ...(kind === 'only_here' ? ['row', 'no row'] : ['no row', 'row'])]];
    return cells.map(({ column, here: own, other }) => [which, column, own, other]);
  });
  if (rows.length > 0) context.writeRows(['row', 'column', here.name, there.name], rows, 'table');
}

function countRows(count: number): string {
  return `${count} ${count === 1 ? 'row' : 'rows'}`;
}

function describeMissing(columns: readonly string[], target: string): readonly string[] {
  return columns.length === 0
    ? []
    : [`only ${target} has the column${columns.length > 1 ? 's' : ''} ${columns.join(', ')}`];
}

function writeJson(
  results: readonly Result[],
  here: DiffTarget,
  there: DiffTarget,
  isEqual: boolean,
  context: CommandContext,
): void {
  const relations = results.map(({ node, name, outcome }) => {
    const subject = { unique_id: node.id, name };
    if (outcome.kind === 'missing') return { ...subject, status: 'missing', missing_from: outcome.from };
    if (outcome.kind === 'error') return { ...subject, status: 'error', message: outcome.message };
    const { comparison } = outcome;
    const masked = maskedColumns(node);
    return {
      ...subject,
      status: hasDifference(comparison) ? 'different' : 'equal',
      key: comparison.key.map((position) => comparison.names[position]),
      rows: {
        equal: comparison.equal,
        different: comparison.different,
        only_here: comparison.onlyHere,
        only_other: comparison.onlyThere,
      },
      columns: {
        only_here: comparison.columnsOnlyHere,
        only_other: comparison.columnsOnlyThere,
        different: Object.fromEntries(
          [...comparison.columns].map(([position, count]) => [comparison.names[position] ?? '', count]),
        ),
      },
      sample: comparison.sample.map((each) => showDifference(comparison, each, masked)),
    };
  });
  const side = ({ name, description }: DiffTarget) => ({ name, description });
  const report = { here: side(here), other: side(there), is_equal: isEqual, relations };
  const replacer = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
  context.stdout(`${JSON.stringify(report, replacer, 2)}\n`);
}

/** Columns that hold personal data, lower-case. */
function maskedColumns(node: ManifestNode): ReadonlySet<string> {
  const isPersonal = (meta: Readonly<Record<string, unknown>>): boolean => Boolean(meta['pii']);
  return new Set(node.columns.flatMap(({ name, meta }) => (isPersonal(meta) ? [name.toLowerCase()] : [])));
}
