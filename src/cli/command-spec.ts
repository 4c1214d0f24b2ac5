// The commands as data: what help says about each and which flags it takes. What a command does is in commands/, loaded
// only when it runs (run-command.ts).

import { outputFlag, pickFlags } from './flags.js';
import type { Flag } from './flags.js';

export type CommandName =
  | 'build'
  | 'run'
  | 'seed'
  | 'snapshot'
  | 'retry'
  | 'test'
  | 'compile'
  | 'show'
  | 'ls'
  | 'docs'
  | 'diff'
  | 'explain'
  | 'verify'
  | 'debug'
  | 'clean';

/** Under which heading help shows a command. */
export type CommandGroup = 'Build and test' | 'Look inside' | 'Project';

export interface CommandSpec<Name extends string = CommandName> {
  /** One word, or two with a space. */
  readonly name: Name;
  readonly group: CommandGroup;
  readonly summary: string;
  readonly examples: readonly { readonly command: string; readonly does: string }[];
  readonly flags: readonly Flag[];
  /** What it takes without a flag, as help calls it, at least once; absent: nothing. */
  readonly argument?: string;
  /** `--json`: a stream of events, or the one document that was asked for. */
  readonly json: 'events' | 'document';
}

const selection = pickFlags('select', 'exclude', 'resource-type', 'exclude-resource-type', 'indirect-selection');
const project = pickFlags('target', 'vars', 'project-dir', 'target-path');
const output = pickFlags('json', 'quiet', 'verbose', 'debug', 'no-color', 'help');
const execution = pickFlags('threads', 'fail-fast', 'warn-error', 'lock-timeout');
const building = pickFlags('full-refresh', 'force', 'empty', 'sample');

export const commandSpecs: readonly CommandSpec[] = [
  {
    name: 'build',
    group: 'Build and test',
    summary: 'Seeds, models, snapshots and tests, each after what it needs',
    examples: [
      { command: 'sp build', does: 'everything' },
      { command: 'sp build --select +mart_top_students', does: 'one model and all it is made from' },
      { command: 'sp build --select tag:staging+ --exclude tag:slow', does: 'a tag and what depends on it' },
      { command: 'sp build --watch', does: 'again whenever a file is saved' },
    ],
    flags: [
      ...selection,
      ...pickFlags('partition', 'event-time-start', 'event-time-end'),
      ...building,
      ...execution,
      ...pickFlags('watch'),
      ...project,
      ...output,
    ],
    json: 'events',
  },
  {
    name: 'run',
    group: 'Build and test',
    summary: 'Models only',
    examples: [{ command: 'sp run --select stg_students+', does: 'a model and what depends on it' }],
    flags: [
      ...selection,
      ...pickFlags('partition', 'event-time-start', 'event-time-end'),
      ...building,
      ...execution,
      ...project,
      ...output,
    ],
    json: 'events',
  },
  {
    name: 'seed',
    group: 'Build and test',
    summary: 'Load CSV files into tables',
    examples: [
      { command: 'sp seed', does: 'all of them' },
      { command: 'sp seed --explain', does: 'how each column got its type; loads nothing' },
    ],
    flags: [
      ...selection,
      ...pickFlags('full-refresh', 'force', 'empty'),
      ...execution,
      ...pickFlags('explain'),
      ...project,
      ...output,
    ],
    json: 'events',
  },
  {
    name: 'snapshot',
    group: 'Build and test',
    summary: 'Versions of rows that change: close what changed, add what is new',
    examples: [{ command: 'sp snapshot --select snap_student', does: 'one snapshot, from what is published' }],
    flags: [...selection, ...pickFlags('force'), ...execution, ...project, ...output],
    json: 'events',
  },
  {
    name: 'retry',
    group: 'Build and test',
    summary: 'What failed in the last run, and what was skipped, with its command and flags',
    examples: [{ command: 'sp retry', does: 'after the cause is mended' }],
    flags: [...pickFlags('state', 'full-refresh'), ...execution, ...project, ...output],
    json: 'events',
  },
  {
    name: 'test',
    group: 'Build and test',
    summary: 'Data tests on what is built',
    examples: [{ command: 'sp test --select stg_students', does: "one model's tests" }],
    flags: [...selection, ...execution, ...project, ...output],
    json: 'events',
  },
  {
    name: 'compile',
    group: 'Look inside',
    summary: 'Write the final SQL of nodes to target/compiled; runs nothing',
    examples: [
      { command: 'sp compile --select stg_students', does: 'prints it too' },
      { command: 'sp compile --inline \'select * from {{ref "stg_students"}}\'', does: 'any template' },
    ],
    flags: [...selection, ...pickFlags('inline', 'threads', 'warn-error'), ...project, ...output],
    json: 'document',
  },
  {
    name: 'show',
    group: 'Look inside',
    summary: 'Rows of a node or of your own SELECT',
    examples: [
      { command: 'sp show --select stg_students', does: 'its first rows' },
      { command: 'sp show --inline \'select count(*) from {{ref "stg_students"}}\'', does: 'any query' },
      { command: 'sp show --select stg_students --limit -1 --output csv > students.csv', does: 'all rows, as CSV' },
    ],
    flags: [
      ...pickFlags('select', 'exclude', 'inline'),
      outputFlag('Form of the rows', ['table', 'json', 'csv', 'md']),
      ...pickFlags('limit', 'threads'),
      ...project,
      ...output,
    ],
    json: 'document',
  },
  {
    name: 'ls',
    group: 'Look inside',
    summary: 'List selected nodes',
    examples: [
      { command: 'sp ls', does: 'all nodes' },
      { command: 'sp ls --select +mart_top_students --resource-type model', does: 'the models it is made from' },
      { command: 'sp ls --output json --output-keys name tags', does: 'one object a line' },
    ],
    flags: [
      ...selection,
      outputFlag('Form of the list', ['selector', 'name', 'path', 'json', 'partitions']),
      ...pickFlags('output-keys', 'warn-error'),
      ...project,
      ...output,
    ],
    json: 'document',
  },
  {
    name: 'docs',
    group: 'Look inside',
    summary: 'Write target/docs.html: one page with lineage, columns, tests and SQL',
    examples: [{ command: 'sp docs', does: 'open target/docs.html in a browser afterwards' }],
    flags: [...project, ...output],
    json: 'events',
  },
  {
    name: 'diff',
    group: 'Look inside',
    summary: 'Rows that differ between two targets or two database files, by key and cell',
    examples: [
      { command: 'sp diff --target dev --other duckdb', does: 'everything that both hold' },
      { command: 'sp diff --other old.sqlite --select mart_top_students', does: 'one model, against an older file' },
    ],
    flags: [
      ...pickFlags('other', 'select', 'exclude', 'resource-type', 'exclude-resource-type', 'limit'),
      ...project,
      ...output,
    ],
    json: 'document',
  },
  {
    name: 'explain',
    group: 'Look inside',
    summary: 'Why a node would run, or would not; what a code such as SP3001 means',
    examples: [
      { command: 'sp explain mart_top_students', does: 'which input, macro, var, file or config changed' },
      { command: 'sp explain SP3001', does: 'what an error means and how to get out of it' },
    ],
    argument: 'NODE|CODE',
    flags: [...building, ...project, ...output],
    json: 'document',
  },
  {
    name: 'verify',
    group: 'Look inside',
    summary: 'Build everything aside and compare it with what is published',
    examples: [
      {
        command: 'sp verify',
        does: 'a difference is a bug in sp, a change by others, or SQL that is not deterministic',
      },
      { command: 'sp verify --select marts', does: 'those alone, from their published inputs' },
    ],
    flags: [
      ...pickFlags('select', 'exclude', 'resource-type', 'exclude-resource-type', 'limit', 'threads', 'lock-timeout'),
      ...project,
      ...output,
    ],
    json: 'document',
  },
  {
    name: 'debug',
    group: 'Project',
    summary: 'Check versions, project, connection and folders',
    examples: [
      { command: 'sp debug --target dev', does: 'says what is wrong and how to mend it' },
      { command: 'sp debug --all', does: 'every target' },
    ],
    flags: [...pickFlags('all'), ...project, ...output],
    json: 'document',
  },
  {
    name: 'clean',
    group: 'Project',
    summary: 'Delete what sp wrote',
    examples: [
      { command: 'sp clean', does: 'deletes what it wrote into the folders of clean-targets' },
      { command: 'sp clean --orphans', does: 'drops tables and views of models that are gone' },
    ],
    flags: [...pickFlags('orphans', 'lock-timeout'), ...project, ...output],
    json: 'events',
  },
];
