// What every engine must do, whatever it is made of. An engine passes it from its own test file:
// `testAdapterContract('sqlite', () => createTarget())`. SQL here is what all engines understand.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Adapter, OpenOptions } from '../../adapters/adapter.js';
import type { TempProject } from '../temp-project.js';
import { changesContract } from './changes-contract.js';
import { hooksContract } from './hooks-contract.js';
import { partitionsContract } from './partitions-contract.js';
import { queriesContract } from './queries-contract.js';
import { relationsContract } from './relations-contract.js';
import { seedsContract } from './seeds-contract.js';
import { stateContract } from './state-contract.js';
import { SessionDriver, testOpenOptions, type EngineSql } from './session-driver.js';

/** An engine to test on an empty database of its own. */
export interface TestTarget {
  readonly adapter: Adapter;
  readonly options: Readonly<Record<string, unknown>>;
  readonly project: TempProject;
  /** Where the engine has no endless `with recursive`. */
  readonly sql?: EngineSql;
  /** The target's; the engine's default if absent. */
  readonly schema?: string;
  cleanup(): Promise<void> | void;
}

const sessionTests = {
  ...relationsContract,
  ...queriesContract,
  ...partitionsContract,
  ...changesContract,
  ...hooksContract,
  ...seedsContract,
  ...stateContract,
};

function openOptions({ project, schema }: TestTarget, changes: Partial<OpenOptions> = {}): OpenOptions {
  return testOpenOptions(project, { ...(schema !== undefined && { schema }), ...changes });
}

/** @param skipReason why there is no such engine here: its tests are then counted as skipped */
export function testAdapterContract(
  engine: string,
  createTarget: () => Promise<TestTarget> | TestTarget,
  skipReason?: string,
): void {
  const whole = suite(`adapter contract: ${engine}${skipReason === undefined ? '' : ` (${skipReason})`}`);
  const contract: (name: string, body: () => Promise<void>) => void =
    skipReason === undefined ? whole : (name) => whole.skip(name, () => {});

  for (const [name, body] of Object.entries(sessionTests)) {
    contract(name, async () => {
      const target = await createTarget();
      const session = await target.adapter.open(target.options, openOptions(target));
      try {
        await body(new SessionDriver(session, target.project, target.sql, target.schema));
      } finally {
        await session.close();
        await target.cleanup();
      }
    });
  }

  contract('what was saved is there when the target is opened again, and only that', async () => {
    const target = await createTarget();
    try {
      const first = await target.adapter.open(target.options, openOptions(target));
      const driver = new SessionDriver(first, target.project, target.sql, target.schema);
      await driver.table('a', driver.sql.numbers(100));
      await driver.view('v', 'select k, count(*) as n from a group by k', ['a']);
      assert.ok(await first.save());
      assert.is(await first.save(), undefined);
      await first.close();
      const second = await target.adapter.open(target.options, openOptions(target));
      const again = new SessionDriver(second, target.project, target.sql, target.schema);
      assert.equal(await again.relations(), ['table a', 'view v']);
      assert.equal(await again.rows('select sum(n) from v', ['v']), [[100]]);
      await again.table('a', again.sql.numbers(50));
      assert.equal(await again.rows('select sum(n) from v', ['v']), [[50]]);
      await again.session.drop([{ relation: again.relation('v'), type: 'view' }]);
      await second.save();
      await second.close();
      const third = await target.adapter.open(target.options, openOptions(target, { readOnly: true }));
      const last = new SessionDriver(third, target.project, target.sql, target.schema);
      assert.equal(await last.relations(), ['table a']);
      assert.equal(await last.rows('select count(*) from a', ['a']), [[50]]);
      await third.close();
    } finally {
      await target.cleanup();
    }
  });

  contract('a target describes and checks itself', async () => {
    const target = await createTarget();
    try {
      assert.match(target.adapter.describe(target.options), engine);
      const report = await target.adapter.debug(target.options, openOptions(target));
      assert.ok(report.checks.length > 0);
      assert.ok(report.checks.every(({ ok }) => ok));
    } finally {
      await target.cleanup();
    }
  });

  whole.run();
}
