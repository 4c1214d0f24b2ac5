import type { Diagnostic, Place } from '../errors/diagnostic.js';

const error = (diagnostic: Omit<Diagnostic, 'severity'>): Diagnostic => ({ severity: 'error', ...diagnostic });
const warning = (diagnostic: Omit<Diagnostic, 'severity'>): Diagnostic => ({ severity: 'warning', ...diagnostic });
const didYouMean = (suggestion: string | undefined) =>
  suggestion === undefined ? '' : `did you mean "${suggestion}"? `;

export function unknownRef(name: string, place: Place, suggestion: string | undefined, node: string): Diagnostic {
  return error({
    code: 'SP4001',
    message: `Nothing is named "${name}"`,
    place,
    hint: `${didYouMean(suggestion)}A ref names a model, seed or snapshot of this project.`,
    node,
  });
}

export function disabledRef(name: string, place: Place, disabledAt: Place, node: string): Diagnostic {
  return error({
    code: 'SP4002',
    message: `"${name}" is disabled`,
    place,
    hint: 'Enable it, or disable what depends on it too.',
    related: [{ message: `"${name}" is here`, place: disabledAt }],
    node,
  });
}

export function unknownSource(
  source: string,
  table: string,
  place: Place,
  suggestion: string | undefined,
  node: string,
): Diagnostic {
  return error({
    code: 'SP4003',
    message: `No source table is named "${source}.${table}"`,
    place,
    hint: `${didYouMean(suggestion)}Declare it under sources: in a properties YAML file.`,
    node,
  });
}

export function selfRef(name: string, place: Place, node: string): Diagnostic {
  return error({
    code: 'SP4004',
    message: `"${name}" refers to itself`,
    place,
    hint: 'Use {{this}} for the relation of the model itself.',
    node,
  });
}

export function duplicateName(name: string, kinds: string, place: Place, other: Place): Diagnostic {
  return error({
    code: 'SP4005',
    message: `Two resources are named "${name}" (${kinds})`,
    place,
    hint: 'Models, seeds and snapshots share one namespace, in which upper and lower case are the same: rename one.',
    related: [{ message: `the other "${name}" is here`, place: other }],
  });
}

export function duplicateNode(kind: string, name: string, place: Place, other: Place): Diagnostic {
  return error({
    code: 'SP4007',
    message: `The ${kind} "${name}" is defined twice`,
    place,
    hint: 'Rename or remove one of them.',
    related: [{ message: 'the first one is here', place: other }],
  });
}

export function notARelationText(text: string, place: Place, node: string): Diagnostic {
  return error({
    code: 'SP4008',
    message: `depends_on takes ref('…') and source('…', '…'), not "${text}"`,
    place,
    hint: `Write ref('${text}') for a model or seed of that name.`,
    node,
  });
}

export function badRelationName(engine: string, name: string, place: Place): Diagnostic {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9_]+/g, '_');
  return error({
    code: 'SP4009',
    message: `${engine} has no tables or schemas named "${name}": their names are ASCII letters, digits and _`,
    place,
    hint: `Rename it, or give it an alias, e.g. alias: ${plain}.`,
  });
}

export function duplicateRelation(relation: string, names: string, place: Place, other: Place): Diagnostic {
  return error({
    code: 'SP4006',
    message: `${names} would both be the relation ${relation}`,
    place,
    hint: 'Give one of them another alias or schema.',
    related: [{ message: 'the other one is here', place: other }],
  });
}

export function unknownProperties(
  kind: string,
  name: string,
  place: Place,
  suggestion: string | undefined,
): Diagnostic {
  return warning({
    code: 'SP1022',
    message: `There is no ${kind} named "${name}" for these properties`,
    place,
    hint: `${didYouMean(suggestion)}The entry has no effect.`,
  });
}

export function propertiesTwice(kind: string, name: string, place: Place, other: Place): Diagnostic {
  return error({
    code: 'SP1023',
    message: `The ${kind} "${name}" is described twice`,
    place,
    hint: 'Merge the two entries.',
    related: [{ message: 'the first entry is here', place: other }],
  });
}

export function unknownGenericTest(test: string, place: Place, suggestion: string | undefined): Diagnostic {
  return error({
    code: 'SP5001',
    message: `There is no generic test named "${test}"`,
    place,
    hint: `${didYouMean(suggestion)}Write it as {{#test "${test}" as |model column|}} … {{/test}} in tests/generic/.`,
  });
}

export function unknownTestArgument(
  test: string,
  argument: string,
  place: Place,
  suggestion: string | undefined,
  accepted: readonly string[],
): Diagnostic {
  return error({
    code: 'SP5002',
    message: `The test "${test}" takes no argument "${argument}"`,
    place,
    hint: `${didYouMean(suggestion)}It takes ${accepted.length > 0 ? accepted.join(', ') : 'none'}.`,
  });
}

export function missingTestArgument(test: string, argument: string, place: Place): Diagnostic {
  return error({
    code: 'SP5003',
    message: `The test "${test}" needs the argument "${argument}"`,
    place,
    hint: `Write it under arguments: of the test.`,
  });
}

export function missingTestColumn(test: string, place: Place): Diagnostic {
  return error({
    code: 'SP5005',
    message: `The test "${test}" tests a column, but no column is named`,
    place,
    hint: `Write it below a column: columns: [{ name: …, data_tests: [${test}] }], or name one here: ${test}: { column_name: … }`,
  });
}

export function duplicateTest(name: string, place: Place, other: Place): Diagnostic {
  return error({
    code: 'SP5004',
    message: `The test "${name}" is defined twice`,
    place,
    hint: 'Remove one of them, or give it a name of its own with name:.',
    related: [{ message: 'the first one is here', place: other }],
  });
}

export function duplicateMacro(name: string, place: Place, other: Place | undefined): Diagnostic {
  return error({
    code: 'SP2021',
    message: `The macro "${name}" is defined twice`,
    place,
    hint: 'Rename one of them.',
    ...(other && { related: [{ message: 'the first one is here', place: other }] }),
  });
}

export function builtInTestName(name: string, place: Place): Diagnostic {
  return error({
    code: 'SP2022',
    message: `"${name}" is the name of a built-in test`,
    place,
    hint: `Choose another name; to write that test yourself, define it with {{#test "${name}" …}}.`,
  });
}

export function laterMaterialization(materialized: string, place: Place, node: string): Diagnostic {
  return error({
    code: 'SP1024',
    message: `Materialization "${materialized}" is not one of a model`,
    place,
    hint:
      materialized === 'snapshot'
        ? 'A snapshot is a file in snapshots/, or an entry of snapshots: in YAML.'
        : 'Use view, table, ephemeral, incremental or partitioned.',
    node,
  });
}

/** Something is asked for that the engine of the target has not; as a warning it is left out. */
export function missingCapability(
  what: string,
  engine: string,
  others: readonly string[],
  { severity, place, node }: { readonly severity: 'error' | 'warning'; readonly place: Place; readonly node: string },
): Diagnostic {
  const have =
    others.length === 0 ? 'No engine has them.' : `${others.join(', ')} ${others.length === 1 ? 'has' : 'have'} them.`;
  return {
    code: 'SP1029',
    severity,
    message: `${engine} has no ${what}`,
    place,
    hint: severity === 'error' ? `${have} Use a table or a view on ${engine}.` : `${have} Here the key does nothing.`,
    node,
  };
}

export function partitionByMissing(place: Place, node: string): Diagnostic {
  return error({
    code: 'SP1025',
    message: 'A partitioned model needs partition_by',
    place,
    hint: 'Name the column whose values are the partitions: partition_by: grade_level',
    node,
  });
}

export function noPartitionKeys(place: Place, node: string): Diagnostic {
  return error({
    code: 'SP1026',
    message: 'Nothing says which partitions this model has',
    place,
    hint: 'Align an input with {{ref "m" on="column"}}, or list the keys with partitions: "select …" or partitions: [a, b].',
    node,
  });
}

export function duplicatePartitionKey(key: string, place: Place, node: string): Diagnostic {
  return error({
    code: 'SP1027',
    message: `The partition key ${key} is listed twice`,
    place,
    hint: 'List it once.',
    node,
  });
}

export function refInSeedHook(place: Place, node: string): Diagnostic {
  return {
    code: 'SP1028',
    severity: 'error',
    message: 'a hook of a seed cannot refer to another node: seeds come before everything else',
    place,
    hint: 'Move it to a model, or to on-run-end in project.yml.',
    node,
  };
}

export function alignedRefOutside(place: Place, node: string): Diagnostic {
  return error({
    code: 'SP2023',
    message: 'on= works in a partitioned model only',
    place,
    hint: 'Set materialized: partitioned and partition_by, or leave on= out.',
    node,
  });
}

export function partitionKeyOutside(place: Place, node: string): Diagnostic {
  return error({
    code: 'SP2024',
    message: 'partition_key has a value in a partitioned model only',
    place,
    hint: 'Set materialized: partitioned and partition_by, or leave {{partition_key}} out.',
    node,
  });
}

export function partitionInKeys(place: Place, node: string): Diagnostic {
  return error({
    code: 'SP2027',
    message: 'partition_key and on= have no meaning in the query that lists the keys',
    place,
    hint: 'It runs once, before any partition: read whole relations in it.',
    node,
  });
}

export function missingSeedFile(
  pattern: string,
  place: Place,
  suggestion: string | undefined,
  node: string,
): Diagnostic {
  return error({
    code: 'SP6021',
    message: `No CSV file in the seed folders matches "${pattern}"`,
    place,
    hint: `${didYouMean(suggestion)}Paths in files: are relative to the seed folder.`,
    node,
  });
}

export function delimiterIsQuote(character: string, place: Place): Diagnostic {
  return error({
    code: 'SP6022',
    message: `delimiter and quote of the seed are both ${character}`,
    place,
    hint: 'Say which character separates the fields and which one stands around them.',
  });
}

export function missingVar(name: string, place: Place, suggestion: string | undefined, node: string): Diagnostic {
  return error({
    code: 'SP2025',
    message: `The var "${name}" has no value`,
    place,
    hint: `${didYouMean(suggestion)}Set it under vars: in project.yml, with --vars, or give a default: {{var "${name}" "…"}}`,
    node,
  });
}

export function missingEnvVar(name: string, place: Place, node: string): Diagnostic {
  return error({
    code: 'SP2026',
    message: `The environment variable ${name} is not set`,
    place,
    hint: `Set it, or give a default: {{env_var "${name}" "…"}}`,
    node,
  });
}
