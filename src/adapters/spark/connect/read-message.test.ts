import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readMessage } from './read-message.js';

test('of Spark 4: the SQL state ends the sentences', () => {
  assert.equal(
    readMessage("[A.B_C] First.\nSecond `x`. SQLSTATE: 42703; line 1 pos 12;\n'Project ['x]\n+- OneRowRelation"),
    { text: '[A.B_C] First.\nSecond `x`.', errorClass: 'A.B_C', place: { line: 1, position: 12 } },
  );
  assert.equal(readMessage("\n[PARSE_SYNTAX_ERROR] At 'x'. SQLSTATE: 42601 (line 2, pos 4)\n\n== SQL ==\nselect"), {
    text: "[PARSE_SYNTAX_ERROR] At 'x'.",
    errorClass: 'PARSE_SYNTAX_ERROR',
    place: { line: 2, position: 4 },
  });
});

test('of Spark 3.5: the place, the fragment or the stack does', () => {
  assert.equal(
    readMessage(
      '[UNRESOLVED_COLUMN.WITH_SUGGESTION] `foo` cannot be resolved. Did you mean one of the following? [`fooo`, `t`.`b`].; line 1 pos 12;\n' +
        "'Project [x]",
    ),
    {
      text: '[UNRESOLVED_COLUMN.WITH_SUGGESTION] `foo` cannot be resolved. Did you mean one of the following? [`fooo`, `t`.`b`].',
      errorClass: 'UNRESOLVED_COLUMN.WITH_SUGGESTION',
      place: { line: 1, position: 12 },
      proposal: '`fooo`, `t`.`b`',
    },
  );
  assert.equal(readMessage("\n[PARSE_SYNTAX_ERROR] Syntax error at or near '('.(line 2, pos 8)\n\n== SQL ==\n"), {
    text: "[PARSE_SYNTAX_ERROR] Syntax error at or near '('.",
    errorClass: 'PARSE_SYNTAX_ERROR',
    place: { line: 2, position: 8 },
  });
  assert.equal(
    readMessage(
      'Job aborted due to stage failure: Task 1 in stage 21.0 failed 1 times, most recent failure: Lost task 1.0 in stage 21.0 (TID 29) (host executor driver): org.apache.spark.SparkArithmeticException: [DIVIDE_BY_ZERO] Division by zero.\n== SQL(line 1, position 8) ==\nselect 1/0',
    ),
    { text: '[DIVIDE_BY_ZERO] Division by zero.', errorClass: 'DIVIDE_BY_ZERO', place: { line: 1, position: 7 } },
  );
});

test('of Java: the reason, on one line', () => {
  assert.equal(
    readMessage(
      'Job aborted due to stage failure: Task 0 in stage 22.0 failed 1 times, most recent failure: Lost task 0.0 in stage 22.0 (TID 30) (host executor driver): java.lang.RuntimeException: boo\n\tat org.apache.spark.X',
    ),
    { text: 'boo' },
  );
  assert.equal(readMessage('requirement failed: no\nmore'), { text: 'requirement failed: no' });
});

test('an error within a view has no place in the statement', () => {
  const message = '[DIVIDE_BY_ZERO] Division by zero.\n== SQL of VIEW v(line 1, position 8) ==\nselect 1/0';
  assert.equal(readMessage(message), { text: '[DIVIDE_BY_ZERO] Division by zero.', errorClass: 'DIVIDE_BY_ZERO' });
});

test('a message is never empty', () => {
  assert.equal(readMessage(''), { text: 'no message' });
  assert.equal(readMessage('\n\n'), { text: 'no message' });
});

test.run();
