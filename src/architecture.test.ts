// The rooms of src/ and who may use what. A failing rule says what to do instead; changing this file means changing the
// design, so change the README's repository map with it.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scanSource } from './testing/scan-source.js';
import type { ScannedSource } from './testing/scan-source.js';

/** From the entry down to the leaves. A room imports only from later lines; rooms on one line do not import each other. */
const layers = [
  ['bin'],
  ['cli'],
  ['commands'],
  ['docs', 'watch'],
  ['artifacts'],
  ['execute'],
  ['state'],
  ['plan'],
  ['compile'],
  ['select'],
  ['graph'],
  ['manifest'],
  ['project'],
  ['adapters'],
  ['template'],
  ['dialects'],
  ['events'],
  ['errors'],
  ['util'],
] as const;
const outside = 'testing';

/** Rooms that may touch the machine: files, processes, threads, sockets. All others are pure. */
const roomsWithEffects = ['bin', 'cli', 'commands', 'docs', 'watch', 'artifacts', 'project', 'adapters', outside];
const pureBuiltins = ['node:path', 'node:crypto', 'node:util', 'node:util/types'];

/** Each package and the rooms that may import it. */
const packageRooms: Readonly<Record<string, readonly string[]>> = {
  '@duckdb/node-api': ['adapters', outside],
  '@grpc/grpc-js': ['adapters', outside],
  'apache-arrow': ['adapters', outside],
  cac: ['cli'],
  chokidar: ['watch'],
  'csv-parse': ['project', 'adapters', outside],
  'fast-check': [outside],
  handlebars: ['template'],
  'js-yaml': ['project', outside],
  marked: ['docs'],
  pg: ['adapters', outside],
  'pg-copy-streams': ['adapters', outside],
  picocolors: ['cli', 'errors'],
  'playwright-core': [outside],
  protobufjs: ['adapters', outside],
  'sql.js': ['adapters', outside],
  toposort: ['graph'],
  uvu: [outside],
  zod: ['project'],
};
const testPackages = ['uvu', 'fast-check', 'playwright-core', 'csv-parse', 'sql.js'];

interface Source extends ScannedSource {
  /** Relative to src/, forward slashes. */
  readonly path: string;
  /** '' for a file directly in src/. */
  readonly room: string;
  readonly isTest: boolean;
  readonly lineCount: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const sources: readonly Source[] = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .map((path) => {
    const text = readFileSync(join(root, 'src', path), 'utf8');
    const unified = path.split(sep).join('/');
    return {
      ...scanSource(text),
      path: unified,
      room: unified.includes('/') ? unified.slice(0, unified.indexOf('/')) : '',
      isTest: unified.endsWith('.test.ts'),
      lineCount: text.split('\n').length - 1,
    };
  })
  .sort((a, b) => (a.path < b.path ? -1 : 1));

const rank = (room: string): number => layers.findIndex((line) => (line as readonly string[]).includes(room));
const targetOf = (source: Source, specifier: string): string =>
  posix.join(dirname(source.path), specifier).replace(/\.js$/, '.ts');
const roomOf = (path: string): string => path.split('/')[0] ?? '';
const expectNone = (problems: readonly string[]): void => assert.ok(problems.length === 0, problems.join('\n'));

test('every folder of src/ is a room of the list', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expectNone(
    folders
      .filter(({ name }) => name !== outside && rank(name) < 0)
      .map(
        ({ name }) =>
          `src/${name}: no room of the design; put the files into one, or add it to \`layers\` and the README.`,
      ),
  );
});

test("the README's repository map is the list of rooms", () => {
  const readme = join(root, 'README.md');
  const map = existsSync(readme)
    ? /## Repository map[^]*?```\w*\n([^]*?)```/.exec(readFileSync(readme, 'utf8'))?.[1]
    : '';
  const lines = (map ?? '').split('\n').filter((line) => line !== '');
  const rooms = lines.map((line) => line.split(/ {2,}/)[0]);
  assert.equal(
    rooms,
    [...layers.map((line) => line.join(' ')), outside],
    'README.md, "Repository map": one line a layer',
  );
});

test('imports point downwards', () => {
  const problems: string[] = [];
  for (const source of sources) {
    if (source.room === outside || source.room === '') continue;
    for (const { specifier, line } of source.imports) {
      if (!specifier.startsWith('.')) continue;
      const room = roomOf(targetOf(source, specifier));
      if (room === source.room || (room === outside && source.isTest)) continue;
      if (rank(room) > rank(source.room)) continue;
      problems.push(
        `src/${source.path}:${line}: ${source.room}/ must not import ${room}/. Take what you need as an argument or an event, or move it to a room below ${source.room}/.`,
      );
    }
  }
  expectNone(problems);
});

test('folders of engines do not know each other', () => {
  const folderOf = (path: string): string | undefined =>
    /^(?:adapters|dialects)\/(sqlite|duckdb|postgres|spark)\//.exec(path)?.[1];
  expectNone(
    sources.flatMap((source) => {
      const own = folderOf(source.path);
      return source.imports
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier, line }) => ({ other: folderOf(targetOf(source, specifier)), line }))
        .filter(({ other }) => own !== undefined && other !== undefined && other !== own)
        .map(
          ({ other, line }) => `src/${source.path}:${line}: ${own} uses ${other}; move what both need one folder up.`,
        );
    }),
  );
});

test('no file imports itself through others', () => {
  const imported = new Map(
    sources.map((source) => [
      source.path,
      source.imports
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => targetOf(source, specifier)),
    ]),
  );
  const done = new Set<string>();
  const problems: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      const cycle = [...trail.slice(trail.indexOf(path)), path].map((file) => `src/${file}`);
      problems.push(`${cycle.join(' → ')}: move what both need into a file of its own.`);
      return;
    }
    if (done.has(path)) return;
    for (const next of imported.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of imported.keys()) visit(path, []);
  expectNone(problems);
});

test('packages stay in their rooms', () => {
  const problems: string[] = [];
  for (const source of sources) {
    for (const { specifier, line } of source.imports) {
      if (specifier.startsWith('.') || specifier.startsWith('node:')) continue;
      const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
      const rooms = packageRooms[name];
      if (source.isTest && testPackages.includes(name)) continue;
      if (rooms === undefined) {
        problems.push(`src/${source.path}:${line}: package ${name} has no room; name one in \`packageRooms\`.`);
      } else if (!rooms.includes(source.room)) {
        problems.push(
          `src/${source.path}:${line}: ${name} belongs to ${rooms.join(', ')}; call a function of that room.`,
        );
      }
    }
  }
  expectNone(problems);
});

test('only rooms with effects touch files, processes and threads', () => {
  const problems: string[] = [];
  for (const source of sources) {
    if (source.isTest || roomsWithEffects.includes(source.room)) continue;
    for (const { specifier, line } of source.imports) {
      if (!/^node:|^fs$/.test(specifier) || pureBuiltins.includes(specifier)) continue;
      problems.push(
        `src/${source.path}:${line}: ${specifier} in a pure room; take the value as an argument from ${roomsWithEffects.slice(0, -1).join(', ')}.`,
      );
    }
    for (const [line, text] of source.code.split('\n').entries()) {
      if (/(?<![.\w])process\s*[.[]/.test(text)) {
        problems.push(
          `src/${source.path}:${line + 1}: \`process\` in a pure room; take env, cwd or platform as an argument.`,
        );
      }
    }
  }
  expectNone(problems);
});

test('nothing but the cli and the entry prints', () => {
  const problems: string[] = [];
  for (const source of sources) {
    if (source.isTest || ['cli', 'bin', outside].includes(source.room)) continue;
    for (const [line, text] of source.code.split('\n').entries()) {
      if (/(?<![.\w])console\s*\.|process\.(stdout|stderr)\b/.test(text)) {
        problems.push(
          `src/${source.path}:${line + 1}: prints; send an event to the Sink, or data to the context's stdout.`,
        );
      }
    }
  }
  expectNone(problems);
});

test('no source is longer than 350 lines', () => {
  expectNone(
    sources
      .filter((source) => source.lineCount > 350 && !source.path.startsWith('testing/fixtures/'))
      .map(
        (source) =>
          `src/${source.path}: ${source.lineCount} lines; split it by purpose, each part named after its main export.`,
      ),
  );
});

test.run();
