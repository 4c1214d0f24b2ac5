import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scanSource } from './scan-source.js';

const specifiers = (text: string): readonly string[] => scanSource(text).imports.map((found) => found.specifier);

test('finds every form of import with its line', () => {
  const text = `import { a } from './a.js';
import type {
  B,
} from "./b.js";
import './c.js';
import * as d from 'd';
export { e } from './e.js';
const f = await import('./f.js');
`;
  assert.equal(scanSource(text).imports, [
    { specifier: './a.js', line: 1 },
    { specifier: './b.js', line: 4 },
    { specifier: './c.js', line: 5 },
    { specifier: 'd', line: 6 },
    { specifier: './e.js', line: 7 },
    { specifier: './f.js', line: 8 },
  ]);
});

test('imports in comments and texts are no imports', () => {
  assert.equal(specifiers(`// import './a.js'\n/* from './b.js' */\nconst text = "import './c.js'";\n`), []);
  assert.equal(specifiers('const text = `import "./a.js"; ${`from "./b.js"`} from "./c.js"`;\nimport "./d.js";'), [
    './d.js',
  ]);
});

test('blanks comments, texts and regular expressions and keeps lines and code', () => {
  const { code } = scanSource(
    `process.exit(); // process.cwd()\nconst a = 'process.env';\n/process\\/'/.test(b / c / d);\n`,
  );
  assert.is(code.split('\n').length, 4);
  assert.is(code.match(/process/g)?.length, 1);
  assert.match(code, /\.test\(b \/ c \/ d\);/);
});

test.run();
