import { readSeed, SeedFailure, type SeedColumn } from '../adapters/csv/read-seed.js';
import { SpError } from '../errors/sp-error.js';
import type { SeedNode } from '../manifest/manifest.js';
import type { Command } from './command.js';
import type { SeedOptions } from './options.js';
import { selectForCommand } from './select-for-command.js';
import { openWorkspace } from './workspace.js';

/** A table of seed, column, type and the first value after which the type was what it is. Needs no database. */
export const explainSeeds: Command<SeedOptions> = async (options, context) => {
  const { manifest, graph } = await openWorkspace(options, context);
  const selection = selectForCommand('seed', manifest, graph, options);
  for (const diagnostic of selection.warnings) context.sink({ kind: 'diagnostic', diagnostic });
  const rows: (readonly string[])[] = [];
  for (const id of selection.nodes) {
    const node = manifest.nodes.get(id);
    if (node?.resourceType !== 'seed') continue;
    for (const column of await readColumns(node))
      rows.push([node.name, column.name, column.type, explain(node, column)]);
  }
  const columns = ['seed', 'column', 'type', 'because of'];
  context.writeRows(columns, rows, options.json ? 'json' : 'table');
  return { exitCode: 0 };
};

async function readColumns({ files, seed }: SeedNode): Promise<readonly SeedColumn[]> {
  // Quarantined: bad rows do not matter here.
  const request = {
    files,
    seed: { ...seed, onBadRow: 'quarantine' as const },
    storageType: (type: string) => type,
    onProgress: () => undefined,
  };
  try {
    return await readSeed(request, { begin: () => undefined, insert: () => undefined, reject: () => undefined });
  } catch (error) {
    if (error instanceof SeedFailure) throw new SpError(error.diagnostics);
    throw error;
  }
}

function explain({ seed }: SeedNode, { name, decidedBy }: SeedColumn): string {
  if (name.toLowerCase() in lowerKeys(seed.columnTypes)) return 'column_types';
  if (decidedBy === undefined) return 'no value';
  return `${JSON.stringify(decidedBy.value)} in record ${decidedBy.record}`;
}

function lowerKeys(record: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]));
}
