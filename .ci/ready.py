"""Makes .venv ready for `make`: run or dev. Says what it does, and does nothing when the lock has not changed."""

import hashlib
import os
import shlex
import subprocess
import sys
import time
import venv
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
PLACE = HOUSE / ".venv"
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}


def main() -> int:
    kind = sys.argv[1] if len(sys.argv) > 1 else "run"
    if kind not in LOCKS:
        print("Say run or dev.", file=sys.stderr)
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036 - somebody may try an older one
        found = ".".join(map(str, sys.version_info[:3]))
        print(f"Floortime needs Python 3.11 or newer; this is {found}.", file=sys.stderr)
        return 1
    lock = HOUSE / LOCKS[kind]
    # Everything for development is also everything for running.
    for stamp_kind in dict.fromkeys((kind, "dev")):
        if stamp(stamp_kind).is_file():
            break
    else:
        install(lock, stamp(kind))
    make_command()
    compile_words()
    return 0


def stamp(kind: str) -> Path:
    """A file whose name tells which lock, byte for byte, and which Python the folder was made for."""
    digest = hashlib.sha256((HOUSE / LOCKS[kind]).read_bytes())
    digest.update(sys.version.encode())
    return PLACE / f".{kind}-{digest.hexdigest()[:16]}"


def install(lock: Path, done: Path) -> None:
    began = time.monotonic()
    python = PLACE / "bin" / "python"
    print(f"Setting up {PLACE.name} from {lock.name} (once; a minute or so) …", flush=True)
    for old in PLACE.glob(".*-*"):
        old.unlink()
    builder = venv.EnvBuilder(with_pip=True, clear=not works(python), symlinks=os.name != "nt")
    if not works(python):
        builder.create(PLACE)
    quiet = ["--quiet", "--quiet", "--disable-pip-version-check", "--no-input"]
    subprocess.run(
        [python, "-m", "pip", "install", *quiet, "--require-hashes", "--compile", "-r", lock], check=True
    )
    # Some machines tell Python to keep no compiled files; then each start would read the house anew.
    subprocess.run([python, "-m", "compileall", "-q", HOUSE / "floortime"], check=True)
    done.touch()
    print(f"Ready after {time.monotonic() - began:.0f} s.", flush=True)


def make_command() -> None:
    """`.venv/bin/floortime`, as an installed package has it; the worker that it starts finds the house by the path."""
    script = PLACE / "bin" / "floortime"
    if script.exists():
        return
    house, python = shlex.quote(str(HOUSE)), shlex.quote(str(PLACE / "bin" / "python"))
    script.write_text(
        f'#!/bin/sh\nPYTHONPATH={house}"${{PYTHONPATH:+:$PYTHONPATH}}" exec {python} -m floortime "$@"\n',
        encoding="utf-8",
    )
    script.chmod(0o755)


def works(python: Path) -> bool:
    return (
        python.exists()
        and subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode
        == 0
    )


def compile_words() -> None:
    """Catalogues to the form that programs read, where a source is newer."""
    sources = sorted((HOUSE / "floortime" / "translations").glob("*/LC_MESSAGES/floortime.po"))
    stale = [
        po
        for po in sources
        if not po.with_suffix(".mo").exists() or po.stat().st_mtime > po.with_suffix(".mo").stat().st_mtime
    ]
    if stale:
        subprocess.run([PLACE / "bin" / "python", HOUSE / ".ci" / "words.py", "compile"], check=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as failed:
        print(f"Setting up failed at: {' '.join(map(str, failed.cmd[1:4]))}.", file=sys.stderr)
        sys.exit(1)
