import type { CodeEntries } from './code-entry.js';

// SP5xxx: data tests, unit tests and contracts.
export const testCodes = {
  SP5001: {
    title: 'a generic test does not exist',
    explanation:
      'A generic test is built in, or written as `{{#test "name" as |model column|}} … {{/test}}` in tests/generic or in a macro file.',
  },
  SP5002: {
    title: 'a test has an argument that it does not take',
    explanation:
      'The arguments of a generic test are the parameters of its definition. Config such as severity or where belongs under `config:`.',
  },
  SP5003: {
    title: 'a test lacks an argument',
    explanation:
      "The test's definition has a parameter without a default, so that the argument must be given under `arguments:`.",
  },
  SP5005: {
    title: 'a test of a column has no column',
    explanation:
      'Tests such as `unique` and `not_null` are about one column of a model. They stand below that column in YAML; a test that stands below the model itself names it with `column_name:`.',
  },
  SP5004: {
    title: 'a test is defined twice',
    explanation:
      'Two tests with the same name, node and arguments would be one node twice. Remove one of them, or give it a name of its own with `name:`.',
  },
} as const satisfies CodeEntries;
