/** Everything that `--resource-type` and `resource_type:` know; some have no nodes before a later version. */
export const resourceTypes = [
  'model',
  'seed',
  'snapshot',
  'test',
  'unit_test',
  'source',
  'exposure',
  'analysis',
] as const;

/**
 * Resource types that a command works on, for `SelectionRequest.resourceTypes` when its user named none. Listing shows
 * everything. (`show` can print any of its types: ask for indirect selection `empty`, or a model's tests come along.)
 */
export const RESOURCE_TYPES_OF_COMMAND = {
  build: ['model', 'seed', 'snapshot', 'test', 'unit_test'],
  run: ['model'],
  seed: ['seed'],
  snapshot: ['snapshot'],
  test: ['test', 'unit_test'],
  compile: ['model', 'snapshot', 'test', 'analysis'],
  show: ['model', 'seed', 'snapshot', 'test', 'analysis'],
  ls: resourceTypes,
} as const satisfies Readonly<Record<string, readonly (typeof resourceTypes)[number][]>>;
