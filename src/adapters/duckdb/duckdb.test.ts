import { testAdapterContract, type TestTarget } from '../../testing/adapter-contract/adapter-contract.js';
import { missingDuckdb } from '../../testing/servers/missing-duckdb.js';
import { createTempProject } from '../../testing/temp-project.js';
import { duckdbAdapter } from './duckdb.js';

const createTarget = (): TestTarget => {
  const project = createTempProject({});
  return {
    adapter: duckdbAdapter,
    options: { path: 'target/warehouse.duckdb' },
    project,
    cleanup: () => project.cleanup(),
  };
};

testAdapterContract('duckdb', createTarget, missingDuckdb);
