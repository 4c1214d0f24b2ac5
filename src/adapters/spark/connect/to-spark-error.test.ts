import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FakeError } from '../../../testing/spark-connect/fake-statement.js';
import { sparkErrorOf, withFakeSpark } from '../../../testing/spark-connect/with-fake-spark.js';
import type { SparkError } from './spark-error.js';

async function failWith(sql: string, error: FakeError, lacks: readonly string[] = []): Promise<SparkError> {
  let failure: SparkError | undefined;
  await withFakeSpark(
    async (client, server) => {
      server.on(sql, { error });
      failure = await sparkErrorOf(client.execute(sql));
    },
    {},
    { lacks },
  );
  if (failure === undefined) throw new Error('nothing ran');
  return failure;
}

const unknownColumn: FakeError = {
  message:
    "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column with name `foo` cannot be resolved. Did you mean one of the following? [`fooo`]. SQLSTATE: 42703; line 1 pos 13;\n'Project [unresolved]\n+- OneRowRelation\n",
  errorClass: 'UNRESOLVED_COLUMN.WITH_SUGGESTION',
  sqlState: '42703',
  parameters: { objectName: '`foo`', proposal: '`fooo`, `t`.`we ``ird`' },
  context: { start: 12, stop: 14 },
};

test('an error has class, state, place and proposals; its message ends before the plan', async () => {
  const sql = "select '😀', foo from t";
  const error = await failWith(sql, unknownColumn);
  assert.is(error.kind, 'statement');
  assert.is(
    error.message,
    '[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column with name `foo` cannot be resolved. Did you mean one of the following? [`fooo`].',
  );
  assert.is(error.errorClass, 'UNRESOLVED_COLUMN.WITH_SUGGESTION');
  assert.is(error.sqlState, '42703');
  assert.is(sql.slice(error.start, error.stop), 'foo');
  assert.equal(error.hintNames, ['fooo', 't.we `ird']);
});

test('a server without details leaves what the status said', async () => {
  const error = await failWith('select foo', unknownColumn, ['FetchErrorDetails']);
  assert.is(error.errorClass, 'UNRESOLVED_COLUMN.WITH_SUGGESTION');
  assert.is(error.sqlState, '42703');
  assert.equal(error.hintNames, ['fooo', 't.we `ird']);
  assert.is(error.start, undefined);
});

test('an error of Spark 3.5 says all in its text', async () => {
  const sql = "select '😀', foo";
  const error = await failWith(
    sql,
    { message: '[UNRESOLVED_COLUMN.WITH_SUGGESTION] No. Did you mean one of the following? [`a`].; line 1 pos 12;\nx' },
    ['FetchErrorDetails'],
  );
  assert.equal(
    [error.errorClass, sql.slice(error.start), error.start === error.stop, error.hintNames],
    ['UNRESOLVED_COLUMN.WITH_SUGGESTION', 'foo', true, ['a']],
  );
  const cancelled = await failWith('x', { message: '[OPERATION_CANCELED] Operation has been canceled.' });
  assert.is(cancelled.kind, 'cancelled');
});

test('a parse error has its place in the text', async () => {
  const sql = 'select a,\n  😀 b frm x';
  const error = await failWith(sql, {
    message:
      "\n[PARSE_SYNTAX_ERROR] Syntax error at or near 'frm'. SQLSTATE: 42601 (line 2, pos 6)\n\n== SQL ==\nselect a,\n",
    errorClass: 'PARSE_SYNTAX_ERROR',
    sqlState: '42601',
    parameters: { error: "'frm'", hint: '' },
  });
  assert.is(error.message, "[PARSE_SYNTAX_ERROR] Syntax error at or near 'frm'.");
  assert.is(sql.slice(error.start, error.stop), 'frm');
});

test('a parse error at the end of the text has a place of no length', async () => {
  const sql = 'select';
  const error = await failWith(sql, {
    message:
      '\n[PARSE_SYNTAX_ERROR] Syntax error at or near end of input. SQLSTATE: 42601 (line 1, pos 6)\n\n== SQL ==\n',
    errorClass: 'PARSE_SYNTAX_ERROR',
    parameters: { error: 'end of input', hint: '' },
  });
  assert.equal([error.start, error.stop], [6, 6]);
});

test('of a chain of causes, the one that knows its place is told', async () => {
  const error = await failWith('select cast(s as int) from t', {
    message: 'Job aborted.',
    cause: {
      message: '[TASK_WRITE_FAILED] Task failed while writing rows. SQLSTATE: 58030',
      errorClass: 'TASK_WRITE_FAILED',
      sqlState: '58030',
      cause: {
        message:
          '[CAST_INVALID_INPUT] The value cannot be cast. SQLSTATE: 22018\n== SQL (line 1, position 8) ==\nselect',
        errorClass: 'CAST_INVALID_INPUT',
        sqlState: '22018',
        context: { start: 7, stop: 20 },
      },
    },
  });
  assert.is(error.message, '[CAST_INVALID_INPUT] The value cannot be cast.');
  assert.equal([error.errorClass, error.sqlState, error.start, error.stop], ['CAST_INVALID_INPUT', '22018', 7, 21]);
});

test('an error of Java has its first line', async () => {
  const error = await failWith('select 1', { message: 'requirement failed: Illegal sequence\n\tat scala.Predef' });
  assert.equal(
    [error.kind, error.message, error.errorClass],
    ['statement', 'requirement failed: Illegal sequence', undefined],
  );
});

test('errors of the way there have kinds of their own', async () => {
  const bare = (code: number, message: string): Promise<SparkError> =>
    failWith('select 1', { message, code, isBare: true });
  const told = async (code: number, message: string): Promise<unknown> => {
    const error = await bare(code, message);
    return [error.kind, error.message];
  };
  assert.equal(await told(16, 'token expired'), [
    'unauthenticated',
    'the Spark endpoint did not accept the token, or wants one: token expired',
  ]);
  assert.equal(await told(7, 'no access to cluster'), [
    'unauthenticated',
    'the Spark endpoint refused: no access to cluster',
  ]);
  assert.equal(await told(12, 'Method not found'), [
    'connection',
    'there is no Spark Connect at this endpoint: Method not found',
  ]);
  assert.equal(await told(8, 'message larger than max'), ['statement', 'message larger than max']);
  assert.equal(await told(13, 'Java heap space'), ['statement', 'Java heap space']);
  assert.equal(await told(2, 'Application error processing RPC'), [
    'connection',
    'the Spark endpoint cannot be reached: Application error processing RPC',
  ]);
});

test.run();
