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
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'undefined':
      return value;
    case 'bigint':
      return String(value);
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return value.map(toValue);
      if (value instanceof Date) return value.toISOString();
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toValue(item)]));
    default:
      return null;
  }
}

/** Handlebars' rule: false, null, '' and [] are empty; 0 is not. */
export function isEmpty(value: Value): boolean {
  if (value instanceof MappedText) return value.text === '';
  if (isList(value)) return value.length === 0;
  return !value && value !== 0;
}

/** Own properties only, so that nothing of JavaScript's prototypes can be reached. */
export function getProperty(value: Value, key: string): Value {
  const holder = value instanceof MappedText ? value.text : value;
  if (typeof holder === 'string') return key === 'length' ? holder.length : undefined;
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return undefined;
  return (holder as ValueObject)[key];
}
