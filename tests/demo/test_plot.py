"""Every story gets as far as its fate says by today, whatever day today is."""

from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from floortime.demo.plot import Step, steps
from floortime.demo.stories import STORIES
from floortime.obstacles.dimensions import DIMENSIONS
from floortime.people.workdays import working_days_between

SOMEDAY = st.dates(date(2026, 1, 1), date(2028, 12, 31))
LAST = {
    "sorting": "raise", "withheld": "withhold", "merged": "merge", "new": "publish", "progress": "answer",
    "claimed": "claim", "asked": "ask", "fixed": "works", "unconfirmed": "ask", "refused": "answer",
}  # fmt: skip


def told(number: int, today: date, seed: int = 0) -> list[Step]:
    story = STORIES[number][1]
    found = steps(number, story, today=today, raised=today - timedelta(story.ago), dice=Random(seed))
    return sorted(found, key=lambda step: step.order)


@settings(max_examples=10, deadline=None)
@given(SOMEDAY, st.integers(0, 99))
def test_nothing_happens_after_today_and_every_fate_is_reached(today: date, seed: int) -> None:
    for number, (_language, story) in enumerate(STORIES):
        plot = told(number, today, seed)
        assert {step.on <= today for step in plot} == {True}
        assert LAST[story.fate] in {step.verb for step in plot}
        assert sum(step.number for step in plot if step.verb == "voices") == expected_voices(story)


def expected_voices(story) -> int:
    if story.fate in {"sorting", "withheld", "merged"}:
        return 0
    return story.voices if story.ago < 100 else round(story.voices * 0.6)


@settings(max_examples=10, deadline=None)
@given(SOMEDAY, st.integers(0, 99))
def test_the_floor_is_asked_when_all_is_done_and_its_days_fit_its_fate(today: date, seed: int) -> None:
    for number, (_language, story) in enumerate(STORIES):
        plot = told(number, today, seed)
        asked = [step.on for step in plot if step.verb == "ask"]
        if not asked:
            continue
        done = [step.on for step in plot if step.verb in {"claim", "drop"} and not step.number]
        assert max(done) <= asked[0]
        silent = working_days_between(asked[-1], today, frozenset())
        if story.fate == "asked":
            assert silent <= 10
        if story.fate == "unconfirmed":
            assert silent > 10


def test_the_words_are_whole() -> None:
    titles = [story.title for _language, story in STORIES if story.title]
    assert len(set(titles)) == len(titles)
    assert {title for title in titles if len(title) > 110} == set()
    assert {story.about for _language, story in STORIES} <= set(DIMENSIONS)
    for _language, story in STORIES:
        assert bool(story.title) is (story.fate not in {"sorting", "withheld", "merged"})
        assert bool(story.answer) is (
            story.fate in {"progress", "claimed", "asked", "fixed", "unconfirmed", "refused"}
        )
        assert bool(story.closing) is (story.fate in {"asked", "fixed", "unconfirmed"})
        if story.fate in {"asked", "fixed", "unconfirmed", "claimed"}:
            assert all(bool(p.claim) is not bool(p.dropped) for p in story.promises)


def test_most_answers_come_in_time_and_some_do_not() -> None:
    today = date(2026, 11, 23)
    late = []
    for number, (_language, story) in enumerate(STORIES):
        plot = told(number, today, number)
        days = {step.verb: step.on for step in plot if step.verb in {"publish", "answer"}}
        if "answer" in days and story.answer:
            late.append(working_days_between(days["publish"], days["answer"], frozenset()) > 10)
    assert 0.05 < sum(late) / len(late) < 0.25
