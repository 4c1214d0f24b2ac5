import { statSync } from 'node:fs';
import type { Diagnostic, SourceFile } from '../../errors/diagnostic.js';
import { isAtOrAbove } from '../project-path.js';
import type { CsvFile, ProjectConfig, SqlFile } from '../project.js';
import type { YamlMap } from '../yaml-value.js';
import { wrongType } from '../schema-errors.js';
import { parseYaml } from '../yaml/parse-yaml.js';
import { checkName, fileNamePlace } from '../check-name.js';
import { listFiles, type ListedFile } from './list-files.js';
import { readTextFile } from './read-text-file.js';
import { splitFrontMatter } from './split-front-matter.js';

/** Everything that lies in the resource folders, read but not yet understood. */
export interface SourceFiles {
  readonly models: readonly SqlFile[];
  readonly singularTests: readonly SqlFile[];
  readonly genericTests: readonly SqlFile[];
  readonly macros: readonly SqlFile[];
  readonly analyses: readonly SqlFile[];
  readonly snapshots: readonly SqlFile[];
  readonly docs: readonly SourceFile[];
  readonly csvFiles: readonly CsvFile[];
  readonly yamlFiles: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
}

type FolderKind = 'model' | 'seed' | 'test' | 'macro' | 'snapshot' | 'analysis' | 'docs';

/** Kinds whose SQL files may have front matter. A folder of two kinds gives its SQL files to the one that stands first. */
const sqlKinds: readonly FolderKind[] = ['model', 'snapshot', 'test', 'analysis', 'macro'];

/** YAML files that are no properties, should the project itself be a source folder. */
const rootFiles = new Set(['project.yml', 'selectors.yml', 'packages.yml', 'dependencies.yml', 'package-lock.yml']);

/** Reads every file of the resource folders; which folders there are is the config's word. */
export function readSourceFiles(root: string, config: ProjectConfig): SourceFiles {
  const reader = new SourceReader(root);
  const folders = groupFolders(config);
  for (const [folder, kinds] of folders) {
    const others = [...folders.keys()].filter((other) => other !== folder);
    const listed = listFiles(root, folder, new Set([...others, config.targetPath]));
    reader.diagnostics.push(...listed.diagnostics);
    for (const file of listed.files)
      reader.read(file, folder === '.' ? file.path : file.path.slice(folder.length + 1), kinds);
  }
  return reader;
}

/** Folder → what it may hold. A folder below another one of the same kind belongs to that one. */
function groupFolders(config: ProjectConfig): ReadonlyMap<string, ReadonlySet<FolderKind>> {
  const folders = new Map<string, Set<FolderKind>>();
  const add = (kind: FolderKind, paths: readonly string[]): void => {
    const outermost = paths.filter((path) => !paths.some((other) => other !== path && isAtOrAbove(other, path)));
    for (const path of outermost) folders.set(path, (folders.get(path) ?? new Set()).add(kind));
  };
  add('model', config.modelPaths);
  add('seed', config.seedPaths);
  add('test', config.testPaths);
  add('macro', config.macroPaths);
  add('snapshot', config.snapshotPaths);
  add('analysis', config.analysisPaths);
  add('docs', config.docsPaths);
  return folders;
}

class SourceReader implements SourceFiles {
  readonly models: SqlFile[] = [];
  readonly singularTests: SqlFile[] = [];
  readonly genericTests: SqlFile[] = [];
  readonly macros: SqlFile[] = [];
  readonly analyses: SqlFile[] = [];
  readonly snapshots: SqlFile[] = [];
  readonly docs: SourceFile[] = [];
  readonly csvFiles: CsvFile[] = [];
  readonly yamlFiles: SourceFile[] = [];
  readonly diagnostics: Diagnostic[] = [];

  constructor(readonly root: string) {}

  /** `pathInFolder`: below the resource folder. */
  read(file: ListedFile, pathInFolder: string, kinds: ReadonlySet<FolderKind>): void {
    const isOnlyDocs = kinds.size === 1 && kinds.has('docs');
    if (kinds.has('test') && pathInFolder.startsWith('fixtures/')) return;
    if (/\.ya?ml$/i.test(file.path)) {
      if (!isOnlyDocs && !rootFiles.has(file.path)) this.yamlFiles.push(this.#readText(file));
    } else if (/\.sql$/i.test(file.path)) {
      const kind = sqlKinds.find((candidate) => kinds.has(candidate));
      if (kind !== undefined) this.#readSql(file, pathInFolder, kind);
    } else if (/\.csv(?:\.gz)?$/i.test(file.path)) {
      if (kinds.has('seed')) this.#addCsv(file, pathInFolder);
    } else if (/\.md$/i.test(file.path) && kinds.has('docs')) {
      this.docs.push(this.#readText(file));
    }
  }

  #readText(file: ListedFile): SourceFile {
    const { file: read, problem } = readTextFile(file.absolutePath, file.path);
    if (problem) this.diagnostics.push(problem);
    return read;
  }

  #readSql(listed: ListedFile, path: string, kind: FolderKind): void {
    const file = this.#readText(listed);
    const name = stemOf(path);
    if (kind === 'macro' || (kind === 'test' && path.startsWith('generic/'))) {
      (kind === 'macro' ? this.macros : this.genericTests).push({ file, path, name, template: file });
      return;
    }
    this.diagnostics.push(...checkName(name, fileNamePlace(file.path)));
    const { template, yaml, problem } = splitFrontMatter(file);
    if (problem) this.diagnostics.push(problem);
    const frontMatter = yaml && this.#parseFrontMatter(file, yaml);
    this.#listOf(kind).push({ file, path, name, template, ...(frontMatter && { frontMatter }) });
  }

  #listOf(kind: FolderKind): SqlFile[] {
    if (kind === 'snapshot') return this.snapshots;
    if (kind === 'test') return this.singularTests;
    return kind === 'analysis' ? this.analyses : this.models;
  }

  #parseFrontMatter(file: SourceFile, range: { readonly start: number; readonly end: number }): YamlMap | undefined {
    const { value, diagnostics } = parseYaml(file, range.start, range.end);
    this.diagnostics.push(...diagnostics);
    if (value === undefined || value.kind === 'map') return value;
    this.diagnostics.push(wrongType('front matter', ['a mapping'], value));
    return undefined;
  }

  #addCsv(file: ListedFile, pathInFolder: string): void {
    const name = stemOf(pathInFolder.replace(/\.gz$/i, ''));
    this.diagnostics.push(...checkName(name, fileNamePlace(file.path)));
    const { size: sizeBytes } = statSync(file.absolutePath);
    this.csvFiles.push({ ...file, pathInFolder, name, sizeBytes });
  }
}

/** File name without its last extension, composed (NFC), as people type it in a ref. */
function stemOf(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return file.slice(0, file.lastIndexOf('.')).normalize('NFC');
}
