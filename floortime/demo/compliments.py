"""What leaders at Nordvik heard of people whom another leader meets next, and told them at once: compliments to pass on."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from floortime.act import WORKER, Act, Actor
from floortime.demo.playing import SITES, Who
from floortime.people.model import Person
from floortime.recognition.actions import agree_as_thanked, thank
from floortime.recognition.model import Thanks
from floortime.sitdowns.model import Seat, Sitdown

Acting = Callable[[Actor, datetime], Act]

HEARD: dict[str, tuple[str, ...]] = {
    "en": (
        "A customer wrote to me: you rang back after your shift had ended, because you had said you would. Thank you.",
        "You found out why the same bill came back three times, and showed the others where to see it.",
        "The care home asked for you by name. That says more than any figure of mine.",
    ),
    "nl": (
        "Een klant schreef me dat je na je dienst nog terugbelde, omdat je het had beloofd. Dank je wel.",
        "Jij vond uit waarom dezelfde rekening drie keer terugkwam, en liet de anderen zien waar je dat ziet.",
        "Het verzorgingshuis vroeg naar jou, bij naam. Dat zegt meer dan al mijn cijfers.",
    ),
    "sv": (
        "En kund skrev till mig att du ringde tillbaka efter ditt pass, för att du hade lovat det. Tack.",
        "Du kom på varför samma faktura kom tillbaka tre gånger, och visade de andra var det syns.",
        "Äldreboendet frågade efter dig vid namn. Det säger mer än alla mina siffror.",
    ),
    "nb": (
        "En kunde skrev til meg at du ringte tilbake etter vakten din, fordi du hadde lovet det. Takk.",
        "Du fant ut hvorfor den samme regningen kom tilbake tre ganger, og viste de andre hvor det vises.",
        "Sykehjemmet spurte etter deg ved navn. Det sier mer enn alle tallene mine.",
    ),
}
"""By the language of a room: two for the next date there, one for the date after."""


class Compliments:
    """Says today, and on two working days before, what the next briefs pass on."""

    def __init__(self, who: Who, today: date) -> None:
        self.who, self.today = who, today
        before = (today - timedelta(n) for n in range(9))
        self.days = [day for day in before if day.weekday() < 5][:3]

    def day(self, acting: Acting, day: date) -> None:
        """One in each language a day."""
        if day not in self.days:
            return
        n = self.days[::-1].index(day)
        for language, words in HEARD.items():
            self._say(acting, language, words[n], nth=n // 2, at=datetime.combine(day, time(14), UTC))

    def _say(self, acting: Acting, language: str, words: str, *, nth: int, at: datetime) -> None:
        act = acting(WORKER, at)
        sitdown = self._coming(act, language, nth) or self._coming(act, language, 0)
        person = self._there(act, sitdown) if sitdown is not None else None
        by = self._other_leader(act, sitdown) if sitdown is not None else None
        if person is None or by is None:
            return
        said = thank(
            acting(Actor("person", by), at), to_kind="person", to_id=person.id, by_id=by, words=words,
            language=language, leader_agrees=True,
        )  # fmt: skip
        agree_as_thanked(acting(Actor("person", person.id), at + timedelta(hours=1)), said, shown=True)

    def _coming(self, act: Act, language: str, nth: int) -> Sitdown | None:
        """The next date in that room from today on, or the one after."""
        return act.session.scalars(
            select(Sitdown)
            .where(
                Sitdown.site_id == self.who.sites[SITES[language]],
                Sitdown.state == "planned",
                Sitdown.start_local >= datetime.combine(self.today, time()),
                Sitdown.id.in_(select(Seat.sitdown_id).where(Seat.state == "invited")),
            )
            .order_by(Sitdown.start_local, Sitdown.id)
            .offset(nth)
        ).first()

    def _there(self, act: Act, sitdown: Sitdown) -> Person | None:
        """Somebody who comes and whom nobody has thanked of late."""
        thanked = select(Thanks.to_id).where(
            Thanks.to_kind == "person", Thanks.on > self.today - timedelta(28)
        )
        return act.session.scalars(
            select(Person)
            .join(Seat, Seat.person_id == Person.id)
            .where(
                Seat.sitdown_id == sitdown.id,
                Seat.state == "invited",
                Seat.answer != "declined",
                Person.id.not_in(thanked),
            )
            .order_by(Person.id)
        ).first()

    def _other_leader(self, act: Act, sitdown: Sitdown) -> int | None:
        """Who else sat in that room of late, or in another; else who answers for a department."""
        found = act.session.scalars(
            select(Sitdown.leader_id)
            .where(
                Sitdown.state == "held",
                Sitdown.leader_id != sitdown.leader_id,
            )
            .order_by(Sitdown.site_id != sitdown.site_id, Sitdown.start_local.desc(), Sitdown.id)
        ).first()
        heads = (key for key in self.who.heads.values() if key != sitdown.leader_id)
        return found if found is not None else next(heads, None)
