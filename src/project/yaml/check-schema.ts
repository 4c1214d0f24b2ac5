import type { z } from 'zod';
import type { Diagnostic, Place } from '../../errors/diagnostic.js';
import { invalidValue, missingKey, unknownKey, unknownWord, wrongType } from '../schema-errors.js';
import { toSchemaNode, type SchemaNode } from '../schemas/schema-node.js';
import type { YamlMap, YamlValue } from '../yaml-value.js';

/** A key that is accepted and has no effect. */
export interface IgnoredKey {
  readonly key: string;
  /** What does the same here; may be empty. */
  readonly hint: string;
  readonly place: Place;
}

export interface SchemaFindings {
  readonly errors: readonly Diagnostic[];
  readonly ignored: readonly IgnoredKey[];
}

export type SchemaPath = readonly (string | number)[];

export interface SchemaContext {
  /** A better answer to an unknown key than its nearest neighbour. The path leads to the mapping that holds it. */
  readonly explainKey?: (key: string, path: SchemaPath) => string | undefined;
  /** What the whole value is called, where it is no file. */
  readonly label?: string;
  /** Values may be secrets: messages do not repeat them. */
  readonly isSecret?: boolean;
}

/**
 * Checks a value against a schema; every finding stands at the key or value that it is about. The walk follows the value
 * and asks the schema about what is there, so that a file costs what it holds and not what it could hold.
 */
export function checkSchema(schema: z.ZodType, value: YamlValue, context: SchemaContext = {}): SchemaFindings {
  const check = new Check(context);
  check.value(toSchemaNode(schema), value);
  return check;
}

class Check implements SchemaFindings {
  readonly errors: Diagnostic[] = [];
  readonly ignored: IgnoredKey[] = [];

  constructor(
    readonly context: SchemaContext,
    /** Where the walk is; changes with every step. */
    readonly path: (string | number)[] = [],
  ) {}

  value(node: SchemaNode, value: YamlValue): void {
    if (node.isOptional && value.kind === 'scalar' && value.value === null) return;
    switch (node.kind) {
      case 'anything':
        return;
      case 'scalar':
        this.#scalar(node, value);
        return;
      case 'list':
        if (value.kind !== 'list') this.#wrongType(node, value);
        else for (const [index, item] of value.items.entries()) this.#step(index, node.item, item);
        return;
      case 'record':
        if (value.kind !== 'map') this.#wrongType(node, value);
        else if (node.value.kind !== 'anything') {
          for (const entry of value.entries) this.#step(entry.key, node.value, entry.value);
        }
        return;
      case 'object':
        if (value.kind !== 'map') this.#wrongType(node, value);
        else this.#object(node, value);
        return;
      case 'union':
        this.#union(node.options, value);
    }
  }

  #step(segment: string | number, node: SchemaNode, value: YamlValue): void {
    this.path.push(segment);
    this.value(node, value);
    this.path.pop();
  }

  #object(node: SchemaNode & { kind: 'object' }, map: YamlMap): void {
    for (const { key, keyPlace, value } of map.entries) {
      const child = node.keys.get(key);
      const hint = child ? undefined : node.ignored.get(key);
      if (child) this.#step(key, child, value);
      else if (hint !== undefined) this.ignored.push({ key, hint, place: keyPlace });
      else if (node.isStrict) {
        this.errors.push(unknownKey(key, keyPlace, [...node.keys.keys()], this.context.explainKey?.(key, this.path)));
      }
    }
    for (const key of node.required) {
      if (map.entries.some((entry) => entry.key === key)) continue;
      this.errors.push(missingKey(key, map.entries[0]?.keyPlace ?? map.place));
    }
  }

  #scalar(node: SchemaNode & { kind: 'scalar' }, value: YamlValue): void {
    if (value.kind !== 'scalar' || value.value === null) {
      this.#wrongType(node, value);
      return;
    }
    if (node.isPlainText && typeof value.value === 'string') return;
    const [issue] = node.schema.safeParse(value.value).error?.issues ?? [];
    if (issue === undefined) return;
    const label = this.#label();
    if (issue.code === 'invalid_type') this.#wrongType(node, value);
    else if (issue.code === 'invalid_value') {
      const word = this.context.isSecret === true ? '…' : String(value.value);
      this.errors.push(unknownWord(label, word, issue.values.map(String), value.place));
    } else this.errors.push(invalidValue(label, issue.message, value.place));
  }

  /** Among the options whose kind fits, the one with the fewest problems has its say. */
  #union(options: readonly SchemaNode[], value: YamlValue): void {
    const attempts = options
      .filter((option) => fitsKind(option, value))
      .map((option) => {
        const attempt = new Check(this.context, [...this.path]);
        attempt.value(option, value);
        return attempt;
      });
    const [best] = attempts.sort((a, b) => a.errors.length - b.errors.length);
    if (best === undefined) {
      const expected = [...new Set(options.map(describe))];
      this.errors.push(wrongType(this.#label(), expected, value));
      return;
    }
    this.errors.push(...best.errors);
    this.ignored.push(...best.ignored);
  }

  #wrongType(node: SchemaNode, value: YamlValue): void {
    this.errors.push(wrongType(this.#label(), [describe(node)], value));
  }

  /** The last key of a path; for an item of a list, the list's. */
  #label(): string {
    const last = this.path.findLast((segment) => typeof segment === 'string') ?? this.context.label ?? '';
    return typeof this.path.at(-1) === 'number' ? `an item of ${last}` : last;
  }
}

/** Could the value be meant as this option? A scalar must be of its very type, lest every text be a failed number. */
function fitsKind(node: SchemaNode, value: YamlValue): boolean {
  switch (node.kind) {
    case 'anything':
      return true;
    case 'list':
      return value.kind === 'list';
    case 'record':
    case 'object':
      return value.kind === 'map';
    case 'union':
      return node.options.some((option) => fitsKind(option, value));
    case 'scalar': {
      if (value.kind !== 'scalar') return false;
      if (value.value === null) return node.isOptional;
      if (node.isPlainText) return typeof value.value === 'string';
      return node.schema.safeParse(value.value).error?.issues.every(({ code }) => code !== 'invalid_type') ?? true;
    }
  }
}

function describe(node: SchemaNode): string {
  switch (node.kind) {
    case 'scalar':
      return node.expected;
    case 'list':
      return 'a list';
    case 'record':
    case 'object':
      return 'a mapping';
    case 'union':
      return node.options.map(describe).join(' or ');
    case 'anything':
      return 'anything';
  }
}
