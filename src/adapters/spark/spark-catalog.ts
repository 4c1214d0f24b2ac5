// Which relations there are, as this session knows: read once a schema, kept in step with what it publishes.

import type { Dialect } from '../../dialects/dialect.js';
import type { Relation } from '../../dialects/relation.js';
import { EngineFailure, type ExistingRelation } from '../adapter.js';
import { ConnectionFailure, type SparkConnection } from './spark-connection.js';
import { parseStagingName, stateTableName } from './staging-names.js';
import type { SparkTarget } from './target-options.js';

export interface CatalogParts {
  readonly dialect: Dialect;
  readonly target: SparkTarget;
  readonly connection: SparkConnection;
}

type Home = Pick<Relation, 'database' | 'schema'>;

export class SparkCatalog {
  readonly #dialect: Dialect;
  readonly #target: SparkTarget;
  readonly #connection: SparkConnection;
  readonly #schemas = new Map<string, Promise<Map<string, ExistingRelation>>>();
  #inMemory: Promise<boolean> | undefined;
  readonly #made = new Map<string, Promise<void>>();

  constructor({ dialect, target, connection }: CatalogParts) {
    this.#dialect = dialect;
    this.#target = target;
    this.#connection = connection;
  }

  /** Of the target's schema and those that custom schemas make of it, without what is staged. */
  async relations(): Promise<readonly ExistingRelation[]> {
    return (await this.all()).filter(({ relation }) => !isHidden(relation.identifier));
  }

  /** Everything in the schemas, staged tables included. */
  async all(): Promise<readonly ExistingRelation[]> {
    const found: ExistingRelation[] = [];
    for (const home of await this.#listSchemas()) found.push(...(await this.#read(home)).values());
    return found;
  }

  async typeOf(relation: Relation): Promise<ExistingRelation['type'] | undefined> {
    return (await this.#read(relation)).get(relation.identifier.toLowerCase())?.type;
  }

  async set(existing: ExistingRelation): Promise<void> {
    (await this.#read(existing.relation)).set(existing.relation.identifier.toLowerCase(), existing);
  }

  async remove(relation: Relation): Promise<void> {
    (await this.#read(relation)).delete(relation.identifier.toLowerCase());
  }

  /** Others than this session's own statements made or dropped relations. */
  readAgain(): void {
    this.#schemas.clear();
  }

  /** Spark's own catalog, which forgets everything when the server ends. */
  isInMemory(): Promise<boolean> {
    this.#inMemory ??= this.#connection
      .execute('set spark.sql.catalogImplementation')
      .then(({ rows }) => rows[0]?.[1] === 'in-memory');
    return this.#inMemory;
  }

  /** Makes the relation's schema unless it is there. */
  async ensureSchema(relation: Relation): Promise<void> {
    const name = this.#render(relation);
    if (name === undefined) return;
    let making = this.#made.get(name);
    if (making === undefined) {
      const { locationRoot } = this.#target;
      const location =
        locationRoot === undefined
          ? ''
          : ` location ${this.#dialect.renderLiteral(`${locationRoot}/${relation.schema ?? ''}`)}`;
      making = this.#connection.execute(`create schema if not exists ${name}${location}`).then(() => undefined);
      this.#made.set(name, making);
      // One that failed is tried again by the next.
      making.catch(() => this.#made.delete(name));
    }
    await making;
  }

  async #listSchemas(): Promise<readonly Home[]> {
    const { schema, database } = this.#target;
    const where = database === undefined ? '' : ` in ${this.#dialect.quoteIdentifier(database)}`;
    const { rows } = await this.#connection.execute(`show schemas${where}`);
    return rows
      .map(([name]) => String(name).toLowerCase())
      .filter((name) => name === schema || name.startsWith(`${schema}_`))
      .map((name) => (database === undefined ? { schema: name } : { database, schema: name }));
  }

  #read(home: Home): Promise<Map<string, ExistingRelation>> {
    const name = this.#render(home) ?? '';
    let reading = this.#schemas.get(name);
    if (reading === undefined) {
      reading = this.#readSchema(name, home);
      this.#schemas.set(name, reading);
      reading.catch(() => this.#schemas.delete(name));
    }
    return reading;
  }

  async #readSchema(name: string, home: Home): Promise<Map<string, ExistingRelation>> {
    const [tables, views] = await Promise.all([this.#show('tables', name), this.#show('views', name)]);
    const isView = new Set(views);
    const database = home.database === undefined ? {} : { database: home.database };
    return new Map(
      [...new Set([...tables, ...views])].map((identifier) => [
        identifier.toLowerCase(),
        {
          relation: { ...database, ...(home.schema !== undefined && { schema: home.schema }), identifier },
          type: isView.has(identifier) ? 'view' : 'table',
        },
      ]),
    );
  }

  /** Names, without the session's temporary views. Nothing for a schema that is not there, or a catalog without views. */
  async #show(what: 'tables' | 'views', schema: string): Promise<readonly string[]> {
    try {
      const { columns, rows } = await this.#connection.execute(`show ${what} in ${schema}`);
      const temporary = columns.findIndex(({ name }) => name === 'isTemporary');
      return rows.filter((row) => row[temporary] !== true).map((row) => String(row[1]));
    } catch (error) {
      if (!(error instanceof EngineFailure) || error instanceof ConnectionFailure) throw error;
      return [];
    }
  }

  #render(home: Home): string | undefined {
    const { database, schema } = home;
    if (schema === undefined || schema === '') return undefined;
    return this.#dialect.renderRelation({ ...(database !== undefined && { schema: database }), identifier: schema });
  }
}

export function isHidden(identifier: string): boolean {
  return identifier === stateTableName || parseStagingName(identifier) !== undefined;
}
