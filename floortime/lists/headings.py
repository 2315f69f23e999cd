"""Which column of a list is what: headings in four languages matched to our fields; pure, knows the import of people."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from floortime.sheets.headings import assigned, fields_by
from floortime.words import lazy

LABELS: dict[str, lazy] = {
    "what": lazy("What is asked"),
    "owner": lazy("Owner"),
    "email": lazy("Owner’s e-mail"),
    "due_on": lazy("By"),
    "state": lazy("State"),
    "code": lazy("Code of the obstacle"),
    "department": lazy("Department"),
}
_WORDS = {
    "what": "what,what is asked,action,action item,actions,task,title,description,summary,subject,to do,todo,item,issue,promise,"
    "follow up,actie,actiepunt,taak,omschrijving,wat,titel,onderwerp,belofte,opvolging,atgard,uppgift,beskrivning,vad,rubrik,"
    "aktivitet,atagande,uppfoljning,tiltak,oppgave,handling,beskrivelse,hva,tittel,emne,lofte,oppfolging",
    "owner": "owner,action owner,who,responsible,assigned to,assignee,assigned,holder,lead,eigenaar,actiehouder,wie,"
    "verantwoordelijke,verantwoordelijk,toegewezen aan,agare,ansvarig,vem,tilldelad,eier,ansvarlig,hvem,tildelt,tildelt til",
    "email": "email,e mail,owner email,owner e mail,owners e mail,mail,e mail address,email address,address,emailadres,"
    "e mailadres,adres,epost,e post,epostadress,e postadress,agarens e post,epostadresse,e postadresse,eiers e post",
    "due_on": "due,due date,by,by when,deadline,date,target date,when,due on,finish,end date,vervaldatum,datum,streefdatum,"
    "uiterlijk,uiterste datum,wanneer,voor wanneer,klaar op,gereed op,einddatum,forfallodatum,senast,nar,slutdatum,klart senast,dato,frist,forfall,"
    "forfallsdato,innen,nar,senest,sluttdato",
    "state": "state,status,stage,progress,stand,voortgang,fase,stadium,lage,tillstand,skede,framdrift,tilstand,fremdrift",
    "code": "code,obstacle,obstacle code,entry,log code,code of the obstacle,obstakel,code van het obstakel,obstakelcode,hinder,"
    "hinderkod,kod,hinderets kod,hindring,kode,hindringskode,hindringens kode",
    "department": "department,dept,area,division,afdeling,gebied,avdelning,omrade,avdeling",
}
FIELD_OF = fields_by(_WORDS)
NEEDED = ("what", "due_on")


class Matching(Struct, frozen=True):
    """Which field each column holds ('' is none), in the order of the columns."""

    columns: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What no row can do without."""
        return tuple(name for name in NEEDED if name not in self.columns)


def matched(headings: Sequence[str], chosen: Mapping[int, str] | None = None) -> Matching:
    """Match headings to fields; `chosen` are a reader's corrections by column, '' for none."""
    return Matching(assigned(headings, chosen or {}, FIELD_OF))
