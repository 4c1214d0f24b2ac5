// Measurements as tables. Every figure is the median of its runs; ratios are ratios of those medians.
import { formatTable, median, megabytes, milliseconds, percent, seconds, times } from './numbers.mjs';

const of = (runs, pick) => median(runs.map(pick));
const wallOf = (runs) => of(runs, (run) => run.wallMs);

export function reportBuild({ two, one, native }) {
  const row = (name, runs) => [
    name,
    seconds(wallOf(runs)),
    seconds(of(runs, (run) => run.cpuMs)),
    megabytes(of(runs, (run) => run.peakBytes)),
  ];
  const hasNative = native.length > 0;
  const ratios = [`threads 2 ÷ threads 1: ${times(wallOf(two) / wallOf(one))}`];
  if (hasNative)
    ratios.push(
      `threads 2 ÷ native: ${times(wallOf(two) / wallOf(native))}`,
      `threads 1 ÷ native: ${times(wallOf(one) / wallOf(native))}`,
      `in CPU: ${times(of(one, (run) => run.cpuMs) / of(native, (run) => run.cpuMs))}`,
    );
  return [
    '## Clean build of the bundled project',
    formatTable([
      ['', 'time', 'CPU', 'peak memory'],
      row('sp build, 2 threads', two),
      row('sp build, 1 thread', one),
      ...(hasNative ? [row(`native SQLite ${native[0].version}, 1 thread`, native)] : []),
    ]),
    ratios.join('; '),
    ...(hasNative ? [checkNative(native[0])] : []),
    '### Where the time goes',
    'Work of the engine, of both threads together; the process cut in time below.',
    reportWork({ two, one, native }),
    reportPhases({ two, one }),
    '### Slowest nodes (1 thread)',
    reportSlowest(one[0].slowest, native[0]?.nodes),
  ].join('\n\n');
}

function checkNative({ failingTests, differentRowCounts }) {
  const different = Object.entries(differentRowCounts).map(([name, [ours, theirs]]) => `${name} ${ours} ≠ ${theirs}`);
  const failing = Object.entries(failingTests).map(([name, rows]) => `${name} (${rows} rows)`);
  const lines = [
    different.length === 0 ? 'All tables have as many rows on both.' : `Row counts differ: ${different.join(', ')}`,
  ];
  if (failing.length > 0) lines.push(`Tests with rows on native SQLite: ${failing.join(', ')}`);
  return lines.join('\n');
}

function reportWork({ two, one, native }) {
  const names = { seeds: 'seeds', models: 'models', tests: 'tests', merge: 'merge', write: 'write' };
  const hasNative = native.length > 0;
  const cell = (runs, name) => {
    const values = runs.map((run) => run.work[name]).filter((value) => value !== undefined);
    return values.length === 0 ? '' : seconds(median(values));
  };
  return formatTable([
    ['work', '2 threads', '1 thread', ...(hasNative ? ['native'] : [])],
    ...Object.entries(names).map(([name, label]) => [
      label,
      cell(two, name),
      cell(one, name),
      ...(hasNative ? [cell(native, name)] : []),
    ]),
  ]);
}

function reportPhases({ two, one }) {
  const labels = {
    start: 'load, parse, compile',
    nodes: 'seeds, models, tests',
    save: 'write the warehouse and artifacts',
    end: 'end of the process',
  };
  return formatTable([
    ['phase', '2 threads', '1 thread'],
    ...Object.entries(labels).map(([name, label]) => [
      label,
      ...[two, one].map((runs) => seconds(of(runs, (run) => run.phases[name]))),
    ]),
  ]);
}

function reportSlowest(slowest, nativeNodes) {
  const row = ({ what, name, ms }) => [`${what} ${name}`, seconds(ms)];
  if (nativeNodes === undefined) return formatTable(slowest.map(row));
  const inNative = ({ name }) => (nativeNodes[name] === undefined ? '' : seconds(nativeNodes[name]));
  return formatTable([['', 'sp', 'native'], ...slowest.map((node) => [...row(node), inNative(node)])]);
}

export function reportDuckdb({ ours, bare }) {
  const row = (name, runs) => [
    name,
    seconds(wallOf(runs)),
    seconds(of(runs, (run) => run.cpuMs)),
    megabytes(of(runs, (run) => run.peakBytes)),
  ];
  const kinds = Object.keys(bare[0].work);
  const failing = Object.entries(bare[0].failingTests).map(([name, rows]) => `${name} (${rows} rows)`);
  return [
    '## Clean build of the bundled project on DuckDB, 2 threads',
    formatTable([
      ['', 'time', 'CPU', 'peak memory'],
      row('sp build, as a process', ours),
      row(`DuckDB ${bare[0].version}, the same statements two at a time`, bare),
    ]),
    `time: ${times(wallOf(ours) / wallOf(bare))}; in CPU: ${times(of(ours, (run) => run.cpuMs) / of(bare, (run) => run.cpuMs))}`,
    formatTable([
      ['phase of sp', 'time'],
      ['load, parse, compile', seconds(of(ours, (run) => run.phases.start))],
      ['seeds, models, tests', seconds(of(ours, (run) => run.phases.nodes))],
      ['write the warehouse and artifacts', seconds(of(ours, (run) => run.phases.save))],
      ['end of the process', seconds(of(ours, (run) => run.phases.end))],
    ]),
    formatTable([
      ['work of the bare engine, both together', 'time'],
      ...kinds.map((kind) => [kind, seconds(of(bare, (run) => run.work[kind]))]),
    ]),
    '### Slowest nodes',
    reportSlowest(ours[0].slowest, bare[0].nodes),
    ...(failing.length > 0 ? [`Tests with rows on the bare engine: ${failing.join(', ')}`] : []),
  ].join('\n\n');
}

export function reportScale({ scale, csvBytes, sizeBytes, built }) {
  return [
    `## ${scale} times the data on DuckDB, 2 threads, 4 GB`,
    formatTable([
      ['CSV files', 'warehouse', 'time', 'CPU', 'peak memory'],
      [
        megabytes(csvBytes),
        megabytes(sizeBytes),
        seconds(built.wallMs),
        seconds(built.cpuMs),
        megabytes(built.peakBytes),
      ],
    ]),
    '### Slowest nodes',
    formatTable(built.slowest.map(({ what, name, ms }) => [`${what} ${name}`, seconds(ms)])),
  ].join('\n\n');
}

export function reportPartitioned({ two, one }) {
  const nodesOf = (runs) => of(runs, (run) => run.phases.nodes);
  return [
    '## The partitioned models alone',
    formatTable([
      ['', '2 threads', '1 thread', 'ratio'],
      ['the models', seconds(nodesOf(two)), seconds(nodesOf(one)), times(nodesOf(two) / nodesOf(one))],
      ['sp run as a process', seconds(wallOf(two)), seconds(wallOf(one)), times(wallOf(two) / wallOf(one))],
    ]),
  ].join('\n\n');
}

export function reportRebuild(measured) {
  const clean = median(measured.map((run) => run.clean.wallMs));
  const rows = measured[0].steps.map(({ name, built, partitions, tests }, index) => {
    const wall = median(measured.map(({ steps }) => steps[index].wallMs));
    return [name, seconds(wall), percent(wall / clean), String(built), String(partitions), String(tests)];
  });
  return [
    '## Building again',
    formatTable([
      ['', 'time', 'of clean', 'nodes run', 'partitions', 'tests'],
      ['clean build', seconds(clean), '', '', '', ''],
      ...rows,
    ]),
  ].join('\n\n');
}

export function reportModels({ models, ls, compile }) {
  const row = (name, runs) => [
    name,
    seconds(wallOf(runs)),
    seconds(of(runs, (run) => run.cpuMs)),
    megabytes(of(runs, (run) => run.peakBytes)),
  ];
  return [
    `## A generated project of ${models.toLocaleString('en-US')} models`,
    formatTable([['', 'time', 'CPU', 'peak memory'], row('sp ls', ls), row('sp compile', compile)]),
  ].join('\n\n');
}

export function reportStartup({ version, ls }) {
  return [
    '## Start',
    formatTable([
      ['', 'time'],
      ['sp --version', milliseconds(wallOf(version))],
      ['sp ls on the bundled project', milliseconds(wallOf(ls))],
    ]),
  ].join('\n\n');
}
