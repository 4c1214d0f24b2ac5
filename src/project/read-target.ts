import { availableParallelism } from 'node:os';
import type { Diagnostic, SourceFile } from '../errors/diagnostic.js';
import { unknownTarget, literalSecret, pathOutside } from './errors.js';
import { evaluateYaml, type YamlCalls } from './evaluate-yaml.js';
import { findEntry, findMap, findText } from './find-entry.js';
import { toProjectPath } from './project-path.js';
import type { Target } from './project.js';
import { idleTargetSchema, targetSchema, targetTypes } from './schemas/project.js';
import { checkSchema } from './yaml/check-schema.js';
import { yamlToPlain } from './yaml-to-plain.js';
import type { YamlEntry, YamlMap, YamlValue } from './yaml-value.js';

export interface TargetRequest {
  readonly root: string;
  /** `--target`. */
  readonly name?: string;
  /** `--threads`. */
  readonly threads?: number;
  readonly calls: YamlCalls;
}

export interface ReadTarget {
  /** Absent when something is wrong with it. */
  readonly target?: Target;
  readonly targetNames: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What a project without `targets:` has. */
const defaultTargetName = 'dev';
const typedKeys = new Set(['type', 'threads', 'schema', 'database']);

/**
 * The active target: `--target`, else `target:`, else the first of `targets:`, else a sqlite file in the target folder.
 * `project` has its values evaluated except those of `targets:`, because only the active one may need its variables.
 */
export function readTarget(project: YamlMap, targetPath: string, request: TargetRequest): ReadTarget {
  const targets = findMap(project, 'targets')?.entries ?? [];
  const targetNames = targets.map(({ key }) => key);
  const diagnostics = targets.flatMap((entry) => findLiteralSecrets(entry));
  const written = findEntry(project, 'target');
  const name = request.name ?? findText(project, 'target') ?? targetNames[0];
  if (name === undefined || (targetNames.length === 0 && name === defaultTargetName))
    return { target: defaultTarget(project.place.file, targetPath, request), targetNames, diagnostics };

  const active = targets.find(({ key }) => key === name);
  for (const entry of targets) if (entry !== active) diagnostics.push(...checkIdleTarget(entry));
  if (active === undefined) {
    const place = request.name === undefined ? written?.value.place : undefined;
    return { targetNames, diagnostics: [...diagnostics, unknownTarget(name, targetNames, place)] };
  }
  const evaluated = evaluateYaml(active.value, request.calls);
  const { errors } = checkSchema(targetSchema, evaluated.value, { isSecret: true, label: name });
  diagnostics.push(...evaluated.diagnostics, ...errors);
  if (evaluated.diagnostics.length > 0 || errors.length > 0 || evaluated.value.kind !== 'map') {
    return { targetNames, diagnostics };
  }
  diagnostics.push(...checkDatabasePath(evaluated.value, request.root));
  return { target: toTarget(active, evaluated.value, request), targetNames, diagnostics };
}

function toTarget(active: YamlEntry, map: YamlMap, request: TargetRequest): Target {
  const spec = yamlToPlain(map);
  const threads = spec['threads'];
  const schema = findText(map, 'schema');
  const database = findText(map, 'database');
  return {
    name: active.key,
    type: targetTypes.find((type) => type === spec['type']) ?? 'sqlite',
    threads: request.threads ?? (threads ? Number(threads) : defaultThreads()),
    ...(schema !== undefined && { schema }),
    ...(database !== undefined && { database }),
    options: Object.fromEntries(Object.entries(spec).filter(([key]) => !typedKeys.has(key))),
    place: active.keyPlace,
  };
}

/** Nothing in the file says it, so its place is the file, without a line to show. */
function defaultTarget({ path }: SourceFile, targetPath: string, request: TargetRequest): Target {
  const place = { file: { path, text: '' }, start: { line: 1, column: 1 } };
  return {
    name: defaultTargetName,
    type: 'sqlite',
    threads: request.threads ?? defaultThreads(),
    options: { path: `${targetPath}/warehouse.sqlite` },
    place,
  };
}

/** As many as there are cores, but not so many that memory becomes the limit. */
function defaultThreads(): number {
  return Math.min(4, availableParallelism());
}

function checkIdleTarget(entry: YamlEntry): readonly Diagnostic[] {
  const holdsCalls = (key: string) => entry.value.kind === 'map' && (findText(entry.value, key) ?? '').includes('{{');
  const schema = [...typedKeys].some(holdsCalls) ? idleTargetSchema : targetSchema;
  return checkSchema(schema, entry.value, { isSecret: true, label: entry.key }).errors;
}

/** A database file lies in the project. `:memory:` and URLs are no files. */
function checkDatabasePath(map: YamlMap, root: string): readonly Diagnostic[] {
  const entry = findEntry(map, 'path');
  const path = findText(map, 'path');
  if (entry === undefined || path === undefined || path === ':memory:' || /^[a-z][a-z0-9+.-]+:/i.test(path)) return [];
  return toProjectPath(path, root) === undefined ? [pathOutside(path, 'path', entry.value.place)] : [];
}

/** Passwords and the like that stand in the file itself, and URLs with a password in them. */
function findLiteralSecrets(target: YamlEntry): Diagnostic[] {
  const entries = target.value.kind === 'map' ? target.value.entries : [];
  return entries.flatMap(({ key, value }) => {
    const text = literalText(value);
    const isSecret =
      (/password|secret|token/i.test(key) && text !== '') || /^[a-z][\w+.-]*:\/\/[^\s:/@]*:[^\s/@{]+@/i.test(text);
    return isSecret ? [literalSecret(key, target.key, value.place)] : [];
  });
}

function literalText(value: YamlValue): string {
  if (value.kind !== 'scalar' || value.value === null) return '';
  const text = String(value.value);
  return text.includes('{{') ? '' : text;
}
