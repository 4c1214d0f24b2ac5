import type { CodeEntries } from './code-entry.js';

// SP40xx: nodes and references (manifest/). SP41xx: order and cycles (graph/). SP42xx: selection (select/).
export const graphCodes = {
  SP4101: {
    title: 'nodes depend on each other in a circle',
    explanation:
      'A node can be built when everything that it refers to is there, so references must not lead back to where they started. The message names every member of the circle, and each reference is shown at its place. Remove one of them, or move the part that both sides need into a model of its own. A model that reads its own earlier rows uses {{this}}.',
  },
  SP4201: {
    title: 'a selection flag without a selector',
    explanation:
      '`--select` or `--exclude` was given an empty text, usually because a shell variable was empty. Selecting everything by accident would be worse than stopping, so nothing is run. Name something, or leave the flag out: then everything is selected.',
  },
  SP4202: {
    title: 'a selection criterion without a value',
    explanation:
      'A criterion is a name, or a method and a value with a colon between: `tag:nightly`. Here the part behind the colon, or the name beside an operator, is missing.',
  },
  SP4203: {
    title: 'a selection operator too many',
    explanation:
      'Each end of a criterion takes one graph operator: `+x` (with everything that x depends on), `2+x` (two steps of that), `x+` and `x+1` (what depends on x), `+x+`, or `@x` (x, everything below it, and all that those need).',
  },
  SP4204: {
    title: 'the @ operator together with a + behind the name',
    explanation:
      '`@x` means x, everything that depends on it, and everything that any of those depend on. It holds `x+` already, so both together are most likely a mistake.',
  },
  SP4205: {
    title: 'a comma without a criterion beside it',
    explanation:
      '`a,b` selects what `a` and `b` have in common. It is written without spaces, because a space joins: `a, b` would be the criteria `a,` and `b`.',
  },
  SP4206: {
    title: 'an unknown selection method',
    explanation:
      'The word before the colon of a criterion says how its value is compared: by name (`fqn`), `path`, `tag`, `source`, `config.KEY` and so on. `sp ls --select …` shows what a selector matches without running anything.',
  },
  SP4207: {
    title: 'a selection method of a later version',
    explanation:
      'The methods that compare with an earlier run or another state are known to dbt, but this version of sp does not have them. The message names the method.',
  },
  SP4208: {
    title: 'a selection method with too few or too many parts',
    explanation:
      '`config` needs the key it compares, e.g. `config.materialized:table` or `config.meta.owner:ann`; all other methods are one word before the colon.',
  },
  SP4209: {
    title: 'a value that a selection method does not know',
    explanation:
      'Some methods know a closed list of values (`resource_type`, `test_type`, `access`, `version`) or names of a certain length (`source:package.source.table`). Any other value could never match.',
  },
  SP4210: {
    title: 'an unknown resource type',
    explanation:
      '`--resource-type` and `--exclude-resource-type` take the kinds of nodes that a project has, in the singular: model, seed, snapshot, test, source, exposure, analysis and so on.',
  },
  SP4211: {
    title: 'a selection criterion that matches nothing',
    explanation:
      'No enabled node fits this part of the selector. The rest of the selector still counts, so the command goes on; with `--warn-error` it ends with 1. Names are compared exactly, upper and lower case included; `*` and `?` are wildcards, which most shells want in quotes.',
  },
  SP4212: {
    title: 'criteria that have nothing in common',
    explanation:
      'Each part of the intersection matches something, but no node is in all of them. A comma keeps what the parts have in common; a space joins them.',
  },
  SP4213: {
    title: 'a selection that holds nothing for this command',
    explanation:
      'Some nodes are selected, but they are of kinds that the command does not work on: `sp run` builds models, `sp seed` loads seeds, `sp test` runs tests, and `sp build` does all of it.',
  },
  SP4001: {
    title: 'a ref names nothing',
    explanation:
      '`{{ref "x"}}` names a model, seed or snapshot of the project by the stem of its file, in the same case. The message suggests the nearest name.',
  },
  SP4002: {
    title: 'a ref names something disabled',
    explanation:
      'The node has `enabled: false`, so nothing may depend on it. Enable it, or disable what depends on it too.',
  },
  SP4003: {
    title: 'a source table is not declared',
    explanation:
      '`{{source "s" "t"}}` names a table t of a source s under `sources:` in a properties YAML file. The message suggests the nearest one.',
  },
  SP4004: {
    title: 'a model refers to itself',
    explanation: 'A model cannot be its own input. `{{this}}` names the relation that the model has from earlier runs.',
  },
  SP4005: {
    title: 'two resources have one name',
    explanation:
      'Models, seeds and snapshots share one namespace, in which upper and lower case are the same, because some engines and file systems cannot tell them apart. The rejected rows of a seed `x` take the name `x__rejected`.',
  },
  SP4006: {
    title: 'two resources would be one relation',
    explanation:
      'The relation of a node is its alias in its schema. Two nodes with the same one would overwrite each other: give one another alias or schema.',
  },
  SP4009: {
    title: 'a name that the engine cannot have',
    explanation:
      'Some engines (Spark) take ASCII letters, digits and `_` only in the names of tables and schemas, quoted or not. Columns are free. Rename the model or seed, or give it an `alias` of such characters; `ref` goes on to use the name of the file.',
  },
  SP4007: {
    title: 'something is defined twice',
    explanation:
      'Source tables are told apart by the names of source and table, analyses by the stems of their files and exposures by their names. Two of one name would hide each other: rename or remove one.',
  },
  SP4008: {
    title: 'an exposure depends on what is no ref',
    explanation:
      "Entries of an exposure's `depends_on:` are written `ref('model')` or `source('source', 'table')`, so that they can be checked and stand in the lineage.",
  },
  SP4021: {
    title: 'a partition to evaluate does not exist',
    explanation:
      '`--partition column=value` names keys of partitioned models, compared as text; an empty value is NULL. Keys that no input has are ignored.',
  },
  SP4031: {
    title: 'there is nothing to do',
    explanation:
      'The selection holds no node that the command runs: the project is empty, or the criteria match only other kinds of nodes.',
  },
  SP4032: {
    title: '--partition is malformed',
    explanation:
      'The flag takes column=value, for example `--partition grade_level="Grade 9"`; an empty value means the NULL key. It may be repeated.',
  },
  SP4033: {
    title: 'no selected model has that partition column',
    explanation:
      '`--partition column=value` names the `partition_by` column of at least one selected partitioned model.',
  },
  SP4034: {
    title: '--inline and --select exclude each other',
    explanation: "An inline query is compiled or shown on its own, beside the project's nodes.",
  },
  SP4036: {
    title: 'sp diff needs a second target',
    explanation:
      '`sp diff` compares the relations of the active target with those of another: name it with --other, as a target of project.yml or as the path of a database file.',
  },
  SP4037: {
    title: 'there is nothing of that name to compare with',
    explanation:
      '--other takes the name of a target of project.yml, or the path of a database file that SQLite or DuckDB wrote. What was given is neither.',
  },
  SP4038: {
    title: 'nothing is selected that could be compared',
    explanation:
      '`sp diff` compares what is stored: seeds, models that are no ephemerals, and snapshots. The selection holds none of them.',
  },
  SP4039: {
    title: 'unknown code',
    explanation:
      '`sp explain` takes the name of a node, or a code as messages show it: SP and four digits. No message has this one.',
  },
  SP4040: {
    title: 'nothing to verify',
    explanation:
      '`sp verify` builds seeds and models aside and compares them with what is published. The selection holds none: tests, sources and ephemeral models leave nothing behind.',
  },
  SP4041: {
    title: 'an event time is malformed',
    explanation:
      '`--event-time-start` and `--event-time-end` take dates such as 2024-09-01 or times in UTC such as "2024-09-01 06:00".',
  },
  SP4042: {
    title: 'the window of event times is empty or open',
    explanation:
      'Batches from `--event-time-start` on and before `--event-time-end` are evaluated. A start needs an end, which must be later; an end alone means all batches before it that a run would take.',
  },
  SP4051: {
    title: 'there is no earlier run to repeat',
    explanation:
      '`sp retry` repeats what failed or was skipped in the run that wrote run_results.json. That file is in the target folder, unless --state names another one.',
  },
  SP4052: {
    title: 'what is to be repeated is gone',
    explanation:
      'A node that failed or was skipped in the last run is no longer in the project, so the run cannot be repeated as it was. Run its command again.',
  },
  SP4053: {
    title: 'vars of the last run are hidden',
    explanation:
      'run_results.json keeps the vars of a run, but not the secrets among them. Give the vars again with --vars.',
  },
  SP4054: {
    title: '--sample is malformed',
    explanation:
      'A sample is the rows of a span of time before now, such as `3 days`, or of a window given as a mapping of start and end. It concerns inputs with an `event_time`; other inputs are read whole.',
  },
  SP4035: {
    title: 'sp show prints one node',
    explanation: 'The selection must hold exactly one node, so that there is one set of columns.',
  },
} as const satisfies CodeEntries;
