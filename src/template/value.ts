import type { TemplateValue } from '../dialects/portable-functions.js';
import { MappedText } from './mapped-text.js';

/** What an expression can be while a template is rendered. */
export type Value =
  string | number | boolean | null | undefined | MappedText | readonly Value[] | { readonly [key: string]: Value };

export type ValueObject = { readonly [key: string]: Value };

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isObject(value: Value): value is ValueObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof MappedText);
}

/** The value without its places, as functions of other rooms see it. */
export function toPlainValue(value: Value): TemplateValue {
  if (value instanceof MappedText) return value.text;
  if (isList(value)) return value.map(toPlainValue);
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlainValue(item)]));
  return value;
}

/** A value from YAML, JSON or the command line; what templates cannot hold becomes its text. */
export function toValue(value: unknown): Value {
  if (value === null || value === undefined) return value;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toValue);
  if (typeof value !== 'object') return null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toValue(item)]));
}

/** The text of a value as a key. */
export function toKey(value: Value): string {
  const plain = toPlainValue(value);
  return typeof plain === 'object' ? JSON.stringify(plain) : String(plain);
}

/** Handlebars' rule: false, null, '' and [] are empty; 0 is not. */
export function isEmpty(value: Value): boolean {
  if (value instanceof MappedText) return value.text === '';
  if (isList(value)) return value.length === 0;
  return !value && value !== 0;
}

/** Own properties only, so that nothing of JavaScript's prototypes can be reached. */
export function getProperty(value: Value, key: string): Value {
  if (value instanceof MappedText) return getProperty(value.text, key);
  if (typeof value === 'string') return key === 'length' ? value.length : undefined;
  if (isList(value)) return key === 'length' ? value.length : /^\d+$/.test(key) ? value[Number(key)] : undefined;
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
