import { testAdapterContract } from '../../testing/adapter-contract/adapter-contract.js';
import { createTempProject } from '../../testing/temp-project.js';
import { sqliteAdapter } from './sqlite.js';

testAdapterContract('sqlite', () => {
  const project = createTempProject({});
  return {
    adapter: sqliteAdapter,
    options: { path: 'target/warehouse.sqlite' },
    project,
    cleanup: () => project.cleanup(),
  };
});
