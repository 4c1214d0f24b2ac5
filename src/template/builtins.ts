import { portableFunctionNames } from '../dialects/portable-functions.js';

/** Helpers that render or return something when called. */
export const helperNames = ['ref', 'source', 'config', 'var', 'env_var', 'doc', 'list', 'object', 'lookup'] as const;
export type HelperName = (typeof helperNames)[number];

/** Helpers with a body: `{{#if …}} … {{/if}}`. */
export const blockNames = ['if', 'unless', 'each', 'with', 'raw'] as const;
export type BlockName = (typeof blockNames)[number];

/** Names that are values in every template. */
export const valueNames = ['this', 'target', 'is_incremental', 'partition_key'] as const;

/** Blocks that define something; each has files of its own. */
export const definitionNames = ['macro', 'test', 'docs'] as const;

/** Names that no macro may take. */
export const reservedNames: ReadonlySet<string> = new Set<string>([
  ...helperNames,
  ...blockNames,
  ...valueNames,
  ...definitionNames,
  ...portableFunctionNames,
]);

export function isHelperName(name: string): name is HelperName {
  return (helperNames as readonly string[]).includes(name);
}

export function isBlockName(name: string): name is BlockName {
  return (blockNames as readonly string[]).includes(name);
}

export function isDefinitionName(name: string): boolean {
  return (definitionNames as readonly string[]).includes(name);
}
