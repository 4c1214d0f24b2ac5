import type { Diagnostic, Place } from '../../errors/diagnostic.js';

export function unknownOption(
  key: string,
  suggestion: string | undefined,
  known: readonly string[],
  place: Place,
): Diagnostic {
  return {
    code: 'SP3120',
    severity: 'error',
    message: `a postgres target has no key "${key}"`,
    place,
    hint: suggestion ?? `Its keys are: type, threads, schema, database, ${known.join(', ')}.`,
  };
}

/** @param isNamed whether `url` stands there, empty */
export function missingUrl(isNamed: boolean, place: Place): Diagnostic {
  const variable = isNamed ? findVariable(place) : undefined;
  const example = 'postgresql://user@localhost:5432/school';
  return {
    code: 'SP3121',
    severity: 'error',
    message: isNamed ? 'the url of a postgres target is empty' : 'a postgres target needs a url',
    place,
    hint:
      variable === undefined
        ? `Write url: ${example}, or host, port, user and dbname. A password belongs into an environment variable: password: "{{env_var 'SP_POSTGRES_PASSWORD'}}"`
        : `Set the environment variable ${variable}, e.g. ${variable}=${example}. A password can stand in PGPASSWORD.`,
  };
}

/** The variable that the target's `url` asks for: it is read from the lines below the target's name. */
function findVariable({ file, start }: Place): string | undefined {
  const rest = file.text
    .split('\n')
    .slice(start.line - 1)
    .join('\n');
  return /\burl:[^\n]*env_var\s+['"](\w+)['"]/.exec(rest)?.[1];
}

export function invalidOption(key: string, problem: string, hint: string | undefined, place: Place): Diagnostic {
  return {
    code: 'SP3122',
    severity: 'error',
    message: `${key} of a postgres target ${problem}`,
    place,
    ...(hint !== undefined && { hint }),
  };
}

export function driverMissing(place: Place): Diagnostic {
  return {
    code: 'SP3123',
    severity: 'error',
    message: 'the driver for PostgreSQL is not installed',
    place,
    hint: 'npm install pg pg-copy-streams',
  };
}

export function cannotConnect(server: string, reason: string, hint: string, place: Place): Diagnostic {
  return { code: 'SP3124', severity: 'error', message: `cannot connect to ${server}: ${reason}`, place, hint };
}

export function unsupportedVersion(server: string, version: string, least: number, place: Place): Diagnostic {
  return {
    code: 'SP3125',
    severity: 'error',
    message: `${server} is PostgreSQL ${version}, which is too old`,
    place,
    hint: `sp needs PostgreSQL ${least} or later.`,
  };
}

export function missingPrivilege(what: string, grant: string, place: Place): Diagnostic {
  return {
    code: 'SP3126',
    severity: 'error',
    message: what,
    place,
    hint: `An administrator can change that: ${grant}`,
  };
}

/** Another session, as pg_stat_activity shows it. */
export interface LockHolder {
  readonly pid: number;
  readonly application: string;
  readonly user: string;
  readonly ageSeconds: number;
}

export function lockWait(target: string, holder: LockHolder): string {
  return `waiting for ${target}: ${describeHolder(holder)} has been using it for ${formatAge(holder.ageSeconds)}`;
}

export function lockTimeout(
  target: string,
  holder: LockHolder | undefined,
  waitedMs: number,
  place: Place,
): Diagnostic {
  const who = holder === undefined ? 'another session' : describeHolder(holder);
  const age = holder === undefined ? '' : ` for ${formatAge(holder.ageSeconds)}`;
  return {
    code: 'SP3127',
    severity: 'error',
    message: `${target} is in use: ${who} has had it${age}`,
    place,
    hint:
      `Waited ${formatAge(waitedMs / 1000)}; --lock-timeout sets how long.` +
      (holder === undefined ? '' : ` If that run is stuck, end it: select pg_terminate_backend(${holder.pid})`),
  };
}

function describeHolder({ pid, application, user }: LockHolder): string {
  return `backend ${pid} (${application === '' ? 'unnamed' : application}, user ${user})`;
}

function formatAge(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return `${whole} s`;
  return whole < 7200 ? `${Math.round(whole / 60)} min` : `${Math.round(whole / 3600)} h`;
}
