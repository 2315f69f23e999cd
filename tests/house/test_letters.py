"""Every letter has both of its parts, and can be put into words in every language whatever its facts are."""

from datetime import date, datetime
from pathlib import Path
from typing import ClassVar

import pytest
from jinja2 import meta, nodes

from floortime.mail.letters import Recipient, _environment, put_into_words
from floortime.words import LANGUAGES

LETTERS = Path(__file__).parents[2] / "templates" / "letters"
EVENTS = sorted(path.stem for path in LETTERS.glob("[a-z]*.txt"))


class Fact(datetime):
    """Stands for any fact: a date, a row with any column, a list of one such row, as wide as its reader unpacks it."""

    wide = 1
    numbers: ClassVar[set[str]] = set()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return 2 if name in self.numbers else fact()

    def __getitem__(self, key):
        return fact()

    def __iter__(self):
        return iter([fact() for _ in range(self.wide)])

    def __call__(self, *args, **kwargs):
        return fact()

    def __len__(self):
        return 1

    def __gt__(self, other):
        return True

    __ge__ = __gt__

    def __lt__(self, other):
        return False

    __le__ = __lt__

    def __hash__(self):
        return 7

    def __eq__(self, other):
        return isinstance(other, Fact)

    def __str__(self):
        return "a fact"

    __html__ = __str__

    def __sub__(self, other):
        return 1

    __add__ = __sub__


class Rows(Fact):
    """A list of one row that is unpacked into several facts."""

    def __iter__(self):
        row = fact()
        row.wide = self.wide
        return iter([row])


def fact(wide=1):
    made = (Fact if wide == 1 else Rows)(2026, 12, 3, 22, 30)
    made.wide = wide
    return made


def test_every_letter_has_words_and_a_page():
    pages = {path.stem for path in LETTERS.glob("[a-z]*.html")}
    assert pages == set(EVENTS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", EVENTS)
def test_every_letter_can_be_put_into_words(event, language):
    to = Recipient(1, "bo@nordvik.example", "Bo", language, "Europe/Amsterdam")
    facts = {}
    for suffix in (".txt", ".html"):
        facts |= wanted(f"letters/{event}{suffix}")
    said = put_into_words(
        event,
        to,
        {**facts, "base_url": "https://floortime.example", "mailbox": "ft@x.example"},
        today=date(2026, 11, 23),
    )
    assert (bool(said.subject), "\n" in said.subject, len(said.subject) <= 200) == (True, False, True)
    assert said.text.strip() != ""
    assert f'lang="{language}"' in said.html


def wanted(template: str) -> dict[str, object]:
    """The facts a template asks for, through what it extends and includes: numbers, rows of a width, anything."""
    env = _environment(2026)
    tree = env.parse(env.loader.get_source(env, template)[0])
    found = dict.fromkeys(meta.find_undeclared_variables(tree) - {"_", "ngettext", "pgettext", "to", "lang"})
    widths = {
        loop.iter.name: len(loop.target.items)
        for loop in tree.find_all(nodes.For)
        if isinstance(loop.iter, nodes.Name) and isinstance(loop.target, nodes.Tuple)
    }
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "ngettext" and len(call.args) > 2:
            n = call.args[2]
            Fact.numbers.add(n.attr if isinstance(n, nodes.Getattr) else getattr(n, "name", ""))
    facts = {name: 2 if name in Fact.numbers else fact(widths.get(name, 1)) for name in found}
    for other in meta.find_referenced_templates(tree):
        facts |= wanted(other) if other is not None else {}
    return facts
