import type { Diagnostic, Place } from '../errors/diagnostic.js';
import { offsetAt, placeAt } from '../errors/place.js';
import { translateExpression } from '../template/translate-jinja.js';
import { jinjaCall, missingEnvVar, missingVar, unknownYamlCall } from './errors.js';
import { plainToYaml } from './plain-to-yaml.js';
import type { YamlEntry, YamlLeaf, YamlMap, YamlScalar, YamlValue } from './yaml-value.js';

export interface YamlCalls {
  readonly vars: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Report calls other than `env_var` and `var`, where no later stage renders the text as a template. */
  readonly isFinal: boolean;
}

export interface EvaluatedYaml<Value extends YamlValue> {
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
}

const mustache = /\\?\{\{[\s\S]*?\}\}+/g;
const call =
  /^\{\{\s*(env_var|var)\s+(?:"((?:\\"|[^"])*)"|'((?:\\'|[^'])*)')(?:\s+("(?:\\"|[^"])*"|'(?:\\'|[^'])*'|[^\s"'{}]+))?\s*\}\}$/;

/**
 * Puts the values of `{{env_var 'X' 'default'}}` and `{{var 'x' 'default'}}` into the texts of a YAML value. A text that
 * holds any other call is a template for a later stage and stays whole. A text that is nothing but one call takes the
 * var's own type; of an environment variable, the texts `true` and `false` become booleans.
 */
export function evaluateYaml(value: YamlMap, calls: YamlCalls): EvaluatedYaml<YamlMap>;
export function evaluateYaml(value: YamlValue, calls: YamlCalls): EvaluatedYaml<YamlValue>;
export function evaluateYaml(value: YamlValue, calls: YamlCalls): EvaluatedYaml<YamlValue> {
  const diagnostics: Diagnostic[] = [];
  return { value: evaluate(value, calls, diagnostics), diagnostics };
}

function evaluate(value: YamlValue, calls: YamlCalls, diagnostics: Diagnostic[]): YamlValue {
  switch (value.kind) {
    case 'scalar':
      return typeof value.value === 'string' && value.value.includes('{{')
        ? evaluateText(value, value.value, calls, diagnostics)
        : value;
    case 'list': {
      const items = mapChanged(value.items, (item) => evaluate(item, calls, diagnostics));
      return items === value.items ? value : { ...value, items };
    }
    case 'map': {
      const entries = mapChanged(value.entries, (entry) => evaluateEntry(entry, calls, diagnostics));
      return entries === value.entries ? value : { ...value, entries };
    }
  }
}

function evaluateEntry(entry: YamlEntry, calls: YamlCalls, diagnostics: Diagnostic[]): YamlEntry {
  const value = evaluate(entry.value, calls, diagnostics);
  return value === entry.value ? entry : { ...entry, value };
}

function mapChanged<Item>(items: readonly Item[], change: (item: Item) => Item): readonly Item[] {
  const changed = items.map(change);
  return changed.some((item, index) => item !== items[index]) ? changed : items;
}

function evaluateText(leaf: YamlLeaf, text: string, calls: YamlCalls, diagnostics: Diagnostic[]): YamlValue {
  const parts = [...text.matchAll(mustache)].map(([source]) => ({ source, match: call.exec(source) }));
  const foreign = parts.filter((part) => part.match === null);
  for (const { source } of foreign) {
    const place = placeOfCall(leaf.place, source);
    if (/^\{\{\s*(?:env_var|var)\s*\(/.test(source)) diagnostics.push(jinjaCall(place, translateExpression(source)));
    else if (calls.isFinal) diagnostics.push(unknownYamlCall(source, place));
  }
  if (foreign.length > 0) return leaf;

  const values = parts.map(({ source, match }) => {
    const [, helper, doubleQuoted, singleQuoted, fallback] = match ?? [];
    const name = doubleQuoted?.replaceAll('\\"', '"') ?? singleQuoted?.replaceAll("\\'", "'") ?? '';
    const read = helper === 'var' ? readVar : readEnvVar;
    return read(name, fallback, calls) ?? missing(helper, name, placeOfCall(leaf.place, source), calls, diagnostics);
  });
  const [only] = values;
  if (values.length === 1 && only !== undefined && parts[0]?.source === text.trim()) {
    return plainToYaml(only.value, leaf.place);
  }
  let index = 0;
  return { ...leaf, value: text.replace(mustache, () => toText(values[index++]?.value)) };
}

interface Read {
  readonly value: unknown;
}

function readEnvVar(name: string, fallback: string | undefined, calls: YamlCalls): Read | undefined {
  const value = calls.env[name] ?? (fallback === undefined ? undefined : readLiteral(fallback));
  if (value === undefined) return undefined;
  return { value: value === 'true' ? true : value === 'false' ? false : value };
}

function readVar(name: string, fallback: string | undefined, calls: YamlCalls): Read | undefined {
  if (Object.hasOwn(calls.vars, name)) return { value: calls.vars[name] };
  return fallback === undefined ? undefined : { value: readLiteral(fallback) };
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A literal as Handlebars writes it. */
function readLiteral(source: string): YamlScalar {
  const quote = source[0];
  if (quote === '"' || quote === "'") return source.slice(1, -1).replaceAll(`\\${quote}`, quote);
  if (source === 'true' || source === 'false') return source === 'true';
  if (source === 'null' || source === 'undefined') return null;
  return /^-?\d+(?:\.\d+)?$/.test(source) ? Number(source) : source;
}

function missing(
  helper: string | undefined,
  name: string,
  place: Place,
  calls: YamlCalls,
  diagnostics: Diagnostic[],
): undefined {
  diagnostics.push(helper === 'var' ? missingVar(name, place, Object.keys(calls.vars)) : missingEnvVar(name, place));
}

/** Where a call stands in the file: in its scalar, if the scalar's text is written there letter by letter. */
function placeOfCall(place: Place, source: string): Place {
  const start = offsetAt(place.file, place.start);
  const end = place.end ? offsetAt(place.file, place.end) : place.file.text.length;
  const at = place.file.text.slice(start, end).indexOf(source);
  return at < 0 ? place : placeAt(place.file, start + at, start + at + source.length);
}
