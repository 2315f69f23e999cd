"""The demo's HR export: the same each time, of a believable size and mix, its dates counted from today."""

import csv
import io
from collections import Counter
from datetime import date

from floortime.demo.faces import FACES
from floortime.demo.people import export, rows

TODAY = date(2026, 11, 23)


def test_the_same_day_gives_the_same_file() -> None:
    assert export(TODAY) == export(TODAY)


def test_the_company_has_its_size_and_mix() -> None:
    people = rows(TODAY)
    assert (len(people), Counter(p.role for p in people)) == (
        265,
        {"agent": 239, "leader": 12, "owner": 11, "chief_of_staff": 2, "admin": 1},
    )
    sizes = Counter((p.site, p.team) for p in people if p.team)
    assert (len(sizes), min(sizes.values()), max(sizes.values())) == (22, 4, 14)
    assert 10 < sum(not p.email for p in people) < 50
    assert 10 < sum(bool(p.left_on) for p in people) < 30
    assert max(p.hired_on for p in people) < TODAY.isoformat()
    assert [p for p in people if p.left_on and p.left_on <= p.hired_on] == []


def test_no_two_people_share_a_number_or_an_address() -> None:
    people = rows(TODAY)
    assert max(Counter(p.employee_no for p in people).values()) == 1
    assert max(Counter(p.email for p in people if p.email).values()) == 1


def test_managers_and_the_five_faces_are_in_the_file() -> None:
    people = rows(TODAY)
    known = {p.email: p for p in people if p.email}
    assert {p.manager_email for p in people} - set(known) == {""}
    assert [known[face.address].role for face in FACES] == [face.role for face in FACES]
    assert [known[face.address].left_on for face in FACES] == [""] * 5


def test_it_is_a_table() -> None:
    table = list(csv.DictReader(io.StringIO(export(TODAY))))
    assert (len(table), table[0]["job_title"]) == (265, "Chief Executive Officer")
