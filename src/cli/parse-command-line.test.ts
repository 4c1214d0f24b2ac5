import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SpError } from '../errors/sp-error.js';
import { commandSpecs } from './command-spec.js';
import type { CommandSpec } from './command-spec.js';
import { outputFlag, pickFlags } from './flags.js';
import type { FlagValues } from './flag-values.js';
import { parseCommandLine } from './parse-command-line.js';
import { toBuildOptions, toListOptions, toShowOptions } from './to-options.js';

const parse = (words: string, env: Readonly<Record<string, string>> = {}) =>
  parseCommandLine(words === '' ? [] : words.split(' '), env, commandSpecs);

function valuesOf(words: string | readonly string[], env: Readonly<Record<string, string>> = {}): FlagValues {
  const line = parseCommandLine(typeof words === 'string' ? words.split(' ') : words, env, commandSpecs);
  if (line.kind !== 'command') throw new Error(`${line.kind} instead of a command`);
  return line.values;
}

function problemsOf(words: string | readonly string[], env: Readonly<Record<string, string>> = {}): readonly string[] {
  try {
    valuesOf(words, env);
  } catch (error) {
    if (!(error instanceof SpError)) throw error;
    assert.is(error.exitCode, 2);
    return error.diagnostics.map(({ code, message, hint }) => `${code} ${message} | ${hint}`);
  }
  return [];
}

test('values stay the text that was written', () => {
  for (const text of ['007', '1e5', '0x10', 'true', '1.0', ' ', '=', '-', 'a=b', 'ä']) {
    assert.is(valuesOf(['build', '--project-dir', text]).text('project-dir'), text);
    assert.is(valuesOf(['build', `--project-dir=${text}`]).text('project-dir'), text);
    assert.is(valuesOf(['build', '-t', text]).text('target'), text);
  }
  assert.equal(valuesOf('build --select 007 1e5').list('select'), ['007', '1e5']);
  assert.is(valuesOf('build --target=-dev').text('target'), '-dev');
  assert.is(valuesOf(['show', '--inline', 'select 1\nas "x"']).text('inline'), 'select 1\nas "x"');
});

test('lists take every word up to the next flag, under both names, repeated, split at spaces', () => {
  assert.equal(valuesOf('build -s a --select b').list('select'), ['a', 'b']);
  assert.equal(valuesOf('build --select a +b 2+c --exclude d e -x -s @f').list('select'), ['a', '+b', '2+c', '@f']);
  assert.equal(valuesOf('build --select a b --exclude d e').list('exclude'), ['d', 'e']);
  assert.equal(valuesOf(['build', '--select', 'a b,tag:c  d']).list('select'), ['a', 'b,tag:c', 'd']);
  assert.equal(valuesOf('build --select=a b -sc').list('select'), ['a', 'b', 'c']);
  assert.equal(valuesOf('build --select a').list('select'), ['a']);
  assert.equal(valuesOf('ls --resource-type model test').list('resource-type'), ['model', 'test']);
  assert.equal(valuesOf('ls --output-keys name tags').list('output-keys'), ['name', 'tags']);
});

test('a partition is one word with its spaces, repeatable', () => {
  assert.equal(
    valuesOf(['build', '--partition', 'grade_level=Grade 9', '--partition', 'grade_level=']).list('partition'),
    ['grade_level=Grade 9', 'grade_level='],
  );
});

test('a flag of one value that is repeated keeps the last', () => {
  assert.is(valuesOf('build -t a --target b').text('target'), 'b');
  assert.is(valuesOf('build -j 2 -j 4').integer('threads'), 4);
});

test('short flags join, and take their value with or without a space or =', () => {
  const values = valuesOf('build -xfq -j4 -t=dev');
  assert.equal(
    [values.isOn('fail-fast'), values.isOn('full-refresh'), values.isOn('quiet'), values.isOn('force')],
    [true, true, true, false],
  );
  assert.is(values.integer('threads'), 4);
  assert.is(values.text('target'), 'dev');
  assert.is(valuesOf('build -xj 3').integer('threads'), 3);
});

test('switches can be said to be off', () => {
  assert.is(valuesOf('build --force=false', { SP_FORCE: '1' }).isOn('force'), false);
  assert.is(valuesOf('build --force=true').isOn('force'), true);
  assert.equal(problemsOf('build --force=perhaps'), [
    'SP9206 `--force` is on or off, not "perhaps" | say true or false, or leave the value out',
  ]);
});

test('flags may stand before the command', () => {
  assert.is(valuesOf('-q --target dev build -x').text('target'), 'dev');
});

test('-v is verbose, --no-color is a switch of its own', () => {
  assert.is(valuesOf('build -v').isOn('verbose'), true);
  assert.is(valuesOf('build --no-color').isOn('no-color'), true);
  assert.is(valuesOf('build').isOn('no-color'), false);
  assert.is(valuesOf('build', { SP_NO_COLOR: '1' }).isOn('no-color'), true);
});

test('help and version', () => {
  assert.is(parse('--version').kind, 'version');
  assert.equal(parse(''), { kind: 'help', asked: false });
  for (const words of ['--help', '-h', 'help']) assert.equal(parse(words), { kind: 'help', asked: true });
  for (const words of ['build --help', 'help build', 'build --nonsense -h', '-h build']) {
    const line = parse(words);
    assert.is(line.kind === 'help' ? line.command?.name : undefined, 'build', words);
  }
});

test('two words name a command where there is one', () => {
  const spec = { group: 'Project', summary: '', examples: [], json: 'events' } as const;
  const commands: readonly CommandSpec<string>[] = [
    { ...spec, name: 'docs', flags: pickFlags('quiet', 'help') },
    { ...spec, name: 'docs serve', flags: pickFlags('quiet', 'target', 'help') },
  ];
  const nameOf = (words: string): string | undefined => {
    const line = parseCommandLine(words.split(' '), {}, commands);
    return line.kind === 'version' ? undefined : line.command?.name;
  };
  assert.is(nameOf('docs'), 'docs');
  assert.is(nameOf('docs serve -q --target x'), 'docs serve');
  assert.is(nameOf('docs -q serve'), 'docs serve');
  assert.is(nameOf('docs serve --help'), 'docs serve');
});

test('what is not there is named with what is near', () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ['bild', ['SP9201 there is no command `bild` | did you mean `sp build`?']],
    ['list', ['SP9201 there is no command `list` | did you mean `sp ls`?']],
    ['build --fullRefesh', ['SP9203 there is no flag `--fullRefesh` | did you mean `--full-refresh`?']],
    [
      'build --full-refesh -y',
      [
        'SP9203 there is no flag `--full-refesh` | did you mean `--full-refresh`?',
        'SP9203 there is no flag `-y` | `sp build --help` lists the flags',
      ],
    ],
    [
      'ls --threads 2',
      [
        'SP9204 `sp ls` has no flag `--threads` | `sp build`, `sp run`, `sp seed`, `sp snapshot`, `sp retry`, `sp test`, `sp compile`, `sp show`, `sp verify` have it; `sp ls --help` lists the flags here',
      ],
    ],
    [
      'build --__proto__ 1',
      [
        'SP9203 there is no flag `--__proto__` | `sp build --help` lists the flags',
        'SP9209 `sp build` takes no argument `1` | to choose nodes write `sp build --select 1`',
      ],
    ],
    ['--verison', ['SP9203 there is no flag `--verison` | did you mean `--version`?']],
    ['-q', ['SP9202 no command is given | write it first, then its flags: `sp build --select …`']],
    ['--select a build', ['SP9202 no command is given | write it first, then its flags: `sp build --select …`']],
    ['help bild', ['SP9201 there is no command `bild` | did you mean `sp build`?']],
  ];
  for (const [words, problems] of table) assert.equal(problemsOf(words), problems, words);
});

test('values are checked, wherever they come from', () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    [
      'build --select',
      ['SP9205 `--select` needs a value | write `--select CRITERIA`, or `--select=…` if it begins with a dash'],
    ],
    [
      'build --select --force',
      ['SP9205 `--select` needs a value | write `--select CRITERIA`, or `--select=…` if it begins with a dash'],
    ],
    [
      'build --target',
      ['SP9205 `--target` needs a value | write `--target NAME`, or `--target=…` if it begins with a dash'],
    ],
    [
      'build --target= -x',
      ['SP9205 `--target` needs a value | write `--target NAME`, or `--target=…` if it begins with a dash'],
    ],
    ['build --threads abc', ['SP9207 `--threads` is "abc", not an integer of at least 1 | e.g. `--threads=2`']],
    ['build -j 0', ['SP9207 `--threads` is "0", not an integer of at least 1 | e.g. `--threads=2`']],
    ['build -j 1e3', ['SP9207 `--threads` is "1e3", not an integer of at least 1 | e.g. `--threads=2`']],
    ['build -j -1', ['SP9207 `--threads` is "-1", not an integer of at least 1 | e.g. `--threads=2`']],
    ['show --output jsn', ['SP9208 `--output` cannot be "jsn" | did you mean "json"?']],
    ['ls --output csv', ['SP9208 `--output` cannot be "csv" | it is one of selector, name, path, json, partitions']],
    ['ls --resource-type models', ['SP9208 `--resource-type` cannot be "models" | did you mean "model"?']],
    [
      'build stg_orders',
      ['SP9209 `sp build` takes no argument `stg_orders` | to choose nodes write `sp build --select stg_orders`'],
    ],
    ['build -- --force', ['SP9209 `sp build` takes no argument `--force` | `sp build --help` shows what it takes']],
    ['docs serve', ['SP9209 `sp docs` takes no argument `serve` | `sp docs --help` shows what it takes']],
  ];
  for (const [words, problems] of table) assert.equal(problemsOf(words), problems, words);
  assert.equal(problemsOf('build', { SP_THREADS: 'many', SP_FORCE: 'perhaps' }), [
    'SP9206 `SP_FORCE` is on or off, not "perhaps" | say true or false, or leave the value out',
    'SP9207 `SP_THREADS` is "many", not an integer of at least 1 | e.g. `SP_THREADS=2`',
  ]);
});

test('every flag has its SP_ variable, and the command line wins', () => {
  const env = {
    SP_TARGET: 'prod',
    SP_SELECT: 'a b',
    SP_THREADS: '3',
    SP_FULL_REFRESH: 'yes',
    SP_FAIL_FAST: '0',
    SP_VARS: '',
  };
  const values = valuesOf('build --target dev', env);
  assert.is(values.text('target'), 'dev');
  assert.equal(values.list('select'), ['a', 'b']);
  assert.is(values.integer('threads'), 3);
  assert.equal([values.isOn('full-refresh'), values.isOn('fail-fast')], [true, false]);
  assert.is(values.text('vars'), undefined);
});

test('variables of flags that the command does not have are left alone', () => {
  assert.equal(problemsOf('ls', { SP_THREADS: 'nonsense', SP_POSTGRES_URL: 'x' }), []);
});

test('options say only what was said', () => {
  const options = toBuildOptions(valuesOf('build -j 2 -s a --partition k=v --debug --watch'));
  assert.equal(options, {
    threads: 2,
    select: ['a'],
    exclude: [],
    resourceTypes: [],
    excludeResourceTypes: [],
    partitions: ['k=v'],
    fullRefresh: false,
    force: false,
    empty: false,
    failFast: false,
    warnError: false,
    quiet: false,
    verbose: true,
    debug: true,
    json: false,
    watch: true,
  });
});

test('--json chooses the JSON form of a document, and --limit -1 means all', () => {
  assert.is(toShowOptions(valuesOf('show')).output, 'table');
  assert.is(toShowOptions(valuesOf('show --json')).output, 'json');
  assert.is(toShowOptions(valuesOf('show --json --output md')).output, 'md');
  assert.is(toShowOptions(valuesOf('show --limit -1')).limit, Infinity);
  assert.is(toShowOptions(valuesOf('show --limit 0')).limit, 0);
  assert.is(toListOptions(valuesOf('ls --json')).output, 'json');
  assert.is(toListOptions(valuesOf('ls')).output, 'selector');
});

test('one name and one letter mean one flag everywhere', () => {
  const flags = new Map<string, string>();
  const letters = new Map<string, string>();
  for (const flag of commandSpecs.flatMap((command) => command.flags)) {
    const meaning = JSON.stringify({ ...flag, ...(flag.name === 'output' ? outputFlag('', []) : {}) });
    assert.is(flags.get(flag.name) ?? meaning, meaning);
    flags.set(flag.name, meaning);
    if (flag.short !== undefined) assert.is(letters.get(flag.short) ?? flag.name, flag.name);
    if (flag.short !== undefined) letters.set(flag.short, flag.name);
  }
});

test('whatever is typed gives a command line or an SpError, nothing else', () => {
  const flags = commandSpecs.flatMap((command) => command.flags);
  const word = fc.oneof(
    fc.constantFrom(
      ...commandSpecs.map((command) => command.name),
      'help',
      '--',
      '-',
      '--=',
      '--=x',
      '-=',
      '--no-',
      '-1',
    ),
    fc.constantFrom(...flags.map((flag) => `--${flag.name}`), ...flags.map((flag) => `--${flag.name}=x`)),
    fc.constantFrom(...flags.map((flag) => `-${flag.short ?? 'z'}`)),
    fc.constantFrom('__proto__', '--__proto__', '--constructor=x', '--a.b', '--select.x', '\u2060', '1', ''),
    fc.string(),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 8 }),
      fc.dictionary(fc.constantFrom('SP_THREADS', 'SP_JSON'), fc.string()),
      (argv, env) => {
        try {
          parseCommandLine(argv, env, commandSpecs);
        } catch (error) {
          assert.instance(error, SpError);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test('what is written as --flag=value is read back for every text', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'binary' }), (text) => {
      assert.is(valuesOf(['build', `--target=${text}`]).text('target'), text);
      assert.equal(valuesOf(['build', `--partition=${text}`, `--partition=${text}`]).list('partition'), [text, text]);
    }),
  );
});

test.run();
