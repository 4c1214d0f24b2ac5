const aliases: Readonly<Record<string, string>> = {
  string: 'text',
  varchar: 'text',
  int: 'integer',
  bigint: 'integer',
  float: 'double',
  real: 'double',
  numeric: 'decimal',
};

/** The portable name that a type goes by, without precision: `text integer double decimal boolean date timestamp`. */
export function baseType(type: string): string {
  const name = /^\w+/.exec(type.trim().toLowerCase())?.[0] ?? '';
  return aliases[name] ?? name;
}

/** Digits after the point of `decimal(p,s)`; 0 when it does not say. */
export function scaleOf(type: string): number {
  return Number(/,\s*(\d+)\s*\)/.exec(type)?.[1] ?? 0);
}
