"""Which column of an HR export is what: its headings in four languages; pure, knows how headings are matched."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from floortime.sheets.headings import assigned, fields_by
from floortime.words import lazy

LABELS: dict[str, lazy] = {
    "employee_no": lazy("Employee number"),
    "first_name": lazy("First name"),
    "last_name": lazy("Last name"),
    "name": lazy("Full name"),
    "email": lazy("E-mail"),
    "phone": lazy("Phone"),
    "role": lazy("Role in Floortime"),
    "job_title": lazy("Job title"),
    "department": lazy("Department"),
    "team": lazy("Team"),
    "site": lazy("Site"),
    "country": lazy("Country"),
    "zone": lazy("Time zone"),
    "language": lazy("Language"),
    "manager": lazy("Manager"),
    "shift_pattern": lazy("Shift pattern"),
    "hired_on": lazy("Hired on"),
    "left_on": lazy("Left on"),
}
_WORDS = {
    "employee_no": "employee no,employee number,employee id,employee,personnel number,staff id,personeelsnr,personeelsnummer,"
    "medewerkernummer,anstallningsnr,anstallningsnummer,anstnr,ansattnr,ansattnummer,ansatt id",
    "first_name": "first name,given name,forename,voornaam,roepnaam,fornamn,tilltalsnamn,fornavn",
    "last_name": "last name,surname,family name,achternaam,familienaam,efternamn,etternavn",
    "name": "name,full name,naam,volledige naam,namn,navn,fullt navn",
    "email": "email,e mail,e mail address,email address,work email,mail,emailadres,e mailadres,epost,e post,epostadress,"
    "e postadress,epostadresse,e postadresse",
    "phone": "phone,telephone,mobile,phone number,telefoon,telefoonnummer,mobiel,telefon,telefonnummer,mobil,mobiltelefon",
    "role": "role,floortime role,rol,roll,rolle",
    "job_title": "job title,title,position,function,job,functie,functietitel,titel,befattning,yrkestitel,stilling,tittel,"
    "stillingstittel",
    "department": "department,dept,afdeling,avdelning,avdeling",
    "team": "team,group,teamnaam,groep,lag,grupp,gruppe",
    "site": "site,location,office,workplace,locatie,vestiging,standplaats,werkplek,plats,ort,arbetsplats,kontor,sted,"
    "arbeidssted,lokasjon",
    "country": "country,land",
    "zone": "time zone,timezone,zone,tz,tijdzone,tidszon,tidssone",
    "language": "language,lang,taal,sprak,spraak",
    "manager": "manager,manager email,manager e mail,line manager,supervisor,reports to,manager id,manager no,leidinggevende,"
    "leidinggevende e mail,chef,narmaste chef,chefens e post,leder,naermeste leder,leders e post",
    "shift_pattern": "shift pattern,shift,shifts,schedule,rooster,dienst,ploeg,dienstrooster,schema,skift,skiftmonster,vakt,"
    "turnus,skiftordning",
    "hired_on": "hired on,hire date,start date,date of hire,in dienst,in dienst sinds,datum in dienst,indiensttreding,"
    "anstalld,anstallningsdatum,startdatum,ansatt,ansatt dato,ansatt fra,startdato",
    "left_on": "left on,leave date,end date,termination date,last day,uit dienst,datum uit dienst,einddatum,slutdatum,"
    "sista dag,slutat,sluttet,sluttdato,siste dag",
}


class Matching(Struct, frozen=True):
    """Which field each column holds ('' is none), in the order of the columns."""

    columns: tuple[str, ...]

    @property
    def given(self) -> frozenset[str]:
        """The fields that the file has at all: others are left as they are."""
        return frozenset(self.columns) - {""}

    @property
    def missing(self) -> tuple[str, ...]:
        """What no row can do without: somebody to know it by, and a name."""
        lacking = []
        if not self.given & {"employee_no", "email"}:
            lacking.append("employee_no")
        if not self.given & {"first_name", "name"}:
            lacking.append("first_name")
        return tuple(lacking)


def matched(headings: Sequence[str], chosen: Mapping[int, str] | None = None) -> Matching:
    """Match headings to fields; `chosen` are a reader's corrections by column, '' for none."""
    return Matching(assigned(headings, chosen or {}, FIELD_OF))


FIELD_OF = fields_by(_WORDS)
