import { z } from 'zod';
import { flag, hooks, ignored, mapping, oneOf, optional, text, textOrTexts, wholeNumber } from './common.js';

/** A tree of folders with `+key` at any level; check-config-tree.ts checks its keys. */
const configTree = mapping.meta({ description: 'Folders of the package, with +key for config at any level.' });

/** `threads: "{{env_var 'N'}}"` gives a text, so a text that spells a number will do. */
const threads = z.union([
  wholeNumber.min(1, { error: 'must be at least 1' }),
  text.regex(/^[1-9]\d*$/, { error: 'must be a whole number of at least 1' }),
]);

export const targetTypes = ['sqlite', 'duckdb', 'postgres', 'spark'] as const;

/** Keys of an engine's own are typed by its adapter. */
export const targetSchema = z.looseObject({
  type: oneOf(targetTypes),
  threads: optional(threads),
  schema: optional(text),
  database: optional(text),
});

/** A target that is not used may hold calls that cannot be evaluated here. */
export const idleTargetSchema = z.looseObject({ type: text });

const paths = textOrTexts;

const flagsSchema = z.strictObject({
  fail_fast: optional(flag),
  full_refresh: optional(flag),
  force: optional(flag),
  indirect_selection: optional(oneOf(['eager', 'cautious', 'buildable', 'empty'])),
  store_failures: optional(flag),
  warn_error: optional(flag),
  quiet: optional(flag),
  verbose: optional(flag),
  use_colors: optional(flag),
  lock_timeout: optional(wholeNumber.min(0, { error: 'must not be negative' })),
  threads: optional(threads),
  ...Object.fromEntries(
    [
      'cache_selected_only',
      'debug',
      'log_format',
      'log_level',
      'partial_parse',
      'populate_cache',
      'print',
      'printer_width',
      'send_anonymous_usage_stats',
      'static_parser',
      'use_experimental_parser',
      'version_check',
      'warn_error_options',
      'write_json',
      'require_explicit_package_overrides_for_builtin_materializations',
      'require_generic_test_arguments_property',
      'require_resource_names_without_spaces',
      'require_yaml_configuration_for_mf_time_spines',
      'skip_nodes_if_on_run_start_fails',
      'source_freshness_run_project_hooks',
      'state_modified_compare_more_unrendered_values',
      'state_modified_compare_vars',
      'validate_macro_args',
    ].map((key) => [key, ignored()]),
  ),
});

export const projectSchema = z.strictObject({
  name: text.regex(/^[\p{L}_][\p{L}\p{N}_]*$/u, {
    error: 'must begin with a letter or `_` and go on with letters, digits and `_`',
  }),
  version: optional(z.union([text, z.number()])),
  'require-sp-version': optional(textOrTexts),
  target: optional(text),
  targets: optional(z.record(z.string(), z.unknown())),
  'model-paths': optional(paths),
  'seed-paths': optional(paths),
  'test-paths': optional(paths),
  'macro-paths': optional(paths),
  'snapshot-paths': optional(paths),
  'analysis-paths': optional(paths),
  'docs-paths': optional(paths),
  'report-paths': optional(paths),
  'target-path': optional(text),
  'clean-targets': optional(paths),
  vars: optional(mapping),
  'on-run-start': optional(hooks),
  'on-run-end': optional(hooks),
  dispatch: optional(z.array(z.strictObject({ macro_namespace: text, search_order: z.array(text) }))),
  quoting: optional(
    z.strictObject({
      database: optional(flag),
      schema: optional(flag),
      identifier: optional(flag),
      column: optional(flag),
      snowflake_ignore_case: ignored(),
    }),
  ),
  flags: optional(flagsSchema),
  models: optional(configTree),
  seeds: optional(configTree),
  snapshots: optional(configTree),
  sources: optional(configTree),
  data_tests: optional(configTree),
  tests: optional(configTree),
  unit_tests: optional(configTree),
  exposures: optional(configTree),
  anchors: optional(z.unknown()),
  'config-version': ignored(),
  profile: ignored('connections stand under `targets:` in this file'),
  'require-dbt-version': ignored('`require-sp-version` guards the version of sp'),
  'query-comment': ignored('statements carry no comment'),
  'packages-install-path': ignored(),
  'log-path': ignored('logs go to the folder of `target-path`'),
  'asset-paths': ignored('the docs page is one file'),
  'function-paths': ignored(),
  'restrict-access': ignored(),
  'dbt-cloud': ignored(),
  analyses: ignored('analyses have no config tree'),
  functions: ignored(),
  metrics: ignored(),
  'semantic-models': ignored(),
  'saved-queries': ignored(),
});
