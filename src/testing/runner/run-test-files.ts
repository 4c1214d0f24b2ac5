// Finds the compiled test files, runs a few at a time and reports. Meant to be boring: one line a file, the failures in
// full at the end, and `N passed, N failed, N skipped` as the very last line.

import { existsSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { runTestFile } from './run-test-file.js';
import type { TestFailure, TestLimits } from './run-test-file.js';

export interface RunnerOptions extends TestLimits {
  /** Folder that holds `src/` and `dist/`. */
  readonly root: string;
  /** Each is part of a file's path (all its tests run) or else part of a test's name. None: everything. */
  readonly patterns: readonly string[];
  /** Files at a time. */
  readonly jobs: number;
  readonly write: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface RunnerTotals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface PlannedFile {
  /** Relative to `src/`, without `.test.ts`. */
  readonly name: string;
  readonly path: string;
  /** Parts of test names; none: all tests. */
  readonly patterns: readonly string[];
}

export async function runTestFiles(options: RunnerOptions): Promise<RunnerTotals> {
  const startedAt = performance.now();
  const { planned, byName } = planFiles(findTestNames(join(options.root, 'src')), options);
  const failures: (TestFailure & { readonly file?: string; readonly output?: string })[] = [];
  let passed = 0;
  let skipped = 0;

  const next = planned.values();
  const runQueue = async (): Promise<void> => {
    for (const file of next) {
      if (options.signal.aborted) return;
      if (!existsSync(file.path)) {
        failures.push({ file: file.name, text: `It is not compiled: ${file.path} does not exist (npm run build).` });
        continue;
      }
      const result = await runTestFile(file.path, file.patterns, options, options.signal);
      passed += result.passed;
      skipped += result.skipped;
      failures.push(
        ...result.failures.map((failure, index) =>
          index === 0 ? { ...failure, file: file.name, output: result.output } : { ...failure, file: file.name },
        ),
      );
      const ran = result.passed + result.failures.length;
      if (ran + result.skipped === 0) continue;
      const mark = result.failures.length === 0 ? '✓' : '✗';
      const counts = [
        result.failures.length === 0 ? `${result.passed} passed` : `${result.failures.length} of ${ran} failed`,
        ...(result.skipped === 0 ? [] : [`${result.skipped} skipped`]),
      ];
      options.write(`${mark} ${file.name}  ${counts.join(', ')}  ${Math.round(result.durationMs)} ms\n`);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.jobs) }, runQueue));

  if (options.signal.aborted) failures.push({ text: 'Interrupted.' });
  else if (passed + skipped + failures.length === 0) {
    failures.push({
      text:
        options.patterns.length === 0
          ? 'No test file was found below src/.'
          : `Nothing matches ${byName.map((pattern) => JSON.stringify(pattern)).join(', ')}: neither a file's path nor a test's name.`,
    });
  }
  for (const failure of failures) options.write(renderFailure(failure));
  options.write(`\n${Math.round((performance.now() - startedAt) / 100) / 10} s\n`);
  options.write(`${passed} passed, ${failures.length} failed, ${skipped} skipped\n`);
  return { passed, failed: failures.length, skipped };
}

/** Paths below `src/` of all test files, without `.test.ts`, sorted. The sources decide: stale files in dist/ do not run. */
function findTestNames(source: string): readonly string[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => path.slice(0, -'.test.ts'.length).split(sep).join('/'))
    .sort();
}

function planFiles(
  names: readonly string[],
  { root, patterns }: RunnerOptions,
): { readonly planned: readonly PlannedFile[]; readonly byName: readonly string[] } {
  const normalize = (text: string): string =>
    text
      .toLowerCase()
      .replace(/^(src|dist)\//, '')
      .replace(/\.test\.[jt]s$/, '');
  const isPartOf = (pattern: string, name: string): boolean => name.toLowerCase().includes(normalize(pattern));
  const byPath = patterns.filter((pattern) => names.some((name) => isPartOf(pattern, name)));
  const byName = patterns.filter((pattern) => !byPath.includes(pattern));
  const planned: PlannedFile[] = [];
  for (const name of names) {
    const path = join(root, 'dist', `${name}.test.js`);
    if (patterns.length === 0 || byPath.some((pattern) => isPartOf(pattern, name)))
      planned.push({ name, path, patterns: [] });
    else if (byName.length > 0) planned.push({ name, path, patterns: byName });
  }
  return { planned, byName };
}

function renderFailure(failure: TestFailure & { readonly file?: string; readonly output?: string }): string {
  const title = [failure.file, failure.test].filter((part) => part !== undefined).join(' › ');
  const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, '    ');
  const output = failure.output?.trim() ?? '';
  return [
    `\n✗ ${title === '' ? 'the run' : title}`,
    indent(failure.text),
    ...(output === '' ? [] : [indent(`output of the file:\n${output.replaceAll(/^/gm, '│ ')}`)]),
    '',
  ].join('\n');
}
