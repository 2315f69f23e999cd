"""Words that say nothing of what a sentence is about, in the four languages, folded as search folds them; pure."""

_SAID_OF_ANYTHING = """
    about after again against ago all also always and another any anybody anyone anything are ask asks back because
    been before being between both but came can cannot come could did does doing done down during each either else
    even ever every everybody everyone everything few first for from get gets give gives goes going gone got had has
    have having her here him his how into its just keep keeps know knows last left less let like long look made make
    makes many may more most much must need never next nobody none nor not nothing now off often once one only onto
    other our ours out over own people per put said same saw says see seen she should since six some somebody
    someone something still such take takes tell ten than that the their them then there these they thing things
    this those three through time times today told too twice two under until use very want wants was way were what
    when where whether which while who whole whom whose why will with within without work works would yes yet you
    your

    aan achter alle alleen allemaal alles als altijd ander andere anders behalve ben bij boven daar daarna dan dat
    den der deze die dit doen doet door doordat dus een eens eerst elk elke enkel gaan gaat geeft geen geven gewoon
    had hadden heb hebben heeft heel hele hem hen het hier hij hoe hun ieder iedere iedereen iemand iets inde jaar
    jullie keer kijken komen komt krijgen krijgt kunnen kunt laat laten maakt maar mag maken meer meest meestal men
    met mijn minder moest moet moeten naar nadat net niemand niet niets nieuw nieuwe nog nooit omdat onder ons onze
    ook opnieuw over overal pas sinds soms staan staat steeds tegen terwijl toch toen tot tussen twee uit uur vaak
    van vanaf vandaag veel verder via volgens voor vooral voordat waar waarom wanneer want waren wat weer weet wel
    welke werd werken werkt weten wie wij wil willen worden wordt zal zeggen zegt zei zelf zelfs zich zien ziet zijn
    zit zoals zodat zodra zonder zou zouden zulke

    alla allt alltid andra annan annat att aven bakom bara behover bli blir borde bort dag dagen dags dar darfor den
    deras dess dessa det detta dig din dina ditt dock efter eftersom eller ena enda ett fanns far fatt fick finns
    fler flera fore forsta fram fran gang ganger gar genom gor gora hade hallet han har hela hem hennes here hon hos
    hur igen inga ingen inget innan inte istallet kan kanske kom kommer kunde langre langt lika man manga maste med
    medan mellan mer mest mig min mina mitt mot mycket nagon nagot nagra nar nasta nej nere nog nya och ocksa olika
    oss over redan sadan saga sager samma sant sedan ser sig sin sina sitt ska skulle som tid tidigare till tillbaka
    tre trots tva under upp utan utanfor vad var vara varandra varfor varit varje vem vet vid vidare vilka vilken
    vill vissa visst

    aldri alle allerede alltid andre annen annet bak bare ble blir bort bruker burde dager den denne der deres
    derfor dersom det dette din disse dra eller ene eneste enn etter far fatt fikk finnes fire flere for foran fordi
    forrige forste fra fram gang ganger gjennom gjor gjore god hadde han hans har hele hennes her hjem hos hun hva
    hvem hver hvert hvilken hvis hvor hvorfor igjen ikke ingen inn jeg kan kanskje kom kommer kunne lenge lengre
    like maa man mange med mellom men mens mer mest mot mye naar nar neste noe noen nok nye ogsa ogsaa opp oss over
    samme sammen seg selv siden sier sin sine sitt skal skulle slik som tid til tilbake tre tross under uten utenfor
    vaere vaert var vare vart ved vet videre vil ville vore
"""
GRAMMAR = frozenset(_SAID_OF_ANYTHING.split())

_SAID_EVERY_DAY = """
    call caller callers calling calls client clients customer customers people phone phones talk talking wait waiting waits
    bel bellen belt gesprek gesprekken klant klanten mensen telefoon wacht wachten
    folk kund kunden kunder kunderna kundens ring ringa ringer ringt samtal samtalen samtalet telefon vanta vantar
    folk kunde kunden kundene kunder ringe samtale samtalen samtaler telefonen vente venter
"""
EVERY_DAY = frozenset(_SAID_EVERY_DAY.split())
"""What everybody who serves customers says of nearly anything: it tells half."""
