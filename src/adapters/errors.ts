import type { Diagnostic, Place } from '../errors/diagnostic.js';
import { describeDiskError, isDiskFull } from './describe-disk-error.js';
import type { LockOwner } from './target-lock.js';

export function engineNotAvailable(type: string, available: readonly string[], place: Place): Diagnostic {
  return {
    code: 'SP3100',
    severity: 'error',
    message: `This version of sp has no engine for targets of type "${type}"`,
    place,
    hint: `It has: ${available.join(', ')}. Choose a target of one of these with --target, or update sp.`,
  };
}

export function lockWait(target: string, owner: LockOwner, ageMs: number): string {
  return `waiting for ${target}: ${describeOwner(owner)} has been using it for ${formatAge(ageMs)}`;
}

export function lockTimeout(target: string, owner: LockOwner, timeoutMs: number, place: Place): Diagnostic {
  const age = formatAge(Math.max(0, Date.now() - owner.startedAt));
  return {
    code: 'SP3101',
    severity: 'error',
    message: `${target} is in use: ${describeOwner(owner)} has had it for ${age}`,
    place,
    hint: `Waited ${formatAge(timeoutMs)}; --lock-timeout sets how long. If that process no longer exists, delete ${target}.sp-lock.`,
  };
}

export function targetUnwritable(target: string, error: Error, place: Place): Diagnostic {
  const what = isDiskFull(error) ? 'Make room on that disk' : 'Make its folder writable';
  return {
    code: 'SP3102',
    severity: 'error',
    message: `${target} cannot be written: ${describeDiskError(error)}`,
    place,
    hint: `${what}, or choose another path for this target.`,
  };
}

export function targetIsFolder(target: string, place: Place): Diagnostic {
  return {
    code: 'SP3103',
    severity: 'error',
    message: `${target} is a folder`,
    place,
    hint: 'path names the database file, e.g. target/warehouse.sqlite.',
  };
}

export function unknownTargetOption(engine: string, key: string, hint: string, place: Place): Diagnostic {
  return { code: 'SP3105', severity: 'error', message: `a ${engine} target has no key "${key}"`, place, hint };
}

export function missingPath(engine: string, place: Place): Diagnostic {
  return {
    code: 'SP3106',
    severity: 'error',
    message: `a ${engine} target needs a path`,
    place,
    hint: `E.g. path: target/warehouse.${engine}, or ":memory:" to keep nothing.`,
  };
}

export function badTargetOption(engine: string, key: string, wanted: string, place: Place): Diagnostic {
  return {
    code: 'SP3107',
    severity: 'error',
    message: `"${key}" of a ${engine} target must be ${wanted}`,
    place,
    hint: 'Change it in project.yml.',
  };
}

/** @param packages as npm names them */
export function missingDriver(engine: string, packages: readonly string[], place: Place): Diagnostic {
  return {
    code: 'SP3108',
    severity: 'error',
    message: `targets of type "${engine}" need the npm ${packages.length === 1 ? 'package' : 'packages'} ${packages.join(' and ')}`,
    place,
    hint: `npm install ${packages.join(' ')}`,
  };
}

function describeOwner({ pid, host, command }: LockOwner): string {
  return `process ${pid} on ${host} (${command})`;
}

export function formatAge(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

export function warehouseRefused(target: string, message: string, hint: string, place: Place): Diagnostic {
  return { code: 'SP3104', severity: 'error', message: `${target} ${message}`, place, hint };
}

/** @param holder of the engine's own lock, as far as it is known */
export function openElsewhere(target: string, holder: string, timeoutMs: number, place: Place): Diagnostic {
  return {
    code: 'SP3109',
    severity: 'error',
    message: `${target} is open in another program: ${holder}`,
    place,
    hint: `Close it there, or choose another path for this target. Waited ${formatAge(timeoutMs)}; --lock-timeout sets how long.`,
  };
}
