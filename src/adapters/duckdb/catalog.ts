import { stagingName } from '../../dialects/ansi.js';
import type { Relation } from '../../dialects/relation.js';
import type { ExistingRelation } from '../adapter.js';
import type { Connection } from './connection.js';
import { isStateTable } from './state.js';

/** What is published. Nobody else writes while a session does, so it is read once. */
export class Catalog {
  readonly #entries = new Map<string, ExistingRelation>();
  readonly #schemas: Set<string>;
  /** Tables that a run left which is no more. */
  readonly leftovers: readonly Relation[];

  private constructor(existing: readonly ExistingRelation[], schemas: readonly string[]) {
    this.#schemas = new Set(schemas.map((schema) => schema.toLowerCase()));
    const isStaged = ({ relation, type }: ExistingRelation): boolean =>
      type === 'table' && stagingName.test(relation.identifier);
    this.leftovers = existing.filter(isStaged).map(({ relation }) => relation);
    for (const entry of existing) if (!isStaged(entry) && !isStateTable(entry.relation.identifier)) this.set(entry);
  }

  static async read(connection: Connection): Promise<Catalog> {
    const isOurs = 'database_name = current_database() and not internal';
    const { rows } = await connection.query(
      `select schema_name, table_name, 'table' from duckdb_tables() where ${isOurs} ` +
        `union all select schema_name, view_name, 'view' from duckdb_views() where ${isOurs} order by all`,
    );
    const schemas = await connection.query(
      'select schema_name from duckdb_schemas() where database_name = current_database()',
    );
    return new Catalog(
      rows.map(([schema, identifier, type]) => ({
        relation: { schema: String(schema), identifier: String(identifier) },
        type: type === 'view' ? 'view' : 'table',
      })),
      schemas.rows.map(([schema]) => String(schema)),
    );
  }

  get entries(): readonly ExistingRelation[] {
    return [...this.#entries.values()];
  }

  typeOf(relation: Relation): 'table' | 'view' | undefined {
    return this.#entries.get(idOf(relation))?.type;
  }

  set(entry: ExistingRelation): void {
    this.#entries.set(idOf(entry.relation), entry);
  }

  delete(relation: Relation): boolean {
    return this.#entries.delete(idOf(relation));
  }

  hasSchema(schema: string): boolean {
    return this.#schemas.has(schema.toLowerCase());
  }

  addSchema(schema: string): void {
    this.#schemas.add(schema.toLowerCase());
  }
}

/** Names are the same whatever their case. */
function idOf({ schema = 'main', identifier }: Relation): string {
  return `${schema}\0${identifier}`.toLowerCase();
}
