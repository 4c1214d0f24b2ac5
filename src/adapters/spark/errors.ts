import type { Diagnostic, Place } from '../../errors/diagnostic.js';
import type { EngineError } from '../adapter.js';
import type { SparkError } from './connect/spark-error.js';

export function missingRemote(isNamed: boolean, place: Place): Diagnostic {
  return {
    code: 'SP3140',
    severity: 'error',
    message: isNamed ? 'the url of a spark target is empty' : 'a spark target needs a url',
    place,
    hint: 'Set SP_SPARK_REMOTE to a Spark Connect endpoint, e.g. SP_SPARK_REMOTE=sc://127.0.0.1:15002; `bash scripts/spark-server.sh start` starts one here and prints the line.',
  };
}

export function badRemote(problem: string, place: Place): Diagnostic {
  return {
    code: 'SP3141',
    severity: 'error',
    message: `the url of a spark target cannot be used: ${problem}`,
    place,
    hint: 'It is written sc://host:15002/;key=value, e.g. sc://spark.example.org:443/;use_ssl=true.',
  };
}

/** Nothing could be run: no endpoint, no access, or a version that is too old. */
export function cannotConnect(server: string, error: SparkError, place: Place): Diagnostic {
  return {
    code: 'SP3142',
    severity: 'error',
    message: `cannot use ${server}: ${error.message}`,
    place,
    hint: connectionHint(error),
  };
}

/** What to do about a session that cannot be opened, or was lost. */
export function connectionHint({ kind, message, errorClass = '' }: SparkError): string {
  if (kind === 'unauthenticated') {
    return 'Set the token of the target, e.g. token: "{{env_var \'SP_SPARK_TOKEN\'}}", or ;token=… in the url.';
  }
  if (/needs 3\.5 or newer/.test(message)) return 'Update the server, or name another one.';
  if (errorClass.startsWith('INVALID_CONF_VALUE') || errorClass.startsWith('CANNOT_MODIFY')) {
    return 'Correct session_conf of the target; settings of the server itself cannot be changed by a session.';
  }
  if (kind === 'statement') return 'Check the url and session_conf of the target.';
  if (kind === 'session-lost') return 'Run the command again; what was published before is there.';
  return 'Is the server running, and the port that of Spark Connect (15002 unless set)? Then run the command again.';
}

/** A statement that did not run, or whose end nobody knows, because the session or the connection is gone. */
export function lostConnection(server: string, error: SparkError): EngineError {
  const outcome = error.mayHaveRun ? '; the statement may have taken effect on the server' : '';
  return { message: `lost ${server}: ${error.message}${outcome}`, hint: connectionHint(error) };
}

export function statementTimeout(seconds: number): EngineError {
  return {
    message: `the statement was stopped after ${seconds} s`,
    hint: 'statement_timeout of the target sets the limit.',
  };
}

export function duplicateColumn(name: string, sql: string): EngineError {
  return {
    message: `two columns of the result are named "${name}" (upper and lower case count as the same)`,
    sql,
    hint: 'Give one of them another name with AS.',
  };
}

export function changedColumns(relation: string, differences: string): EngineError {
  return {
    message: `the columns of ${relation} changed (${differences}), and partitions that were not evaluated have the old ones`,
    hint: 'Build the model without --partition, so that all its partitions are evaluated anew.',
  };
}

export function emptyTextKey(column: string): EngineError {
  return {
    about: 'partition_by',
    message: `Spark cannot keep the empty text as a partition of ${column}: it would become NULL`,
    hint: 'Turn it into NULL or another value in the model.',
  };
}
