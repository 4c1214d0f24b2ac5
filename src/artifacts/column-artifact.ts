import type { ColumnProperties } from '../project/properties.js';
import { toJsonObject, type JsonObject, type JsonValue } from './json-value.js';

export interface ColumnArtifact {
  readonly name: string;
  readonly description?: string;
  readonly meta?: JsonObject;
  readonly data_type?: string | null;
  readonly constraints?: readonly JsonObject[];
  readonly quote?: boolean | null;
  readonly config?: JsonObject;
  readonly tags?: readonly string[];
  readonly granularity?: string | null;
  readonly doc_blocks?: readonly string[];
}

export function buildColumns(
  columns: readonly ColumnProperties[],
  mask: (text: string) => string,
): Readonly<Record<string, ColumnArtifact>> {
  return Object.fromEntries(columns.map((column) => [column.name, buildColumn(column, mask)]));
}

function buildColumn(column: ColumnProperties, mask: (text: string) => string): ColumnArtifact {
  const meta = toJsonObject(column.meta, mask);
  return {
    name: column.name,
    description: mask(column.description),
    meta,
    data_type: column.dataType ?? null,
    constraints: column.constraints.flatMap((constraint) => buildConstraint(constraint, mask)),
    quote: column.quote ?? null,
    config: { meta, tags: column.tags },
    tags: column.tags,
    granularity: null,
    doc_blocks: [],
  };
}

const constraintTypes = ['check', 'not_null', 'unique', 'primary_key', 'foreign_key', 'custom'];

/** dbt's schema knows these keys only; an entry of another type is left out. */
export function buildConstraint(
  constraint: Readonly<Record<string, unknown>>,
  mask: (text: string) => string,
): readonly JsonObject[] {
  const { type, name, expression, to, to_columns: toColumns, warn_unenforced: unenforced, columns } = constraint;
  if (typeof type !== 'string' || !constraintTypes.includes(type)) return [];
  const textOr = <T>(value: unknown, other: T): string | T => (typeof value === 'string' ? mask(value) : other);
  const textsOf = (value: unknown): JsonValue =>
    Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  return [
    {
      type,
      name: textOr(name, null),
      expression: textOr(expression, null),
      warn_unenforced: unenforced !== false,
      warn_unsupported: constraint['warn_unsupported'] !== false,
      to: textOr(to, null),
      to_columns: textsOf(toColumns),
      ...(columns !== undefined && { columns: textsOf(columns) }),
    },
  ];
}
