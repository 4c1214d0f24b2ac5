import type { CodeEntries } from './code-entry.js';

// SP30xx: the shape of a model's SQL (compile/). SP31xx: engines (adapters/). SP32xx: running and publishing (execute/).
export const sqlCodes = {
  SP3029: {
    title: 'an orphan could not be dropped',
    explanation:
      'The engine refused to drop a table or view whose model is gone, most often because something else in the database depends on it. What was dropped before it stays dropped.',
  },
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
      'There is a file at the path of the target, but it is no database of the type that the target names, is damaged, or another program has changes of it that are not in the file yet. sp never overwrites such a file. The message says what was found and what to do; `sp build` makes a new one when it is moved away.',
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
  SP3120: {
    title: 'a postgres target has an unknown key',
    explanation:
      'A postgres target has `url`, or `host`, `port`, `user`, `password` and `dbname`; then `schema`, `threads`, `sslmode`, `sslrootcert`, `sslcert`, `sslkey`, `search_path`, `role`, `statement_timeout`, `connect_timeout` and `keepalives_idle` (seconds). The parameters of a URL are the same keys.',
  },
  SP3121: {
    title: 'a postgres target does not say where the server is',
    explanation:
      'A postgres target needs `url`, e.g. postgresql://user@localhost:5432/school, or `host`, `port`, `user` and `dbname`. Mostly the url comes from an environment variable, which is not set: the message names it.',
  },
  SP3122: {
    title: 'a key of a postgres target has a value that does not fit',
    explanation:
      'Ports and times are whole numbers, times are seconds, `sslmode` is one of the words that PostgreSQL knows, and files of certificates must be readable. The message says what was found; values that can be secrets are never shown.',
  },
  SP3123: {
    title: 'the driver for PostgreSQL is not installed',
    explanation:
      'Drivers of engines other than SQLite are optional. Install this one beside sp, in the folder of the project: `npm install pg pg-copy-streams`',
  },
  SP3124: {
    title: 'the PostgreSQL server cannot be reached or refuses the connection',
    explanation:
      'Nothing was run. The message says what the system or the server answered: nothing listens at that host and port, the name is unknown, the password is wrong, the database does not exist, the server wants or lacks TLS. `sp debug -t TARGET` tries again and shows more.',
  },
  SP3125: {
    title: 'the PostgreSQL server is too old',
    explanation: 'The oldest version that sp works with is 12. Every later one is fine.',
  },
  SP3126: {
    title: 'the PostgreSQL user lacks a privilege',
    explanation:
      'A run creates relations in the schema of the target, and the schema when it does not exist. The user of the connection may not do that; the hint has the statement with which an administrator can allow it. Nothing was run.',
  },
  SP3127: {
    title: 'another run is using the PostgreSQL target',
    explanation:
      'One run at a time may change a database and schema, so a second one waits, at most as long as --lock-timeout says, and then stops without having changed anything. The lock belongs to a connection: it goes when that run ends in whatever way.',
  },
  SP3140: {
    title: 'a spark target has no url',
    explanation:
      'A spark target needs `url`, a Spark Connect endpoint: sc://host:15002. In the bundled project it comes from the environment variable SP_SPARK_REMOTE. `bash scripts/spark-server.sh start` starts a server on this machine and prints the line to set.',
  },
  SP3141: {
    title: 'the url of a spark target cannot be used',
    explanation:
      'It is written sc://host:port/;key=value;key=value with the keys use_ssl, token, user_id, session_id, user_agent and grpc_max_message_size; other keys are sent as headers. https:// and the address of a web page are something else.',
  },
  SP3142: {
    title: 'a Spark server cannot be used',
    explanation:
      'No session could be opened: nothing answers at the address, it is not Spark Connect, it does not take the token, a setting of session_conf is refused, or its Spark is older than 3.5. Nothing was run. `sp debug` checks the target.',
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
  SP3007: {
    title: 'a hook reads an ephemeral model',
    explanation:
      'An ephemeral model is a part of the SELECTs that read it and nothing in the database. A hook is a statement of any kind, into which no other SELECT can be put: materialize the model as a view or table.',
  },
  SP3008: {
    title: 'a hook failed',
    explanation:
      "The engine refused a statement of a hook; the message is the engine's own, the place is that of the hook. A node whose pre-hook fails is not built. A post-hook belongs to the publication of its node: when it fails the earlier version stays, on engines that can undo it. When an entry of `on-run-start` fails no node runs.",
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
  SP3022: {
    title: 'nothing is built that could be verified',
    explanation:
      '`sp verify` compares what is published with a build aside. The file of the target does not exist, so that nothing is published: run `sp build` first.',
  },
  SP3201: {
    title: 'columns of a table are no longer in the model',
    explanation:
      'An incremental model adds rows to a table that is there. The table has columns that the model does not give any more, and `on_schema_change` is ignore, so that nobody has said what their new rows should hold. append_new_columns fills them with NULL, sync_all_columns drops them, full_refresh builds the table from nothing.',
  },
  SP3202: {
    title: 'new columns of a model are left out',
    explanation:
      'An incremental model gives columns that its table does not have. With `on_schema_change: ignore`, the default, they are left out. append_new_columns and sync_all_columns add them, with NULL in earlier rows; full_refresh builds the table from nothing.',
  },
  SP3203: {
    title: 'a table and its model are out of sync',
    explanation:
      'The columns of an incremental model are not those of its table, and `on_schema_change` is fail. The table was left as it was. Build it anew with --full-refresh, or choose another mode.',
  },
  SP3204: {
    title: 'a config names no column of the model',
    explanation:
      '`unique_key`, `partition_by`, `event_time` and the columns of a merge name columns that the model gives and its table has; a unique_key may also be an expression over them, such as lower(email).',
  },
  SP3205: {
    title: 'a predicate needs the columns of the batch',
    explanation:
      'With an expression as `unique_key` a merge hides the columns of the new rows from the conditions of `incremental_predicates`. Give the expression a name in the model and use that as the key.',
  },
  SP3206: {
    title: 'several rows have one unique_key',
    explanation:
      'The rows of one run must differ in their `unique_key`: otherwise the table would get double rows, or one of them at random. The message shows the first such key and up to five of its rows. NULL in a key matches nothing and may occur more than once in an incremental model. The table was left as it was.',
  },
  SP3207: {
    title: 'a table is no snapshot',
    explanation:
      'The table of a snapshot says in columns of its own since when and until when each row was valid. The table that is there lacks some of them: another program made it, or `snapshot_meta_column_names` was changed later.',
  },
  SP3208: {
    title: 'a snapshot and its rows use the same names',
    explanation:
      'The SELECT of a snapshot gives columns that have the names of those that sp adds (dbt_valid_from, dbt_valid_to, dbt_scd_id, dbt_updated_at, dbt_is_deleted). Rename one or the other.',
  },
  SP3209: {
    title: 'rows of a snapshot have no key',
    explanation:
      'A snapshot recognises a row by its `unique_key`. A row without one would become a new version in every run, so it is refused. The snapshot was left as it was.',
  },
  SP3210: {
    title: 'a snapshot would replace a view',
    explanation:
      'There is a view with the name of the snapshot. A snapshot keeps history, so sp never drops anything to make one.',
  },
  SP3211: {
    title: 'an incremental model changed',
    explanation:
      'The SQL, a macro, a variable or the config of an incremental model is not what it was when the rows of its table were written. With `on_sql_change: warn` they stay and new rows follow the new SQL; full_refresh builds everything anew; fail stops.',
  },
  SP3212: {
    title: 'a microbatch model reads everything in every batch',
    explanation:
      'The inputs of a microbatch model are cut into batches by their `event_time`. None of its inputs has that config, so every batch reads them whole, which is right but slow: rows of other times are left out of its result.',
  },
} as const satisfies CodeEntries;
