// `sp build --watch`: the engine stays open between runs.
//
//   idle ──files changed──► parsing ──diagnostics──► broken (waits for the next save)
//    ▲                         │ ok                      │ files changed
//    │                         ▼                         ▼
//    └────finished────────  running ◄──── changes meanwhile are merged and run next
//
// Failed nodes stay in the set until they are green.

import { watchFiles } from '../watch/watch-files.js';
import { describeNodes, findAffected, type NodeTexts } from '../watch/find-affected.js';
import { SpError } from '../errors/sp-error.js';
import type { NodeId } from '../manifest/manifest.js';
import { descendants } from '../graph/walk.js';
import type { Command, CommandContext, CommandResult } from './command.js';
import { openSession, type OpenedSession } from './open-session.js';
import type { BuildOptions } from './options.js';
import { runSelection } from './run-nodes.js';
import { openWorkspace, type Workspace } from './workspace.js';

export const watchBuild: Command<BuildOptions> = async (options, context) => {
  // The first parse must succeed: without a project there is nothing to watch.
  const workspace = await openWorkspace(options, context);
  const watching = new WatchedBuild(options, context);
  return watching.run(workspace);
};

class WatchedBuild {
  readonly #options: BuildOptions;
  readonly #context: CommandContext;
  #opened: { readonly key: string; readonly session: OpenedSession } | undefined;
  #texts: NodeTexts = new Map();
  #unfinished: ReadonlySet<NodeId> = new Set();
  #changes = new Set<string>();
  #wake: () => void = () => undefined;

  constructor(options: BuildOptions, context: CommandContext) {
    this.#options = options;
    this.#context = context;
  }

  async run(first: Workspace): Promise<CommandResult> {
    const { signal } = this.#context;
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    const files = await watchFiles({
      root: first.project.root,
      ignored: [first.project.targetPath],
      onChange: (paths) => {
        for (const path of paths) this.#changes.add(path);
        this.#wake();
      },
    });
    try {
      await this.#attempt(() => this.#cycle(first, undefined));
      while (!signal.aborted) {
        this.#notice(`watching ${files.count()} files · Ctrl-C to stop`);
        await this.#nextChange();
        if (signal.aborted) break;
        const paths = [...this.#changes].sort();
        this.#changes.clear();
        this.#notice(`changed ${summarize(paths)}`);
        await this.#attempt(async () => this.#cycle(await openWorkspace(this.#options, this.#context), paths));
      }
      return { exitCode: 0 };
    } finally {
      await files.close();
      await this.#opened?.session.session.close();
    }
  }

  /** What is wrong with the project is told, and the next change awaited. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof SpError)) throw error;
      for (const diagnostic of error.diagnostics) this.#context.sink({ kind: 'diagnostic', diagnostic });
    }
  }

  /** One run: everything selected the first time, then what the changed paths affect. */
  async #cycle(workspace: Workspace, paths: readonly string[] | undefined): Promise<void> {
    const { manifest, graph } = workspace;
    const texts = describeNodes(manifest);
    const only = paths && this.#findWork(workspace, texts, paths);
    if (only?.size === 0) {
      this.#texts = texts;
      return this.#notice('nothing to run: no node is affected');
    }
    const opened = await this.#open(workspace);
    const { results } = await runSelection('build', this.#options, this.#context, workspace, {
      startedAt: Date.now(),
      opened,
      ...(only && { only }),
    });
    this.#texts = texts;
    const bad = results.filter(({ status }) => status === 'error' || status === 'fail' || status === 'skipped');
    this.#unfinished = new Set(bad.map(({ id }) => id).filter((id) => graph.parents.has(id)));
  }

  #findWork(workspace: Workspace, texts: NodeTexts, paths: readonly string[]): ReadonlySet<NodeId> {
    const { manifest, graph } = workspace;
    const { affected } = findAffected(this.#texts, { manifest, graph, texts }, paths);
    const again = [...this.#unfinished].filter((id) => manifest.nodes.has(id));
    // A test that gates a failed node runs with it: take the tests of what runs again, too.
    const parents = again.flatMap((id) =>
      manifest.nodes.get(id)?.resourceType === 'test' ? (graph.parents.get(id) ?? []) : [],
    );
    const unbuilt = parents.filter((id) => this.#unfinished.has(id));
    return new Set([...affected, ...again, ...descendants(graph, [...again, ...unbuilt])]);
  }

  async #open(workspace: Workspace): Promise<OpenedSession> {
    const { target } = workspace.project;
    const key = JSON.stringify([target.name, target.type, target.options, target.schema, target.threads]);
    if (this.#opened?.key === key) return this.#opened.session;
    await this.#opened?.session.session.close();
    const run = { readOnly: false, runId: 'watch', command: 'build --watch' };
    const session = await openSession(workspace.project, this.#options, this.#context, run);
    this.#opened = { key, session };
    return session;
  }

  #nextChange(): Promise<void> {
    const { signal } = this.#context;
    if (this.#changes.size > 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => (this.#wake = resolve));
  }

  #notice(message: string): void {
    this.#context.sink({ kind: 'notice', message });
  }
}

function summarize(paths: readonly string[]): string {
  return paths.length <= 3 ? paths.join(', ') : `${paths.slice(0, 2).join(', ')} and ${paths.length - 2} more files`;
}
