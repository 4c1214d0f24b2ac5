import { civilOf, dayOf, isoOf, sessionAt, sessions, two } from './calendar.js';
import { buildName } from './names.js';
import type { PersonName } from './names.js';
import type { Random } from './random.js';
import { streams } from './streams.js';

/** What is true of one student, latent traits included. A pure function of seed and index. */
export interface Student {
  readonly index: number;
  readonly id: string;
  readonly name: PersonName;
  /** 1…12. */
  readonly grade: number;
  /** Days since 1970-01-01. */
  readonly birthDay: number;
  readonly schoolId: string;
  readonly program: string;
  readonly emailIsKnown: boolean;
  readonly phone: string | null;
  /** First and last session of enrolment, both included. */
  readonly firstSession: number;
  readonly lastSession: number;
  readonly hasWithdrawn: boolean;
  /** `YYYY-MM-DD HH:MM:SS`. */
  readonly updatedDay: number;
  readonly updatedTime: string;
  readonly ability: number;
  readonly engagement: number;
  readonly slope: number;
}

const minimumSessions = 40;
/** Students with a larger index never go to the two tiny schools, so that these stay tiny at every scale. */
const tinySchoolsUpTo = 12156;

export function buildStudent(random: Random, index: number): Student {
  const s = streams.student;
  const unit = (c: number): number => random.unit(s, index, 0, c);
  const grade = 1 + Math.floor(unit(0) * 12);
  const ability = random.normal(s, index, 1);
  const engagement = 0.35 * ability + 0.9367497 * random.normal(s, index, 2);
  const [firstSession, lastSession] = buildEnrolment(unit);
  const hasWithdrawn = lastSession < sessions.length - 1;
  const older = unit(4) < 0.03 ? 1 : 0;
  const birthYearDay = dayOf(2024 - grade - 5 - older, 9, 1) - Math.floor(unit(5) * 365);
  const enrolledDay = sessionAt(firstSession).day;
  return {
    index,
    id: idOf(index),
    name: buildName(random, streams.name, index),
    grade,
    birthDay: birthYearDay,
    schoolId: pickSchool(grade, index, unit(6), unit(7)),
    program: pickProgram(unit(8)),
    emailIsKnown: unit(9) >= 0.03,
    phone: unit(10) < 0.05 ? null : buildPhone(unit(11)),
    firstSession,
    lastSession,
    hasWithdrawn,
    updatedDay: hasWithdrawn ? sessionAt(lastSession).day : enrolledDay - 1 - Math.floor(unit(12) * 20),
    updatedTime: buildTime(unit(13)),
    ability,
    engagement,
    slope: random.normal(s, index, 3),
  };
}

/** `S` and the student's number, counted from 1, in at least five digits. */
export function idOf(index: number): string {
  return `S${numberText(index)}`;
}

export function numberText(index: number): string {
  return String(index + 1).padStart(5, '0');
}

export function emailOf(student: Student): string | null {
  return student.emailIsKnown ? `${student.name.ascii}${student.index + 1}@students.example.org` : null;
}

/** `YYYY-MM-DD HH:MM:SS`. */
export function stampOf(day: number, time: string): string {
  return `${isoOf(day)} ${time}`;
}

/** Another school of the same grades, for the history of a student who moved. */
export function otherSchool(student: Student): string {
  const [first, count] = schoolBand(student.grade);
  const number = Number(student.schoolId.slice(4));
  const next = number >= first && number < first + count ? ((number - first + 1) % count) + first : first;
  return `SCH-${two(next)}`;
}

/** 94 % are enrolled for the whole year from its first day; 3 % withdraw; nobody stays under 40 sessions. */
function buildEnrolment(unit: (c: number) => number): readonly [number, number] {
  const last = sessions.length - 1;
  const first = unit(1) < 0.94 ? 0 : 1 + Math.floor(unit(2) * (last - minimumSessions - 1));
  if (unit(3) >= 0.03) return [first, last];
  const earliest = first + minimumSessions;
  return [first, earliest + Math.floor(unit(14) * (last - earliest))];
}

function schoolBand(grade: number): readonly [number, number] {
  if (grade <= 5) return [1, 11];
  return grade <= 8 ? [12, 6] : [18, 5];
}

function pickSchool(grade: number, index: number, tiny: number, pick: number): string {
  if (index < tinySchoolsUpTo && tiny < 0.0066) return tiny < 0.0033 ? 'SCH-23' : 'SCH-24';
  const [first, count] = schoolBand(grade);
  return `SCH-${two(first + Math.floor(pick * count))}`;
}

function pickProgram(u: number): string {
  if (u < 0.78) return 'General';
  if (u < 0.89) return 'ELL';
  return u < 0.98 ? 'IEP' : '504';
}

/** 555-01xx is reserved for fiction. */
function buildPhone(u: number): string {
  const n = Math.floor(u * 79900);
  return `${201 + Math.floor(n / 100)}-555-01${two(n % 100)}`;
}

function buildTime(u: number): string {
  const seconds = 7 * 3600 + Math.floor(u * 10 * 3600);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Used by tests: the age in full years on 2024-09-01. */
export function ageAtSchoolStart(birthDay: number): number {
  const { year, month, day } = civilOf(birthDay);
  return 2024 - year - (month > 9 || (month === 9 && day > 1) ? 1 : 0);
}
