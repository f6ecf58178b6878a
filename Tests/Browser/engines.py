"""Which databases a test runs the programs on."""
import os, subprocess, sys

import stage


def each(test):
    """SQLite, and PostgreSQL where it is installed; programs that are started meanwhile use it."""
    os.environ.pop("DENGBU_DATABASE_URL", None)
    yield "sqlite"
    server = subprocess.run([f"{stage.ROOT}/scripts/postgres-for-tests", "start"], capture_output=True, text=True)
    if server.returncode != 0:
        print(f"{test}: PostgreSQL is not here: only SQLite is tested", file=sys.stderr)
        return
    conninfo = server.stdout.strip()
    parts = dict(part.split("=", 1) for part in conninfo.split())
    password = open(parts["host"] + "/password").read().strip()
    os.environ["DENGBU_DATABASE_URL"] = f"postgresql://{parts['user']}:{password}@127.0.0.1:{parts['port']}/{parts['dbname']}"
    try:
        yield "postgres"
    finally:
        del os.environ["DENGBU_DATABASE_URL"]
        subprocess.run([f"{stage.ROOT}/scripts/postgres-for-tests", "stop", conninfo])
