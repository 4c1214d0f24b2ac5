import type { Manifest, ManifestNode } from '../../manifest/manifest.js';

/**
 * The columns that tell rows of a node apart, as the project says it: `unique_key`, a primary key, a `unique` or
 * `unique_combination` test on all rows. Undefined when nothing says so, or only by columns that are not among
 * `columns`. Names are compared without case.
 */
export function findKey(
  manifest: Manifest,
  node: ManifestNode,
  columns: readonly string[],
): readonly number[] | undefined {
  const positions = new Map(columns.map((name, position) => [name.toLowerCase(), position]));
  for (const names of listKeys(manifest, node)) {
    const found = names.map((name) => positions.get(unquote(name).toLowerCase()));
    const key = found.filter((position) => position !== undefined);
    if (key.length > 0 && key.length === found.length) return key;
  }
  return undefined;
}

function listKeys(manifest: Manifest, node: ManifestNode): readonly (readonly string[])[] {
  const configured = toNames(node.config['unique_key']);
  const primary = node.columns.filter(({ constraints }) => constraints.some((each) => each['type'] === 'primary_key'));
  const tested = [...manifest.nodes.values()].flatMap((test) => {
    if (test.resourceType !== 'test' || test.generic?.attachedTo !== node.id || test.where !== undefined) return [];
    const { column, kwargs } = test.generic;
    const name = test.generic.test.split('.').at(-1) ?? '';
    if (name === 'unique' && column !== undefined) return [[column]];
    return name.startsWith('unique_combination')
      ? [toNames(kwargs['columns'] ?? kwargs['combination_of_columns'])]
      : [];
  });
  return [configured, primary.map(({ name }) => name), ...tested.sort((a, b) => a.length - b.length)].filter(
    (names) => names.length > 0,
  );
}

function toNames(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const names = list.filter((name) => typeof name === 'string');
  return names.length === list.length ? names : [];
}

function unquote(name: string): string {
  const quoted = /^(["`])(.*)\1$/s.exec(name.trim());
  return quoted === null ? name.trim() : (quoted[2] ?? '').replaceAll((quoted[1] ?? '').repeat(2), quoted[1] ?? '');
}
