import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderDiagnostics } from '../errors/render-diagnostic.js';
import { checkSpVersion } from './check-sp-version.js';
import { recordToYaml } from './plain-to-yaml.js';

const place = { file: { path: 'project.yml', text: '' }, start: { line: 1, column: 1 } };

function check(required: unknown, version = '0.4.2'): string {
  const map = recordToYaml({ 'require-sp-version': required }, () => place, place);
  return renderDiagnostics(checkSpVersion(map, version), { color: false });
}

test('all ranges of a text or list must hold', () => {
  for (const range of ['>=0.4.0', '0.4.2', '=0.4.2', '>0.4', '<1', '!=0.4.1', '>=0.1, <1.0', ['>=0.1', '<=0.4.2']]) {
    assert.is(check(range), '', String(range));
  }
  for (const range of ['>=0.5', '<0.4.2', '!=0.4.2', '>=0.1, <0.4', ['>=0.1', '>1']]) {
    assert.match(check(range), 'SP1016', String(range));
  }
});

test('the message names what is needed and what is there', () => {
  assert.is(
    check('>=1.0.0'),
    `error SP1016: This project needs sp >=1.0.0, but this is sp 0.4.2
  ╭─ project.yml:1:1
  ╰─ install a version that fits, or change require-sp-version`,
  );
});

test('what is no range is an error', () => {
  assert.is(
    check('about 1'),
    `error SP1017: "about 1" is not a range of versions
  ╭─ project.yml:1:1
  ╰─ write it as ">=0.1.0", "<1.0.0" or a list of such`,
  );
});

test('a project without the key works with every version, and our own version is known', () => {
  assert.equal(checkSpVersion({ kind: 'map', entries: [], place }), []);
  const map = recordToYaml({ 'require-sp-version': '>=0.0.1' }, () => place, place);
  assert.equal(checkSpVersion(map), []);
});

test.run();
