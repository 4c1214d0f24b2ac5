// Every portable helper with its edge cases on every engine that can be reached, against the values that all of them
// must give. (The same cases run on sqlite in dialects/sqlite/portable-results.test.ts.)

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { SqlValue } from '../../dialects/relation.js';
import { getDialect } from '../../dialects/get-dialect.js';
import { portableFunctionNames } from '../../dialects/portable-functions.js';
import { cellsEqual, toCell } from '../../commands/diff/cell.js';
import { byText, toCall, toStatement, type PortableCase } from './portable-case.js';
import { portableCases } from './portable-cases.js';
import { openEngines, type Engine } from './portable-engines.js';

const { engines, skipped } = await openEngines();

/** Values of the first column. Days and moments are ISO text, numbers and booleans as they compare in a diff. */
async function run(engine: Engine, sql: string): Promise<readonly SqlValue[]> {
  try {
    return await engine.firstColumn(sql);
  } catch (error) {
    throw new Error(`${engine.name} refuses ${sql}\n${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

async function check(engine: Engine, one: PortableCase): Promise<void> {
  const sql = toStatement(one, toCall(one, getDialect(engine.name).functions));
  const found = (await run(engine, sql)).map((value) => toCell(value, 'other'));
  const expected = (Array.isArray(one.expected) ? one.expected : [one.expected]).map((value) => toCell(value, 'other'));
  if (one.kind === 'query') found.sort(byText);
  const isEqual = found.length === expected.length && found.every((cell, i) => cellsEqual(cell, expected[i] ?? null));
  if (!isEqual) assert.equal(found, expected, `${engine.name}: ${sql}`);
}

for (const engine of engines) {
  for (const name of portableFunctionNames) {
    const cases = portableCases.filter((one) => one.name === name);
    if (cases.length === 0) continue;
    test(`${name} means on ${engine.name} what it means everywhere`, async () => {
      for (const one of cases) await check(engine, one);
    });
  }
  test(`the present moment on ${engine.name} is in UTC`, async () => {
    const now = getDialect(engine.name).functions['current_timestamp']?.render([], {}) ?? '';
    const text = getDialect(engine.name).functions['format_date']?.render([now, '%Y-%m-%d %H:%M:%S'], {}) ?? '';
    const [found] = await run(engine, `select ${text} as v`);
    assert.ok(Math.abs(Date.parse(`${String(found).replace(' ', 'T')}Z`) - Date.now()) < 60_000, String(found));
  });
}
for (const { name, reason } of skipped) test.skip(`portable helpers on ${name}: ${reason}`);

test.after(async () => {
  for (const engine of engines) await engine.close();
});

test.run();
