import type { Compiled } from '../compile/compiled.js';
import type { NodeResult } from '../execute/node-result.js';
import type { Manifest, ManifestNode } from '../manifest/manifest.js';
import { maskSecrets } from '../util/mask-secrets.js';
import { compiledPathOf } from './compiled-path.js';

/** Paths are relative to the target folder, with forward slashes. */
export interface SqlFiles {
  /** `compiled/…` of every compiled node and `run/…` of every result that brought its statements. */
  readonly texts: ReadonlyMap<string, string>;
  /** Every path that a node of the project may have: all others are left over from nodes that are gone. */
  readonly possiblePaths: ReadonlySet<string>;
}

export function buildSqlFiles(
  manifest: Manifest,
  compiled: Compiled | undefined,
  results: readonly NodeResult[] = [],
): SqlFiles {
  const texts = new Map<string, string>();
  const possiblePaths = new Set<string>();
  const runSqlById = new Map(results.map((result) => [result.id, result.runSql]));
  const put = (path: string, text: string): void => {
    texts.set(path, `${maskSecrets(text, manifest.project.env).trimEnd()}\n`);
  };
  for (const node of manifest.nodes.values()) {
    const path = isCompilable(node) || isRunnable(node) ? compiledPathOf(node) : '';
    if (isCompilable(node)) {
      possiblePaths.add(`compiled/${path}`);
      const sql = compiled?.nodes.get(node.id)?.sql;
      if (sql !== undefined) put(`compiled/${path}`, sql);
    }
    if (isRunnable(node)) {
      possiblePaths.add(`run/${path}`);
      const sql = runSqlById.get(node.id);
      if (sql !== undefined) put(`run/${path}`, sql);
    }
  }
  return { texts, possiblePaths };
}

function isCompilable(node: ManifestNode): boolean {
  return 'template' in node;
}

function isRunnable(node: ManifestNode): boolean {
  return 'materialized' in node && node.materialized !== 'ephemeral';
}
