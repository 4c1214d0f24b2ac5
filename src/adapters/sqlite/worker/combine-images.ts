import type { SqlJsStatic } from 'sql.js';
import { openImage, pageSize, type Image } from '../image.js';
import { composeDatabase } from '../pages/compose-database.js';
import { nameKey, readSchema, type SchemaObject } from '../schema-object.js';

/** SQLite's limit. */
export const maxAttached = 10;

export interface Attachable {
  readonly image: Pick<Image, 'bytes' | 'sizeBytes'>;
  /** Position in the list that was given; -1 for one that was put together. */
  readonly position: number;
}

/**
 * At most as many images as can be attached, which show the same relations: the smallest ones are put together into
 * one. That one stands in front and holds, of relations that several images have, only those that were found first.
 * Images in `fixed` stay as they are.
 */
export function combineImages(
  sql: SqlJsStatic,
  images: readonly Image[],
  fixed: ReadonlySet<number>,
): readonly Attachable[] {
  const all = images.map((image, position) => ({ image, position }));
  if (all.length <= maxAttached) return all;
  const chosen = new Set(
    all
      .filter(({ image, position }) => !fixed.has(position) && image.isPartial !== true)
      .sort((a, b) => a.image.sizeBytes - b.image.sizeBytes)
      .slice(0, all.length - maxAttached + 1)
      .map(({ position }) => position),
  );
  const taken = new Set<string>();
  const parts = all.flatMap(({ image, position }) => {
    const schema = schemaOf(sql, image);
    const tables = schema.filter(({ type, name }) => type === 'table' && !taken.has(nameKey(name)));
    const names = new Set(tables.map(({ name }) => nameKey(name)));
    for (const name of names) taken.add(name);
    if (!chosen.has(position)) return [];
    const objects = schema.filter(
      ({ type, table }) => (type === 'table' || type === 'index') && names.has(nameKey(table)),
    );
    return [{ bytes: new Uint8Array(image.bytes, 0, image.sizeBytes), schema, objects }];
  });
  let combined = new Uint8Array(new SharedArrayBuffer(0));
  composeDatabase(
    sql,
    parts,
    { userVersion: 0, applicationId: 0, changeCounter: 1 },
    {
      begin: (pageCount) => {
        combined = new Uint8Array(new SharedArrayBuffer(pageCount * pageSize));
      },
      page: (number) => combined.subarray((number - 1) * pageSize, number * pageSize),
    },
  );
  const front = { image: { bytes: combined.buffer, sizeBytes: combined.length }, position: -1 };
  return [front, ...all.filter(({ position }) => !chosen.has(position))];
}

function schemaOf(sql: SqlJsStatic, image: Image): readonly SchemaObject[] {
  const database = openImage(sql, image);
  try {
    return readSchema(database);
  } finally {
    database.close();
  }
}
