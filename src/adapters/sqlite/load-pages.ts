import type { FileImage } from './file-image.js';
import type { JobKind, Jobs } from './protocol.js';

/** Reads what a job will look at of the file: the tables that its SQL names. */
export function loadPages<K extends JobKind>(file: FileImage, kind: K, input: Jobs[K]['input']): void {
  if (kind === 'write-warehouse') return;
  for (const text of textsOf(input)) file.loadNamed(text);
  if ('inputs' in input) for (const view of input.inputs.views) file.loadNamed(view.select);
  // Their pages are taken out of the image without the engine, which looks at all of them.
  if (kind === 'stage-change' || kind === 'alter-image' || kind === 'execute') file.loadAll();
}

function textsOf(input: Jobs[JobKind]['input']): readonly string[] {
  return [
    ...('name' in input ? [quote(input.name)] : []),
    ...('statements' in input ? input.statements : []),
    ...('sql' in input ? [input.sql] : []),
    // Partitions differ in their keys only.
    ...('partitions' in input ? input.partitions.slice(0, 1).map(({ select }) => select) : []),
  ];
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
