import { md5 } from './node-id.js';

const longestName = 63;

/**
 * The automatic name of a generic test, by dbt's rule: `<test>_<model>_<column and arguments>`, arguments in the order
 * of their names, values spelt as Python spells them, everything but letters, digits and `_` replaced by `_`.
 * The alias is the name, or for 64 characters and more its first 30, `_`, and the md5 of the whole.
 */
export function buildTestName(
  test: string,
  attachedName: string,
  kwargs: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly alias: string } {
  const [testName = test, ...packages] = test.split('.').reverse();
  const prefix = packages.length > 0 ? `${packages.reverse().join('_')}_` : '';
  const values = Object.keys(kwargs)
    .sort()
    .flatMap((key) => flatten(kwargs[key]));
  const cleaned = values.map((value) => value.replaceAll(/[^0-9a-zA-Z_]+/g, '_'));
  const identifier = `${prefix}${testName}_${attachedName}`;
  const name = `${identifier}_${cleaned.join('__')}`;
  return { name, alias: name.length > longestName ? `${identifier.slice(0, 30)}_${md5(name)}` : name };
}

function flatten(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(spell);
  if (typeof value === 'object' && value !== null) return Object.values(value).map(spell);
  return [spell(value)];
}

function spell(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'object') return JSON.stringify(value);
  return `${value as string | number}`;
}
