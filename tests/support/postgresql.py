"""A PostgreSQL of the tests' own, from Debian's binaries, also when everything runs as root."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

SUPERUSER = "firstbell"
UNSAFE_BUT_FAST = {"fsync": "off", "full_page_writes": "off"}


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL on this machine, or None. It is not on Debian's PATH."""
    folders = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "postgres").exists()]
    if folders:
        return max(folders, key=lambda path: int(path.parent.name))
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found else None


class Server:
    """One server on a socket in its own folder. `with Server() as server:` starts and stops it.

    settings: server settings by name, for example {"fsync": "on"}.
    """

    def __init__(self, settings: dict[str, str] = UNSAFE_BUT_FAST) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="firstbell-pg-"))
        self.host = str(self.folder)
        self.port = _free_port()
        self.settings = settings

    def url(self, database: str) -> str:
        """Return the address of a database on this server as FIRSTBELL_DATABASE takes it."""
        return f"postgresql://{SUPERUSER}@:{self.port}/{database}?host={self.host}"

    def __enter__(self) -> Server:
        programs = binaries()
        if programs is None:
            raise RuntimeError("PostgreSQL is not installed here. Install Debian's package postgresql.")
        whom = self._owner()
        data = self.folder / "data"
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8"]
            + ["--locale=C.UTF-8", "--no-sync"],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            **whom,
        )
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("w") as log:
            self._process = subprocess.Popen(
                [programs / "postgres", "-D", data, "-p", str(self.port), "-k", self.host]
                + ["-c", "listen_addresses=", *options],
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
                **whom,
            )
        self._wait(programs)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGINT)
        self._process.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _owner(self) -> dict[str, object]:
        """PostgreSQL refuses to run as root: hand the folder, and the process, to an account that may."""
        if os.geteuid() != 0:
            return {}
        names = {entry.pw_name: entry for entry in pwd.getpwall()}
        account = names.get("postgres") or names["nobody"]
        os.chown(self.folder, account.pw_uid, account.pw_gid)
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def _wait(self, programs: Path) -> None:
        for _ in range(300):
            ready = [programs / "pg_isready", "-q", "-h", self.host, "-p", str(self.port)]
            if subprocess.run(ready, check=False).returncode == 0:
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError("PostgreSQL did not start:\n" + (self.folder / "log").read_text()[-2000:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
