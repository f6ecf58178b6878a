"""What the commands say of a data folder without a register, and of a database of another version of the program.

    DENGBU_BIN=.build/debug var/python/bin/python Tests/Interop/versions.py
"""
import os, sqlite3, subprocess, tempfile

BIN = os.environ.get("DENGBU_BIN", ".build/debug") + "/dengbu"
UNIT = "360102001001GB00001F00010001"
# Commands that only look, or change something that must be there already.
LOOKING = [
    ("verify", "--quiet"), ("record", UNIT), ("user", "list"), ("user", "disable", "nobody"), ("client", "list"), ("client", "disable", "nobody"),
    ("organisation", "show", "91360100MA35EXAMPU"), ("key", "retire", "log"), ("key", "renew", "--quiet"),
]
SETTING_UP = [("key", "log"), ("key", "list"), ("key", "chain")]


def run(data, words):
    return subprocess.run([BIN, *words, "--data", data], capture_output=True, text=True, timeout=120)


def refuses(data, commands, code):
    for words in commands:
        done = run(data, words)
        assert done.returncode != 0, (words, done.stdout)
        assert f"{code}: " in done.stderr and "no such table" not in done.stderr, (words, done.stderr)


def main(folder):
    nothing = f"{folder}/nothing"
    refuses(nothing, LOOKING, "no-register")
    assert not os.path.exists(nothing), "a command that only looks has made something"

    fresh = f"{folder}/fresh"
    first = run(fresh, ("key", "log"))
    assert first.returncode == 0 and first.stdout.count("+") >= 2, first.stderr
    for words in SETTING_UP:
        done = run(fresh, words)
        assert done.returncode == 0, (words, done.stderr)
    assert run(fresh, ("key", "log")).stdout == first.stdout
    assert run(fresh, ("verify", "--quiet")).returncode == 0

    # An empty file where the database is to be: somebody's mistake, or a database that was never set up.
    empty = f"{folder}/empty"
    os.makedirs(empty)
    open(f"{empty}/dengbu.sqlite", "w").close()
    refuses(empty, LOOKING, "no-register")

    database = sqlite3.connect(f"{fresh}/dengbu.sqlite")
    series, position, name, *_ = last = database.execute("SELECT * FROM schema_migration WHERE series = 'log' ORDER BY position DESC LIMIT 1").fetchone()
    with database:
        database.execute("DELETE FROM schema_migration WHERE name = ?", (name,))
    refuses(fresh, LOOKING + SETTING_UP, "older-database")
    assert name in run(fresh, ("key", "log")).stderr
    with database:
        database.execute("INSERT INTO schema_migration VALUES (?, ?, ?, ?, ?)", last)
        database.execute("INSERT INTO schema_migration VALUES (?, ?, 'log.9999 of the future', 'x', 0)", (series, position + 1))
    changing = [("import", "-"), ("load", "--units", "10"), ("key", "rotate", "log")]
    refuses(fresh, LOOKING + SETTING_UP + changing, "newer-database")
    with database:
        database.execute("DELETE FROM schema_migration WHERE name = 'log.9999 of the future'")
        database.execute("UPDATE schema_migration SET source = source || ' ' WHERE name = ?", (name,))
    refuses(fresh, LOOKING + SETTING_UP, "strange-database")

    # A file of records is judged without a register, and nothing is made for it.
    sample = subprocess.run([BIN, "import", "--sample", "50", "--data", fresh], capture_output=True, timeout=120).stdout
    file = f"{folder}/records.jsonl"
    open(file, "wb").write(sample)
    judged = run(f"{folder}/judging", ("import", "--check", file, "--quiet"))
    assert judged.returncode == 0 and "nothing was put on the log" in judged.stdout, judged.stderr
    assert not os.path.exists(f"{folder}/judging/dengbu.sqlite")
    print("commands say what is wrong with a database that isn't theirs, and what to do")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(folder)
