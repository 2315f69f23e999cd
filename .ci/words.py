"""The catalogues: `extract` (messages from the source into every language), `compile` (.po to .mo), and the build's hook."""

import sys
import tomllib
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HOUSE = Path(__file__).resolve().parents[1]
FOLDER = HOUSE / "floortime" / "translations"
LANGUAGES = ("nl", "sv", "nb")
# A {% trans %} block of a template counts as gettext.
KEYWORDS = {"_": None, "lazy": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def extracted() -> Catalog:
    """Every message that code, pages and letters say, by the mappings of pyproject.toml."""
    settings = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    methods, options = [], {}
    for mapping in settings["tool"]["babel"]["mappings"]:
        methods.append((mapping["pattern"], mapping["method"]))
        options[mapping["pattern"]] = {k: v for k, v in mapping.items() if k not in {"pattern", "method"}}
    found = Catalog()
    for name, line, message, comments, context in extract_from_dir(
        HOUSE, methods, options, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        found.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return found


def path_of(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "floortime.po"


def read(language: str) -> Catalog:
    """A language's catalogue as it stands; empty for one that was never written."""
    path = path_of(language)
    if not path.is_file():
        return Catalog(locale=language, project="Floortime", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def extract() -> None:
    """Bring every catalogue up to the source; what fell out of the source falls out of the catalogue."""
    source = extracted()
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(source, no_fuzzy_matching=True)
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        path_of(language).write_text(written(catalogue), encoding="utf-8")
        messages = [message for message in catalogue if message.id]
        print(f"{language}: {sum(map(said, messages))} of {len(messages)} messages")


def said(message: Message) -> bool:
    """Whether a message has all its words in this language."""
    forms = [message.string] if isinstance(message.string, str) else message.string or [""]
    return all(forms) and not message.fuzzy


def written(catalogue: Catalog) -> str:
    """The file in a fixed order, without the lines that change each time or say nothing: no dates, no places."""
    memory = BytesIO()
    write_po(memory, catalogue, sort_output=True, no_location=True, ignore_obsolete=True, width=0)
    keep = ("Project", "Language:", "Plural", "MIME", "Content")
    lines = memory.getvalue().decode().split("\n")
    end = lines.index("")
    head = [line for line in lines[:end] if not line.startswith('"') or line[1:].startswith(keep)]
    return "\n".join([*head, *lines[end:]])


def compile_all() -> None:
    """Write each .mo beside its .po."""
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/floortime.po")):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale=path.parent.parent.name))


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # extracting and compiling need no build tool
    pass
else:

    class Words(BuildHookInterface):
        """Compiles the catalogues before a wheel, plain or editable, is put together."""

        PLUGIN_NAME = "custom"

        def initialize(self, version: str, build_data: dict) -> None:  # noqa: ARG002 - the build's own shape
            compile_all()


if __name__ == "__main__":
    {"extract": extract, "compile": compile_all}[sys.argv[1]]()
