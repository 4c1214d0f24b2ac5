import type { SqlValue } from '../../dialects/relation.js';
import type { Staged } from '../adapter.js';
import type { Catalog, Entry, StoredImage } from './catalog.js';
import type { ImageContent, JobKind, Jobs } from './protocol.js';
import type { JobOptions, JobResult } from './worker-pool.js';

/** What staging needs of a session. */
export interface StageContext {
  readonly catalog: Catalog;
  run<K extends JobKind>(kind: K, input: Jobs[K]['input'], options?: JobOptions): Promise<JobResult<K>>;
  store(content: ImageContent): StoredImage;
}

/** What `Staged.handle` holds here. */
export class StagedHandle {
  constructor(
    /** What publishing puts into the catalog. */
    readonly entries: readonly Entry[],
    /** Only for partitions: the column and the keys whose rows are there. */
    readonly partitions?: { readonly by: string; readonly keys: readonly SqlValue[] },
  ) {}

  static of({ handle }: Staged): StagedHandle {
    if (handle instanceof StagedHandle) return handle;
    throw new Error('this was staged by another session');
  }
}
