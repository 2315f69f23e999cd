"""The language of a row, by its words, else by its owner's address, else by the headings over it; pure, knows headings."""

from collections.abc import Sequence

from floortime.lists.headings import FIELD_OF
from floortime.people import addresses
from floortime.sheets.headings import bare

_SMALL = {
    "en": "one two the a an of and or to for with without in on at by from is are be was not no new every each who that this it they their our your we more less when which make put give find show write add fix",
    "nl": "de het een van en voor met zonder in op bij door uit naar is zijn wordt niet geen nieuwe nieuw elke elk iedere wie dat dit die hun ons onze jullie wij meer minder als welke maak zet geef laat schrijf los om te per over aan",
    "sv": "er ert era du din och eller för med utan på vid av från till är bli inte ingen nya ny nytt varje vem att det den de deras vår våra ni vi mer mindre när vilken en ett gör sätt ge visa skriv om som över ska",
    "nb": "og eller for med uten på ved av fra til er bli ikke ingen nye ny nytt hver hvem at det den de deres vår våre dere vi mer mindre når hvilken en et gjør sett gi vis skriv om som over skal å",
}
"""Small words of each language. One that two languages share tells them both from the others."""
_WORDS = {tongue: frozenset(words.split()) for tongue, words in _SMALL.items()}
_LETTERS = {"sv": "äö", "nb": "æø"}
"""Letters that only one of the two has; Dutch borrows ö, but in words that have Dutch ones around them."""
_LANDS = {"nl": "nl", "se": "sv", "no": "nb"}
_HEADINGS = {
    "nl": "actie actiepunt taak omschrijving eigenaar actiehouder wie verantwoordelijke vervaldatum datum uiterlijk einddatum wanneer voortgang afdeling",
    "sv": "åtgärd uppgift ansvarig ägare vem förfallodatum senast läge avdelning hinderkod",
    "nb": "tiltak oppgave ansvarlig eier hvem dato frist forfall fremdrift avdeling hindringskode",
    "en": "action task owner who responsible due deadline status department",
}


def tongue_of(words: str, address: str = "") -> str:
    """The language that more of its small words belong to than to any other; else that of the land of an address; else ''."""
    said = [word.strip(".,:;!?()“”\"'’") for word in words.casefold().split()]
    found = {tongue: sum(word in small for word in said) for tongue, small in _WORDS.items()}
    for tongue, letters in _LETTERS.items():
        found[tongue] += sum(any(letter in word for letter in letters) for word in said)
    most = max(found.values())
    best = [tongue for tongue, n in found.items() if n == most]
    if most and len(best) == 1:
        return best[0]
    land = _LANDS.get(addresses.norm(address).rpartition(".")[2], "")
    return land if not most or land in best else ""


def tongue_over(headings: Sequence[str]) -> str:
    """The language of the words over the columns, where more of them are of it than of any other."""
    said = {bare(heading) for heading in headings} & set(FIELD_OF)
    found = {
        tongue: len(said & {bare(word) for word in words.split()}) for tongue, words in _HEADINGS.items()
    }
    most = max(found.values())
    best = [tongue for tongue, n in found.items() if n == most]
    return best[0] if most and len(best) == 1 else ""
