"""What is in the tree and what is not: no machine's paths, no registry's host, nothing put off for later."""

import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOP = {
    ".ci", ".github", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "docs", "floortime",
    "migrations", "pyproject.toml", "requirements-dev.lock", "requirements.lock", "templates", "tests", "wsgi.py",
}  # fmt: skip
# Put together here, so that this file does not hold what it looks for.
PLACES = re.compile(
    "|".join(
        ("/" + "work/", "/" + "root/", "/" + "opt/(pypi|wheels)", "/" + "home/\\w+/", "shared" + "/[A-Z]")
    )
)
HOSTS = re.compile(
    "|".join(
        (
            "pypi" + r"\.org",
            "python" + "hosted",
            "npm" + r"js\.(com|org)",
            "registry" + r"\.npm",
            "unpkg" + r"\.com",
            "jsdeliv" + "r",
        )
    )
)
LATER = re.compile(
    r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX")) + r")\b|mark\.(skip|x" + "fail)"
)


def files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    # A copy without its history, such as an unpacked archive.
    apart = {".venv", ".git", "var", "build", "dist"}
    return [
        path for path in ROOT.rglob("*") if path.is_file() and not apart & set(path.relative_to(ROOT).parts)
    ]


def texts() -> dict[str, str]:
    found = {}
    for path in files():
        try:
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def hits(pattern: re.Pattern[str], *, apart: tuple[str, ...] = ()) -> dict[str, str]:
    return {
        name: hit[0]
        for name, text in texts().items()
        if not name.startswith(apart) and (hit := pattern.search(text))
    }


def test_nothing_else_stands_at_the_top():
    assert {path.relative_to(ROOT).parts[0] for path in files()} - TOP == set()


def test_no_path_of_a_machine():
    assert hits(PLACES) == {}


def test_no_host_of_a_registry():
    assert hits(HOSTS, apart=("floortime/static/vendor/", "tests/vendor/")) == {}


def test_nothing_is_put_off():
    assert hits(LATER, apart=("floortime/static/vendor/", "tests/vendor/")) == {}


def test_locks_hold_versions_and_hashes_alone():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" not in text
        pins = re.findall(r"^[a-z0-9][^\s;\\]*", text, flags=re.MULTILINE)
        assert [pin for pin in pins if "==" not in pin] == []
        assert text.count("--hash=sha256:") >= len(pins)


def test_locks_pin_all_that_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for lock, wanted in {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]],
    }.items():
        pinned = set(
            re.findall(
                r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==",
                (ROOT / lock).read_text(encoding="utf-8"),
                flags=re.MULTILINE,
            )
        )
        names = {re.split(r"[>=<\[;]", line)[0].strip().lower() for line in wanted}
        assert (lock, names - pinned) == (lock, set())
