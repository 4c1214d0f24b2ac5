// What the warehouse holds during a session, published or carried over from the file, and in which image each relation
// lies. Names are compared as SQLite does. It knows nothing of threads or files.

import type { ColumnSpec } from '../../dialects/dialect.js';
import type { Image } from './image.js';
import type { Inputs, InputView } from './protocol.js';
import { nameKey, type SchemaObject } from './schema-object.js';
import { isStateTable } from './state-tables.js';
import { scanTokens } from './scan-tokens.js';

/** An image and what it holds. */
export interface StoredImage {
  readonly image: Image;
  readonly schema: readonly SchemaObject[];
}

export interface TableEntry {
  readonly kind: 'table';
  readonly name: string;
  readonly stored: StoredImage;
  readonly columns?: readonly ColumnSpec[];
  /** Of its content, where a task of this session has made it. */
  readonly hash?: string;
}

export interface ViewEntry {
  readonly kind: 'view';
  readonly name: string;
  readonly select: string;
  /** As sqlite_master has it. */
  readonly definition: string;
  /** Keys of relations that it may read: every known name that occurs in it. */
  readonly reads: readonly string[];
  readonly columns?: readonly ColumnSpec[];
}

export type Entry = TableEntry | ViewEntry;

export class Catalog {
  readonly #entries = new Map<string, Entry>();
  /** The file as it was when the session began; its objects stay unless they are replaced or dropped. */
  readonly #file: StoredImage | undefined;
  readonly #replaced = new Set<string>();

  constructor(file: StoredImage | undefined) {
    this.#file = file;
    for (const { type, name, sql } of file?.schema ?? []) {
      if (nameKey(name).startsWith('sqlite_') || isStateTable(name)) continue;
      if (type === 'table' && file) this.#entries.set(nameKey(name), { kind: 'table', name, stored: file });
      if (type === 'view') this.#entries.set(nameKey(name), viewEntry(name, sql ?? '', viewSelect(sql ?? '')));
    }
  }

  get file(): StoredImage | undefined {
    return this.#file;
  }

  get entries(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  find(name: string): Entry | undefined {
    return this.#entries.get(nameKey(name));
  }

  set(entry: Entry): void {
    this.#entries.set(nameKey(entry.name), entry);
    this.#replaced.add(nameKey(entry.name));
  }

  /** Remembers columns that were found later, unless the relation changed meanwhile. */
  describe(entry: Entry, columns: readonly ColumnSpec[]): void {
    const key = nameKey(entry.name);
    if (this.#entries.get(key) === entry) this.#entries.set(key, { ...entry, columns });
  }

  remove(name: string): boolean {
    this.#replaced.add(nameKey(name));
    return this.#entries.delete(nameKey(name));
  }

  /** What SQL that reads `names` must see, views' own inputs included; `over` stands in front of what is published. */
  inputsFor(names: readonly string[], over: readonly Entry[] = []): Inputs {
    const front = new Map(over.map((entry) => [nameKey(entry.name), entry]));
    const images = new Set<Image>(this.#file ? [this.#file.image] : []);
    const views: InputView[] = [];
    const seen = new Set<string>();
    const queue = [...names.map(nameKey), ...front.keys()];
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      if (seen.has(key)) continue;
      seen.add(key);
      const entry = front.get(key) ?? this.#entries.get(key);
      if (entry?.kind === 'table') images.add(entry.stored.image);
      if (entry?.kind !== 'view') continue;
      views.push({ name: entry.name, select: entry.select });
      queue.push(...entry.reads);
    }
    // Newest first: an older image may hold an older version of the same relation.
    const ordered = [...images].sort((a, b) => b.id - a.id);
    return { images: ordered, views, overlays: [], relations: names };
  }

  /** Objects of the new file by the image that holds their pages, in an order that does not depend on when they were made. */
  objectsToKeep(): readonly { readonly stored: StoredImage | undefined; readonly objects: readonly SchemaObject[] }[] {
    const kept = (this.#file?.schema ?? []).filter((object) => !this.#isReplaced(object));
    const groups: { stored: StoredImage | undefined; objects: readonly SchemaObject[] }[] = [];
    if (kept.length > 0) groups.push({ stored: this.#file, objects: kept });
    const sorted = [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [key, entry] of sorted) {
      if (!this.#replaced.has(key)) continue;
      if (entry.kind === 'table') {
        const objects = entry.stored.schema.filter(({ table, type }) => nameKey(table) === key && type !== 'view');
        groups.push({ stored: entry.stored, objects });
      } else {
        const { name, definition } = entry;
        groups.push({
          stored: undefined,
          objects: [{ type: 'view', name, table: name, rootPage: 0, sql: definition }],
        });
      }
    }
    return groups;
  }

  #isReplaced({ table }: SchemaObject): boolean {
    return this.#replaced.has(nameKey(table)) || isStateTable(table);
  }
}

export function viewEntry(name: string, definition: string, select: string): ViewEntry {
  const names = new Set<string>();
  for (const token of scanTokens(select)) {
    if (token.kind === 'word' || token.kind === 'quoted') names.add(nameKey(token.name));
  }
  names.delete(nameKey(name));
  return { kind: 'view', name, definition, select, reads: [...names] };
}

/** `CREATE VIEW "v" AS select …` → `select …` */
export function viewSelect(definition: string): string {
  const tokens = scanTokens(definition);
  const as = tokens.find((token) => token.kind === 'word' && token.name === 'as');
  return as === undefined ? definition : definition.slice(as.offset + as.text.length);
}
