import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TestResult {
  readonly name: string;
  readonly status: string;
  readonly failures: number | null;
  readonly message: string | null;
  /** Unique id of the tested node; null for singular tests. */
  readonly attachedTo: string | null;
}

interface Artifacts {
  readonly manifest: {
    readonly nodes: Readonly<
      Record<string, { readonly name: string; readonly resource_type: string; readonly attached_node?: string | null }>
    >;
  };
  readonly run: {
    readonly results: readonly {
      readonly unique_id: string;
      readonly status: string;
      readonly failures: number | null;
      readonly message: string | null;
    }[];
  };
}

/** What the data tests of the last run came to, in the order of run_results.json. */
export function readTestResults(projectRoot: string): readonly TestResult[] {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(projectRoot, 'target', name), 'utf8'));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the artifacts' own tests prove their shape
  const { manifest, run } = { manifest: read('manifest.json'), run: read('run_results.json') } as Artifacts;
  return run.results.flatMap(({ unique_id: id, status, failures, message }) => {
    const node = manifest.nodes[id];
    if (node?.resource_type !== 'test') return [];
    return [{ name: node.name, status, failures, message, attachedTo: node.attached_node ?? null }];
  });
}
