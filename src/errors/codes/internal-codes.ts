import type { CodeEntries } from './code-entry.js';

// SP90xx: bugs in sp. SP91xx: its own files and artifacts. SP92xx: commands, flags and the environment of the process.
export const internalCodes = {
  SP9001: {
    title: 'bug in sp',
    explanation:
      "Something happened in sp that it was not written for: not your project's fault. The stack trace says where; please report it together with the command and, if you can, the file that led to it. Built tables are safe, because the warehouse is replaced only as a whole.",
  },
  SP9101: {
    title: 'an artifact cannot be written',
    explanation:
      'sp writes manifest.json, run_results.json, the compiled SQL and the docs page into the target folder, each file as a whole: the one that was there before is untouched. The message says why the system refused. Tables that were built are safe; they do not depend on these files.',
  },
  SP9102: {
    title: 'an artifact cannot be used',
    explanation:
      'A file in the target folder (or in the one that `--state` names) is damaged, or has another format than this version of sp reads: manifest version 12 and run results version 6, as dbt 1.8 and later write them. Build again, or point to another folder.',
  },
  SP9201: {
    title: 'unknown command',
    explanation:
      'The first word after `sp` names what to do, and no command has this name. `sp --help` lists the commands.',
  },
  SP9202: {
    title: 'no command',
    explanation:
      'There are flags but no command. `--select` and its like take every word up to the next flag, so a command that stands after them is read as one of their values: write the command first.',
  },
  SP9203: {
    title: 'unknown flag',
    explanation:
      'No command of sp has this flag. `sp COMMAND --help` lists the flags of a command; a value that begins with a dash is written `--flag=-value`.',
  },
  SP9204: {
    title: 'flag of another command',
    explanation:
      'The flag exists, but it has no meaning for this command. `sp COMMAND --help` lists the flags that a command takes.',
  },
  SP9205: {
    title: 'flag without its value',
    explanation:
      'The flag needs a value, and the line ends or the next word is a flag. A value that begins with a dash is written `--flag=-value`.',
  },
  SP9206: {
    title: 'wrong value of a switch',
    explanation:
      'The flag, or the SP_ variable of the same name, is either on or off: true, 1, yes, on or false, 0, no, off.',
  },
  SP9207: {
    title: 'not a number that fits',
    explanation:
      'The flag, or the SP_ variable of the same name, takes an integer in digits, and at least the one that the message names.',
  },
  SP9208: {
    title: 'not one of the choices',
    explanation:
      'The flag, or the SP_ variable of the same name, takes one of a few words. `sp COMMAND --help` lists them.',
  },
  SP9209: {
    title: 'unexpected argument',
    explanation: 'The command takes flags only. Nodes are chosen with `--select`, as in `sp build --select my_model`.',
  },
  SP9210: {
    title: 'argument is missing',
    explanation:
      'The command is about something that has to be named behind it, such as a model. `sp COMMAND --help` shows examples.',
  },
} as const satisfies CodeEntries;
