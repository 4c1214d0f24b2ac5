// Building blocks of the schemas. They check what a user wrote; JSON Schemas for editors are generated from the same
// definitions. Every optional key may also be there and empty (`description:`): people write the key first.

import { z } from 'zod';

export const text = z.string();
export const flag = z.boolean();
export const mapping = z.record(z.string(), z.unknown());
export const textOrTexts = z.union([text, z.array(text)]);
export const scalar = z.union([z.string(), z.number(), z.bigint(), z.boolean()]);
export const wholeNumber = z.int();
export const atLeastOne = wholeNumber.min(1, { error: 'must be at least 1' });
export const notNegative = wholeNumber.min(0, { error: 'must not be negative' });

/** Statements around a node or a run: a text, `{sql, transaction}`, or a list of such. */
const hook = z.union([text, z.strictObject({ sql: text, transaction: flag.nullish() })]);
export const hooks = z.union([hook, z.array(hook)]);

/** `ref('m')`, `ref('pkg', 'm')`, `source('s', 't')`, `this`. */
export const relation = text.meta({ description: "A relation as text: ref('model') or source('source', 'table')." });

export function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish();
}

/** One of some words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words);
}

const ignoredHints = z.registry<{ readonly hint: string }>();

/** A key of dbt that is accepted and does nothing; the hint says what does the same here, if anything does. */
export function ignored(hint = '') {
  const description = hint === '' ? 'Has no meaning in sp.' : `Has no meaning in sp: ${hint}.`;
  const schema = z.unknown().optional().meta({ deprecated: true, description });
  ignoredHints.add(schema, { hint });
  return schema;
}

/** The hint of a schema that `ignored` made, or undefined. */
export function findIgnoredHint(schema: z.core.$ZodType): string | undefined {
  return ignoredHints.get(schema)?.hint;
}
