import type { Relation } from '../dialects/relation.js';
import type { Manifest } from '../manifest/manifest.js';
import type { RefCall, RenderContext } from '../template/template.js';

export type BaseContext = Omit<RenderContext, 'renderRef' | 'renderSource' | 'self' | 'args' | 'partitionKey'>;

/** What every template of a manifest sees alike. */
export function createBaseContext(manifest: Manifest): BaseContext {
  const { project, dialect, macros } = manifest;
  const { target } = project;
  return {
    dialect,
    macros,
    vars: project.vars,
    env: project.env,
    target: { name: target.name, type: target.type, schema: target.schema ?? '', threads: target.threads },
    isIncremental: false,
  };
}

/** `{{this}}` and its parts. */
export function describeSelf(manifest: Manifest, relation: Relation): NonNullable<RenderContext['self']> {
  return {
    text: manifest.dialect.renderRelation(relation),
    identifier: relation.identifier,
    schema: relation.schema ?? '',
    database: relation.database ?? '',
  };
}

/** Two calls with the same key mean the same node. */
export function refKey(call: Pick<RefCall, 'package' | 'name' | 'version'>): string {
  return `${call.package ?? ''}\n${call.name}\n${call.version ?? ''}`;
}
