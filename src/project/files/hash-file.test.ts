import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createTempProject } from '../../testing/temp-project.js';
import { hashFile } from './hash-file.js';

test('the hash is SHA-256 of the bytes, whether the file is empty, small or large', async () => {
  const project = createTempProject({});
  try {
    for (const size of [0, 1, 100_000, 65 * 1024 * 1024]) {
      const content = Buffer.alloc(size, 'some bytes ');
      project.write('data.csv', content);
      const expected = createHash('sha256').update(content).digest('base64url');
      assert.is(await hashFile(join(project.root, 'data.csv')), expected, String(size));
    }
  } finally {
    project.cleanup();
  }
});

test.run();
