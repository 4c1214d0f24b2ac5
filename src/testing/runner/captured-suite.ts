// uvu keeps a suite's tests to itself: `run()` queues `runner.bind(0, context, name)` and nothing else leaves the
// module. Watching that one call is the way to know tests by name, which filtering, time-outs and `.only` need.
// uvu 0.5.6 is final in practice; should it change, every file fails with "registered no test".

type Hook = (state: object) => unknown;

export interface RegisteredTest {
  readonly name: string;
  readonly handler: Hook;
}

/** A suite as it stood when its `run()` was called. */
export interface CapturedSuite {
  readonly tests: readonly RegisteredTest[];
  readonly only: readonly RegisteredTest[];
  readonly before: readonly Hook[];
  readonly after: readonly Hook[];
  readonly bEach: readonly Hook[];
  readonly aEach: readonly Hook[];
  readonly skips: number;
  readonly state: object;
}

/** Calls `importFile` and returns the suites that were handed to uvu meanwhile, in order. uvu itself runs none of them. */
export async function captureSuites(importFile: () => Promise<void>): Promise<readonly CapturedSuite[]> {
  const suites: CapturedSuite[] = [];
  Object.assign(globalThis, { UVU_DEFER: 1, UVU_QUEUE: [[]] });
  // oxlint-disable-next-line typescript/unbound-method -- put back below, and always called with a `this`
  const originalBind = Function.prototype.bind;
  // oxlint-disable-next-line eslint/no-extend-native -- for the time of the import only
  Function.prototype.bind = function bind(this: (...args: unknown[]) => unknown, ...args: unknown[]): unknown {
    if (this.name === 'runner' && isSuite(args[1])) suites.push(args[1]);
    return Reflect.apply(originalBind, this, args);
  } as typeof originalBind;
  try {
    await importFile();
  } finally {
    // oxlint-disable-next-line eslint/no-extend-native -- the original comes back
    Function.prototype.bind = originalBind;
  }
  return suites;
}

function isSuite(value: unknown): value is CapturedSuite {
  return typeof value === 'object' && value !== null && 'tests' in value && 'bEach' in value && 'skips' in value;
}
