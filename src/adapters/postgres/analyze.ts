import { postgresDialect } from '../../dialects/postgres/postgres-dialect.js';
import type { Relation } from '../../dialects/relation.js';

/** Smaller tables are planned well enough without statistics, and the server takes its own before long. */
const analyzedRows = 10_000;

/** A statement to be put behind another one, or nothing. */
export function analyze(relation: Relation, rows: number): string {
  return rows < analyzedRows ? '' : `; analyze ${postgresDialect.renderRelation(relation)}`;
}
