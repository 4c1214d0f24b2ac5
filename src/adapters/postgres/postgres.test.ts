import { testAdapterContract } from '../../testing/adapter-contract/adapter-contract.js';
import { missingPostgres, openTestServer } from '../../testing/servers/postgres-server.js';
import { createTempProject } from '../../testing/temp-project.js';
import { postgresAdapter } from './postgres.js';

const server = openTestServer();

testAdapterContract(
  'postgres',
  async () => {
    const project = createTempProject({});
    const database = await (await server()).createDatabase();
    return {
      adapter: postgresAdapter,
      options: { url: database.url },
      project,
      cleanup: async () => {
        project.cleanup();
        await database.drop();
      },
    };
  },
  missingPostgres(),
);
