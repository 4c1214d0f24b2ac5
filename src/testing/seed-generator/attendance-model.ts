import { sessionAt, sessions } from './calendar.js';
import type { Session } from './calendar.js';
import type { GeneratorOptions } from './options.js';
import type { Random } from './random.js';
import { streams } from './streams.js';
import type { Student } from './students.js';

const baseByGrade = [5.4, 4.8, 4.5, 4.3, 4.4, 4.8, 5.3, 5.7, 7.1, 6.9, 7.2, 8.4] as const;
const engagementFactors = [4.2, 3, 1.75, 0.85, 0.45, 0.25, 0.2] as const;
const weekdayFactors = [1.05, 0.98, 0.94, 0.97, 1.19] as const;
/** From September on. */
const monthFactors = [0.78, 0.9, 1, 1.14, 1.1, 1.15, 1.02, 0.98, 1.05, 1.2] as const;
const sampledDays = 30;

/** Indices of the sessions that are recorded for the student. */
export function recordedSessions(random: Random, student: Student, days: GeneratorOptions['days']): number[] {
  const count = student.lastSession - student.firstSession + 1;
  const result: number[] = [];
  if (days === 'full') {
    for (let i = student.firstSession; i <= student.lastSession; i += 1) result.push(i);
    return result;
  }
  const offset = random.below(count, streams.attendance, student.index, 0, 3);
  for (let k = 0; k < sampledDays; k += 1)
    result.push(student.firstSession + Math.floor((k * count + offset) / sampledDays));
  return result;
}

/** Probability of being absent on a session. */
export function absenceProbability(student: Student, session: Session): number {
  const p =
    ((baseByGrade[student.grade - 1] ?? 0) / 100) *
    engagementFactor(student.engagement) *
    (weekdayFactors[session.weekday - 1] ?? 1) *
    (monthFactors[session.monthIndex] ?? 1);
  return p < 0.9 ? p : 0.9;
}

/** Mean probability of absence over the student's sampled sessions: what scores depend on, whatever `--days` says. */
export function meanAbsence(random: Random, student: Student): number {
  const sampled = recordedSessions(random, student, '30');
  let sum = 0;
  for (const index of sampled) sum += absenceProbability(student, sessionAt(index));
  return sum / sampled.length;
}

/** The status of a session, a function of (student, session): the same with 30 days and with all. */
export function attendanceStatus(random: Random, student: Student, sessionIndex: number): string {
  const s = streams.attendance;
  const isAbsent =
    random.unit(s, student.index, sessionIndex, 0) < absenceProbability(student, sessionAt(sessionIndex));
  const u = random.unit(s, student.index, sessionIndex, 1);
  if (isAbsent) return u < 0.55 ? 'Excused' : 'Absent';
  if (u < 0.045) return 'Late';
  return u < 0.06 ? 'Left Early' : 'Present';
}

/** An enrolled session that is not recorded, or with `--days full` one that loses its record; for conflicting pairs. */
export function freeSession(student: Student, recorded: readonly number[], u: number): number {
  const taken = new Set(recorded);
  const count = student.lastSession - student.firstSession + 1;
  const start = Math.floor(u * count);
  for (let i = 0; i < count; i += 1) {
    const index = student.firstSession + ((start + i) % count);
    if (!taken.has(index)) return index;
  }
  return student.firstSession + 1 + Math.floor(u * (count - 1));
}

export const sessionCount = sessions.length;

function engagementFactor(engagement: number): number {
  const position = engagement + 3;
  const last = engagementFactors.length - 1;
  if (position <= 0) return engagementFactors[0];
  if (position >= last) return engagementFactors[last] ?? 0.2;
  const left = Math.floor(position);
  const a = engagementFactors[left] ?? 0;
  const b = engagementFactors[left + 1] ?? 0;
  return a + (b - a) * (position - left);
}
