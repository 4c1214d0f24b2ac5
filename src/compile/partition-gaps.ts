// SQL of a partitioned model is compiled once, with gaps where a partition's key goes. While the SQL is text, private-use
// characters hold the gaps' places; they never reach an engine.

import type { Dialect } from '../dialects/dialect.js';
import type { SqlValue } from '../dialects/relation.js';
import type { PartitionPiece } from './compiled.js';

export const keyGap = '\u{E010}';
const predicateStart = '\u{E011}';
const predicateEnd = '\u{E012}';
const gapPattern = new RegExp(`${keyGap}|${predicateStart}([^${predicateEnd}]*)${predicateEnd}`, 'gu');

/** A gap for `column = key`. */
export function predicateGap(column: string): string {
  return `${predicateStart}${column}${predicateEnd}`;
}

export function splitAtGaps(sql: string): readonly PartitionPiece[] {
  const pieces: PartitionPiece[] = [];
  let from = 0;
  for (const match of sql.matchAll(gapPattern)) {
    if (match.index > from) pieces.push({ kind: 'sql', text: sql.slice(from, match.index) });
    pieces.push(match[1] === undefined ? { kind: 'key' } : { kind: 'predicate', column: match[1] });
    from = match.index + match[0].length;
  }
  if (from < sql.length) pieces.push({ kind: 'sql', text: sql.slice(from) });
  return pieces;
}

/** The SELECT of one partition. */
export function fillGaps(pieces: readonly PartitionPiece[], key: SqlValue, dialect: Dialect): string {
  return pieces
    .map((piece) => {
      switch (piece.kind) {
        case 'sql':
          return piece.text;
        case 'key':
          return dialect.renderLiteral(key);
        case 'predicate':
          return dialect.renderKeyPredicate(piece.column, key);
      }
    })
    .join('');
}

/** The SQL as people read it before any key is known. */
export function describeGaps(pieces: readonly PartitionPiece[]): string {
  return pieces
    .map((piece) => {
      if (piece.kind === 'sql') return piece.text;
      return piece.kind === 'key' ? ':partition_key' : `${piece.column} = :partition_key`;
    })
    .join('');
}
