import { z } from 'zod';
import { findIgnoredHint } from './common.js';

/** What a schema asks of one YAML value, in the form that check-schema.ts walks along. Made once for each schema. */
export type SchemaNode = (
  | { readonly kind: 'anything' }
  /** One scalar; `schema` has the last word on it. */
  | { readonly kind: 'scalar'; readonly expected: string; readonly schema: z.ZodType; readonly isPlainText: boolean }
  | { readonly kind: 'list'; readonly item: SchemaNode }
  | { readonly kind: 'record'; readonly value: SchemaNode }
  | { readonly kind: 'union'; readonly options: readonly SchemaNode[] }
  | ObjectNode
) & { readonly isOptional: boolean };

export interface ObjectNode {
  readonly kind: 'object';
  readonly keys: ReadonlyMap<string, SchemaNode>;
  readonly required: readonly string[];
  readonly isStrict: boolean;
  /** Keys that are accepted and do nothing → what does the same here. */
  readonly ignored: ReadonlyMap<string, string>;
}

const nodes = new WeakMap<z.core.$ZodType, SchemaNode>();

export function toSchemaNode(schema: z.core.$ZodType): SchemaNode {
  let node = nodes.get(schema);
  if (node === undefined) {
    node = build(schema);
    nodes.set(schema, node);
  }
  return node;
}

function build(schema: z.core.$ZodType): SchemaNode {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return { ...toSchemaNode(schema.unwrap()), isOptional: true };
  }
  const isOptional = false;
  if (schema instanceof z.ZodObject) return { ...buildObject(schema), isOptional };
  if (schema instanceof z.ZodArray) return { kind: 'list', item: toSchemaNode(schema.element), isOptional };
  if (schema instanceof z.ZodRecord) return { kind: 'record', value: toSchemaNode(schema.valueType), isOptional };
  if (schema instanceof z.ZodUnion) return { kind: 'union', options: schema.options.map(toSchemaNode), isOptional };
  if (schema instanceof z.ZodUnknown) return { kind: 'anything', isOptional: true };
  if (!(schema instanceof z.ZodType)) throw new Error('a schema of zod is expected');
  const isPlainText = schema instanceof z.ZodString && (schema.def.checks ?? []).length === 0;
  return { kind: 'scalar', expected: describeScalar(schema), schema, isPlainText, isOptional };
}

function buildObject(schema: z.ZodObject): ObjectNode {
  const keys = new Map<string, SchemaNode>();
  const ignored = new Map<string, string>();
  for (const [key, child] of Object.entries(schema.shape)) {
    const hint = findIgnoredHint(child);
    if (hint === undefined) keys.set(key, toSchemaNode(child));
    else ignored.set(key, hint);
  }
  const required = [...keys].filter(([, node]) => !node.isOptional).map(([key]) => key);
  return { kind: 'object', keys, required, isStrict: schema.def.catchall instanceof z.ZodNever, ignored };
}

function describeScalar(schema: z.ZodType): string {
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodNumberFormat) return 'a whole number';
  return schema instanceof z.ZodNumber || schema instanceof z.ZodBigInt ? 'a number' : 'text';
}
