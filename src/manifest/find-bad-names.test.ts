import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { getDialect } from '../dialects/get-dialect.js';
import { SpError } from '../errors/sp-error.js';
import { readTempProject } from '../testing/read-temp-project.js';
import { buildManifest } from './build-manifest.js';

const files = {
  'project.yml': 'name: shop\n',
  'models/größe v2.sql': 'select 1 as x',
  'models/plain_2.sql': 'select 1 as x',
};

test('names that the engine cannot have are found before anything runs', async () => {
  const { project } = await readTempProject(files);
  try {
    buildManifest(project, getDialect('spark'));
    assert.unreachable();
  } catch (error) {
    if (!(error instanceof SpError)) throw error;
    assert.equal(
      error.diagnostics.map(({ code, message, hint }) => [code, message, hint]),
      [
        [
          'SP4009',
          'spark has no tables or schemas named "größe v2": their names are ASCII letters, digits and _',
          'Rename it, or give it an alias, e.g. alias: gro_e_v2.',
        ],
      ],
    );
  }
});

test('other engines take any name', async () => {
  const { project } = await readTempProject(files);
  assert.is(buildManifest(project, getDialect('duckdb')).nodes.size, 2);
});

test.run();
