// Staged relations carry a comment that says to which target they belong. What a dead run left behind is found by it,
// in whatever schema it lies, and never the staged relations of another target's living run.

import { quoteText, stagingName } from '../../dialects/ansi.js';
import { postgresDialect } from '../../dialects/postgres/postgres-dialect.js';
import type { Relation } from '../../dialects/relation.js';
import type { Link } from './link.js';

export class StagingMark {
  readonly #text: string;

  /** @param target what the lock of the target is called */
  constructor(target: string) {
    this.#text = `being built by sp for ${target}`;
  }

  /** A statement that marks a staged relation. */
  render(kind: 'table' | 'view' | 'materialized view', relation: Relation): string {
    return `comment on ${kind} ${postgresDialect.renderRelation(relation)} is ${quoteText(this.#text)}`;
  }

  /** To be called with the target's lock held: then nobody is alive who could need them. */
  async dropLeftovers(link: Link): Promise<void> {
    const { rows } = await link.run(
      `select n.nspname, c.relname, c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'v', 'm') and c.relname ~ ${quoteText(stagingName.source)}
         and obj_description(c.oid, 'pg_class') = ${quoteText(this.#text)}`,
    );
    const kinds = { r: 'table', v: 'view', m: 'materialized view' } as const;
    for (const [schema, identifier, kind] of rows) {
      const relation = { schema: String(schema), identifier: String(identifier) };
      const word = kinds[kind === 'v' || kind === 'm' ? kind : 'r'];
      await link.run(`drop ${word} if exists ${postgresDialect.renderRelation(relation)} cascade`);
    }
  }
}
