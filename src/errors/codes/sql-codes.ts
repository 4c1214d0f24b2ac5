import type { CodeEntries } from './code-entry.js';

// SP30xx: the shape of a model's SQL (compile/). SP31xx: engines (adapters/). SP32xx: running and publishing (execute/).
export const sqlCodes = {
  SP3100: {
    title: 'the engine of the target is not in this version',
    explanation:
      'A target has a type: sqlite, duckdb, postgres or spark. This version of sp does not have the engine for the type that the active target names. The message lists the types that it has; choose one of them, or update sp.',
  },
  SP3101: {
    title: 'another run is using the target',
    explanation:
      'One run at a time may change a target, so a second one waits, at most as long as --lock-timeout says, and then stops without having changed anything. The message names the process that holds the lock. The lock of a process that no longer exists is taken over; only that of another machine must be removed by hand.',
  },
  SP3102: {
    title: 'the target cannot be written',
    explanation:
      'The folder of the database file cannot be made, or files cannot be made in it: it is read-only, belongs to somebody else, or its disk is full. sp writes a new file beside the old one and renames it, so the folder itself must be writable.',
  },
  SP3103: {
    title: "the target's path is a folder",
    explanation:
      'The `path` of a target names the database file, but there is a folder of that name. Choose another path, or add the name of the file, e.g. target/warehouse.sqlite.',
  },
  SP3104: {
    title: 'the database file cannot be used',
    explanation:
      'There is a file at the path of the target, but it is no SQLite database, is damaged, or another program has changes of it that are not in the file yet. sp never overwrites such a file. The message says what was found and what to do; `sp build` makes a new one when it is moved away.',
  },
  SP3105: {
    title: 'a target has an unknown key',
    explanation:
      'Each type of target has keys of its own, and the message lists them. A sqlite target has `path`, the database file, relative to the project; `:memory:` keeps nothing.',
  },
  SP3106: {
    title: 'a target lacks its path',
    explanation:
      'A target of this type needs `path`, the database file, relative to the project, e.g. target/warehouse.sqlite. With `:memory:` everything runs and nothing is kept.',
  },
  SP3107: {
    title: 'a key of a target has a wrong value',
    explanation:
      'The keys of a target are checked before anything is opened, because an engine would take some wrong values in silence. The message says what the key holds on targets of this type.',
  },
  SP3108: {
    title: 'the driver of an engine is not installed',
    explanation:
      'Only SQLite comes with sp. The other engines are reached through npm packages of their own, which are installed beside sp when a project needs them; the message has the command. After it, `sp debug` says whether the target is reachable.',
  },
  SP3109: {
    title: 'another program has the database open',
    explanation:
      'DuckDB lets one process write a database file, and while it does no other process may open it; readers share it among themselves. The message names the process: close its connection (a shell, a notebook, a BI tool), or choose another path. sp waits as long as --lock-timeout says.',
  },
  SP3001: {
    title: 'the engine refused a statement',
    explanation:
      "The message is the engine's own. The place is where the SQL that it complains about was written, in the model, the macro or the test, if that can be found; otherwise the first line of the SELECT. The compiled SQL lies below target/compiled.",
  },
  SP3002: {
    title: 'a file has no SQL',
    explanation:
      'A model, test or analysis is one SELECT. A file with nothing but comments has none: write it, or delete the file.',
  },
  SP3003: {
    title: 'a file is no SELECT',
    explanation:
      'A model, test or analysis is a single SELECT (or WITH … SELECT, or VALUES): sp itself writes the CREATE or INSERT around it. Nothing of the file was run.',
  },
  SP3004: {
    title: 'a file has a second statement',
    explanation:
      'A model, test or analysis is a single SELECT. Text behind a `;` would be another statement; nothing of the file was run.',
  },
  SP3005: {
    title: 'a WITH changes data',
    explanation:
      'A model may only read. INSERT, UPDATE, DELETE and MERGE behind a WITH are refused; nothing of the file was run.',
  },
  SP3006: {
    title: 'too many ephemeral models are chained',
    explanation:
      'Ephemeral models become CTEs of what reads them. A chain of hundreds of them is more than engines accept: materialize one in the middle as a view or table.',
  },
  SP3020: {
    title: 'a relation was not built yet',
    explanation:
      '`sp show` reads what is published. The relation that it needs is not in the database of the target; build it first.',
  },
  SP3021: {
    title: 'a run could not be saved',
    explanation:
      'Everything ran, but the database of the target could not be written: the disk is full, the folder was removed or made read-only. What was there before is unchanged.',
  },
} as const satisfies CodeEntries;
