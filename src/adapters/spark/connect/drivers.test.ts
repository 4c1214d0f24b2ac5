import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sparkErrorOf } from '../../../testing/spark-connect/with-fake-spark.js';
import { loadDrivers } from './drivers.js';
import type { DriverImports } from './drivers.js';

const notThere = (name: string) => async (): Promise<never> => {
  throw Object.assign(new Error(`Cannot find package '${name}'`), { code: 'ERR_MODULE_NOT_FOUND' });
};

async function importsOf(changes: Partial<DriverImports>): Promise<DriverImports> {
  const { grpc, arrow, protobuf } = await loadDrivers();
  return { grpc: async () => grpc, arrow: async () => arrow, protobuf: async () => protobuf, ...changes };
}

test('packages that are missing are named together', async () => {
  const one = await sparkErrorOf(loadDrivers(await importsOf({ arrow: notThere('apache-arrow') })));
  assert.equal(
    [one.kind, one.message, one.missingPackages],
    ['not-installed', 'the package apache-arrow is not installed', ['apache-arrow']],
  );
  const all = { grpc: notThere('@grpc/grpc-js'), arrow: notThere('apache-arrow'), protobuf: notThere('protobufjs') };
  const error = await sparkErrorOf(loadDrivers(all));
  assert.is(error.message, 'the packages @grpc/grpc-js, apache-arrow, protobufjs are not installed');
});

test('a package that is there and broken is not called missing', async () => {
  const broken = new Error('Unexpected token');
  const reason: unknown = await loadDrivers(await importsOf({ grpc: () => Promise.reject(broken) })).catch(
    (error: unknown) => error,
  );
  assert.is(reason, broken);
});

test.run();
