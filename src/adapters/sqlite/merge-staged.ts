// Staged partitions next to published rows: read as one table before they are published, and made one table by it.

import type { SqlValue } from '../../dialects/relation.js';
import type { Publication, PublishMode, QueryRequest, Staged } from '../adapter.js';
import type { Entry, TableEntry } from './catalog.js';
import type { Image } from './image.js';
import type { Inputs, Overlay } from './protocol.js';
import { nameKey } from './schema-object.js';
import { StagedHandle, type StageContext } from './staged-handle.js';

/** More groups of partitions than this are put together before they are read: an engine attaches only a few images. */
const maxOverlayParts = 4;

type PartitionsMode = Extract<PublishMode, { kind: 'partitions' }>;

/** What a statement sees: published relations, staged ones in front. */
export async function overlayInputs(
  request: Pick<QueryRequest, 'reads' | 'over' | 'removedKeys'>,
  context: StageContext,
): Promise<Inputs> {
  const names = request.reads.map(({ identifier }) => identifier);
  const over = request.over ?? [];
  const plain = over.filter((staged) => StagedHandle.of(staged).partitions === undefined);
  const inputs = context.catalog.inputsFor(
    names,
    plain.flatMap((staged) => StagedHandle.of(staged).entries),
  );
  let images: readonly Image[] = inputs.images;
  const overlays: Overlay[] = [];
  for (const group of groupByRelation(over.filter((staged) => !plain.includes(staged)))) {
    const parts = await overlayParts(group, context);
    const published = context.catalog.find(group.name);
    const positions = parts.map((_, index) => images.length + index);
    images = [...images, ...parts];
    const old = published?.kind === 'table' ? published.stored.image : undefined;
    if (old && !images.includes(old)) images = [...images, old];
    overlays.push({
      name: group.name,
      staged: positions,
      ...(old && { published: images.indexOf(old) }),
      partitionBy: group.by,
      keys: [...group.keys, ...(request.removedKeys ?? [])],
    });
  }
  return { ...inputs, images, overlays };
}

/** The entries that publishing partitions puts into the catalog. */
export async function mergePublication(
  { relation, staged, statements }: Publication,
  mode: PartitionsMode,
  context: StageContext,
): Promise<readonly Entry[]> {
  const name = relation.identifier;
  const tables = staged.flatMap((each) => StagedHandle.of(each).entries).filter((entry) => entry.kind === 'table');
  const published = context.catalog.find(name);
  const old = published?.kind === 'table' ? published.stored.image : undefined;
  const keys = [...staged.flatMap((each) => StagedHandle.of(each).partitions?.keys ?? []), ...mode.removeKeys];
  const sql = statements.map((statement) => statement.sql);
  const [only] = tables;
  if (only === undefined && (old === undefined || keys.length === 0)) return [];
  if (only && tables.length === 1 && old === undefined && sql.length === 0) return [only];
  const { output } = await context.run('merge-partitions', {
    name,
    ...(old && { published: old }),
    staged: tables.map(({ stored }) => stored.image),
    partitionBy: mode.partitionBy,
    keys,
    statements: sql,
  });
  return [{ kind: 'table', name, stored: context.store(output), columns: output.columns, hash: output.hash }];
}

interface Group {
  readonly name: string;
  readonly by: string;
  readonly tables: readonly TableEntry[];
  readonly keys: readonly SqlValue[];
}

function groupByRelation(staged: readonly Staged[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const each of staged) {
    const { entries, partitions } = StagedHandle.of(each);
    const key = nameKey(each.relation.identifier);
    const group = groups.get(key);
    groups.set(key, {
      name: each.relation.identifier,
      by: partitions?.by ?? '',
      tables: [...(group?.tables ?? []), ...entries.filter((entry) => entry.kind === 'table')],
      keys: [...(group?.keys ?? []), ...(partitions?.keys ?? [])],
    });
  }
  return [...groups.values()];
}

const mergedParts = new WeakMap<Image, Promise<Image>>();

async function overlayParts({ name, by, tables }: Group, context: StageContext): Promise<readonly Image[]> {
  const images = tables.map(({ stored }) => stored.image);
  const first = images[0];
  if (images.length <= maxOverlayParts || first === undefined) return images;
  const known = mergedParts.get(first);
  if (known) return [await known];
  const input = { name, staged: images, partitionBy: by, keys: [], statements: [] };
  const merged = context.run('merge-partitions', input).then(({ output }) => context.store(output).image);
  mergedParts.set(first, merged);
  return [await merged];
}
