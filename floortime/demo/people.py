"""The people of Nordvik as an HR system would export them: made from name lists, the same for every run. Words only."""

import csv
import io
import unicodedata
from datetime import date, timedelta
from random import Random

from msgspec import Struct

SEED = 26
DOMAIN = "nordvik.example"


class Place(Struct, frozen=True):
    """A site and what its people are called."""

    name: str
    zone: str
    language: str
    first: tuple[str, ...]
    last: tuple[str, ...]


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


UTRECHT = Place(
    "Utrecht",
    "Europe/Amsterdam",
    "nl",
    _names(
        "Fatima Sem Bram Joke Daan Samira Pim Bouchra Rachid Thijs Anouk Karin Lotte Wouter Nienke Mehmet Henk Kees "
        "Yara Sander Zoë Femke Ruud Noor Jeroen Imane Bart Marloes Dennis Sanne Youssef Tineke Gijs Esra Maartje "
        "Stijn Latifa Koen Willemijn Omar Roos Niels Hanneke Jurre Saskia Tom Aylin Dirk Merel Hugo"
    ),
    (
        *_names("Bakker Visser Smit Meijer Mulder Bos Vos Peters Hendriks Dijkstra Kuipers Hoekstra Willems Postma"),
        *_names("Schouten Verhoeven Kaya Yılmaz Amrani Benali Ouali Jacobs Koster Prins Huisman Brouwer"),
        "van Dijk", "de Boer", "van der Linden", "’t Hart", "de Wit", "van Loon", "ter Horst",
    ),
)  # fmt: skip
LEEDS = Place(
    "Leeds",
    "Europe/London",
    "en",
    _names(
        "Erin Noah Declan Saoirse Zara Femi Una Keisha Rhys Aaliyah Liam Poppy Ben Yusuf Chloe Victor Isla Jack "
        "Harpreet Wendy Callum Priya Megan Dylan Amara Gareth Leila Owen Shanice Robbie Nadia Beth Kofi Alice Imran "
        "Tilly Marcus Joan Tyrone Hannah Sunil Ellie Connor Ruth Adeola Stuart Jade"
    ),
    _names(
        "Hughes Smith Ward Price Doyle Bennett Achebe Singh Taylor-Jones O’Brien Booth Hartley Naylor Adeyemi Begum "
        "Sutcliffe Firth Ramsden Mistry Clarke Hussain Barker Whitaker Osei Dunne Patel Lister Fenton Iqbal Moss"
    ),
)
GOTEBORG = Place(
    "Göteborg",
    "Europe/Stockholm",
    "sv",
    _names(
        "Linnea Olle Signe Nils Astrid Per Freja Kent Agnes Hjalmar Klara Svea Mona Siv Alva Elliot Gunilla Tuva "
        "Hassan Maja Anders Ebba Roger Selma Jonatan Inger Amir Lovisa Stig Wilma Börje Elsa Tobias Åsa Darko Ylva "
        "Magnus Hedda Rasmus Birgit Zlatko Tindra Ulf Märta Johan"
    ),
    _names(
        "Bergström Åkesson Ekdahl Lindgren Nyström Holm Sandberg Forsberg Wallin Engström Hedlund Björk Lundqvist "
        "Öhman Sjögren Nordin Blom Kovačević Haddad Persson Ström Hellberg Dahl Falk Rosén Söderlund Palm Lind"
    ),
)
BERGEN = Place(
    "Bergen",
    "Europe/Oslo",
    "nb",
    _names(
        "Eirik Solveig Vegard Kari Oddvar Silje Nora Maren Aksel Håvard Leila Ingeborg Frode Dagny Sindre Pål "
        "Ingrid Tuva Åse Øystein Maria Torbjørn Siri Kjetil Hodan Ragnhild Espen Liv Tormod Anja Bjarne Randi Trond "
        "Turid Magne Elin Jostein Marte Abdi Gro Sverre Unni"
    ),
    _names(
        "Moen Bråten Kvam Hansen Solberg Ødegård Aas Lie Øverås Johansen Haugland Myklebust Nesse Fjeld Tveit "
        "Sandvik Vik Brekke Knutsen Dale Ali Farah Rønning Strand Eide Hovland Askeland Sæther Bakke Nilsen"
    ),
)
PLACES = (UTRECHT, LEEDS, GOTEBORG, BERGEN)

TEAMS: dict[str, tuple[tuple[str, int], ...]] = {
    "Utrecht": (("Broadband support", 14), ("Billing desk", 12), ("Retention", 11), ("Moves and orders", 10),
                ("Business line", 9), ("Night shift", 12)),
    "Leeds": (("Broadband support", 13), ("Billing desk", 12), ("Retention", 11), ("Moves and orders", 12),
              ("Business line", 10)),
    "Göteborg": (("Broadband support", 13), ("Billing desk", 11), ("Retention", 11), ("Moves and orders", 12),
                 ("Business line", 10)),
    "Bergen": (("Broadband support", 12), ("Billing desk", 10), ("Retention", 11), ("Moves and orders", 11),
               ("Business line", 4), ("Night shift", 8)),
}  # fmt: skip

LEADERS = (
    ("Marit", "Solheim", "Chief Executive Officer", "Executive", BERGEN),
    ("Ada", "Lindqvist", "Chief Customer Officer", "Customer", GOTEBORG),
    ("Ruben", "van den Berg", "Chief Operating Officer", "Operations", UTRECHT),
    ("Helen", "Okafor", "Chief Financial Officer", "Finance", LEEDS),
    ("Jonas", "Haugen", "Chief Technology Officer", "Technology", BERGEN),
    ("Sofie", "Dekker", "Chief Marketing Officer", "Marketing", UTRECHT),
    ("Tariq", "Khan", "Chief People Officer", "People", LEEDS),
    ("Birgitta", "Öberg", "Director of Field Service", "Field Service", GOTEBORG),
    ("Lars", "Nygård", "Director of Networks", "Networks", BERGEN),
    ("Ilse", "Mulder", "Director of Billing", "Billing", UTRECHT),
    ("Grace", "Walker", "Director of Retail", "Retail", LEEDS),
    ("Erik", "Sjöström", "Director of Logistics", "Logistics", GOTEBORG),
)
CHIEFS = (("Mila", "Janssen", "Chief of staff", UTRECHT), ("Dee", "McAllister", "Chief of staff", LEEDS))
OWNERS = (
    ("Nils", "Wallander", "Customer", GOTEBORG),
    ("Hedwig", "ter Horst", "Operations", UTRECHT),
    ("Simon", "Barraclough", "Finance", LEEDS),
    ("Nora", "Myhre", "Technology", BERGEN),
    ("Maarten", "de Graaf", "Marketing", UTRECHT),
    ("Ruth", "Adebayo", "People", LEEDS),
    ("Örjan", "Ekström", "Field Service", GOTEBORG),
    ("Frøydis", "Aasen", "Networks", BERGEN),
    ("Sophie", "Kramer", "Billing", UTRECHT),
    ("Colin", "Thackray", "Retail", LEEDS),
    ("Jöran", "Palmgren", "Logistics", GOTEBORG),
)
ADMIN = ("Una", "Falkner", "Systems administrator", LEEDS)
SMALLEST = 6
FATIMA = ("Fatima", "Amrani")
"""On the night shift in Utrecht whatever the dice say: she is one of the five whom one can be."""
SHIFTS = ("day", "day", "day", "late", "early_late", "part_time_morning", "weekend")


class Row(Struct, frozen=True):
    """One line of the export."""

    employee_no: str
    first_name: str
    last_name: str
    email: str
    phone: str
    role: str
    job_title: str
    department: str
    team: str
    site: str
    time_zone: str
    language: str
    manager_email: str
    shift_pattern: str
    hired_on: str
    left_on: str


def export(today: date, *, scale: float = 1.0) -> str:
    """The whole company as CSV text, its dates counted from `today`. A smaller scale makes smaller teams."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(Row.__struct_fields__)
    for row in rows(today, scale=scale):
        writer.writerow([getattr(row, name) for name in Row.__struct_fields__])
    return out.getvalue()


def rows(today: date, *, scale: float = 1.0) -> list[Row]:
    """Everybody, executives first as HR systems have it."""
    return _Office(today).everybody(scale)


class _Office:
    """Hands out numbers, addresses and dates, so that no two people share one."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.random = Random(SEED)  # noqa: S311 - the demo must come out the same each time; nothing here is secret
        self.taken: set[str] = set()
        self.named: set[tuple[str, str]] = set()
        self.rows: list[Row] = []

    def everybody(self, scale: float) -> list[Row]:
        chief = ""
        heads: dict[str, str] = {}
        for first, last, job, department, place in LEADERS:
            address = self.add(first, last, "leader", job, department, "", place, chief)
            heads[department] = address
            chief = chief or address
        for first, last, job, place in CHIEFS:
            self.add(first, last, "chief_of_staff", job, "Executive", "", place, chief)
        for first, last, department, place in OWNERS:
            title = f"Improvement lead, {department}"
            self.add(first, last, "owner", title, department, "", place, heads[department])
        first, last, job, place = ADMIN
        self.add(first, last, "admin", job, "Technology", "", place, heads["Technology"])
        for place in PLACES:
            for team, size in TEAMS[place.name]:
                self.team(place, team, min(size, max(SMALLEST, round(size * scale))), heads["Customer"])
        return self.rows

    def team(self, place: Place, team: str, size: int, above: str) -> None:
        """A team lead with an address, and the others; some without, a few gone or about to go."""
        free = [(f, n) for f in place.first for n in place.last if (f, n) not in self.named]
        pairs = self.random.sample(free, size)
        if (place, team) == (UTRECHT, "Night shift"):
            pairs[1] = FATIMA
        self.named.update(pairs)
        lead = self.add(*pairs[0], "agent", "Team lead", "Customer", team, place, above)
        for number, (first, last) in enumerate(pairs[1:], 1):
            with_mail = self.random.random() > 0.12 or (first, last) == FATIMA
            left = ""
            # The one team of four stays four: it shows what the k rule leaves out.
            if size > 8 and number == size - 1:
                left = (self.today + timedelta(self.random.choice((-210, -120, -64, -9, 12, 33)))).isoformat()
            title = "Senior adviser" if number % 5 == 2 else "Customer adviser"
            self.add(
                first, last, "agent", title, "Customer", team, place, lead, with_mail=with_mail, left=left
            )

    def add(
        self,
        first: str,
        last: str,
        role: str,
        job: str,
        department: str,
        team: str,
        place: Place,
        manager: str,
        *,
        with_mail: bool = True,
        left: str = "",
    ) -> str:
        """Write a line; returns the address."""
        address = self.address(first, last) if with_mail else ""
        back = self.random.randrange(240, 4200) if role == "agent" else self.random.randrange(500, 5200)
        if (
            role == "agent"
            and not left
            and job != "Team lead"
            and (first, last) != FATIMA
            and self.random.random() < 0.16
        ):
            back = self.random.randrange(3, 150)  # half the floor changes every year: some are new
        shift = "night" if team == "Night shift" else self.random.choice(SHIFTS)
        self.rows.append(
            Row(
                employee_no=str(20001 + len(self.rows)),
                first_name=first,
                last_name=last,
                email=address,
                phone="",
                role=role,
                job_title=job,
                department=department,
                team=team,
                site=place.name,
                time_zone=place.zone,
                language=place.language,
                manager_email=manager,
                shift_pattern=shift if role == "agent" else "office",
                hired_on=(self.today - timedelta(back)).isoformat(),
                left_on=left,
            )
        )
        return address

    def address(self, first: str, last: str) -> str:
        """First and last name in plain letters, numbered where two are called the same."""
        stem = f"{_plain(first)}.{_plain(last)}"
        name, n = stem, 1
        while name in self.taken:
            n += 1
            name = f"{stem}{n}"
        self.taken.add(name)
        return f"{name}@{DOMAIN}"


def _plain(name: str) -> str:
    table = str.maketrans({"ø": "o", "å": "a", "æ": "ae", "ı": "i", "Ø": "o", "Å": "a", "Æ": "ae"})
    bare = unicodedata.normalize("NFKD", name.translate(table))
    return "".join(c for c in bare.casefold() if c.isascii() and c.isalnum())
