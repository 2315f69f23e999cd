"""Which column is what: words over columns matched to fields, a reader's corrections first; pure, knows text and words."""

from collections.abc import Iterable, Mapping, Sequence

from floortime.errors import Malformed
from floortime.text import folded
from floortime.words import _


def bare(heading: str) -> str:
    """A heading without case, diacritics, punctuation and blanks."""
    return "".join(c for c in folded(heading).replace("å", "a") if c.isalnum())


def fields_by(words: Mapping[str, str]) -> dict[str, str]:
    """Which field each word over a column means, from the words of each field, a comma between them."""
    return {bare(word): name for name, some in words.items() for word in some.split(",")}


def assigned(
    headings: Sequence[str], chosen: Mapping[int, str], field_of: Mapping[str, str]
) -> tuple[str, ...]:
    """The field of each column, '' for none: a choice goes before a heading, an earlier column before a later one."""
    known = set(field_of.values())
    chosen = {i: f for i, f in chosen.items() if f == "" or f in known}
    columns = [""] * len(headings)
    taken: set[str] = set()
    for i, name in sorted(chosen.items()):
        if i < len(columns) and name not in taken:
            columns[i] = name
            taken |= {name} - {""}
    for i, heading in enumerate(headings):
        found = field_of.get(bare(heading), "")
        if i not in chosen and found and found not in taken:
            columns[i] = found
            taken.add(found)
    return tuple(columns)


def lacking(labels: Iterable[object]) -> Malformed:
    """That no column was found for these, where nobody can choose one."""
    fields = ", ".join(str(label) for label in labels)
    return Malformed(_("No column was recognised as: %(fields)s. Rename its heading.", fields=fields))
