import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createBundledProject } from './bundled-project.js';
import { readTruth } from './clean-data.js';
import { cleanRawFiles } from './clean-raw-files.js';

const project = createBundledProject({ students: 600, dirt: 'heavy' });
test.after(() => project.cleanup());

test('cleaning the raw files in plain TypeScript gives the truth', () => {
  const cleaned = cleanRawFiles(project.rawFolder);
  const truth = readTruth(project.truthFolder);
  for (const name of ['students', 'attendance', 'scores'] as const) {
    assert.is(cleaned[name].length, truth[name].length, name);
    assert.equal(cleaned[name], truth[name]);
  }
});

test.run();
