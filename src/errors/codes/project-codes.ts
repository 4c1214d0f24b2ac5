import type { CodeEntries } from './code-entry.js';

// SP100x–SP103x: project.yml, targets, paths and vars (project/), config that the manifest reads (manifest/).
export const projectCodes = {
  SP1001: {
    title: 'no project.yml',
    explanation:
      'A project is a folder with a `project.yml`. `sp` looks for it in the current folder and then in every folder above. Change into the project, or name its folder with `--project-dir`. The smallest `project.yml` is one line: `name: my_project`.',
  },
  SP1002: {
    title: 'a file cannot be read',
    explanation:
      'The operating system refused to give the file to `sp`. The message says why: it may have vanished while the project was being read, or its permissions may not let you read it.',
  },
  SP1003: {
    title: 'not UTF-8 text',
    explanation:
      'SQL, YAML and Markdown files are read as UTF-8, with or without a byte order mark. The file holds bytes that are no UTF-8, as files saved in Latin-1 or Windows-1252 do. The place is the first such byte. Save the file as UTF-8.',
  },
  SP1004: {
    title: 'UTF-16 text',
    explanation:
      'The file begins with the byte order mark of UTF-16, which some Windows programs write as "Unicode". Save it as UTF-8.',
  },
  SP1005: {
    title: 'unknown target',
    explanation:
      'The target that was asked for, by `--target` or by `target:` in project.yml, is not among `targets:`. Without either, the first one of `targets:` is used.',
  },
  SP1006: {
    title: 'a secret is written into project.yml',
    explanation:
      "Passwords, tokens and URLs with a password in them must not stand in a file that is committed. Put the value into an environment variable and write `{{env_var 'NAME'}}` in its place. The line is not shown, so that the secret does not end up in logs.",
  },
  SP1007: {
    title: 'a path leaves the project',
    explanation:
      'Every path of project.yml lies inside of the project folder: source folders, the folder that `sp` writes to, and the file of a database. Absolute paths elsewhere and paths that climb out with `..` are refused, so that a project can be moved and `sp` never writes where it should not.',
  },
  SP1008: {
    title: 'a link leaves the project',
    explanation:
      'Links in the source folders are followed as long as they lead to something in the project. This one leads out of it. Copy the files into the project.',
  },
  SP1009: {
    title: 'a broken or circular link',
    explanation:
      'The link points to something that does not exist, or to a folder that it stands in itself, which would make the walk through the folders endless. Mend or remove it.',
  },
  SP1010: {
    title: 'target-path is in use',
    explanation:
      '`sp` writes compiled SQL, artifacts and by default the database into the folder of `target-path`, and `sp clean` empties it. It can therefore neither be the project itself nor a folder with sources in it, nor one above such a folder.',
  },
  SP1011: {
    title: 'a folder does not exist',
    explanation:
      'The file project.yml names a source folder that is not there. That is no error, because the folder may come later, but it is often a typing mistake. Remove the name or make the folder.',
  },
  SP1012: {
    title: 'the database is a source file',
    explanation:
      'The file that the target names as its database is a file of the project, and building would overwrite it. Name a file of its own, by habit in the folder `target/`.',
  },
  SP1013: {
    title: 'a character that a name cannot hold',
    explanation:
      'The name of a model, seed, snapshot or test is the name of its file, and becomes the name of a relation. It is made of letters and digits of any language, `_`, `-`, `.` and spaces. Quotes, semicolons, control characters and everything else are refused, because some engine or tool downstream would trip over them.',
  },
  SP1014: {
    title: 'a reserved name',
    explanation:
      'Names that begin with `_sp_` belong to the tables in which `sp` keeps its state, names that begin with `sqlite_` to SQLite itself. Rename the file; `alias` cannot take such a name either.',
  },
  SP1015: {
    title: '--vars is no mapping',
    explanation:
      'The flag `--vars` takes one YAML or JSON mapping from names to values, such as `--vars \'{"from": "2024-09-01", "limit": 7}\'`. Types are kept: here `limit` is a number. Quote the whole for your shell.',
  },
  SP1016: {
    title: 'another version of sp is needed',
    explanation:
      'The file project.yml says with `require-sp-version` which versions of `sp` the project works with, and this is none of them.',
  },
  SP1017: {
    title: 'not a range of versions',
    explanation:
      'A range is a comparison and a version: `>=0.1.0`, `<1.0.0`, `=0.4.2`, `!=0.4.3`. Several, separated by commas or as a list, must all hold.',
  },
  SP1028: {
    title: 'a hook of a seed refers to another node',
    explanation:
      'Seeds are loaded before everything else, so their hooks cannot wait for another node. A hook that needs one belongs to a model, or to `on-run-start` and `on-run-end` of project.yml, which run before and after all nodes.',
  },
  SP1029: {
    title: 'the engine of the target cannot do that',
    explanation:
      'Engines differ in what they can do. The message names what is missing, and the engines that have it. What merely makes queries faster, such as an index, is left out with a warning; what changes the result is an error. A config that depends on `target.type` in project.yml keeps one project for several engines.',
  },
  SP1030: {
    title: 'an environment variable in YAML is not set',
    explanation:
      "A value in YAML takes the value of an environment variable with `{{env_var 'NAME'}}`, and the variable is not set. A second argument is the default: `{{env_var 'NAME' 'default'}}`. Variables of targets that are not used need not be set.",
  },
  SP1031: {
    title: 'a var in YAML has no value',
    explanation:
      "A value in YAML takes the value of a var with `{{var 'name'}}`, and neither `vars:` in project.yml nor `--vars` sets it. A second argument is the default: `{{var 'name' 'default'}}`.",
  },
  SP1032: {
    title: 'Jinja in YAML',
    explanation:
      "Values in YAML use the same templates as SQL does, and those are Handlebars: `{{env_var 'NAME'}}`, without parentheses and commas.",
  },
  SP1033: {
    title: 'a call that cannot stand in this value',
    explanation:
      'In targets, paths and the other plain values of project.yml only `{{env_var …}}` and `{{var …}}` work, because nothing else is known when the file is read. Hooks, config and descriptions may hold the other helpers.',
  },

  // SP11xx: YAML text.
  SP1101: {
    title: 'invalid YAML',
    explanation:
      'The file is not well-formed YAML, so nothing in it could be read. Only the first mistake of a file is reported, because the later ones are mostly its echoes; the place is where the parser gave up, which can be behind the mistake. Typical causes: a value with `: ` or a leading `{`, `[`, `*`, `&`, `@` or a backtick without quotes, and uneven indentation.',
  },
  SP1102: {
    title: 'a tab in the indentation',
    explanation: 'YAML forbids tabs in indentation. Replace them with spaces; most editors can do that by themselves.',
  },
  SP1103: {
    title: 'several YAML documents in one file',
    explanation:
      'A line `---` begins a new document in YAML, and each file of a project holds one. Only the first would be read.',
  },
  SP1104: {
    title: 'a key stands twice',
    explanation:
      'One mapping has the same key twice. YAML parsers differ in which of the two they take, so neither is taken. In a list of models or columns the reason is often a forgotten `-`.',
  },
  SP1105: {
    title: 'a key that is no text',
    explanation:
      'The keys of mappings are texts. A mapping or list as a key comes about when a value that begins with `{{` has no quotes around it: write `"{{env_var \'NAME\'}}"`.',
  },
  SP1106: {
    title: 'an alias without its anchor',
    explanation:
      'In YAML `*name` repeats what was marked with `&name` earlier in the same file. There is no such mark before it. If a text that begins with `*` was meant, put quotes around it.',
  },
  SP1107: {
    title: 'an alias inside of its own anchor',
    explanation: 'The alias would repeat the value that it is part of, without end. Write the value out.',
  },
  SP1108: {
    title: 'too many aliases',
    explanation:
      'A few nested aliases can stand for millions of values, which is an old trick to exhaust the memory of a program. A file may therefore expand at most a hundred.',
  },
  SP1109: {
    title: 'a YAML tag without meaning',
    explanation:
      'Tags such as `!ref` or `!!binary` tell a parser how to read a value. Only `!!str` has a meaning here. A text that begins with `!` needs quotes.',
  },
  SP1110: {
    title: 'a merge of something that is no mapping',
    explanation:
      'The key `<<` puts the entries of another mapping, named by an alias, into this one; keys that stand here win. Its value must be a mapping or a list of mappings.',
  },

  // SP12xx: properties, config and front matter.
  SP1201: {
    title: 'an unknown key',
    explanation:
      'Every YAML file is strictly typed, because a misspelt key that is silently ignored costs more time than a strict one. The hint names the nearest valid key or lists all that are valid at this place. Keys of your own go under `meta:`.',
  },
  SP1202: {
    title: 'a value of the wrong type',
    explanation:
      'The key takes another kind of value than the one that stands there. Mind that YAML reads `2024` as a number, `true` as a boolean, and `yes` and `no` as texts: quotes make a text of anything.',
  },
  SP1203: {
    title: 'a missing key',
    explanation: 'The mapping at this place needs a key that it does not have, or has without a value.',
  },
  SP1204: {
    title: 'a word that is not among the allowed ones',
    explanation: 'The key takes one of a few words; the hint lists them.',
  },
  SP1205: {
    title: 'a value that does not fit',
    explanation: 'The value has the right type but not the form or size that the key needs; the message says which.',
  },
  SP1206: {
    title: 'a key without meaning',
    explanation:
      'This is a key of dbt for which `sp` has no use, so that existing files need not be changed. It is reported once for the whole project and otherwise ignored.',
  },
  SP1207: {
    title: 'front matter without an end',
    explanation:
      'A SQL file whose first line is `---` begins with YAML front matter, which ends at the next line `---`. That line is missing. A SQL comment in the first line must not be just `---`.',
  },
  SP1208: {
    title: 'several tests in one entry',
    explanation:
      'An entry of `data_tests:` is the name of a test, or a mapping with that name as its one key and the arguments below it. Here two keys stand side by side, mostly because the arguments are not indented deeper than the name.',
  },
  SP1209: {
    title: 'the same key of a test in two places',
    explanation:
      'Arguments of a test stand under `arguments:` or directly below its name, configs such as `severity` under `config:` or directly. The same key in both places would be ambiguous.',
  },
  SP1210: {
    title: 'tests and data_tests together',
    explanation: '`tests` is the older name of `data_tests`. Where both stand, it is unclear which one counts.',
  },
  SP1211: {
    title: 'a config key stands twice',
    explanation:
      'The same config is set twice in one place: `pre-hook` and `pre_hook`, or `+tags` and `tags`, are one key each, and the keys of front matter and of its `config:` block are together one config.',
  },
  SP1021: {
    title: 'a config has a value of the wrong type',
    explanation:
      'Every config takes values of one type: text, true or false, a whole number, a list, a mapping. The message says what this one takes and what was found. Configs may stand in project.yml, in properties YAML, in front matter and in `{{config}}`; the place is that of the value that won.',
  },
  SP1022: {
    title: 'properties describe something that does not exist',
    explanation:
      'An entry in properties YAML names a model, seed or test that the project does not have, so it has no effect. Usually the name is misspelt, or the file was renamed or deleted and its entry was not.',
  },
  SP1023: {
    title: 'properties describe a resource twice',
    explanation:
      'A resource may have one entry in all properties YAML files together, so that it is clear what holds. Merge the two entries; front matter in the SQL file may still add to it.',
  },
  SP1024: {
    title: 'a materialization is none of a model',
    explanation:
      'The name is one that sp or dbt knows, but not for models on this engine. Use view, table, ephemeral, incremental or partitioned; a snapshot is a file in snapshots/ or an entry of `snapshots:` in YAML.',
  },
  SP1025: {
    title: 'a partitioned model does not say by what',
    explanation:
      '`materialized: partitioned` needs `partition_by`: the name of a column that the model outputs. Its values are the partitions, each of which is evaluated and replaced on its own.',
  },
  SP1026: {
    title: 'a partitioned model has no source of keys',
    explanation:
      'The keys of the partitions come from aligned inputs (`{{ref "m" on="column"}}`: the distinct values of that column), from `partitions: "select …"`, or from a literal list `partitions: [a, b]`. One of them is needed.',
  },
  SP1027: {
    title: 'a partition key is listed twice',
    explanation:
      'Literal keys under `partitions:` are compared as text, and each may stand there once; otherwise its rows would be built twice.',
  },
  SP1041: {
    title: 'an unknown incremental or snapshot strategy',
    explanation:
      'An incremental model changes its table by one of the strategies append, delete+insert, merge, insert_overwrite and microbatch. Without `incremental_strategy` it is delete+insert with a `unique_key`, else append. A snapshot tells versions apart by the strategy timestamp or check.',
  },
  SP1042: {
    title: 'columns to update are named twice',
    explanation:
      'A merge updates all columns of a row that is there already, or only `merge_update_columns`, or all but `merge_exclude_columns`. Both together could contradict each other.',
  },
  SP1043: {
    title: 'a microbatch model lacks a setting',
    explanation:
      'A microbatch model is evaluated in slices of time. It needs `event_time`, the column of the model that says when a row happened; `begin`, where the first batch starts; and `batch_size`: hour, day, month or year.',
  },
  SP1044: {
    title: 'begin is no date',
    explanation:
      '`begin` is a date or a time in UTC, such as 2024-09-01 or "2024-09-01 06:00:00". Other time zones are refused, because batches are cut in UTC.',
  },
  SP1045: {
    title: 'a snapshot lacks a setting',
    explanation:
      'A snapshot needs `strategy`, which says how a changed row is recognised (timestamp or check), and `unique_key`, the columns that say which row is which.',
  },
  SP1046: {
    title: 'a snapshot strategy lacks its columns',
    explanation:
      'The strategy timestamp compares `updated_at`, a column that grows whenever a row changes; the strategy check compares the values of `check_cols`, or of all columns with `check_cols: all`.',
  },
  SP1047: {
    title: 'settings of a snapshot contradict each other',
    explanation:
      'Two keys say the same thing in different ways, or a key belongs to the other strategy. The hint says which one to keep.',
  },
  SP1048: {
    title: 'a snapshot has nothing to look at',
    explanation:
      "An entry of `snapshots:` in YAML names what it is a snapshot of: relation: ref('model') or source('source', 'table'). A snapshot with a SELECT of its own is a file in snapshots/.",
  },
  SP1049: {
    title: 'the relation of a snapshot is malformed',
    explanation:
      "In YAML a relation is a text: ref('model'), ref('package', 'model') or source('source', 'table'), with either kind of quotes.",
  },
} as const satisfies CodeEntries;
