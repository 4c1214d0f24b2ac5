// What the builders of all kinds of nodes share: the context they work in, properties by name, config of a node.

import type { Diagnostic, Place, SourceFile } from '../errors/diagnostic.js';
import { suggest } from '../errors/suggest.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Relation } from '../dialects/relation.js';
import type { Project } from '../project/project.js';
import type { ResourceProperties } from '../project/properties.js';
import type { MacroSet } from '../template/template.js';
import { ConfigReader, isRecord, mergeConfigLayers, type ConfigLayer } from './config-layers.js';
import { propertiesTwice, unknownProperties } from './errors.js';

export interface BuildContext {
  readonly project: Project;
  readonly dialect: Dialect;
  readonly macros: MacroSet;
  readonly diagnostics: Diagnostic[];
}

/** Properties entries of one kind by name; entries that were never asked for are reported at the end. */
export class PropertiesIndex {
  readonly #byName = new Map<string, ResourceProperties>();
  readonly #used = new Set<string>();

  constructor(
    readonly kind: ResourceProperties['kind'],
    project: Project,
    diagnostics: Diagnostic[],
  ) {
    for (const file of project.properties) {
      for (const entry of file.resources) {
        if (entry.kind !== kind) continue;
        const other = this.#byName.get(entry.name);
        if (other) diagnostics.push(propertiesTwice(kind, entry.name, entry.place, other.place));
        else this.#byName.set(entry.name, entry);
      }
    }
  }

  take(name: string): ResourceProperties | undefined {
    this.#used.add(name);
    return this.#byName.get(name);
  }

  get all(): readonly ResourceProperties[] {
    return [...this.#byName.values()];
  }

  reportUnused(names: readonly string[], diagnostics: Diagnostic[]): void {
    for (const [name, entry] of this.#byName) {
      if (this.#used.has(name)) continue;
      diagnostics.push(unknownProperties(this.kind.replace('_', ' '), name, entry.place, suggest(name, names)));
    }
  }
}

/** `[package, folders…, name]` of a file below its resource folder. */
export function toFqn(packageName: string, path: string, name: string): readonly string[] {
  return [packageName, ...path.split('/').slice(0, -1), name];
}

export function startOf(file: SourceFile): Place {
  return { file, start: { line: 1, column: 1 } };
}

export function readConfig(layers: readonly ConfigLayer[], place: Place): ConfigReader {
  return new ConfigReader(mergeConfigLayers(layers), place);
}

/** Plain config for artifacts and selection: defaults of the kind, then everything that was written. */
export function toPlainConfig(
  defaults: Readonly<Record<string, unknown>>,
  config: ConfigLayer,
): Readonly<Record<string, unknown>> {
  return { ...defaults, ...Object.fromEntries([...config].map(([key, entry]) => [key, entry.value])) };
}

/** `meta` and `tags` may stand in `config:` or, as dbt's older files have it, beside it. */
export function readMeta(reader: ConfigReader, extra: Readonly<Record<string, unknown>> | undefined) {
  const own = extra?.['meta'];
  return { ...(isRecord(own) ? own : {}), ...reader.record('meta') };
}

export function readTags(reader: ConfigReader, extra: Readonly<Record<string, unknown>> | undefined) {
  const own = extra?.['tags'];
  const texts = (Array.isArray(own) ? own : [own]).filter((tag) => typeof tag === 'string');
  return [...new Set([...texts, ...reader.texts('tags')])];
}

/** @param defaultSchema custom schema of what has none in its config */
export function resolveRelation(
  context: BuildContext,
  reader: ConfigReader,
  alias: string,
  defaultSchema?: string,
): Relation {
  const { target } = context.project;
  const customSchema = reader.text('schema') ?? defaultSchema;
  const database = reader.text('database') ?? target.database;
  return context.dialect.resolveRelation({
    ...(database !== undefined && { database }),
    ...(target.schema !== undefined && { schema: target.schema }),
    ...(customSchema !== undefined && { customSchema }),
    alias,
  });
}

/** Path of a YAML (or SQL) file below its resource folder; what YAML declares has an fqn that follows it. */
export function pathInFolder(context: BuildContext, path: string): string {
  const { config } = context.project;
  const folders = [...config.modelPaths, ...config.seedPaths, ...config.testPaths, ...config.snapshotPaths];
  const folder = folders.find((candidate) => path.startsWith(`${candidate}/`));
  return folder === undefined ? path : path.slice(folder.length + 1);
}
