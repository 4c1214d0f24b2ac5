import { z } from 'zod';
import type { Diagnostic, Place } from '../../errors/diagnostic.js';
import { yamlToPlain } from '../yaml-to-plain.js';
import type { YamlEntry, YamlValue } from '../yaml-value.js';
import { invalidValue, missingKey, unknownKey, unknownWord, wrongType } from '../schema-errors.js';

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

export interface SchemaContext {
  /** A better answer to an unknown key than its nearest neighbour. The path leads to the mapping that holds it. */
  readonly explainKey?: (key: string, path: readonly PropertyKey[]) => string | undefined;
  /** What the whole value is called, where it is no file. */
  readonly label?: string;
  /** Values of this mapping may be secrets: messages do not repeat them. */
  readonly isSecret?: boolean;
}

const nothing: SchemaFindings = { errors: [], ignored: [] };

/** Checks a value against a schema; every finding stands at the key or value that it is about. */
export function checkSchema(schema: z.ZodType, value: YamlValue, context: SchemaContext = {}): SchemaFindings {
  const result = schema.safeParse(yamlToPlain(value), { error: describeSchema });
  if (result.success) return nothing;
  const reader = new IssueReader(value, context);
  for (const issue of result.error.issues) reader.read(issue, []);
  return { errors: reader.errors, ignored: reader.ignored };
}

/**
 * Final issues do not hold the schema that raised them, so their message carries what is needed of it: which keys are
 * valid, one a line, or which type was expected.
 */
function describeSchema(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    return issue.inst instanceof z.ZodNumberFormat ? 'a whole number' : describeExpected(issue.expected);
  }
  if (issue.code !== 'unrecognized_keys') return undefined;
  const shape = issue.inst instanceof z.ZodObject ? issue.inst.shape : {};
  const keys = Object.entries(shape).filter(([, child]) => z.globalRegistry.get(child)?.deprecated !== true);
  return keys.map(([key]) => key).join('\n');
}

class IssueReader {
  readonly errors: Diagnostic[] = [];
  readonly ignored: IgnoredKey[] = [];

  constructor(
    readonly root: YamlValue,
    readonly context: SchemaContext,
  ) {}

  read(issue: z.core.$ZodIssue, parentPath: readonly PropertyKey[]): void {
    const path = [...parentPath, ...issue.path];
    const found = this.#find(path);
    const label = labelOf(path) || (this.context.label ?? '');
    switch (issue.code) {
      case 'unrecognized_keys': {
        const valid = issue.message.split('\n');
        for (const key of issue.keys) {
          const place = found.value?.kind === 'map' ? keyPlace(found.value, key) : found.place;
          this.errors.push(unknownKey(key, place, valid, this.context.explainKey?.(key, path)));
        }
        return;
      }
      case 'invalid_union':
        this.#readUnion(issue.errors, path, found, label);
        return;
      case 'invalid_type':
        if (found.value === undefined) this.errors.push(missingKey(label, found.place));
        else this.errors.push(wrongType(label, [issue.message], found.value));
        return;
      case 'invalid_value': {
        const words = issue.values.map(String);
        if (found.value === undefined) this.errors.push(missingKey(label, found.place));
        else if (found.value.kind !== 'scalar') this.errors.push(wrongType(label, ['text'], found.value));
        else this.errors.push(unknownWord(label, this.#show(found.value.value), words, found.place));
        return;
      }
      case 'custom':
        if (typeof issue.params?.['ignoredHint'] === 'string') {
          this.ignored.push({ key: label, hint: issue.params['ignoredHint'], place: found.keyPlace ?? found.place });
          return;
        }
        break;
      case 'invalid_element':
      case 'invalid_format':
      case 'invalid_key':
      case 'not_multiple_of':
      case 'too_big':
      case 'too_small':
    }
    this.errors.push(invalidValue(label, issue.message, found.place));
  }

  /** Follows the branch whose type fits; where none does, says what would have fitted. */
  #readUnion(
    branches: readonly (readonly z.core.$ZodIssue[])[],
    path: readonly PropertyKey[],
    found: Found,
    label: string,
  ): void {
    const fitting = branches.filter((issues) => !issues.some(isTypeMismatch));
    const [best] = fitting.sort((a, b) => a.length - b.length);
    if (best !== undefined) {
      for (const issue of best) this.read(issue, path);
    } else if (found.value === undefined) {
      this.errors.push(missingKey(label, found.place));
    } else {
      const expected = branches.flatMap((issues) => issues.filter(isTypeMismatch).map(describeMismatch));
      this.errors.push(wrongType(label, [...new Set(expected)], found.value));
    }
  }

  #show(value: unknown): string {
    return this.context.isSecret === true ? '…' : String(value);
  }

  #find(path: readonly PropertyKey[]): Found {
    let value: YamlValue | undefined = this.root;
    let place: Place = this.root.place;
    let keyPlace: Place | undefined;
    for (const segment of path) {
      let next: YamlValue | undefined;
      if (value?.kind === 'map') {
        const entry: YamlEntry | undefined = value.entries.find((candidate) => candidate.key === segment);
        next = entry?.value;
        keyPlace = entry?.keyPlace;
      } else if (value?.kind === 'list' && typeof segment === 'number') {
        next = value.items[segment];
        keyPlace = undefined;
      }
      if (next === undefined) return { value: undefined, place: firstPlace(place, value) };
      value = next;
      place = next.place;
    }
    return { value, place, ...(keyPlace && { keyPlace }) };
  }
}

interface Found {
  readonly value: YamlValue | undefined;
  /** Of the value, or of what should have held it. */
  readonly place: Place;
  readonly keyPlace?: Place;
}

/** Where to point when a key is missing: at the mapping's first key. */
function firstPlace(place: Place, value: YamlValue | undefined): Place {
  return value?.kind === 'map' ? (value.entries[0]?.keyPlace ?? place) : place;
}

function keyPlace(map: YamlValue, key: string): Place {
  const entry = map.kind === 'map' ? map.entries.find((candidate) => candidate.key === key) : undefined;
  return entry?.keyPlace ?? map.place;
}

/** The last key of a path; for an item of a list, the list's. */
function labelOf(path: readonly PropertyKey[]): string {
  const keys = path.filter((segment) => typeof segment === 'string');
  const last = keys.at(-1) ?? '';
  return typeof path.at(-1) === 'number' ? `an item of ${last}` : last;
}

function isTypeMismatch(issue: z.core.$ZodIssue): boolean {
  return (
    issue.path.length === 0 &&
    (issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union')
  );
}

function describeMismatch(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return issue.values.map((value) => `"${String(value)}"`).join(', ');
  if (issue.code === 'invalid_union')
    return issue.errors.flat().filter(isTypeMismatch).map(describeMismatch).join(' or ');
  return issue.message;
}

function describeExpected(expected: string): string {
  switch (expected) {
    case 'string':
      return 'text';
    case 'number':
    case 'bigint':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
    case 'record':
      return 'a mapping';
    default:
      return expected;
  }
}
