import type { SourceMapSegment } from '../template/template.js';
import type { CompiledSql } from './compiled.js';
import type { Lexical } from '../dialects/lexical.js';
import { readSelectShape } from '../dialects/scan-sql.js';

export interface Cte {
  /** Quoted name. */
  readonly name: string;
  readonly sql: string;
  readonly sourceMap: readonly SourceMapSegment[];
}

/**
 * Puts CTEs in front of a SELECT. A `with` that the SELECT already has is continued, so that the result is one
 * statement on every engine; the source map follows the text.
 */
export function injectCtes(statement: CompiledSql, ctes: readonly Cte[], lexical: Lexical): CompiledSql {
  if (ctes.length === 0) return statement;
  const shape = readSelectShape(statement.sql, lexical);
  const start = shape.start ?? 0;
  const rest = shape.with?.end ?? start;
  const parts: string[] = [];
  const sourceMap: SourceMapSegment[] = [];
  let offset = 0;
  const append = (text: string) => {
    parts.push(text);
    offset += text.length;
  };
  append(shape.with?.recursive ? 'with recursive ' : 'with ');
  ctes.forEach((cte, index) => {
    append(`${index > 0 ? ',\n' : ''}${cte.name} as (\n`);
    sourceMap.push(...shiftSourceMap(cte.sourceMap, offset));
    append(cte.sql);
    append('\n)');
  });
  append(shape.with ? ',' : '\n');
  sourceMap.push(...shiftSourceMap(statement.sourceMap, offset - rest, rest));
  append(statement.sql.slice(rest));
  return { sql: parts.join(''), sourceMap };
}

/** Moves segments by `by`; segments that end before `from` are dropped. */
function shiftSourceMap(segments: readonly SourceMapSegment[], by: number, from = 0): readonly SourceMapSegment[] {
  return segments
    .filter((segment) => segment.generated + segment.length > from)
    .map((segment) => ({ ...segment, generated: segment.generated + by }));
}
