type Config = Readonly<Record<string, unknown>>;

/** The value at a path of keys; undefined where there is none. `pre_hook` and `pre-hook` are one key. */
export function readConfigValue(config: Config, path: readonly string[]): unknown {
  let value: unknown = config;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    const own = new Map<string, unknown>(Object.entries(value));
    value = own.get(key) ?? own.get(key.replaceAll('_', '-')) ?? own.get(key.replaceAll('-', '_'));
  }
  return value;
}

/** Is the config value what a selector says: equal as text, a member of a list, or a key of a mapping? */
export function createConfigMatcher(path: readonly string[], wanted: string): (config: Config) => boolean {
  const ignoresCase = path.length === 1 && path[0] === 'severity';
  const lower = wanted.toLowerCase();
  const equals = (value: unknown): boolean => {
    if (typeof value === 'boolean') return String(value) === lower;
    if (typeof value === 'number' || typeof value === 'bigint') return String(value) === wanted;
    return typeof value === 'string' && (value === wanted || (ignoresCase && value.toLowerCase() === lower));
  };
  return (config) => {
    const value = readConfigValue(config, path);
    if (Array.isArray(value)) return value.some(equals);
    if (typeof value === 'object' && value !== null) return Object.hasOwn(value, wanted);
    return equals(value);
  };
}
