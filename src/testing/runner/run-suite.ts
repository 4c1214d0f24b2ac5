import { compare } from 'uvu/diff';
import type { CapturedSuite } from './captured-suite.js';
import type { TestMessage } from './test-message.js';

/** Runs one suite's tests in order with uvu's meaning of hooks, and tells `send` about each. */
export async function runSuite(
  suite: CapturedSuite,
  isWanted: (testName: string) => boolean,
  send: (message: TestMessage) => void,
): Promise<void> {
  const wanted = suite.tests.filter((test) => isWanted(test.name));
  if (wanted.length === 0) return;
  try {
    for (const hook of suite.before) await hook(suite.state);
    for (const test of wanted) {
      Object.assign(suite.state, { __test__: test.name });
      send({ kind: 'test-started', test: test.name });
      const failures: unknown[] = [];
      const attempt = async (step: (state: object) => unknown): Promise<void> => {
        try {
          await step(suite.state);
        } catch (error) {
          failures.push(error);
        }
      };
      for (const hook of suite.bEach) await attempt(hook);
      if (failures.length === 0) await attempt(test.handler);
      for (const hook of suite.aEach) await attempt(hook);
      send(
        failures.length === 0
          ? { kind: 'test-passed', test: test.name }
          : { kind: 'test-failed', test: test.name, text: failures.map(describeFailure).join('\n') },
      );
    }
  } finally {
    for (const hook of suite.after) await hook(suite.state);
  }
}

/** An error as a reader of a test report wants it: message, difference of values, the places in our own code. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error))
    return `threw ${typeof error === 'string' ? error : JSON.stringify(error)}, not an Error`;
  const lines = [
    error.name === 'Assertion' || error.name === 'Error' ? error.message : `${error.name}: ${error.message}`,
  ];
  const difference = findDifference(error);
  if (difference !== undefined) lines.push(difference.trimEnd());
  lines.push(
    ...(error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .filter((line) => !/node:internal|\/node_modules\/|testing\/runner\//.test(line))
      .slice(0, 8)
      .map((line) => `  ${line.trim()}`),
  );
  if (error.cause !== undefined) lines.push(`caused by: ${describeFailure(error.cause)}`);
  return lines.join('\n');
}

function findDifference(error: Error): string | undefined {
  const { details, actual, expected, operator } = error as Error & {
    details?: unknown;
    actual?: unknown;
    expected?: unknown;
    operator?: unknown;
  };
  if (typeof details === 'string' && details !== '') return details;
  if (error.name.startsWith('AssertionError') && typeof operator === 'string' && !operator.includes('not')) {
    return compare(actual, expected);
  }
  return undefined;
}
