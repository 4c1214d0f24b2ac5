import type { Random } from './random.js';
import { streams } from './streams.js';
import type { Student } from './students.js';

const subjectOffsets = [-3, 0, -1, 1, 1.5, 0.5] as const;

/** The 18 scores of a student by `term * 6 + subject`, whole numbers 0…100; 1 % null. */
export function buildScores(random: Random, student: Student, meanAbsence: number): (number | null)[] {
  const i = student.index;
  const grade = student.grade;
  const common =
    78.5 - 0.55 * (grade - 1) - (grade === 9 ? 1.5 : 0) + 8.5 * student.ability - 20 * (meanAbsence - 0.06);
  const result: (number | null)[] = [];
  for (let term = 0; term < 3; term += 1) {
    const trend = 1.2 * (term - 1) + 0.8 * student.slope * (term - 1);
    for (let subject = 0; subject < 6; subject += 1) {
      if (random.unit(streams.score, i, term * 6 + subject, 3) < 0.01) {
        result.push(null);
        continue;
      }
      const score =
        common +
        trend +
        (subjectOffsets[subject] ?? 0) +
        3.5 * random.normal(streams.subjectTrait, i, subject) +
        4.5 * random.normal(streams.score, i, term * 6 + subject);
      const rounded = Math.floor(score + 0.5);
      result.push(rounded < 0 ? 0 : rounded > 100 ? 100 : rounded);
    }
  }
  return result;
}
