import type { Diagnostic, Place } from '../errors/diagnostic.js';
import { offsetAt, positionAt } from '../errors/place.js';
import type { CompiledSql } from './compiled.js';
import { emptyModel, notASelect, secondStatement, writingStatement } from './errors.js';
import { placeInTemplate } from './place-in-template.js';
import type { Lexical } from '../dialects/lexical.js';
import { readSelectShape } from '../dialects/scan-sql.js';

const readingWords = new Set(['select', 'with', 'values', '(', 'table', 'from']);

/**
 * Checks that rendered SQL is one SELECT and cuts what stands around it: blank lines in front, and a `;` at the end with
 * everything behind it. Comments in front stay.
 */
export function checkSelect(
  rendered: CompiledSql,
  owner: { readonly id: string; readonly name: string; readonly place: Place },
  lexical: Lexical,
): { readonly statement: CompiledSql; readonly diagnostics: readonly Diagnostic[] } {
  const { sql, sourceMap } = rendered;
  const shape = readSelectShape(sql, lexical);
  const placeOf = (offset: number, length: number) => placeInTemplate(sourceMap, offset, length)?.place ?? owner.place;
  if (shape.start === undefined) {
    return { statement: rendered, diagnostics: [emptyModel(owner.name, owner.place, owner.id)] };
  }
  const diagnostics: Diagnostic[] = [];
  if (!readingWords.has(shape.firstWord)) {
    diagnostics.push(notASelect(shape.firstWord, placeOf(shape.start, shape.firstWord.length), owner.id));
  } else if (shape.writes) {
    const { text, offset } = shape.writes;
    diagnostics.push(writingStatement(text.toLowerCase(), placeOf(offset, text.length), owner.id));
  }
  if (shape.second) diagnostics.push(secondStatement(placeOf(shape.second.offset, shape.second.text.length), owner.id));
  const blank = /^\s*/.exec(sql)?.[0].length ?? 0;
  const cut = sql.slice(blank, shape.end);
  const moved = sourceMap
    .filter((segment) => segment.generated < shape.end && segment.generated + segment.length > blank)
    .map((segment) => cutFront(segment, blank));
  return { statement: { sql: cut, sourceMap: moved }, diagnostics };
}

/** Moves a segment left by `blank`; one that begins before loses its front, and an exact one its place's front too. */
function cutFront(segment: CompiledSql['sourceMap'][number], blank: number): CompiledSql['sourceMap'][number] {
  const generated = segment.generated - blank;
  if (generated >= 0) return { ...segment, generated };
  if (!segment.exact) return { ...segment, generated: 0, length: segment.length + generated };
  const { file, start, end } = segment.place;
  const place = { file, start: positionAt(file, offsetAt(file, start) - generated), ...(end && { end }) };
  return { ...segment, generated: 0, length: segment.length + generated, place };
}
