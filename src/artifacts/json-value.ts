export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Plain data as JSON has it: integers that a number cannot hold become text, dates ISO text, what JSON has no form for is
 * left out. Every text goes through `mask`.
 */
export function toJsonValue(value: unknown, mask: (text: string) => string): JsonValue {
  if (typeof value === 'string') return mask(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item) => toJsonValue(item, mask));
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null) return toJsonObject(value, mask);
  return null;
}

export function toJsonObject(value: object, mask: (text: string) => string): JsonObject {
  const entries = Object.entries(value).filter(([, own]) => own !== undefined && typeof own !== 'function');
  return Object.fromEntries(entries.map(([key, own]): [string, JsonValue] => [key, toJsonValue(own, mask)]));
}
