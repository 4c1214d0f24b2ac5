import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const bin = fileURLToPath(new URL('sp.js', import.meta.url));
const runProcess = new URL('run-process.js', import.meta.url).href;

/** Starts node and lets `meet` look at its first output. */
async function start(
  args: readonly string[],
  meet: (process: ReturnType<typeof spawn>) => void = () => {},
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  let isMet = false;
  const first = (): void => {
    if (!isMet) meet(child);
    isMet = true;
  };
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    first();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    first();
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

/** `sp WORDS` whose command is this text of an async function's body over `context`. */
const sp = (words: string, body: string): readonly string[] => [
  '--input-type=module',
  '--eval',
  `import { runProcess } from ${JSON.stringify(runProcess)};
   const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
   await runProcess(${JSON.stringify(words.split(' '))}, '0.1.0', async (name, values, context) => { ${body} });`,
];

const stopsWhenAsked = `
  context.sink({ kind: 'notice', message: 'working' });
  for (let n = 0; n < 600 && !context.signal.aborted; n += 1) await pause(100);
  context.sink({ kind: 'notice', message: 'stopped by ' + context.signal.reason });
  return { exitCode: 1 };`;

test('--version answers without loading anything else', async () => {
  const { code, stdout, stderr } = await start([bin, '--version']);
  assert.equal([code, stderr], [0, '']);
  assert.match(stdout, /^sp \d+\.\d+\.\d+\n$/);
});

test('the exit code of the command is the exit code of the process', async () => {
  assert.is((await start(sp('build', 'return { exitCode: 1 };'))).code, 1);
  const unknown = await start([bin, 'bild']);
  assert.is(unknown.code, 2);
  assert.match(unknown.stderr, 'did you mean `sp build`?');
});

test('a worker or timer that is left running does not keep the process alive', async () => {
  const ended = await start(sp('build', 'setInterval(() => {}, 1000); return { exitCode: 0 };'));
  assert.is(ended.code, 0);
});

test('Ctrl-C asks the command to stop and ends with 130, SIGTERM with 143', async () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const ended = await start(sp('build', stopsWhenAsked), (child) => child.kill(signal));
    assert.is(ended.code, code);
    assert.is(ended.stderr, `working\nstopped by ${signal}\n`);
  }
});

test('a second Ctrl-C ends the process at once', async () => {
  const ended = await start(
    sp(
      'build',
      `context.signal.addEventListener('abort', () => context.sink({ kind: 'notice', message: 'finishing' }));
       context.sink({ kind: 'notice', message: 'working' });
       await pause(60000);`,
    ),
    (child) => {
      child.kill('SIGINT');
      child.stderr?.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('finishing')) child.kill('SIGINT');
      });
    },
  );
  assert.is(ended.code, 130);
  assert.is(ended.stderr, 'working\nfinishing\n');
});

test('a reader that goes away silences the stream; the command ends as it would', async () => {
  const body = `
    context.stdout('first\\n');
    await pause(300);
    for (let n = 0; n < 100; n += 1) { context.stdout('x'.repeat(10000) + '\\n'); await pause(1); }
    context.sink({ kind: 'notice', message: 'done' });
    return { exitCode: 0 };`;
  const ended = await start(sp('ls', body), (child) => child.stdout?.destroy());
  assert.equal([ended.code, ended.stderr], [0, 'done\n']);
});

test('long output is complete although the process ends itself', async () => {
  const body = `context.stdout(('x'.repeat(99) + '\\n').repeat(100000)); return { exitCode: 0 };`;
  const { stdout, code } = await start(sp('ls', body));
  assert.equal([code, stdout.length], [0, 10_000_000]);
});

test('what nobody caught is a bug in sp, with exit code 2', async () => {
  const ended = await start(sp('ls', `setTimeout(() => { throw new Error('from a timer'); }); await pause(60000);`));
  assert.is(ended.code, 2);
  assert.match(ended.stderr, /^error SP9001: .*\n {2}Error: from a timer\n/);
});

test.run();
