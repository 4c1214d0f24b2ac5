/** The numbers of the random streams. Changing one changes every file: they are part of the generator's version. */
export const streams = {
  student: 1,
  name: 2,
  attendance: 3,
  score: 4,
  subjectTrait: 5,
  homework: 6,
  communication: 7,
  layout: 8,
  shuffle: 9,
  /** Plus the dataset's number. */
  forms: 20,
  choice: 30,
  injection: 40,
} as const;
