import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderDiagnostic, renderDiagnostics } from '../../errors/render-diagnostic.js';
import { createTempProject } from '../../testing/temp-project.js';
import { checkName, fileNamePlace } from '../check-name.js';
import { listFiles } from './list-files.js';
import { readTextFile } from './read-text-file.js';
import { splitFrontMatter } from './split-front-matter.js';

const noColor = { color: false };

test('UTF-8 is read with or without a byte order mark', () => {
  const { root, cleanup } = createTempProject({ 'a.sql': '\ufeffselect 1', 'b.sql': 'sélect 😀\r\n', 'c.sql': '' });
  assert.equal(readTextFile(join(root, 'a.sql'), 'a.sql'), { file: { path: 'a.sql', text: 'select 1' } });
  assert.equal(readTextFile(join(root, 'b.sql'), 'b.sql'), { file: { path: 'b.sql', text: 'sélect 😀\r\n' } });
  assert.is(readTextFile(join(root, 'c.sql'), 'c.sql').file.text, '');
  cleanup();
});

test('bytes that are no UTF-8 are pointed at, replacement characters that were written are not', () => {
  const bytes = Buffer.concat([Buffer.from('-- \ufffd ü\nselect '), Buffer.from([0xe9]), Buffer.from("t'")]);
  const { root, cleanup } = createTempProject({ 'a.sql': bytes });
  const { problem } = readTextFile(join(root, 'a.sql'), 'models/a.sql');
  assert.is(
    problem && renderDiagnostic(problem, noColor),
    `error SP1003: This is not UTF-8 text: here stand bytes that mean nothing in it
  ╭─ models/a.sql:2:8
1 │ -- \ufffd ü
2 │ select \ufffdt'
  │        ^
  ╰─ save the file as UTF-8`,
  );
  cleanup();
});

test('UTF-16 and files that cannot be read have messages of their own', () => {
  const { root, cleanup } = createTempProject({ 'a.sql': Buffer.from('\ufeffselect 1', 'utf16le') });
  const utf16 = readTextFile(join(root, 'a.sql'), 'a.sql').problem;
  assert.is(
    utf16 && renderDiagnostic(utf16, noColor),
    'error SP1004: The file is UTF-16 text\n  ╭─ a.sql:1:1\n  ╰─ save the file as UTF-8',
  );
  const missing = readTextFile(join(root, 'b.sql'), 'b.sql').problem;
  assert.is(
    missing && renderDiagnostic(missing, noColor),
    'error SP1002: b.sql cannot be read: it does not exist\n  ╰─ check that it exists and that you may read it',
  );
  assert.match(readTextFile(root, 'x').problem?.message ?? '', 'x cannot be read: it is a folder');
  cleanup();
});

test('a folder is listed with everything below it, in the order of paths', () => {
  const { root, cleanup } = createTempProject({
    'models/b.sql': '',
    'models/a/z.sql': '',
    'models/a.sql': '',
    'models/.hidden/x.sql': '',
    'models/.x.sql': '',
    'models/node_modules/y.sql': '',
    'models/out/q.sql': '',
    'models/Ä.sql': '',
  });
  const { files, diagnostics } = listFiles(root, 'models', new Set(['models/out']));
  assert.equal(
    files.map(({ path }) => path),
    ['models/a.sql', 'models/a/z.sql', 'models/b.sql', 'models/Ä.sql'],
  );
  assert.is(files[0]?.absolutePath, join(root, 'models/a.sql'));
  assert.equal(diagnostics, []);
  assert.equal(listFiles(root, 'nowhere', new Set()), { files: [], diagnostics: [] });
  assert.is(listFiles(root, '.', new Set()).files.length, 5);
  cleanup();
});

test('links are followed inside of the project; those that leave it, break or turn in circles are errors', () => {
  const outside = createTempProject({ 'x.sql': '' });
  const { root, cleanup } = createTempProject({ 'models/a.sql': '', 'lib/b.sql': '' });
  symlinkSync(join(root, 'lib'), join(root, 'models/lib'));
  symlinkSync('../lib/b.sql', join(root, 'models/c.sql'));
  symlinkSync(join(outside.root, 'x.sql'), join(root, 'models/d.sql'));
  symlinkSync(outside.root, join(root, 'models/e'));
  symlinkSync('nothing', join(root, 'models/f.sql'));
  symlinkSync('.', join(root, 'models/g'));
  const { files, diagnostics } = listFiles(root, 'models', new Set());
  assert.equal(
    files.map(({ path }) => path),
    ['models/a.sql', 'models/c.sql', 'models/lib/b.sql'],
  );
  assert.equal(diagnostics.map(({ code, place }) => `${code} ${place?.file.path}`).sort(), [
    'SP1008 models/d.sql',
    'SP1008 models/e',
    'SP1009 models/f.sql',
    'SP1009 models/g',
  ]);
  const texts = renderDiagnostics(diagnostics, noColor);
  assert.match(
    texts,
    'error SP1008: This link leads out of the project folder\n  ╭─ models/d.sql:1:1\n  ╰─ copy what it points to into the project, or remove the link',
  );
  assert.match(
    texts,
    'error SP1009: This link points to nothing, or to a folder that it stands in\n  ╭─ models/f.sql:1:1\n  ╰─ mend or remove the link',
  );
  cleanup();
  outside.cleanup();
});

test('a resource folder that is itself a link out of the project is an error', () => {
  const outside = createTempProject({ 'x.sql': '' });
  const { root, cleanup } = createTempProject({});
  symlinkSync(outside.root, join(root, 'models'));
  assert.equal(
    listFiles(root, 'models', new Set()).diagnostics.map(({ code }) => code),
    ['SP1008'],
  );
  cleanup();
  outside.cleanup();
});

function split(text: string) {
  const { template, yaml, problem } = splitFrontMatter({ path: 'm.sql', text });
  return { template: template.text, yaml: yaml && text.slice(yaml.start, yaml.end), problem };
}

test('front matter is taken off and its lines stay as empty ones', () => {
  assert.equal(split('---\ntags: [a]\n---\nselect 1'), {
    template: '\n\n\nselect 1',
    yaml: 'tags: [a]',
    problem: undefined,
  });
  assert.equal(split('---  \r\na: 1\r\n---\r\nselect 1'), {
    template: '\r\n\r\n\r\nselect 1',
    yaml: 'a: 1',
    problem: undefined,
  });
  assert.is(split('---\n---\nselect 1').template, '\n\nselect 1');
  assert.is(split('---\na: 1\n---').template, '\n\n');
});

test('only a first line of three dashes begins front matter', () => {
  for (const text of ['select 1\n---\n', '--- a comment\nselect 1', '-- -\nselect 1', ' ---\nselect 1', '']) {
    assert.equal(split(text), { template: text, yaml: undefined, problem: undefined });
  }
});

test('front matter that does not end is an error at line 1', () => {
  const { problem } = split('---\nmaterialized: table\nselect 1');
  assert.is(
    problem && renderDiagnostic(problem, noColor),
    `error SP1207: Front matter begins here and does not end
  ╭─ m.sql:1:1
1 │ ---
  │ ^^^
  ╰─ close it with a line \`---\`; a comment in the first line needs a space: \`-- -\``,
  );
});

test('names are made of letters and digits of any language, and a few signs', () => {
  for (const name of ['stg_students', 'a-b.c d', 'Schüler_学生', 'क्षेत्र', '2024', '_x']) {
    assert.equal(checkName(name, fileNamePlace('x.sql')), []);
  }
  const text = (name: string) => renderDiagnostics(checkName(name, fileNamePlace('models/x.sql')), noColor);
  assert.is(
    text('a;b'),
    `error SP1013: The name "a;b" holds the character ;
  ╭─ models/x.sql:1:1
  ╰─ a name is made of letters, digits, "_", "-", "." and spaces: rename it`,
  );
  assert.match(text('a"b'), 'holds the character "');
  assert.match(text("a'b"), "holds the character '");
  assert.match(text('a\nb'), 'holds a control character');
  assert.is(
    text('_SP_nodes'),
    `error SP1014: The name "_SP_nodes" begins with "_sp_", which is reserved
  ╭─ models/x.sql:1:1
  ╰─ rename it`,
  );
  assert.match(text('sqlite_master'), 'begins with "sqlite_", which is reserved');
});

test.run();
