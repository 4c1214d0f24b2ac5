import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createTempProject } from '../testing/temp-project.js';
import { removeLeftovers, TargetLock, temporaryPath, type LockOwner } from './target-lock.js';

const moduleUrl = new URL('./target-lock.js', import.meta.url).href;

/** A pid that no process has: that of a child which has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
}

function writeLock(path: string, changes: Partial<LockOwner>): void {
  const owner = {
    pid: 1,
    host: hostname(),
    startedAt: Date.now() - 90_000,
    command: 'sp build',
    token: 'old',
    ...changes,
  };
  writeFileSync(path, JSON.stringify(owner));
}

async function inFolder(body: (target: string, folder: string) => Promise<void>): Promise<void> {
  const project = createTempProject({});
  try {
    await body(join(project.root, 'w.sqlite'), project.root);
  } finally {
    project.cleanup();
  }
}

const options = { timeoutMs: 300, command: 'sp test', onWait: () => {} };

test('one holds the lock; a second one waits, is told once whose it is, and gives up', () =>
  inFolder(async (target) => {
    const first = await TargetLock.acquire(target, { ...options, command: 'sp build' });
    const waits: (readonly [number, string])[] = [];
    const second = await TargetLock.acquire(target, {
      ...options,
      onWait: ({ pid, command }) => void waits.push([pid, command]),
    });
    assert.is(second.kind, 'timeout');
    assert.equal(waits, [[process.pid, 'sp build']]);
    if (first.kind === 'held') first.lock.release();
    assert.is((await TargetLock.acquire(target, options)).kind, 'held');
  }));

test('a waiting one gets the lock when it is released', () =>
  inFolder(async (target, folder) => {
    const first = await TargetLock.acquire(target, options);
    const waiting = TargetLock.acquire(target, { ...options, timeoutMs: 10_000 });
    setTimeout(() => first.kind === 'held' && first.lock.release(), 150);
    const second = await waiting;
    assert.is(second.kind, 'held');
    if (second.kind === 'held') second.lock.release();
    assert.equal(readdirSync(folder), []);
  }));

test('the lock of a process that is gone is taken over', () =>
  inFolder(async (target) => {
    writeLock(`${target}.sp-lock`, { pid: await deadPid() });
    assert.is((await TargetLock.acquire(target, options)).kind, 'held');
    assert.is(JSON.parse(readFileSync(`${target}.sp-lock`, 'utf8')).pid, process.pid);
  }));

test('a later process with the same pid does not keep a dead lock alive', () =>
  inFolder(async (target) => {
    if (!existsSync('/proc/self/stat')) return;
    writeLock(`${target}.sp-lock`, { pid: process.ppid, processStart: '1' });
    assert.is((await TargetLock.acquire(target, options)).kind, 'held');
  }));

test('the lock of another machine is respected', () =>
  inFolder(async (target) => {
    writeLock(`${target}.sp-lock`, { pid: 999_999_999, host: 'elsewhere' });
    const result = await TargetLock.acquire(target, options);
    assert.is(result.kind === 'timeout' && result.owner.host, 'elsewhere');
  }));

test('a lock file that cannot be read is respected for a minute', () =>
  inFolder(async (target) => {
    writeFileSync(`${target}.sp-lock`, '{"pi');
    assert.is((await TargetLock.acquire(target, options)).kind, 'timeout');
    utimesSync(`${target}.sp-lock`, new Date(), new Date(Date.now() - 120_000));
    assert.is((await TargetLock.acquire(target, options)).kind, 'held');
  }));

test('of many processes that find a dead lock, one at a time holds it', () =>
  inFolder(async (target, folder) => {
    writeLock(`${target}.sp-lock`, { pid: await deadPid() });
    const log = join(folder, 'log');
    writeFileSync(log, '');
    const script = `
      import { TargetLock } from ${JSON.stringify(moduleUrl)};
      import { appendFileSync } from 'node:fs';
      for (let turn = 0; turn < 5; turn += 1) {
        const result = await TargetLock.acquire(process.argv[1], { timeoutMs: 30000, command: 'x', onWait() {} });
        appendFileSync(process.argv[2], '<');
        await new Promise((resolve) => setTimeout(resolve, 5));
        appendFileSync(process.argv[2], '>');
        result.lock.release();
      }`;
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script, target, log], { stdio: 'inherit' }),
    );
    const codes = await Promise.all(children.map((child) => new Promise((resolve) => child.once('exit', resolve))));
    assert.equal(codes, [0, 0, 0, 0]);
    assert.is(readFileSync(log, 'utf8'), '<>'.repeat(20));
    assert.equal(readdirSync(folder), ['log']);
  }));

test('what dead owners left is removed, and nothing else', () =>
  inFolder(async (target, folder) => {
    const dead = await deadPid();
    const token = '01234567-89ab-4cde-8f01-23456789abcd';
    const left = [
      `w.sqlite.sp-${dead}-0123abcd.tmp`,
      `w.sqlite.sp-lock-${dead}-${token}`,
      `w.sqlite.sp-lock-guard-${token}`,
      `w.sqlite.sp-lock-guard-${token}-${dead}-${token}`,
    ];
    const kept = [
      'w.sqlite',
      'w.sqlite.sp-lock',
      'w.sqlite.spare',
      'other.sqlite.sp-1-0123abcd.tmp',
      `w.sqlite.sp-lock-${process.pid}-${token}`,
      `w.sqlite.sp-lock-guard-${token}-${process.pid}-${token}`,
    ];
    for (const name of [...left, ...kept]) writeFileSync(join(folder, name), '');
    removeLeftovers(target);
    assert.equal(readdirSync(folder).sort(), kept.sort());
    assert.match(temporaryPath(target), /w\.sqlite\.sp-\d+-[\da-f]{8}\.tmp$/);
  }));

test.run();
