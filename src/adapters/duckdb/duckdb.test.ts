import { testAdapterContract } from '../../testing/adapter-contract/adapter-contract.js';
import { createTempProject } from '../../testing/temp-project.js';
import { duckdbAdapter } from './duckdb.js';

testAdapterContract('duckdb', () => {
  const project = createTempProject({});
  return {
    adapter: duckdbAdapter,
    options: { path: 'target/warehouse.duckdb' },
    project,
    cleanup: () => project.cleanup(),
  };
});
