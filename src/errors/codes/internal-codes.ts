import type { CodeEntries } from './code-entry.js';

// SP90xx: bugs in sp. SP91xx: its own files and artifacts. SP92xx: commands, flags and the environment of the process.
export const internalCodes = {
  SP9001: {
    title: 'bug in sp',
    explanation:
      "Something happened in sp that it was not written for: not your project's fault. The stack trace says where; please report it together with the command and, if you can, the file that led to it. Built tables are safe, because the warehouse is replaced only as a whole.",
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
} as const satisfies CodeEntries;
