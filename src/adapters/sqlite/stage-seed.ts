import type { Workspace } from './connection.js';
import type { Jobs } from './protocol.js';

type Job = Jobs['stage-seed'];

export function stageSeed(workspace: Workspace, job: Job['input']): Job['output'] {
  void workspace;
  void job;
  throw new Error('not yet');
}
