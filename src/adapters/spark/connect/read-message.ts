/** What the text of one of Spark's errors says. Spark 3.5 says most of it nowhere else. */
export interface ErrorText {
  /** The sentences, without what follows them: SQL state, place, plan, fragment of SQL, Java's stack. */
  readonly text: string;
  /** E.g. `PARSE_SYNTAX_ERROR`, of the brackets that the text begins with. */
  readonly errorClass?: string;
  /** In the statement: the line counts from 1, the position in it from 0, in code points. */
  readonly place?: { readonly line: number; readonly position: number };
  /** `` `a`, `b` ``: names that Spark proposes. */
  readonly proposal?: string;
}

const aborted = /^Job aborted due to stage failure: .*? \(TID \d+\) \([^)]*\): (?:[\w$.]+(?:Exception|Error): )?/;
const ends = /\s*SQLSTATE: [0-9A-Z]{5}|[\s;]*\bline \d+ pos \d+|\s*\(line \d+, pos \d+\)|\s*\n== SQL|\s*\n\s+at /;

export function readMessage(message: string): ErrorText {
  const whole = message.trimStart().replace(aborted, '');
  const errorClass = /^\[([A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)*)\]/.exec(whole)?.[1];
  const end = ends.exec(whole)?.index;
  // Only errors with a class have messages of several lines; after the first one of others comes a stack.
  const text = end !== undefined ? whole.slice(0, end) : errorClass === undefined ? whole.split(/\r?\n/)[0] : whole;
  const place = readPlace(whole);
  const proposal = /Did you mean one of the following\? \[(`.*?`)\]/.exec(whole)?.[1];
  return {
    text: (text ?? '').trim() || 'no message',
    ...(errorClass !== undefined && { errorClass }),
    ...(place !== undefined && { place }),
    ...(proposal !== undefined && { proposal }),
  };
}

function readPlace(message: string): ErrorText['place'] {
  const fromZero = /\(line (\d+), pos (\d+)\)|; line (\d+) pos (\d+)/.exec(message);
  if (fromZero !== null) {
    return { line: Number(fromZero[1] ?? fromZero[3]), position: Number(fromZero[2] ?? fromZero[4]) };
  }
  const fromOne = /\n== SQL ?\(line (\d+), position (\d+)\) ==/.exec(message);
  return fromOne === null ? undefined : { line: Number(fromOne[1]), position: Number(fromOne[2]) - 1 };
}
