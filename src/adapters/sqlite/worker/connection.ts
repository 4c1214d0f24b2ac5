// A database to write a result into, with the images it reads attached: one for each task, closed at its end.

import type { Database } from 'sql.js';
import type { ColumnSpec } from '../../../dialects/dialect.js';
import type { Engine } from '../engine.js';
import { GarbageCounter } from '../collect-garbage.js';
import { combineImages } from './combine-images.js';
import { createEmptyDatabase, openImage, openInPlace, pageSize, type Image } from '../image.js';
import { openDatabaseBytes } from '../pages/compose-database.js';
import { walkTree } from '../pages/b-tree.js';
import { keysPredicate } from './partition-keys.js';
import type { ImageContent, Inputs, Overlay } from '../protocol.js';
import { quoteName, readSchema } from '../schema-object.js';
import { registerFunctions } from './register-functions.js';

/** Address space for a result; memory is taken only where something is written. */
const areaBytes = 256 * 1024 * 1024;
/** A result up to this size is copied, so that the area can be used again. */
const copiedBytes = 2 * 1024 * 1024;
const outputCacheKiB = 4096;
const inputCacheKiB = 4096;

export interface ConnectionOptions {
  readonly inputs?: Inputs;
  /** SQL that will run: functions of ours are registered when their name occurs in it. */
  readonly sql: readonly string[];
  /** Statements can fail half-way and be undone. Costs a little. */
  readonly canRollBack?: boolean;
  /** Start from this database instead of an empty one. */
  readonly start?: Uint8Array;
}

export class Connection {
  readonly database: Database;
  readonly #workspace: Workspace;
  readonly #area: SharedArrayBuffer;
  readonly #attached: Database[] = [];

  constructor(workspace: Workspace, options: ConnectionOptions) {
    this.#workspace = workspace;
    const start = options.start ?? workspace.emptyDatabase;
    this.#area = workspace.takeArea(start.length);
    const area = new Uint8Array(this.#area);
    area.set(start);
    this.database = openInPlace(workspace.engine.sql, area, start.length);
    try {
      this.database.run(
        `pragma cache_size = -${outputCacheKiB}; pragma journal_mode = ${options.canRollBack === true ? 'memory' : 'off'};` +
          'pragma locking_mode = exclusive; pragma temp_store = memory; pragma synchronous = off',
      );
      const inputs = options.inputs;
      if (inputs) this.#attach(inputs);
      registerFunctions(this.database, [...options.sql, ...(inputs?.views.map(({ select }) => select) ?? [])]);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** What was written, as an image of its own. The connection is closed. */
  finish(): ImageContent {
    const schema = readSchema(this.database);
    const sizeBytes = Number(this.database.exec('pragma page_count')[0]?.values[0]?.[0]) * pageSize;
    let bytes = this.#area;
    if (sizeBytes > this.#area.byteLength) {
      // The file outgrew its area and was moved by the file system.
      bytes = toShared(this.database.export());
      this.#release(true);
    } else if (sizeBytes <= copiedBytes) {
      bytes = toShared(new Uint8Array(this.#area, 0, sizeBytes));
      this.#release(true);
    } else {
      this.#release(false);
    }
    this.#workspace.noteOutput(sizeBytes);
    return { bytes, sizeBytes, schema };
  }

  /** Attaches one more image while `use` runs. */
  readonly withImage = (image: Image, use: (schema: string) => void): void => {
    const file = openImage(this.#workspace.engine.sql, image);
    try {
      this.database.run(`attach '${file.filename}' as sp_image`);
      try {
        use('sp_image');
      } finally {
        this.database.run('detach sp_image');
      }
    } finally {
      file.close();
    }
  };

  columns(name: string, schema = 'main'): readonly ColumnSpec[] {
    const rows = this.database.exec(`pragma ${schema}.table_info(${quoteName(name)})`)[0]?.values ?? [];
    return rows.map((row) => ({ name: String(row[1]), type: String(row[2]) }));
  }

  close(): void {
    this.#release(true);
  }

  #release(returnArea: boolean): void {
    this.database.close();
    for (const database of this.#attached.splice(0)) database.close();
    if (returnArea) this.#workspace.returnArea(this.#area);
  }

  #attach({ images, views, overlays }: Inputs): void {
    const { sql } = this.#workspace.engine;
    const fixed = new Set(overlays.flatMap(({ staged, published }) => [...staged, published ?? -1]));
    combineImages(sql, images, fixed).forEach(({ image, position }, index) => {
      const file = openImage(sql, image);
      this.#attached.push(file);
      const name = position < 0 ? `sp_combined_${index}` : schemaName(position);
      this.database.run(
        `attach '${file.filename}' as ${name}; pragma ${name}.cache_size = -${inputCacheKiB};` +
          `pragma ${name}.locking_mode = exclusive`,
      );
    });
    for (const overlay of overlays) {
      const columns = (image: number) => this.columns(overlay.name, schemaName(image)).map((column) => column.name);
      this.database.run(`create temp view ${quoteName(overlay.name)} as ${overlaySelect(overlay, columns)}`);
    }
    for (const view of views) this.database.run(`create temp view ${quoteName(view.name)} as ${view.select}`);
  }
}

/** What a worker keeps between tasks. */
export class Workspace {
  readonly engine: Engine;
  readonly emptyDatabase: Uint8Array;
  /** Images that were opened: each new one is garbage after its task. */
  readonly #garbage = new GarbageCounter();
  #lastImage = 0;
  #outputBytes = 0;
  #area: SharedArrayBuffer | undefined;

  constructor(engine: Engine) {
    this.engine = engine;
    this.emptyDatabase = createEmptyDatabase();
  }

  noteOutput(sizeBytes: number): void {
    this.#outputBytes += sizeBytes;
  }

  /** To be called when the task that read these images is over. */
  afterTask(images: readonly Image[]): void {
    this.#garbage.add(this.#outputBytes);
    this.#outputBytes = 0;
    for (const { id, sizeBytes } of images) if (id > this.#lastImage) this.#garbage.add(sizeBytes);
    this.#lastImage = Math.max(this.#lastImage, ...images.map(({ id }) => id));
  }

  takeArea(atLeastBytes: number): SharedArrayBuffer {
    const area = this.#area;
    this.#area = undefined;
    return area && area.byteLength >= atLeastBytes
      ? area
      : new SharedArrayBuffer(Math.max(areaBytes, atLeastBytes * 2));
  }

  returnArea(area: SharedArrayBuffer): void {
    this.#area = area;
  }
}

/** Rows of a finished table, from its pages. */
export function countRows(content: ImageContent, table: string): number {
  const object = content.schema.find(({ type, name }) => type === 'table' && name === table);
  if (object === undefined) return 0;
  const database = openDatabaseBytes(new Uint8Array(content.bytes, 0, content.sizeBytes));
  return walkTree(database, object.rootPage, { overflow: false }).entries;
}

function schemaName(image: number): string {
  return `sp_${image}`;
}

function toShared(bytes: Uint8Array): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  return shared;
}

function overlaySelect(overlay: Overlay, columnsIn: (image: number) => readonly string[]): string {
  const first = overlay.staged[0] ?? overlay.published ?? 0;
  const columns = columnsIn(first).map(quoteName).join(', ');
  const table = (image: number): string => `${schemaName(image)}.${quoteName(overlay.name)}`;
  const selects = overlay.staged.map((image) => `select ${columns} from ${table(image)}`);
  if (overlay.published !== undefined) {
    const without = `not ${keysPredicate(overlay.partitionBy, overlay.keys)}`;
    selects.unshift(`select ${columns} from ${table(overlay.published)} where ${without}`);
  }
  return selects.join(' union all ');
}
