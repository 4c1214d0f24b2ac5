import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findCode, listCodes } from './codes.js';
import { graphCodes } from './graph-codes.js';
import { internalCodes } from './internal-codes.js';
import { projectCodes } from './project-codes.js';
import { seedCodes } from './seed-codes.js';
import { sqlCodes } from './sql-codes.js';
import { templateCodes } from './template-codes.js';
import { testCodes } from './test-codes.js';

const byThousand = {
  1: projectCodes,
  2: templateCodes,
  3: sqlCodes,
  4: graphCodes,
  5: testCodes,
  6: seedCodes,
  9: internalCodes,
};

test('every code stands in the file of its thousand, with a title and a paragraph', () => {
  for (const [thousand, entries] of Object.entries(byThousand)) {
    for (const code of Object.keys(entries)) {
      assert.match(code, new RegExp(`^SP${thousand}\\d{3}$`));
      const entry = findCode(code);
      assert.match(entry?.title ?? '', /^\S.{5,70}[^.]$/, code);
      assert.match(entry?.explanation ?? '', /^\S.{40,}[.`]$/, code);
    }
  }
});

test('codes are found in any case, and unknown ones are not', () => {
  const [first = ''] = listCodes();
  assert.is(findCode(first.toLowerCase()), findCode(first));
  assert.is(findCode('SP0000'), undefined);
});

test('every code that a message uses is registered, and every registered one is used by one message', () => {
  const src = fileURLToPath(new URL('../../../src', import.meta.url));
  const uses = new Map<string, string[]>();
  for (const path of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts') || path.endsWith('.test.ts') || /codes|^testing/.test(path)) continue;
    for (const [, code = ''] of readFileSync(join(src, path), 'utf8').matchAll(/'(SP\d+)'/g)) {
      uses.set(code, [...(uses.get(code) ?? []), path]);
    }
  }
  for (const [code, paths] of uses) {
    assert.ok(findCode(code), `${code} of ${paths.join(', ')} is not registered`);
    assert.is(paths.length, 1, `${code} is used more than once: ${paths.join(', ')}`);
  }
  assert.equal(
    listCodes().filter((code) => !uses.has(code)),
    [],
  );
});

test.run();
