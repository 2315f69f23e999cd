"""What a house of its own installs: the locked packages and nothing of the tests, which load more at every start."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK, LOCK_OF_TESTS = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"


def installed(folder: Path) -> Path:
    """A Python with the locked packages, compiled."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    quiet = ["--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([str(python), "-m", "pip", "install", *quiet, "-r", str(LOCK)], check=True)
    subprocess.run([str(python), "-m", "compileall", "-q", str(folder / "lib")], check=False)
    subprocess.run(
        [str(python), "-m", "pip", "uninstall", "--quiet", "--yes", "pip", "setuptools"], check=True
    )
    return python


def add_driver(python: Path) -> None:
    """PostgreSQL's driver, of the version that the tests use."""
    version = re.search(r"^psycopg==(\S+)", LOCK_OF_TESTS.read_text(encoding="utf-8"), re.MULTILINE)
    assert version is not None
    command = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    subprocess.run([*command, f"psycopg[binary]=={version[1]}"], check=True)
    subprocess.run([str(python), "-m", "compileall", "-q", str(python.parents[1] / "lib")], check=False)


def megabytes(folder: Path) -> float:
    """How much lies in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1_000_000
