import type { CodeEntries } from './code-entry.js';

// SP2xxx: Handlebars text, helpers, macros and their arguments.
export const templateCodes = {
  SP2001: {
    title: 'text that Handlebars cannot read',
    explanation:
      'Templates are Handlebars: `{{name "text" key=value}}` calls a helper or macro, `{{#if x}} … {{/if}}` is a block, `(name …)` a call as an argument, `{{!-- … --}}` a comment. The place is where reading stopped, or the tag that was left open. Braces that belong to the SQL are written `\\{{`, or stand in `{{{{raw}}}} … {{{{/raw}}}}`.',
  },
  SP2002: {
    title: 'Jinja in a Handlebars template',
    explanation:
      'The text is written for dbt\'s Jinja. The hint has the Handlebars form where it can be said word by word: no parentheses and commas in calls (`{{ref "model"}}`), blocks instead of tags (`{{#if is_incremental}} … {{/if}}`), loops with `{{#each values as |value|}}`, comments as `{{!-- … --}}`.',
  },
  SP2003: {
    title: 'a name that nothing has',
    explanation:
      'The name is no helper, macro, parameter or value that is visible here. Inside `{{#each}}` and `{{#with}}` plain names are properties of the item; names given with `as |name|` are visible in all blocks inside. To ask for a property that may be missing, write `{{#if (lookup item "key")}}`.',
  },
  SP2004: {
    title: 'a built-in helper used in a way that has no meaning',
    explanation:
      'Built-in helpers take fixed arguments: `{{ref "model"}}`, `{{ref "package" "model" v=2}}`, `{{source "source" "table"}}`, `{{var "name" "default"}}`, `{{config key=value}}`. Blocks such as `if` and `each` take one value and need a body; `macro`, `test` and `docs` blocks have files of their own.',
  },
  SP2005: {
    title: 'a name or setting that is not written out',
    explanation:
      'What a model depends on and how it is configured is read from the text, before anything is rendered, so names in `ref`, `source`, `var` and `env_var`, values in `config` and defaults of parameters must be literals: text, numbers, true, false, null, `(list …)` or `(object key=value)`. To choose between models, write both in `{{#if}}`; to loop over models, write the refs into the loop by hand.',
  },
  SP2006: {
    title: 'a macro or function called with the wrong arguments',
    explanation:
      'Positional arguments fill the parameters in the order of their definition; the rest are given as `key=value`, each at most once. Parameters without a default are required. The definition is shown beside the call.',
  },
  SP2007: {
    title: 'a var without a value',
    explanation:
      'Vars get their values under `vars:` in project.yml or from `--vars`, and a call may bring a default: `{{var "name" "default"}}`. One that has neither stops the run before anything is executed.',
  },
  SP2008: {
    title: 'an environment variable that is not set',
    explanation:
      '`{{env_var "NAME"}}` reads the environment of the process. Set the variable, or give a default: `{{env_var "NAME" "default"}}`.',
  },
  SP2009: {
    title: 'a list or an object where SQL text is wanted',
    explanation:
      'Text, numbers and booleans stand in SQL as they are, null as `null`. A list is written out with a loop, for example `{{#each values as |value|}}{{value}}{{#unless @last}}, {{/unless}}{{/each}}`; of an object, one value is named: `{{target.name}}`.',
  },
  SP2010: {
    title: 'macros that call themselves, or nest too deeply',
    explanation:
      'A macro must not lead back to itself, directly or through others: the chain of calls is in the message. Up to 200 levels of macros calling macros are possible; loops are written with `{{#each}}`.',
  },
  SP2011: {
    title: 'text between the macros of a file',
    explanation:
      'Files below the macro paths hold `{{#macro}}` and `{{#test}}` blocks and comments `{{!-- … --}}`. Anything else would never be rendered, so it is most likely a macro whose tag is missing or misspelt.',
  },
  SP2012: {
    title: 'a macro that is not defined in the right form',
    explanation:
      'A macro is `{{#macro "name" option=default as |first second|}} … {{/macro}}`: its name as text, parameters with defaults as `key=value`, required ones between bars. Names are letters, digits and `_`, and those of built-in helpers are taken, except in dispatch forms such as `sqlite__date_trunc`.',
  },
  SP2013: {
    title: 'a value that does not exist here',
    explanation:
      '`{{this}}` exists where there is a relation of its own (models, snapshots, hooks), `{{partition_key}}` in partitioned models.',
  },
  SP2014: {
    title: 'a portable helper given an argument it cannot use',
    explanation:
      'Some arguments of portable helpers decide which SQL is written and must be one of a few words, such as the part of `date_trunc`, or follow a form, such as date formats and JSON paths. The rest is SQL text and may be anything.',
  },
  SP2021: {
    title: 'a macro is defined twice',
    explanation:
      'Macros and generic tests of a project share one namespace. Two definitions of one name would make it depend on the order of files which of them is meant.',
  },
  SP2022: {
    title: 'a macro has the name of a built-in test',
    explanation:
      'Macros and generic tests share one namespace. A macro named `unique` would hide the test `unique` from every model. A `{{#test "unique" …}}` of your own may replace the built-in one.',
  },
  SP2023: {
    title: 'on= stands outside of a partitioned model',
    explanation:
      '`{{ref "m" on="column"}}` gives the rows of m that belong to the partition that is being evaluated. Elsewhere there is no partition.',
  },
  SP2024: {
    title: 'partition_key stands outside of a partitioned model',
    explanation:
      '`{{partition_key}}` is the key of the partition that is being evaluated. Elsewhere there is no partition.',
  },
  SP2025: {
    title: 'a var has no value',
    explanation:
      '`{{var "x"}}` takes its value from `--vars` or from `vars:` in project.yml. A var that neither has needs a default in the call: `{{var "x" "default"}}`.',
  },
  SP2026: {
    title: 'an environment variable is not set',
    explanation:
      '`{{env_var "X"}}` takes its value from the environment of the process. A variable that may be missing needs a default in the call: `{{env_var "X" "default"}}`.',
  },
  SP2027: {
    title: 'the query of the partition keys depends on a partition',
    explanation:
      'The SELECT under `partitions:` lists the keys and runs before any partition does, so there is no `{{partition_key}}` yet and no rows to align with `on=`.',
  },
} as const satisfies CodeEntries;
