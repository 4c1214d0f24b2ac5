// Every flag, once: name, what it takes, help. A flag means the same wherever it is accepted (`--output` differs in its
// choices), and its environment variable is SP_ and its name in capitals.

export type FlagValue =
  | { readonly kind: 'switch' }
  /** One text; the last one wins. */
  | { readonly kind: 'text' }
  | { readonly kind: 'integer'; readonly minimum: number }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** One text each time, repeatable, never split. */
  | { readonly kind: 'texts' }
  /** Every word up to the next flag, repeatable, split at spaces. */
  | { readonly kind: 'words'; readonly choices?: readonly string[] };

/** Under which heading help shows a flag. */
export type FlagGroup = 'What' | 'How' | 'Project' | 'Output';

export interface Flag {
  /** Without dashes. */
  readonly name: FlagName;
  readonly short?: string;
  readonly value: FlagValue;
  readonly group: FlagGroup;
  /** How help calls the value. */
  readonly placeholder?: string;
  readonly help: string;
}

export type FlagName = keyof typeof flagTable | 'output';

const resourceTypes = ['model', 'seed', 'snapshot', 'source', 'test', 'analysis', 'exposure'];

const flagTable = {
  select: {
    short: 's',
    value: { kind: 'words' },
    group: 'What',
    placeholder: 'CRITERIA',
    help: 'Only these nodes: name, path, tag:x, +x, x+, @x; a comma means "and"',
  },
  exclude: { value: { kind: 'words' }, group: 'What', placeholder: 'CRITERIA', help: 'Not these nodes' },
  'resource-type': {
    value: { kind: 'words', choices: resourceTypes },
    group: 'What',
    placeholder: 'TYPE',
    help: `Only nodes of these types: ${resourceTypes.join(', ')}`,
  },
  'exclude-resource-type': {
    value: { kind: 'words', choices: resourceTypes },
    group: 'What',
    placeholder: 'TYPE',
    help: 'No nodes of these types',
  },
  'indirect-selection': {
    value: { kind: 'choice', choices: ['eager', 'cautious', 'buildable', 'empty'] },
    group: 'What',
    placeholder: 'MODE',
    help: 'Which tests come with selected nodes: eager, cautious, buildable or empty',
  },
  partition: {
    value: { kind: 'texts' },
    group: 'What',
    placeholder: 'COLUMN=VALUE',
    help: 'Only this partition of partitioned models; repeatable',
  },
  'event-time-start': {
    value: { kind: 'text' },
    group: 'What',
    placeholder: 'TIME',
    help: 'Batches of microbatch models from this date or time on (UTC)',
  },
  'event-time-end': {
    value: { kind: 'text' },
    group: 'What',
    placeholder: 'TIME',
    help: 'and before this one',
  },
  inline: { value: { kind: 'text' }, group: 'What', placeholder: 'SQL', help: 'This SQL template, not a node' },
  'full-refresh': {
    short: 'f',
    value: { kind: 'switch' },
    group: 'How',
    help: 'Rebuild from nothing what would otherwise only grow',
  },
  force: { value: { kind: 'switch' }, group: 'How', help: 'Run everything selected, changed or not' },
  empty: {
    value: { kind: 'switch' },
    group: 'How',
    help: 'Without rows: models see none of their inputs, seeds load none',
  },
  sample: {
    value: { kind: 'text' },
    group: 'How',
    placeholder: 'SPAN',
    help: "Only rows of a time, e.g. '3 days', of inputs with an event_time",
  },
  state: {
    value: { kind: 'text' },
    group: 'What',
    placeholder: 'DIR',
    help: 'Folder with the artifacts of an earlier run',
  },
  'fail-fast': {
    short: 'x',
    value: { kind: 'switch' },
    group: 'How',
    help: 'Start nothing more after the first failure',
  },
  'warn-error': { value: { kind: 'switch' }, group: 'How', help: 'A warning fails the run' },
  threads: {
    short: 'j',
    value: { kind: 'integer', minimum: 1 },
    group: 'How',
    placeholder: 'N',
    help: 'Nodes and partitions at a time',
  },
  watch: { value: { kind: 'switch' }, group: 'How', help: 'Keep going: build again what a saved file changes' },
  orphans: {
    value: { kind: 'switch' },
    group: 'How',
    help: 'Drop tables and views of models that are no longer in the project, and nothing else',
  },
  explain: {
    value: { kind: 'switch' },
    group: 'How',
    help: "Load nothing; print each column's type and the value that decided it",
  },
  'lock-timeout': {
    value: { kind: 'integer', minimum: 0 },
    group: 'How',
    placeholder: 'SECONDS',
    help: 'How long to wait for another run on the same target (60)',
  },
  target: {
    short: 't',
    value: { kind: 'text' },
    group: 'Project',
    placeholder: 'NAME',
    help: 'Target of project.yml to work on',
  },
  vars: {
    value: { kind: 'text' },
    group: 'Project',
    placeholder: 'YAML',
    help: "Values for {{var}}, e.g. '{school_year: 2024}'",
  },
  'project-dir': { value: { kind: 'text' }, group: 'Project', placeholder: 'DIR', help: 'Folder of project.yml' },
  'target-path': { value: { kind: 'text' }, group: 'Project', placeholder: 'DIR', help: 'Folder that sp writes to' },
  other: {
    value: { kind: 'text' },
    group: 'What',
    placeholder: 'TARGET',
    help: 'Target to compare with, or a database file',
  },
  all: { value: { kind: 'switch' }, group: 'What', help: 'Every target of project.yml' },
  limit: {
    value: { kind: 'integer', minimum: -1 },
    group: 'Output',
    placeholder: 'N',
    help: 'Rows at most; -1 for all of them',
  },
  'output-keys': {
    value: { kind: 'words' },
    group: 'Output',
    placeholder: 'KEY',
    help: 'Keys of the objects of --output json',
  },
  json: { value: { kind: 'switch' }, group: 'Output', help: 'Answer in JSON on stdout' },
  quiet: { short: 'q', value: { kind: 'switch' }, group: 'Output', help: 'Errors and the verdict only' },
  verbose: { short: 'v', value: { kind: 'switch' }, group: 'Output', help: 'Every problem and every skipped node' },
  debug: { value: { kind: 'switch' }, group: 'Output', help: 'As --verbose, and stack traces of errors' },
  'no-color': { value: { kind: 'switch' }, group: 'Output', help: 'No colours and no moving lines' },
  help: { short: 'h', value: { kind: 'switch' }, group: 'Output', help: 'This text' },
} as const satisfies Readonly<Record<string, Omit<Flag, 'name'>>>;

/** The flags of these names, in this order. */
export function pickFlags(...names: readonly (keyof typeof flagTable)[]): readonly Flag[] {
  return names.map((name) => ({ name, ...flagTable[name] }));
}

export function outputFlag(help: string, choices: readonly string[]): Flag {
  return {
    name: 'output',
    value: { kind: 'choice', choices },
    group: 'Output',
    placeholder: 'FORM',
    help: `${help}: ${choices.join(', ')}`,
  };
}

/** `SP_FULL_REFRESH` for `full-refresh`. */
export function variableOf(flag: Flag): string {
  return `SP_${flag.name.toUpperCase().replaceAll('-', '_')}`;
}
