"""Where the house keeps its files: inside the installed package first, beside it only in a source checkout."""

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


@cache
def folder(name: str) -> Path:
    """The folder `templates` or `migrations`, wherever this copy of Floortime carries it.

    Raises FileNotFoundError when neither place has it, which means a broken installation.
    """
    inside = PACKAGE / name
    if inside.is_dir():
        return inside
    beside = PACKAGE.parent / name
    if (PACKAGE.parent / "pyproject.toml").is_file() and beside.is_dir():
        return beside
    raise FileNotFoundError(f"This copy of Floortime lacks its {name}/ folder. Install it again.")


STATIC = PACKAGE / "static"
TRANSLATIONS = PACKAGE / "translations"
