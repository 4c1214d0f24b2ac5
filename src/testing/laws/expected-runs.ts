// Which nodes and partitions have to run, worked out from the projects and the rows of clean builds alone: the answer
// that the engine's own bookkeeping is held against.

import type { BuildReport, Row } from './law-workbench.js';
import type { RandomModel, RandomNode, RandomProject } from './random-project.js';

const key = (value: unknown): string => JSON.stringify(value);

export class ExpectedRuns {
  /** Node → what it was made of when it last succeeded. */
  readonly #made = new Map<string, string>();
  readonly #partitions = new Map<string, Map<string, string>>();

  /** Names of seeds and models that run, and keys of partitioned models that are evaluated, given the clean build. */
  next(
    project: RandomProject,
    clean: BuildReport,
  ): { readonly nodes: readonly string[]; readonly partitions: readonly string[] } {
    const view = new ProjectView(project, clean);
    const nodes: string[] = [];
    const partitions: string[] = [];
    for (const node of project.nodes) {
      if (node.kind === 'ephemeral' || view.statusOf(node) === 'skipped') continue;
      const made = view.madeOf(node);
      const isSame = this.#made.get(node.name) === made && !view.isVolatile(node);
      const evaluated = node.kind === 'partitioned' && !isSame ? this.#evaluate(node, view) : [];
      partitions.push(...evaluated.filter((each) => each !== '').map((each) => `${node.name} ${each}`));
      if (node.kind === 'partitioned' ? evaluated.length > 0 : !isSame) nodes.push(node.name);
      if (view.statusOf(node) === 'success') this.#made.set(node.name, made);
      else this.#made.delete(node.name);
    }
    return { nodes, partitions };
  }

  #evaluate(node: RandomModel, view: ProjectView): readonly string[] {
    const before = this.#partitions.get(node.name) ?? new Map<string, string>();
    const now = view.partitionsOf(node);
    const evaluated = [...now.keys()].filter((each) => view.isVolatile(node) || before.get(each) !== now.get(each));
    const vanished = [...before.keys()].filter((each) => !now.has(each)).map(() => '');
    if (view.isPublished(node)) {
      const failed = view.failedPartitionsOf(node);
      this.#partitions.set(node.name, new Map([...now].filter(([each]) => !failed.has(each))));
    }
    // A model without any key is made anew as a whole.
    return now.size === 0 ? ['', ...vanished] : [...evaluated, ...vanished];
  }
}

class ProjectView {
  readonly #nodes: ReadonlyMap<string, RandomNode>;
  readonly #clean: BuildReport;

  constructor(project: RandomProject, clean: BuildReport) {
    this.#nodes = new Map(project.nodes.map((node) => [node.name, node]));
    this.#clean = clean;
  }

  statusOf(node: RandomNode): string | undefined {
    return this.#clean.statuses.get(`${node.kind === 'seed' ? 'seed' : 'model'}.laws.${node.name}`);
  }

  /** What failed an audit is thrown away. */
  isPublished({ name }: RandomModel): boolean {
    const verdicts = [...this.#clean.statuses].filter(([id]) => id.includes(`_${name}_v_`));
    return this.#clean.partitions.has(name) && verdicts.every(([, status]) => status === 'pass');
  }

  failedPartitionsOf({ name }: RandomModel): ReadonlySet<string> {
    const partitions = [...(this.#clean.partitions.get(name) ?? [])];
    return new Set(partitions.filter(([, status]) => status === 'error').map(([each]) => each));
  }

  isVolatile(node: RandomNode): boolean {
    if (node.kind === 'seed') return false;
    return node.isVolatile || node.inputs.some((name) => this.#isEphemeral(name) && this.isVolatile(this.#node(name)));
  }

  madeOf(node: RandomNode): string {
    if (node.kind === 'seed') return key(node.rows);
    // Comments stay in a view.
    const text = node.kind === 'view' ? this.#clean.sql.get(node.name) : '';
    return key([text, this.#contentOf(node)]);
  }

  #contentOf(node: RandomModel): readonly unknown[] {
    return [node.kind, this.#sqlOf(node), this.#inputsOf(node).map((name) => [name, this.#versionOf(name)])];
  }

  /** Key → what the partition is made of. */
  partitionsOf(node: RandomModel): Map<string, string> {
    const [aligned = '', whole] = node.inputs;
    const keys = [...(this.#clean.partitions.get(node.name) ?? new Map<string, string>()).keys()];
    const wholes = [...(whole === undefined ? [] : [whole]), ...(this.#isEphemeral(aligned) ? [aligned] : [])];
    const rest = wholes.flatMap((name) => this.#stored(name)).map((name) => this.#versionOf(name));
    return new Map(
      keys.map((each) => {
        const own = this.#isEphemeral(aligned) ? '' : this.#rowsOf(aligned).filter((row) => String(row[1]) === each);
        return [each, key([this.#sqlOf(node), rest, own])];
      }),
    );
  }

  #sqlOf(node: RandomModel): string {
    return (this.#clean.sql.get(node.name) ?? '').replaceAll(/--.*\n/g, '\n').replaceAll(/\s+/g, ' ');
  }

  /** Relations behind a name: an ephemeral's are those that it reads. */
  #stored(name: string): readonly string[] {
    if (!this.#isEphemeral(name)) return [name];
    const node = this.#node(name);
    return node.kind === 'seed' ? [] : node.inputs.flatMap((input) => this.#stored(input));
  }

  #inputsOf(node: RandomModel): readonly string[] {
    return [...new Set(node.inputs.flatMap((name) => this.#stored(name)))].sort();
  }

  #versionOf(name: string): string {
    const node = this.#node(name);
    if (node.kind === 'view') return key(this.#contentOf(node));
    // What a partitioned model holds is told by its partitions: it never compares equal to a plain table.
    return key([node.kind === 'partitioned', this.#rowsOf(name)]);
  }

  #rowsOf(name: string): readonly Row[] {
    return this.#clean.rows.get(name) ?? [];
  }

  #isEphemeral(name: string): boolean {
    return this.#node(name).kind === 'ephemeral';
  }

  #node(name: string): RandomNode {
    const node = this.#nodes.get(name);
    if (node === undefined) throw new Error(`there is no ${name}`);
    return node;
  }
}
