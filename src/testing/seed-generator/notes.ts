import type { Cell, Forms } from './forms.js';
import { nullForm, spaceForm } from './forms.js';
import { pickFrom } from './injection.js';

const templates: Readonly<Record<string, readonly string[]>> = {
  'Teacher to Parent': [
    '{name} has been late to class this week.',
    'Good progress in {subject} this month.',
    'Missing homework in {subject}.',
    'Please sign and return the permission slip.',
    '{name} was a great help to the class today.',
    'Behaviour in {subject} has improved.',
    'Talked about a plan to catch up in {subject}.',
  ],
  'Automated Reminder': [
    'Reminder: homework in {subject} is due tomorrow.',
    'Absence recorded today. Please contact the office.',
    'Report cards are available in the portal.',
    'Reminder: exams in {subject} start next week.',
  ],
  'Parent to Teacher': [
    'Asked about the marks in {subject}.',
    '{name} was ill and will be back tomorrow.',
    'Requested a meeting about {subject}.',
    'Thanked the teacher for extra help in {subject}.',
    'Reported a change of address.',
  ],
  Conference: ['Met to review progress in {subject}.', 'Agreed on weekly check-ins.', 'Reviewed attendance and goals.'],
};
const withComma = [
  'Called twice, no answer.',
  'Discussed math, science and reading.',
  'Parent agrees, will follow up.',
];
const withBreak = ['Left a voicemail.§Will try again tomorrow.', 'Action items:§- tutoring§- daily planner'];
const withQuote = ['Parent said "thank you" and signed.', 'Reading "Charlotte\'s Web" at home.'];
const subjects = ['Math', 'English', 'Science', 'History', 'Geography', 'Arabic'] as const;

/** The note of a contact: 5 % none; 6 % with commas, 3 % with line breaks (LF or CRLF), 2 % with quotes (M10). */
export function buildNote(type: string, firstName: string, unit: (draw: number) => number): string | null {
  const u = unit(4);
  const v = unit(5);
  if (u < 0.05) return null;
  if (u < 0.11) return pickFrom(withComma, v);
  if (u < 0.125) return pickFrom(withBreak, v).replaceAll('§', '\n');
  if (u < 0.14) return pickFrom(withBreak, v).replaceAll('§', '\r\n');
  if (u < 0.16) return pickFrom(withQuote, v);
  const template = pickFrom(templates[type] ?? [''], v);
  return template.replace('{name}', firstName).replace('{subject}', pickFrom(subjects, unit(6)));
}

export function writeNote(forms: Forms, cell: Cell, note: string | null): string {
  if (note === null) return nullForm(forms, cell);
  if (forms.factor > 0 && /[",\n]/.test(note)) forms.count('M10');
  return spaceForm(forms, cell, note);
}
