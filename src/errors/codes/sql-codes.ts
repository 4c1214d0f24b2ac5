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
      'The `path` of a sqlite target names the database file, but there is a folder of that name. Choose another path, or add the name of the file, e.g. target/warehouse.sqlite.',
  },
  SP3104: {
    title: 'the database file cannot be used',
    explanation:
      'There is a file at the path of the target, but it is no SQLite database, is damaged, or another program has changes of it that are not in the file yet. sp never overwrites such a file. The message says what was found and what to do; `sp build` makes a new one when it is moved away.',
  },
  SP3105: {
    title: 'a target has an unknown key',
    explanation:
      'Each type of target has keys of its own. A sqlite target has `path`, the database file, relative to the project; `:memory:` keeps nothing.',
  },
  SP3106: {
    title: 'a target lacks its path',
    explanation:
      'A sqlite target needs `path`, the database file, relative to the project, e.g. target/warehouse.sqlite. With `:memory:` everything runs and nothing is kept.',
  },
} as const satisfies CodeEntries;
