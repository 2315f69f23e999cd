"""The chase as data: which steps a promise has, on which days; nothing before its day, nothing on a day off."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from floortime.followups.chase import Away, Hold, Promise, Rules, Said, due_now, steps, to_come
from floortime.people.workdays import is_working_day, working_days_between

MONDAY = date(2026, 11, 2)
FRIDAY = date(2026, 12, 4)
NEVER = date(2099, 1, 1)


def days(start=0, end=400):
    return st.integers(start, end).map(lambda n: MONDAY + timedelta(days=n))


grace = st.one_of(st.none(), st.integers(1, 15))
rules = st.builds(
    Rules,
    before=st.one_of(st.none(), st.integers(1, 6)),
    week=st.sampled_from((None, 1)),
    manager=grace,
    sponsor=grace,
)
closed = st.frozensets(days(0, 200), max_size=20)
away = st.builds(Away, closed, closed, closed)
promises = st.builds(Promise, days(0, 120), days(0, 160))
holds = st.dictionaries(
    st.sampled_from(("before", "due", "week", "manager", "sponsor")),
    st.builds(Hold, st.one_of(st.none(), days(0, 200))),
    max_size=3,
)


def named(plan):
    return [(step.name, step.on) for step in plan]


def test_the_steps_of_an_ordinary_promise():
    plan = steps(Promise(FRIDAY, MONDAY), Rules(), Away(), {}, FRIDAY + timedelta(days=8))
    assert named(plan) == [
        ("before", date(2026, 12, 2)),
        ("due", FRIDAY),
        ("week1", date(2026, 12, 11)),
        ("manager", date(2026, 12, 11)),
        ("week2", date(2026, 12, 18)),
        ("sponsor", date(2026, 12, 18)),
    ]


def test_a_date_in_a_weekend_is_said_on_the_friday_before():
    plan = steps(Promise(date(2026, 12, 6), MONDAY), Rules(before=1, week=None), Away(), {}, NEVER)
    assert named(plan)[:2] == [("due", FRIDAY), ("manager", date(2026, 12, 11))], (
        "before and on the day are one"
    )


def test_who_has_just_heard_is_left_in_peace_and_gets_the_grace_of_the_first():
    plan = steps(Promise(FRIDAY, date(2026, 12, 9)), Rules(), Away(), {}, FRIDAY)
    assert named(plan) == [
        ("week1", date(2026, 12, 16)),
        ("manager", date(2026, 12, 16)),
        ("sponsor", date(2026, 12, 23)),
    ]


def test_grace_skips_the_owners_holidays_and_the_managers_own():
    off = Away(owner=frozenset({date(2026, 12, 7)}), manager=frozenset({date(2026, 12, 14)}))
    plan = steps(Promise(FRIDAY, MONDAY), Rules(week=None, sponsor=None), off, {}, NEVER)
    assert named(plan)[-1] == ("manager", date(2026, 12, 15))


def test_a_closed_fortnight_says_the_newest_week_alone():
    shut = frozenset(date(2026, 12, 7) + timedelta(days=n) for n in range(14))
    plan = steps(
        Promise(FRIDAY, MONDAY), Rules(manager=None, sponsor=None), Away(owner=shut), {}, date(2026, 12, 22)
    )
    assert named(plan)[2:] == [("week2", date(2026, 12, 21)), ("week3", date(2026, 12, 25))]


@given(promises, rules, away, holds, days(0, 300))
def test_each_step_falls_on_a_working_day_of_whom_it_tells_and_never_early(promise, how, off, held, until):
    plan = steps(promise, how, off, held, until)
    assert all(is_working_day(step.on, off.of(step.to)) for step in plan)
    assert all(step.on > promise.since_on for step in plan), "nothing on the day one hears of it"
    for step in plan:
        if step.name == "before":
            assert working_days_between(step.on, promise.due_on, off.owner) <= how.before
        elif step.name == "due":
            assert step.postponed or working_days_between(step.on, promise.due_on, off.owner) == 0
        elif step.to != "owner":
            start = max(promise.due_on, promise.since_on)
            assert working_days_between(start, step.on, off.owner) >= getattr(how, step.name)
        else:
            assert step.on >= max(promise.due_on, promise.since_on) + timedelta(weeks=int(step.name[4:]))
    assert len({step.name for step in plan}) == len(plan)


@given(promises, rules, away, holds, st.lists(days(0, 400), min_size=1, max_size=60))
def test_whatever_the_clock_does_each_step_is_taken_once_and_none_is_left(promise, how, off, held, looks):
    """Looking on any days in any order; at the end nothing that has come is still unsaid."""
    said: list[str] = []
    for today in looks:
        plan = steps(promise, how, off, held, today)
        found = due_now(plan, Said(frozenset(said)), lambda _to, day=today: day)
        assert all(step.on <= today and not step.stopped for step in found)
        said += [step.name for step in found]
    assert len(said) == len(set(said))
    owners = [name for name in said if name not in {"manager", "sponsor"}]
    ranks = [
        {"before": 0, "due": 1}.get(name) or int(name[4:] or 0) + 1
        if name.startswith("week")
        else {"before": 0, "due": 1}[name]
        for name in owners
    ]
    assert ranks == sorted(ranks), "an owner never hears an earlier step after a later one"
    for today in looks:
        plan = steps(promise, how, off, held, today)
        assert due_now(plan, Said(frozenset(said)), lambda _to, day=today: day) == []


@given(promises, rules, away, holds, st.lists(days(0, 300), max_size=8), days(0, 300))
def test_what_is_shown_in_advance_is_what_is_done(promise, how, off, held, before, shown_on):
    """Shown today, then looked at every day: each step comes on the day that was shown, or on a later look."""
    said: set[str] = set()
    for today in sorted(d for d in before if d < shown_on):
        plan = steps(promise, how, off, held, today)
        said |= {s.name for s in due_now(plan, Said(frozenset(said)), lambda _to, day=today: day)}

    def today_is(_to):
        return shown_on

    shown = to_come(steps(promise, how, off, held, shown_on), Said(frozenset(said)), today_is)
    came: dict[str, date] = {}
    for n in range(120):
        today = shown_on + timedelta(days=n)
        found = due_now(
            steps(promise, how, off, held, today), Said(frozenset(said)), lambda _to, day=today: day
        )
        came |= {step.name: today for step in found}
        said |= {step.name for step in found}
    for step in shown:
        if step.stopped:
            assert step.name not in came
        elif step.on < shown_on + timedelta(days=120):
            later = [
                s for s in shown if s.to == "owner" and s.rank > step.rank and s.on <= max(step.on, shown_on)
            ]
            if step.to != "owner" or not later:
                assert came[step.name] == max(step.on, shown_on), step
