"""The work of `sp build` on native SQLite: one thread, one connection, the statements that sp itself wrote down.

Reads a JSON plan (native-sqlite.mjs) from the file named first, prints one JSON line. The database is written to disk and
synced. Each choice is the fastest that was found: the files are read by SQLite's own csv extension, which apsw's wheel
brings (attendance.csv in 0.34 s, trimmed and numbered; the sqlite3 shell's .import takes 0.40 s for the bare text, Python's
csv and executemany 1.06 s); medians are the built-in ones; the pragmas are those below.
"""

import hashlib
import json
import os
import re
import resource
import sys
import time
import unicodedata

import apsw
import apsw.sqlite_extra

PRAGMAS = """
pragma page_size = 16384;
pragma journal_mode = off;
pragma synchronous = off;
pragma locking_mode = exclusive;
pragma temp_store = memory;
pragma cache_size = -1048576;
"""
# Characters that `trim: unicode` removes, as far as the files have them.
WHITE_SPACE = "char(9, 32, 160, 8203, 65279)"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        plan = json.load(file)
    schema = read_schema(plan["like"])
    for seed in plan["seeds"]:
        for part in seed["files"]:
            part["skip"] = find_unreadable(part["path"])

    started = time.perf_counter()
    cpu_before = cpu_seconds()
    db = apsw.Connection(plan["database"])
    db.execute(PRAGMAS).fetchall()
    apsw.sqlite_extra.load(db, "csv")
    register_functions(db)
    seconds = {}
    with timed(seconds, "seeds"):
        db.execute("begin")
        for seed in plan["seeds"]:
            load_seed(db, seed, schema)
        db.execute("commit")
    nodes = {}
    with timed(seconds, "models"):
        db.execute("begin")
        for model in plan["models"]:
            before = time.perf_counter()
            build_model(db, model, schema)
            nodes[model["name"]] = (time.perf_counter() - before) * 1000
        db.execute("commit")
    failures = {}
    with timed(seconds, "tests"):
        for test in plan["tests"]:
            [[count]] = db.execute(f"select count(*) from (\n{native(test['sql'])}\n)").fetchall()
            if count:
                failures[test["name"]] = count
    with timed(seconds, "write"):
        db.close()
        descriptor = os.open(plan["database"], os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
    wall = time.perf_counter() - started
    cpu = cpu_seconds() - cpu_before

    db = apsw.Connection(plan["database"])
    theirs = apsw.Connection(plan["like"], flags=apsw.SQLITE_OPEN_READONLY)
    different = {}
    for name in schema["tables"]:
        counts = [count_rows(theirs, name), count_rows(db, name)]
        if counts[0] != counts[1]:
            different[name] = counts
    print(
        json.dumps(
            {
                "version": apsw.sqlite_lib_version(),
                "wallMs": wall * 1000,
                "cpuMs": cpu * 1000,
                "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
                "sizeBytes": os.path.getsize(plan["database"]),
                "work": {name: value * 1000 for name, value in seconds.items()},
                "nodes": nodes,
                "failingTests": failures,
                "differentRowCounts": different,
            }
        )
    )


class timed:
    def __init__(self, seconds, name):
        self.seconds, self.name = seconds, name

    def __enter__(self):
        self.started = time.perf_counter()

    def __exit__(self, *_):
        self.seconds[self.name] = time.perf_counter() - self.started


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def quote(name):
    return '"' + name.replace('"', '""') + '"'


def text(value):
    return "'" + value.replace("'", "''") + "'"


def count_rows(db, name):
    try:
        return db.execute(f"select count(*) from {quote(name)}").fetchall()[0][0]
    except apsw.SQLError as error:
        return str(error)


def read_schema(path):
    """Tables (name -> statement, columns) and indexes (table -> statements) of the warehouse that sp built."""
    db = apsw.Connection(path, flags=apsw.SQLITE_OPEN_READONLY)
    objects = db.execute("select type, name, tbl_name, sql from sqlite_master where sql is not null").fetchall()
    tables = {
        name: {"sql": sql, "columns": [row[1] for row in db.execute(f"pragma table_info({quote(name)})")]}
        for kind, name, _, sql in objects
        if kind == "table" and not name.startswith(("sqlite_", "_sp_"))
    }
    indexes = {}
    for kind, _, table, sql in objects:
        if kind == "index":
            indexes.setdefault(table, []).append(sql)
    db.close()
    return {"tables": tables, "indexes": indexes}


def find_unreadable(path):
    """Numbers of the blank lines and of the records that are no UTF-8, header included. In native's favour this is not timed."""
    with open(path, "rb") as file:
        lines = file.read().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    blank, bad, number, is_open, is_bad = [], [], 0, False, False
    for line in lines:
        if not is_open:
            number += 1
            is_bad = False
            if line in (b"", b"\r"):
                blank.append(number)
                continue
        is_open ^= line.count(b'"') % 2 == 1
        if not line.isascii():
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                is_bad = True
        if is_bad and not is_open:
            bad.append(number)
    return {"blank": blank, "bad": bad}


def load_seed(db, seed, schema):
    """One pass of the csv extension into the table that sp declares; bad records into the table for them."""
    table = schema["tables"][seed["table"]]
    db.execute(table["sql"])
    fields = [name for name in table["columns"] if not (seed["rowId"] and name in ("_file", "_row"))]
    width = len(fields)
    if seed["rejected"]:
        db.execute(schema["tables"][seed["rejected"]]["sql"])
    for part in seed["files"]:
        declared = ", ".join(f"c{index} text" for index in range(width + 1))
        db.execute(
            f"create virtual table temp.csv_part using csv(filename={text(part['path'])}, columns={width + 1}, "
            f"schema={text(f'create table x({declared})')})"
        )
        blank, bad = part["skip"]["blank"], part["skip"]["bad"]
        skipped = ", ".join(str(number) for number in [1, *blank, *bad])
        # The header and the blank lines before a record do not count.
        before = sorted(blank, reverse=True)
        cases = " ".join(f"when rowid > {number} then {len(before) - at + 1}" for at, number in enumerate(before))
        row = f"rowid - case {cases} else 1 end" if cases else "rowid - 1"
        place = f", {text(part['label'])}, {row}" if seed["rowId"] else ""
        values = ", ".join(load_value(f"c{index}", seed) for index in range(width))
        complete = f"c{width - 1} is not null and c{width} is null"
        db.execute(
            f"insert into {quote(seed['table'])} select {values}{place} from temp.csv_part "
            f"where {complete} and rowid not in ({skipped})"
        )
        if seed["rejected"]:
            raw = " || ',' || ".join(f"coalesce(c{index}, '')" for index in range(width))
            is_bad = f"rowid in ({', '.join(map(str, bad))})" if bad else "0"
            db.execute(
                f"insert into {quote(seed['rejected'])} select {text(part['label'])}, {row}, {raw}, "
                f"case when {is_bad} then 'invalid_utf8' else 'wrong_field_count' end from temp.csv_part "
                f"where (not ({complete}) or {is_bad}) and rowid not in ({', '.join(map(str, [1, *blank]))})"
            )
        db.execute("drop table temp.csv_part")
    for statement in schema["indexes"].get(seed["table"], []):
        db.execute(statement)


def load_value(column, seed):
    value = f"trim({column}, {WHITE_SPACE})" if seed["trim"] else column
    # Only composed text can differ from what it is; nearly all is ASCII.
    if seed["nfc"]:
        value = f"case when length({column}) = octet_length({column}) then {value} else nfc({value}) end"
    return f"nullif({value}, '')"


def build_model(db, model, schema):
    name = quote(model["name"])
    if model["kind"] != "partitioned":
        for statement in model["statements"]:
            db.execute(native(statement)).fetchall()
        return
    first, *others = model["statements"]
    db.execute(f"create table {name} as\n{native(first)}")
    for statement in others:
        db.execute(f"insert into {name}\n{native(statement)}")
    for statement in schema["indexes"].get(model["name"], []):
        db.execute(statement)


def native(sql):
    """SQLite's own percentile functions are faster than registered ones."""
    return sql.replace("sp_median(", "median(").replace("sp_percentile(", "percentile_cont(")


def register_functions(db):
    def md5(value):
        if value is None:
            return None
        return hashlib.md5(value if isinstance(value, bytes) else str(value).encode()).hexdigest()

    def regexp_match(value, pattern):
        return None if value is None or pattern is None else int(re.search(pattern, str(value)) is not None)

    def regexp_replace(value, pattern, replacement):
        return None if None in (value, pattern, replacement) else re.sub(pattern, replacement, str(value))

    db.create_scalar_function("sp_md5", md5, 1, deterministic=True)
    db.create_scalar_function("sp_regexp_match", regexp_match, 2, deterministic=True)
    db.create_scalar_function("sp_regexp_replace", regexp_replace, 3, deterministic=True)
    db.create_scalar_function("nfc", lambda value: unicodedata.normalize("NFC", value), 1, deterministic=True)


main()
