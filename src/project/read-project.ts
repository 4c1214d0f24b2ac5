// Reads a project from disk: finds and checks project.yml, chooses the target, reads every file of the resource folders,
// parses properties YAML and front matter. Everything that is wrong is found before anything is thrown. What it must not
// know: what the SQL means, which names exist, how an engine is reached.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic, Place } from '../errors/diagnostic.js';
import { SpError } from '../errors/sp-error.js';
import { getDialect } from '../dialects/get-dialect.js';
import { checkSpVersion } from './check-sp-version.js';
import { missingFolder, pathOutside, projectNotFound, warehouseIsSource } from './errors.js';
import { evaluateYaml } from './evaluate-yaml.js';
import { isInside, realPath } from './files/list-files.js';
import { readSourceFiles, type SourceFiles } from './files/read-source-files.js';
import { readTextFile } from './files/read-text-file.js';
import { findEntry } from './find-entry.js';
import { findGrants } from './find-grants.js';
import { findProjectRoot, projectFileName } from './find-project-root.js';
import { parseFrontMatter } from './parse-front-matter.js';
import { parseProjectConfig, type ParsedProjectConfig } from './parse-project-config.js';
import { parseProperties } from './parse-properties.js';
import { parseVars } from './parse-vars.js';
import { toProjectPath } from './project-path.js';
import type { Project, SqlFile, Target } from './project.js';
import type { PropertiesFile, ResourceProperties } from './properties.js';
import { readTarget } from './read-target.js';
import { keyWithoutMeaning, wrongType } from './schema-errors.js';
import type { FrontMatterKind } from './schemas/properties.js';
import type { IgnoredKey } from './yaml/check-schema.js';
import { parseYaml } from './yaml/parse-yaml.js';
import type { YamlValue } from './yaml-value.js';

export interface ReadProjectOptions {
  /** Where to begin to look for project.yml, upward. */
  readonly projectDir: string;
  /** `--target`. */
  readonly target?: string;
  /** `--target-path`, relative to the project. */
  readonly targetPath?: string;
  /** `--vars`: a YAML or JSON mapping. */
  readonly vars?: string;
  /** `--threads`. */
  readonly threads?: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface ReadProject {
  readonly project: Project;
  readonly warnings: readonly Diagnostic[];
}

/**
 * Reads the project that `projectDir` lies in.
 *
 * @throws SpError (2) with every problem of project.yml, the target, the files and their YAML.
 */
export async function readProject(options: ReadProjectOptions): Promise<ReadProject> {
  const root = findProjectRoot(options.projectDir);
  if (root === undefined) throw new SpError([projectNotFound(options.projectDir)]);
  const findings: Findings = { diagnostics: [], ignored: [] };
  const { file, map } = readProjectFile(root);
  const cli = parseVars(options.vars ?? '');
  const parsed = parseProjectConfig(map, {
    root,
    cliVars: cli.vars,
    env: options.env,
    ...(options.targetPath !== undefined && { targetPath: options.targetPath }),
  });
  const { config, vars } = parsed;
  const { target, targetNames, diagnostics } = readTarget(parsed.evaluated, config.targetPath, {
    root,
    calls: { env: options.env, vars, isFinal: true },
    ...(options.target !== undefined && { name: options.target }),
    ...(options.threads !== undefined && { threads: options.threads }),
  });
  findings.diagnostics.push(...cli.diagnostics, ...parsed.diagnostics, ...diagnostics);
  findings.diagnostics.push(...checkSpVersion(map), ...checkFolders(root, parsed));
  findings.ignored.push(...parsed.ignored);

  const sources = readSourceFiles(root, config);
  findings.diagnostics.push(...sources.diagnostics);
  const properties = parseAllProperties(sources, { env: options.env, vars }, findings);
  const files = evaluateFrontMatter(sources, { env: options.env, vars }, findings);
  if (target) {
    findings.diagnostics.push(...checkDatabaseFile(root, target, sources));
    if (!getDialect(target.type).capabilities.grants) {
      const resources = [...properties.flatMap((yaml) => yaml.resources), ...frontMatterOf(files)];
      findings.ignored.push(...findGrants(Object.values(config.trees), resources, target.type));
    }
  }

  const problems = sortByPlace([...deduplicate(findings.diagnostics), ...reportIgnored(findings.ignored)]);
  if (target === undefined || problems.some(({ severity }) => severity === 'error')) throw new SpError(problems);
  const { docs, csvFiles } = sources;
  const project: Project = {
    root,
    targetPath: join(root, config.targetPath),
    file,
    config,
    target,
    targetNames,
    vars,
    env: options.env,
    ...files,
    docs,
    csvFiles,
    properties,
  };
  return { project, warnings: problems };
}

interface Findings {
  readonly diagnostics: Diagnostic[];
  readonly ignored: IgnoredKey[];
}

interface Values {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly vars: Readonly<Record<string, unknown>>;
}

function readProjectFile(root: string) {
  const { file, problem } = readTextFile(join(root, projectFileName), projectFileName);
  if (problem) throw new SpError([problem]);
  const { value, diagnostics } = parseYaml(file);
  const start: Place = { file, start: { line: 1, column: 1 } };
  const map: YamlValue = value ?? { kind: 'map', entries: [], place: start };
  if (diagnostics.length > 0) throw new SpError(diagnostics);
  if (map.kind !== 'map') throw new SpError([wrongType('', ['a mapping'], map)]);
  return { file, map };
}

function parseAllProperties(sources: SourceFiles, values: Values, findings: Findings): readonly PropertiesFile[] {
  return sources.yamlFiles.map((file) => {
    const { value, diagnostics } = parseYaml(file);
    findings.diagnostics.push(...diagnostics);
    const evaluated =
      value && file.text.includes('{{') ? evaluateYaml(value, { ...values, isFinal: false }) : undefined;
    findings.diagnostics.push(...(evaluated?.diagnostics ?? []));
    const parsed = parseProperties(file, diagnostics.length > 0 ? undefined : (evaluated?.value ?? value));
    findings.diagnostics.push(...parsed.errors);
    findings.ignored.push(...parsed.ignored);
    return parsed.properties;
  });
}

type SqlFiles = Pick<Project, 'models' | 'singularTests' | 'genericTests' | 'macros' | 'analyses' | 'snapshots'>;

/** The same files with the values of calls in their front matter, which is checked. */
function evaluateFrontMatter(sources: SourceFiles, values: Values, findings: Findings): SqlFiles {
  const run = (files: readonly SqlFile[], kind: FrontMatterKind): readonly SqlFile[] =>
    files.map((file) => {
      if (file.frontMatter === undefined) return file;
      const { value, diagnostics } = evaluateYaml(file.frontMatter, { ...values, isFinal: false });
      findings.diagnostics.push(...diagnostics);
      const evaluated = value === file.frontMatter ? file : { ...file, frontMatter: value };
      const parsed = parseFrontMatter(evaluated, kind);
      findings.diagnostics.push(...parsed.diagnostics);
      findings.ignored.push(...parsed.ignored);
      return evaluated;
    });
  const { genericTests, macros } = sources;
  return {
    models: run(sources.models, 'model'),
    singularTests: run(sources.singularTests, 'data_test'),
    genericTests,
    macros,
    analyses: run(sources.analyses, 'analysis'),
    snapshots: run(sources.snapshots, 'snapshot'),
  };
}

function frontMatterOf({ models, snapshots }: SqlFiles): readonly ResourceProperties[] {
  const parsed = [
    ...models.map((file) => parseFrontMatter(file, 'model')),
    ...snapshots.map((file) => parseFrontMatter(file, 'snapshot')),
  ];
  return parsed.flatMap(({ properties }) => properties ?? []);
}

/** Folders that project.yml names and that are not there; a target folder whose link leaves the project. */
function checkFolders(root: string, { config, evaluated }: ParsedProjectConfig): readonly Diagnostic[] {
  const named: Readonly<Record<string, readonly string[]>> = {
    'model-paths': config.modelPaths,
    'seed-paths': config.seedPaths,
    'test-paths': config.testPaths,
    'macro-paths': config.macroPaths,
    'snapshot-paths': config.snapshotPaths,
    'analysis-paths': config.analysisPaths,
    'docs-paths': config.docsPaths,
  };
  const warnings = Object.entries(named).flatMap(([key, paths]) => {
    const entry = findEntry(evaluated, key);
    if (entry === undefined) return [];
    const missing = paths.filter((path) => !existsSync(join(root, path)));
    return missing.map((path) => missingFolder(path, key, entry.value.place, listFolders(root)));
  });
  const target = realPath(join(root, config.targetPath));
  const isOutside = target !== undefined && !isInside(realPath(root) ?? root, target);
  const place = findEntry(evaluated, 'target-path')?.value.place;
  return isOutside ? [...warnings, pathOutside(config.targetPath, 'target-path', place)] : warnings;
}

function listFolders(root: string): readonly string[] {
  return readdirSync(root).filter((name) => !name.startsWith('.') && statSync(join(root, name)).isDirectory());
}

/** The database of a target must not be written over a file of the project. */
function checkDatabaseFile(root: string, target: Target, sources: SourceFiles): readonly Diagnostic[] {
  const { path } = target.options;
  if (typeof path !== 'string') return [];
  const files = [
    projectFileName,
    ...sources.csvFiles.map((file) => file.path),
    ...[...sources.yamlFiles, ...sources.docs].map((file) => file.path),
    ...[
      sources.models,
      sources.singularTests,
      sources.genericTests,
      sources.macros,
      sources.analyses,
      sources.snapshots,
    ]
      .flat()
      .map((file) => file.file.path),
  ];
  const normalized = toProjectPath(path, root) ?? path;
  return files.includes(normalized) ? [warehouseIsSource(normalized, target.name, target.place)] : [];
}

/** Problems without a place, then those of project.yml, then file by file from top to bottom. */
function sortByPlace(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const rank = ({ place }: Diagnostic) => (place === undefined ? 0 : place.file.path === projectFileName ? 1 : 2);
  return [...diagnostics].sort((a, b) => {
    const [path, otherPath] = [a.place?.file.path ?? '', b.place?.file.path ?? ''];
    if (rank(a) !== rank(b)) return rank(a) - rank(b);
    if (path !== otherPath) return path < otherPath ? -1 : 1;
    const [start, other] = [a.place?.start, b.place?.start];
    return (start?.line ?? 0) - (other?.line ?? 0) || (start?.column ?? 0) - (other?.column ?? 0);
  });
}

/** What stands under an anchor is found once for every alias. */
function deduplicate(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, message, place }) => {
    const key = JSON.stringify([code, message, place?.file.path, place?.start]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** One warning a key, at its first place. */
function reportIgnored(ignored: readonly IgnoredKey[]): readonly Diagnostic[] {
  const byKey = new Map<string, IgnoredKey[]>();
  for (const key of ignored) {
    const same = byKey.get(key.key);
    if (same) same.push(key);
    else byKey.set(key.key, [key]);
  }
  return [...byKey.values()].flatMap(([first, ...others]) =>
    first ? [keyWithoutMeaning(first.key, first.place, others.length, first.hint)] : [],
  );
}
