import type { Random } from './random.js';

/** A person's name in NFC and the ASCII form that the e-mail address is made of. */
export interface PersonName {
  readonly text: string;
  readonly first: string;
  readonly ascii: string;
}

const firstNames = words(`
  Aaliyah Aaron Abigail Adam Aiden Alice Amelia Amina Andrew Anna Anthony Aria Ashley Austin Ava Benjamin Bella Brandon
  Brian Brooke Caleb Cameron Carlos Caroline Charlotte Chloe Christian Claire Connor Daniel David Diana Dylan Eleanor
  Elena Eli Elijah Elizabeth Ella Emily Emma Eric Ethan Eva Evan Faith Fatima Felix Gabriel Gavin Grace Hannah Hassan
  Hazel Henry Hudson Ian Iris Isaac Isabella Jack Jacob Jada James Jasmine Jason Jayden Jordan Joseph Joshua Julia
  Kaylee Kevin Khalid Kimberly Kyle Laila Landon Laura Layla Leah Leo Levi Liam Lillian Logan Lucas Lucy Luke Maria
  Mason Maya Megan Mia Michael Naomi Natalie Nathan Noah Nora Oliver Olivia Omar Owen Paige Parker Peter Quinn Rachel
  Rebecca Riley Robert Ruby Ryan Samantha Samuel Sara Sean Sofia Sophie Stella Thomas Tyler Victoria Violet William Wyatt
  Yasmin Youssef Zachary Zoe`);
const lastNames = words(`
  Adams Ahmed Ali Allen Anderson Bailey Baker Barnes Bell Bennett Brooks Brown Bryant Butler Campbell Carter Castillo
  Chen Clark Coleman Collins Cook Cooper Cox Cruz Davis Diaz Edwards Evans Fisher Flores Ford Foster Garcia Gibson Gomez
  Gonzalez Graham Gray Green Griffin Haddad Hall Hamilton Harris Harrison Hayes Henderson Hernandez Hill Howard Hughes
  Hussein Jackson James Jenkins Johnson Jones Jordan Kelly Kennedy Khan Kim King Lee Lewis Long Lopez Marshall Martin
  Martinez Mason Mendoza Miller Mitchell Moore Morales Morgan Morris Murphy Murray Myers Nasser Nelson Olson Ortiz Owens
  Parker Patel Patterson Perez Perry Peterson Phillips Powell Price Ramirez Ramos Reed Reyes Reynolds Richardson Rivera
  Roberts Robinson Rodriguez Rogers Ross Russell Salazar Sanchez Sanders Scott Shaw Simmons Singh Smith Stevens Stewart
  Sullivan Taylor Thomas Thompson Torres Tucker Turner Walker Wallace Ward Watson West White Williams Wilson Wood Wright
  Young`);

/** Text and ASCII form, in pairs. */
const accentedFirst = pairs(
  'José Jose, María Maria, Zoë Zoe, Chloé Chloe, Renée Renee, Søren Soren, Łukasz Lukasz, Jürgen Jurgen, Inés Ines, Noémie Noemie',
);
const accentedLast = pairs(
  'Nguyễn Nguyen, Müller Muller, Peña Pena, Çelik Celik, Brontë Bronte, García Garcia, Núñez Nunez, Björk Bjork, Şahin Sahin',
);
const apostropheLast = pairs("O'Brien Obrien, D'Angelo Dangelo, O'Connor Oconnor");
const arabicFirst = pairs('محمد Mohammed, فاطمة Fatima, أحمد Ahmad, ليلى Leila, يوسف Yusuf');
const arabicLast = pairs('العلي Alali, حداد Haddad, منصور Mansour');
const chinese = pairs('王芳 Wang_Fang, 李伟 Li_Wei, 张敏 Zhang_Min, 刘洋 Liu_Yang, 陈静 Chen_Jing');

/** What canonical decomposition makes of the letters above; a table, so that no Unicode version can change the bytes. */
const decompositions: Readonly<Record<string, string>> = {
  é: 'e\u0301',
  í: 'i\u0301',
  ú: 'u\u0301',
  ë: 'e\u0308',
  ü: 'u\u0308',
  ö: 'o\u0308',
  ñ: 'n\u0303',
  ễ: 'e\u0302\u0303',
  Ç: 'C\u0327',
  Ş: 'S\u0327',
  أ: '\u0627\u0654',
};

/** About 8 % of the names are not plain ASCII words. */
export function buildName(random: Random, stream: number, student: number): PersonName {
  const special = random.unit(stream, student, 0, 0);
  const pick = <T>(list: readonly T[], c: number): T => at(list, random.below(list.length, stream, student, 1, c));
  const plainFirst = pick(firstNames, 0);
  const plainLast = pick(lastNames, 1);
  if (special >= 0.08) return compose([plainFirst, plainFirst], [plainLast, plainLast]);
  if (special < 0.02) return compose(pick(accentedFirst, 2), [plainLast, plainLast]);
  if (special < 0.035) return compose([plainFirst, plainFirst], pick(accentedLast, 2));
  if (special < 0.045) return compose(pick(accentedFirst, 2), pick(accentedLast, 3));
  if (special < 0.055) return compose(pick(arabicFirst, 2), pick(arabicLast, 3));
  if (special < 0.062) {
    const [text, ascii] = pick(chinese, 2);
    return { text, first: text, ascii: ascii.replace('_', '.').toLowerCase() };
  }
  if (special < 0.072) return compose([plainFirst, plainFirst], pick(apostropheLast, 2));
  return compose([plainFirst, plainFirst], [`${plainLast}, Jr.`, plainLast]);
}

/** The NFD form, or undefined when the name has no letter to decompose. */
export function decompose(text: string): string | undefined {
  let result = '';
  let changed = false;
  for (const letter of text) {
    const decomposed = decompositions[letter];
    changed ||= decomposed !== undefined;
    result += decomposed ?? letter;
  }
  return changed ? result : undefined;
}

/** Whether the name can be lower-cased and restored by upper-casing the first letter of both words. */
export function survivesInitcap(text: string): boolean {
  return /^[A-Z][a-z]+ [A-Z][a-z]+$/.test(text);
}

export function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new Error(`no element ${index} of ${list.length}`);
  return value;
}

function compose(first: readonly [string, string], last: readonly [string, string]): PersonName {
  return { text: `${first[0]} ${last[0]}`, first: first[0], ascii: `${first[1]}.${last[1]}`.toLowerCase() };
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

function pairs(text: string): readonly (readonly [string, string])[] {
  return text.split(', ').map((entry) => {
    const [name = '', ascii = ''] = entry.split(' ');
    return [name, ascii] as const;
  });
}
