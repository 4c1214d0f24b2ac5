import type { Lexical } from './lexical.js';
import { scanSql } from './scan-sql.js';

/** The statements of a text, each without its `;`. The body of a trigger is a part of its statement. */
export function splitStatements(sql: string, lexical: Lexical): readonly string[] {
  const statements: string[] = [];
  let start: number | undefined;
  let end = 0;
  let words: string[] = [];
  const finish = (): void => {
    if (start !== undefined) statements.push(sql.slice(start, end));
    start = undefined;
    words = [];
  };
  for (const token of scanSql(sql, lexical)) {
    if (token.kind === 'comment') continue;
    if (token.kind === 'punctuation' && token.text === ';') {
      const isTrigger = words[0] === 'create' && words.slice(0, 4).includes('trigger');
      if (!isTrigger || words.at(-1) === 'end') finish();
      else end = token.offset + 1;
      continue;
    }
    start ??= token.offset;
    end = token.offset + token.text.length;
    if (token.kind === 'word') words.push(token.text.toLowerCase());
  }
  finish();
  return statements;
}
