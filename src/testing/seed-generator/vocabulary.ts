/** Canonical values and the other spellings that the raw files use. `docs/data-contract.md` §4 is this table. */
export const subjects = ['Math', 'English', 'Science', 'History', 'Geography', 'Arabic'] as const;
export const subjectCodes = ['MA', 'EN', 'SC', 'HI', 'GE', 'AR'] as const;
export const schoolYear = '2024-25';

export type Synonyms = Readonly<Record<string, readonly string[]>>;

export const attendanceSynonyms: Synonyms = {
  Present: ['P', 'P', 'in attendance', 'here'],
  Late: ['L', 'tardy', 'T'],
  'Left Early': ['LE', 'early departure', 'left'],
  Absent: ['A', 'absnt', 'unexcused', 'unexcused absence'],
  Excused: ['EX', 'E', 'excused absence'],
};

export const homeworkSynonyms: Synonyms = {
  'On Time': ['✅', '✔', 'done', 'submitted'],
  Late: ['late submission', 'turned in late'],
  Missing: ['❌', 'not done', 'not submitted'],
  Excused: ['EX', 'exempt'],
  Pending: ['assigned', 'not due yet'],
};

export const contactSynonyms: Synonyms = {
  'Teacher to Parent': ['teacher→parent', 'T2P'],
  'Parent to Teacher': ['parent→teacher', 'P2T'],
  'Automated Reminder': ['reminder', 'auto', 'robocall'],
  Conference: ['conf', 'meeting'],
};

export const noSynonyms: Synonyms = {};

export const nullTokens = ['', '  ', 'N/A', 'NA', 'null', '-', '?'] as const;
export const missingIds = ['', '   ', 'N/A', 'NULL', '-', '?'] as const;
export const malformedIds = ['STU-12', '#N/A', 'S00I23', 'ID:123', '12-345'] as const;
export const unknownWords = ['???', 'unknown', 'xx', 'Present?', 'fax'] as const;
export const unknownSubjects = ['Alchemy', 'Maht'] as const;
export const unknownTerms = ['T4', 'T0'] as const;
export const scoresOutOfRange = ['-5', '-1', '103', '101', '150', '999'] as const;
export const scoresNotNumeric = ['eighty', '8O', 'B+', 'abc', 'see note', 'x7'] as const;
