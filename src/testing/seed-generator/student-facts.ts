import { meanAbsence, recordedSessions } from './attendance-model.js';
import type { GeneratorOptions } from './options.js';
import type { Random } from './random.js';
import { buildScores } from './score-model.js';
import type { Student } from './students.js';
import { buildStudent } from './students.js';

/** A student with what several files depend on. */
export interface StudentFacts {
  readonly student: Student;
  /** Indices of the recorded sessions. */
  readonly recorded: readonly number[];
  /** Share of days, 0…1, expected from the student's traits. */
  readonly meanAbsence: number;
  /** By `term * 6 + subject`; null = absent from the exam. */
  readonly scores: readonly (number | null)[];
  /** Mean of the scores present, or 0. */
  readonly meanScore: number;
}

export function buildStudentFacts(random: Random, index: number, days: GeneratorOptions['days']): StudentFacts {
  const student = buildStudent(random, index);
  const absence = meanAbsence(random, student);
  const scores = buildScores(random, student, absence);
  const present = scores.filter((score) => score !== null);
  return {
    student,
    recorded: recordedSessions(random, student, days),
    meanAbsence: absence,
    scores,
    meanScore: present.length === 0 ? 0 : present.reduce((sum, score) => sum + score, 0) / present.length,
  };
}
