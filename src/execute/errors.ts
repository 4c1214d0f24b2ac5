import { EngineFailure, type EngineError } from '../adapters/adapter.js';
import type { CompiledNode, PartitionPiece } from '../compile/compiled.js';
import { placeInTemplate } from '../compile/place-in-template.js';
import type { Dialect } from '../dialects/dialect.js';
import type { SqlValue } from '../dialects/relation.js';
import type { Diagnostic, Place, Position } from '../errors/diagnostic.js';

interface Owner {
  readonly id: string;
  readonly place: Place;
}

/**
 * What the engine said, at the place in the template that caused it: `error.offset` is an offset into `error.sql`, in
 * which `select` (the compiled SQL, or one partition's) stands somewhere.
 */
export function engineDiagnostic(
  error: EngineError,
  owner: Owner,
  compiled: CompiledNode | undefined,
  select: string | undefined,
  toCompiledOffset: (offset: number) => number = (offset) => offset,
): readonly Diagnostic[] {
  if (error.diagnostics && error.diagnostics.length > 0) {
    return error.diagnostics.map((diagnostic) => ({ ...diagnostic, node: owner.id }));
  }
  const found = compiled && findPlace(error, compiled, select, toCompiledOffset);
  const place = error.about ? owner.place : (found?.place ?? firstLineOfSql(compiled, owner));
  const callers = found?.callers ?? [];
  const related = callers.map((caller) => ({ message: 'called from here', place: caller }));
  // A generic test's SQL stands elsewhere than the YAML that asks for it.
  if (![place, ...callers].some(({ file }) => file.path === owner.place.file.path)) {
    related.push({ message: 'in this test', place: owner.place });
  }
  return [
    {
      code: 'SP3001',
      severity: 'error',
      message: error.message,
      place,
      ...(error.hint !== undefined && { hint: error.hint }),
      ...(related.length > 0 && { related }),
      node: owner.id,
    },
  ];
}

/**
 * Runs work whose statements hold `compiled.sql` (or `select`, a filling of its gaps), so that what the engine refuses
 * points at the template.
 *
 * @throws EngineFailure with diagnostics
 */
export async function atTemplate<T>(
  work: () => Promise<T>,
  owner: Owner,
  compiled: CompiledNode,
  select: string = compiled.sql,
  toCompiledOffset?: (offset: number) => number,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    const diagnostics = engineDiagnostic(error.error, owner, compiled, select, toCompiledOffset);
    throw new EngineFailure({ ...error.error, diagnostics });
  }
}

function findPlace(
  error: EngineError,
  compiled: CompiledNode,
  select: string | undefined,
  toCompiledOffset: (offset: number) => number,
) {
  if (error.offset === undefined || error.sql === undefined) return undefined;
  const start = error.sql.indexOf(select ?? compiled.sql);
  if (start < 0 || error.offset < start) return undefined;
  return placeInTemplate(compiled.sourceMap, toCompiledOffset(error.offset - start), error.length ?? 1);
}

/** The first of the user's own text: CTEs that sp put in front come from elsewhere in it. */
function firstLineOfSql(compiled: CompiledNode | undefined, owner: Owner): Place {
  const own =
    compiled?.sourceMap.filter(({ exact, place }) => exact && place.file.path === owner.place.file.path) ?? [];
  const [first] = own.map(({ place }) => place).sort((a, b) => comparePositions(a.start, b.start));
  return first ? { file: first.file, start: first.start } : owner.place;
}

function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column;
}

/** From an offset in one partition's SELECT to the offset in the compiled text with its gaps (compile/partition-gaps.ts). */
export function createGapMapper(
  pieces: readonly PartitionPiece[],
  key: SqlValue,
  dialect: Dialect,
): (offset: number) => number {
  return (offset) => {
    let filled = 0;
    let compiled = 0;
    for (const piece of pieces) {
      const lengths = pieceLengths(piece, key, dialect);
      if (offset < filled + lengths.filled) return compiled + (piece.kind === 'sql' ? offset - filled : 0);
      filled += lengths.filled;
      compiled += lengths.compiled;
    }
    return compiled;
  };
}

function pieceLengths(piece: PartitionPiece, key: SqlValue, dialect: Dialect) {
  switch (piece.kind) {
    case 'sql':
      return { filled: piece.text.length, compiled: piece.text.length };
    case 'key':
      return { filled: dialect.renderLiteral(key).length, compiled: 1 };
    case 'predicate':
      return { filled: dialect.renderKeyPredicate(piece.column, key).length, compiled: piece.column.length + 2 };
  }
}

export function hookFailed(what: string, error: EngineError, place: Place, node: string): Diagnostic {
  return {
    code: 'SP3008',
    severity: 'error',
    message: `${what} failed: ${error.message}`,
    place,
    ...(error.hint !== undefined && { hint: error.hint }),
    node,
  };
}

const mostNamedKeys = 3;

/** @param keys of the partitions with this problem, as literals */
export function partitionFailure(keys: readonly string[], diagnostic: Diagnostic): Diagnostic {
  const rest = keys.length - mostNamedKeys;
  const named = keys.slice(0, mostNamedKeys).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  return {
    ...diagnostic,
    message: `${keys.length === 1 ? 'partition' : 'partitions'} ${named}: ${diagnostic.message}`,
  };
}

/** @param ids of the batches with this problem */
export function batchFailure(ids: readonly string[], diagnostic: Diagnostic): Diagnostic {
  const rest = ids.length - mostNamedKeys;
  const named = ids.slice(0, mostNamedKeys).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  return { ...diagnostic, message: `${ids.length === 1 ? 'batch' : 'batches'} ${named}: ${diagnostic.message}` };
}

export function unknownPartitionKeys(
  column: string,
  keys: readonly string[],
  suggestion: string | undefined,
): Diagnostic {
  return {
    code: 'SP4021',
    severity: 'warning',
    message: `No partition has ${keys.map((key) => `${column}="${key}"`).join(', ')}`,
    hint: suggestion === undefined ? 'sp ls --output partitions lists the keys.' : `did you mean "${suggestion}"?`,
  };
}
