// Flag values → the options of each command, key by key. Nothing is decided here but names.

import type {
  BuildOptions,
  CleanOptions,
  CommonOptions,
  CompileOptions,
  DebugOptions,
  DiffOptions,
  ExplainOptions,
  IndirectSelection,
  ListOptions,
  RetryOptions,
  RowFormat,
  SeedOptions,
  ShowOptions,
  VerifyOptions,
} from '../commands/options.js';
import type { FlagValues } from './flag-values.js';

const indirectSelections: readonly IndirectSelection[] = ['eager', 'cautious', 'buildable', 'empty'];
const rowFormats: readonly RowFormat[] = ['table', 'json', 'csv', 'md'];
const listForms: readonly ListOptions['output'][] = ['selector', 'name', 'path', 'json', 'partitions'];

export function toCommonOptions(values: FlagValues): CommonOptions {
  return {
    ...present({
      projectDir: values.text('project-dir'),
      target: values.text('target'),
      targetPath: values.text('target-path'),
      threads: values.integer('threads'),
      vars: values.text('vars'),
      indirectSelection: indirectSelections.find((mode) => mode === values.text('indirect-selection')),
      lockTimeoutSeconds: values.integer('lock-timeout'),
      sample: values.text('sample'),
      eventTimeStart: values.text('event-time-start'),
      eventTimeEnd: values.text('event-time-end'),
    }),
    select: values.list('select'),
    exclude: values.list('exclude'),
    resourceTypes: values.list('resource-type'),
    excludeResourceTypes: values.list('exclude-resource-type'),
    partitions: values.list('partition'),
    fullRefresh: values.isOn('full-refresh'),
    force: values.isOn('force'),
    empty: values.isOn('empty'),
    failFast: values.isOn('fail-fast'),
    warnError: values.isOn('warn-error'),
    quiet: values.isOn('quiet'),
    verbose: values.isOn('verbose') || values.isOn('debug'),
    debug: values.isOn('debug'),
    json: values.isOn('json'),
  };
}

export function toBuildOptions(values: FlagValues): BuildOptions {
  return { ...toCommonOptions(values), watch: values.isOn('watch') };
}

export function toCleanOptions(values: FlagValues): CleanOptions {
  return { ...toCommonOptions(values), orphans: values.isOn('orphans') };
}

export function toRetryOptions(values: FlagValues): RetryOptions {
  return { ...toCommonOptions(values), ...present({ state: values.text('state') }) };
}

export function toSeedOptions(values: FlagValues): SeedOptions {
  return { ...toCommonOptions(values), explain: values.isOn('explain') };
}

export function toCompileOptions(values: FlagValues): CompileOptions {
  return { ...toCommonOptions(values), ...present({ inline: values.text('inline') }) };
}

/** `--json` without `--output` means `--output json`. */
export function toShowOptions(values: FlagValues): ShowOptions {
  const limit = values.integer('limit');
  const output = rowFormats.find((format) => format === values.text('output'));
  return {
    ...toCommonOptions(values),
    ...present({ inline: values.text('inline'), limit: limit === -1 ? Infinity : limit }),
    output: output ?? (values.isOn('json') ? 'json' : 'table'),
  };
}

export function toDiffOptions(values: FlagValues): DiffOptions {
  const limit = values.integer('limit');
  return {
    ...toCommonOptions(values),
    ...present({ other: values.text('other'), limit: limit === -1 ? Infinity : limit }),
  };
}

export function toExplainOptions(values: FlagValues): ExplainOptions {
  return { ...toCommonOptions(values), subjects: values.words };
}

export function toVerifyOptions(values: FlagValues): VerifyOptions {
  const limit = values.integer('limit');
  return { ...toCommonOptions(values), ...present({ limit: limit === -1 ? Infinity : limit }) };
}

export function toDebugOptions(values: FlagValues): DebugOptions {
  return { ...toCommonOptions(values), all: values.isOn('all') };
}

export function toListOptions(values: FlagValues): ListOptions {
  const output = listForms.find((form) => form === values.text('output'));
  return {
    ...toCommonOptions(values),
    output: output ?? (values.isOn('json') ? 'json' : 'selector'),
    outputKeys: values.list('output-keys'),
  };
}

/** The object without the keys whose value is undefined. */
function present<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const key in values) {
    const value = values[key];
    if (value !== undefined) Object.assign(kept, { [key]: value });
  }
  return kept;
}
