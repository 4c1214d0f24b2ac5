import type { Project } from '../project/project.js';
import type { CommonOptions } from './options.js';

/** `args` of run_results.json: what was asked for, under dbt's names. Secrets are hidden when it is written. */
export function describeArguments(
  command: string,
  options: CommonOptions,
  project: Project,
): Readonly<Record<string, unknown>> {
  return {
    which: command,
    select: options.select,
    exclude: options.exclude,
    resource_types: options.resourceTypes,
    exclude_resource_types: options.excludeResourceTypes,
    indirect_selection: options.indirectSelection ?? 'eager',
    target: project.target.name,
    threads: project.target.threads,
    full_refresh: options.fullRefresh,
    fail_fast: options.failFast,
    warn_error: options.warnError,
    force: options.force,
    empty: options.empty,
    sample: options.sample ?? null,
    partitions: options.partitions,
    vars: options.vars ?? null,
  };
}
