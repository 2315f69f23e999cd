"""The sit-downs of the demo: who sits down with whom, and the words said around it; words only."""

from datetime import time

from msgspec import Struct


class Gathering(Struct, frozen=True):
    """A series: its leader by first name, its floor, when it meets, and where."""

    leader: str
    site: str
    title: str
    teams: tuple[str, ...]
    """Whom the seats go to; the obstacles raised there are these teams' first."""
    weekday: int
    every: int
    at: time
    place: str
    minutes: int = 45
    seats: int = 5


DAYTIME = ("Broadband support", "Billing desk", "Retention", "Moves and orders", "Business line")

GATHERINGS = (
    Gathering("Ada", "Utrecht", "the night shift, Utrecht", ("Night shift",), 3, 2, time(22, 30), "Canteen, second floor"),
    Gathering("Ada", "Göteborg", "Retention and Moves, Göteborg", ("Retention", "Moves and orders"), 1, 6, time(10, 0), "Röda rummet"),
    Gathering("Ruben", "Utrecht", "all of Utrecht", DAYTIME, 1, 4, time(13, 30), "Room 1.12", 60),
    Gathering("Helen", "Leeds", "the Billing desk, Leeds", ("Billing desk", "Business line"), 2, 5, time(11, 0), "The quiet room"),
    Gathering("Jonas", "Bergen", "Broadband support, Bergen", ("Broadband support", "Business line"), 3, 4, time(9, 30), "Møterom Ulriken"),
    Gathering("Sofie", "Utrecht", "Retention, Utrecht", ("Retention", "Billing desk"), 0, 6, time(15, 0), "Canteen, second floor"),
    Gathering("Tariq", "Leeds", "Retention, Leeds", ("Retention", "Broadband support"), 4, 4, time(14, 0), "Room Aire"),
    Gathering("Birgitta", "Göteborg", "Broadband support, Göteborg", ("Broadband support",), 2, 4, time(13, 0), "Röda rummet"),
    Gathering("Lars", "Bergen", "the night shift, Bergen", ("Night shift", "Retention"), 1, 6, time(22, 0), "Kantina"),
    Gathering("Ilse", "Utrecht", "the Billing desk, Utrecht", ("Billing desk", "Moves and orders"), 3, 4, time(10, 30), "Room 1.12"),
    Gathering("Grace", "Leeds", "Moves and orders, Leeds", ("Moves and orders", "Business line"), 0, 5, time(10, 0), "Room Aire"),
    Gathering("Erik", "Göteborg", "Moves and Business, Göteborg", ("Moves and orders", "Business line", "Billing desk"), 4, 6, time(9, 0), "Kranen"),
    Gathering("Marit", "Bergen", "all of Bergen", DAYTIME, 2, 8, time(12, 0), "Kantina", 60),
)  # fmt: skip

ALONE: dict[str, tuple[tuple[str, str], ...]] = {
    "nl": (
        (
            "Ik kom een hele nacht meeluisteren, van elf tot zeven",
            "Gedaan in de nacht van dinsdag. Ik heb 61 gesprekken gehoord.",
        ),
        (
            "De notulen van het directieoverleg voor jullie in gewone woorden",
            "Staan er elke maandag, op één bladzijde.",
        ),
        (
            "Zelf de tien brieven lezen waar jullie het meest over gebeld worden",
            "Gelezen. Drie gaan eruit, vier worden herschreven.",
        ),
    ),
    "en": (
        (
            "I tell the board about the two targets, in your words",
            "Read out on Monday. It was quiet for a while.",
        ),
        (
            "Find out who decides about the colour of the chairs",
            "Nobody did. You do now; the catalogue is in the quiet room.",
        ),
    ),
    "sv": (
        (
            "Jag åker med en tekniker en hel dag",
            "Gjort i Kungälv. Nio besök, en kopp kaffe, och jag förstår er bättre.",
        ),
        (
            "Ta reda på varför vi har tre telefonnummer",
            "Två av dem stängs i januari, det tredje är det ni redan svarar på.",
        ),
    ),
    "nb": (
        (
            "Jeg ringer de fem kundene dere leste opp",
            "Ringt alle fem. To gråt, én lo, og to vil bli kunder igjen.",
        ),
        (
            "Spise lunsj med dere hver første tirsdag",
            "Står i kalenderen min, og jeg har vært der tre ganger.",
        ),
    ),
}
"""Promises about no obstacle, each with what its leader says was done."""

MOVED = (
    "Board meeting that could not be elsewhere. I am sorry for the short notice.",
    "The ferry does not sail; I come a day later.",
    "Half of you are in training that day.",
    "The outage of Tuesday keeps you all on the line. Two days later is better.",
    "My flight was cancelled.",
    "School holidays: four of six seats were empty.",
)
CANCELLED = (
    ("leader", "Ill. The next one stands."),
    ("floor", "Everybody is needed on the line after the storm."),
    ("house", "The building is closed for the fire drill."),
)
MISSED = (
    ("leader", "The leader did not come, and nobody was told. Excuses were made the next day."),
    ("floor", "The queue took everybody; nobody could leave the line."),
)

THANKS: dict[str, tuple[str, ...]] = {
    "nl": (
        "Een klant schreef dat je aan de lijn bleef tot haar moeder weer licht had. Dank je, dat is waarom we hier zitten.",
        "Je hebt drie nieuwe collega’s door hun eerste nacht geholpen, en je eigen gesprekken liepen door. Dat heb ik gezien.",
        "Dankzij jouw lijstje weten we nu welke elf schermen er te veel zijn.",
        "Voor de rust waarmee je die boze ondernemer terugbelde, en nog een keer, tot het werkte.",
        "Je zei in de vergadering wat iedereen dacht. Daar is lef voor nodig, en het hielp.",
        "De dove meneer uit Zeist noemde je bij naam in zijn mail. Ik wilde dat je dat wist.",
        "Voor het ruilen van je vrije zondag toen het hele westen eruit lag.",
        "Je legde me in vijf minuten uit wat ik in een jaar rapporten niet had begrepen.",
        "Voor de taart, en voor het onthouden van ieders verjaardag, ook die van de nacht.",
    ),
    "en": (
        "You told a customer the truth about fourteen weeks when the script said six. Thank you for that.",
        "A lady rang head office to say you were the first person who did not read from a paper.",
        "You trained two new starters and still took the calls nobody wanted. I noticed, and so did they.",
        "Thank you for writing every wrong step on that flipchart for a year when nobody came to look.",
        "For staying an hour past your shift with the family on the tenth floor until the engineer was at the door.",
        "Your idea about the neighbour's house number went live in ten days. It is yours, and I say so when I show it.",
        "You asked me why, three times, until I had no answer left. That changed the rule.",
        "For the way you calmed the café owner on Friday night. I would have lost my temper before you did.",
    ),
    "sv": (
        "Mormodern i Kungälv skrev till mig om dig. Du ringde henne efteråt fast du inte behövde.",
        "Tack för att du visade mig hur det är att söka på en hund.",
        "Du räknade klicken, alla sextiotre, och därför är de snart nitton.",
        "För att du tog samtalet med dödsboet när ingen annan orkade.",
        "Du sa nej till mig, vänligt, och hade rätt. Det behöver jag mer av.",
        "För schemat du ritade på en servett. Det är det som gäller nu.",
    ),
    "nb": (
        "Du kjørte hjem til en kunde på 91 etter vakt. Det skal du aldri behøve igjen, og jeg glemmer det ikke.",
        "Rederiet med 340 konvolutter ringte for å takke deg, ikke oss.",
        "Du lærte meg forskjellen på 12A og 12B. Jeg burde ha visst den.",
        "For at du spurte etter opptaket av din egen samtale i to år uten å bli sur.",
    ),
}

TEAM_THANKS: dict[str, tuple[str, ...]] = {
    "nl": (
        "Jullie hebben de storing in Amersfoort met z’n zessen gedragen. Ik luisterde mee, en was trots.",
    ),
    "sv": ("Hela teamet, för måndagen när masten föll. Kön var fyrahundra och ni lät som om den var fyra.",),
    "nb": (
        "For natten da trafoen brant. Dere svarte fire tusen, fire stykker.",
        "Tuva, Kari og de andre under ventilasjonen: takk for tålmodigheten, og luene.",
    ),
    "en": (
        "All of you, for the Monday after the price letters. Four hundred calls, and nobody read from a paper.",
    ),
}
