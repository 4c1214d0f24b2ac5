// Calls of built-in helpers, read from the syntax tree: what they name and whether they are well formed. Each fact is
// made once and remembered beside its node, so that rendering hands out the same RefCall that parsing reported.

import type { Diagnostic, SourceFile } from '../errors/diagnostic.js';
import { didYouMean } from '../errors/suggest.js';
import type { TemplateValue } from '../dialects/portable-functions.js';
import type { Call, Expression, HashPair } from './ast.js';
import { hashPairs, simpleName } from './ast.js';
import { notLiteral, wrongHelperUse } from './errors.js';
import { placeOf } from './place-of.js';
import type { ConfigCall, NameCall, RefCall, SourceCall } from './template.js';

export interface CallReader {
  readonly file: SourceFile;
  readonly diagnostics: Diagnostic[];
}

const refs = new WeakMap<Call, RefCall>();
const sources = new WeakMap<Call, SourceCall>();

/** The fact that `readRef` found for a call when its template was parsed. */
export const refOf = (call: Call): RefCall | undefined => refs.get(call);
export const sourceOf = (call: Call): SourceCall | undefined => sources.get(call);

export function readRef(reader: CallReader, call: Call): RefCall | undefined {
  const form = 'a reference is written {{ref "model"}} or {{ref "package" "model"}}';
  const texts = readTexts(reader, call, 'ref', 1, 2, form);
  const options = readOptions(reader, call, 'ref', ['v', 'version', 'on']);
  if (texts === undefined || options === undefined) return undefined;
  const version = options['v'] ?? options['version'];
  const on = options['on'];
  if (on !== undefined && typeof on !== 'string') {
    reader.diagnostics.push(
      wrongHelperUse({
        place: placeOf(reader.file, call.loc),
        message: 'on= of a ref is the name of a column',
        hint: 'write it as text: {{ref "model" on="column"}}',
      }),
    );
    return undefined;
  }
  const [first = '', second] = texts;
  const ref: RefCall = {
    ...(second === undefined ? { name: first } : { package: first, name: second }),
    ...(typeof version === 'string' || typeof version === 'number' ? { version } : {}),
    ...(on === undefined ? {} : { on }),
    place: placeOf(reader.file, call.loc),
  };
  refs.set(call, ref);
  return ref;
}

export function readSource(reader: CallReader, call: Call): SourceCall | undefined {
  const texts = readTexts(reader, call, 'source', 2, 2, 'a source is written {{source "source" "table"}}');
  const options = readOptions(reader, call, 'source', []);
  if (texts === undefined || options === undefined) return undefined;
  const [name = '', table = ''] = texts;
  const source = { source: name, table, place: placeOf(reader.file, call.loc) };
  sources.set(call, source);
  return source;
}

export function readConfig(reader: CallReader, call: Call): ConfigCall | undefined {
  const form = 'settings are written {{config materialized="table" tags=(list "a" "b")}}';
  const [positional] = call.params;
  if (positional !== undefined) {
    reader.diagnostics.push(
      wrongHelperUse({
        place: placeOf(reader.file, positional.loc),
        message: 'config takes key=value settings only',
        hint: form,
      }),
    );
  }
  const values: Record<string, TemplateValue> = {};
  const places: Record<string, ReturnType<typeof placeOf>> = {};
  for (const pair of hashPairs(call)) {
    const value = readLiteral(pair.value);
    if (value.kind === 'literal') {
      values[pair.key] = value.value;
      places[pair.key] = placeOf(reader.file, pair.loc);
      continue;
    }
    reader.diagnostics.push(
      notLiteral({
        place: placeOf(reader.file, value.at.loc),
        message: `the value of ${pair.key} in a config is not a literal`,
        hint: 'a config takes literals, (list …) and (object key=value); {{var}} and {{env_var}} work in YAML values',
      }),
    );
  }
  return positional === undefined ? { values, places, place: placeOf(reader.file, call.loc) } : undefined;
}

/** `var`, `env_var`: a literal name and perhaps a default. `doc`: a literal name. */
export function readNameCall(reader: CallReader, call: Call, helper: 'var' | 'env_var' | 'doc'): NameCall | undefined {
  const most = helper === 'doc' ? 1 : 2;
  const form =
    helper === 'doc'
      ? 'a docs block is written {{doc "name"}}'
      : `write {{${helper} "name"}} or {{${helper} "name" "default"}}`;
  const [name] = call.params;
  const options = readOptions(reader, call, helper, []);
  if (!checkCount(reader, call, helper, 1, most, form) || name === undefined || options === undefined) return undefined;
  if (name.type !== 'StringLiteral') {
    reader.diagnostics.push(literalName(reader, helper, name, form));
    return undefined;
  }
  return { name: name.value, hasDefault: call.params.length > 1, place: placeOf(reader.file, call.loc) };
}

export type LiteralOutcome =
  { readonly kind: 'literal'; readonly value: TemplateValue } | { readonly kind: 'other'; readonly at: Expression };

/** The value of a literal, `(list …)` or `(object …)`; else the first part that is none. */
export function readLiteral(expression: Expression): LiteralOutcome {
  switch (expression.type) {
    case 'StringLiteral':
    case 'BooleanLiteral':
      return { kind: 'literal', value: expression.value };
    case 'NumberLiteral':
      return { kind: 'literal', value: numberValue(expression.value, expression.original) };
    case 'NullLiteral':
    case 'UndefinedLiteral':
      return { kind: 'literal', value: null };
    case 'PathExpression':
      return { kind: 'other', at: expression };
    case 'SubExpression':
      return readCollection(expression);
  }
}

function readCollection(call: Call & { readonly type: 'SubExpression' }): LiteralOutcome {
  const name = simpleName(call.path);
  if (name === 'list' && hashPairs(call).length === 0) {
    const values: TemplateValue[] = [];
    for (const param of call.params) {
      const item = readLiteral(param);
      if (item.kind === 'other') return item;
      values.push(item.value);
    }
    return { kind: 'literal', value: values };
  }
  if (name === 'object' && call.params.length === 0) {
    const values: Record<string, TemplateValue> = {};
    for (const pair of hashPairs(call)) {
      const item = readLiteral(pair.value);
      if (item.kind === 'other') return item;
      values[pair.key] = item.value;
    }
    return { kind: 'literal', value: values };
  }
  return { kind: 'other', at: call };
}

/** A number as JavaScript holds it; text where it cannot hold it exactly. */
export function numberValue(value: number, original: number): number | string {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? String(original) : value;
}

function readTexts(
  reader: CallReader,
  call: Call,
  helper: string,
  least: number,
  most: number,
  form: string,
): string[] | undefined {
  if (!checkCount(reader, call, helper, least, most, form)) return undefined;
  const texts: string[] = [];
  for (const param of call.params) {
    if (param.type === 'StringLiteral') texts.push(param.value);
    else reader.diagnostics.push(literalName(reader, helper, param, form));
  }
  return texts.length === call.params.length ? texts : undefined;
}

function literalName(reader: CallReader, helper: string, at: Expression, form: string): Diagnostic {
  return notLiteral({
    place: placeOf(reader.file, at.loc),
    message: `the name that ${helper} is given is not a literal`,
    hint: `dependencies are read without rendering, so the name must stand there as text: ${form}`,
  });
}

function checkCount(
  reader: CallReader,
  call: Call,
  helper: string,
  least: number,
  most: number,
  form: string,
): boolean {
  const { length } = call.params;
  if (length >= least && length <= most) return true;
  const wanted = least === most ? `${least}` : `${least} or ${most}`;
  reader.diagnostics.push(
    wrongHelperUse({
      place: placeOf(reader.file, call.loc),
      message: `${helper} takes ${wanted} argument${wanted === '1' ? '' : 's'}, not ${length}`,
      hint: form,
    }),
  );
  return false;
}

/** Literal `key=value` arguments by key, or undefined when one of them is wrong. */
function readOptions(
  reader: CallReader,
  call: Call,
  helper: string,
  known: readonly string[],
): Readonly<Record<string, TemplateValue>> | undefined {
  const options: Record<string, TemplateValue> = {};
  let isValid = true;
  for (const pair of hashPairs(call)) {
    const value = readLiteral(pair.value);
    if (known.includes(pair.key) && value.kind === 'literal') {
      options[pair.key] = value.value;
      continue;
    }
    isValid = false;
    reader.diagnostics.push(
      known.includes(pair.key)
        ? notLiteral({
            place: placeOf(reader.file, pair.value.loc),
            message: `${pair.key}= of a ${helper} is not a literal`,
            hint: 'dependencies are read without rendering: write the value itself',
          })
        : unknownOption(reader, helper, pair, known),
    );
  }
  return isValid ? options : undefined;
}

function unknownOption(reader: CallReader, helper: string, pair: HashPair, known: readonly string[]): Diagnostic {
  const all = known.length === 0 ? `${helper} takes no key=value arguments` : `${helper} knows ${known.join(', ')}`;
  return wrongHelperUse({
    place: placeOf(reader.file, pair.loc),
    message: `${helper} has no argument "${pair.key}"`,
    hint: didYouMean(pair.key, known) ?? all,
  });
}
