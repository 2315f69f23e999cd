"""What somebody wrote anew: without the letter they quoted, their signature and the rest, whatever program they use."""

import pytest

from floortime.mail.bodies import plain_of, read_words
from floortime.mail.quoting import newly_said

LETTER = "> Eli, can you clear this?\n>\n> The map opens after the call\n"
HEAD = "From: Floortime <floortime@nordvik.example>\nSent: Monday, November 23, 2026 10:00 AM\nTo: Eli Nordvik <eli@nordvik.example>\nSubject: Can you clear this?\n\nEli, can you clear this?\n"


@pytest.mark.parametrize(
    "mail",
    [
        f"Accept\n\nOn Mon, 23 Nov 2026 at 10:00, Floortime <floortime@nordvik.example> wrote:\n\n{LETTER}",
        f"Accept\n\nOn Mon, 23 Nov 2026 at 10:00, Floortime <\nfloortime@nordvik.example> wrote:\n\n{LETTER}",
        f"Accept\n\nOp ma 23 nov 2026 om 10:00 schreef Floortime <floortime@nordvik.example>:\n\n{LETTER}",
        f"Accept\n\nOp 23 nov. 2026, om 10:00 heeft Floortime <floortime@nordvik.example> het volgende geschreven:\n\n{LETTER}",
        f"Accept\n\nDen mån 23 nov. 2026 kl 10:00 skrev Floortime <floortime@nordvik.example>:\n\n{LETTER}",
        f"Accept\n\n23 nov. 2026 kl. 10:00 skrev Floortime <floortime@nordvik.example>:\n\n{LETTER}",
        f"Accept\n\nman. 23. nov. 2026 kl. 10:00 skrev Floortime <floortime@nordvik.example>:\n\n{LETTER}",
        f"Accept\n\nDen 23.11.2026 10:00, skrev Floortime:\n{LETTER}",
        f"Accept\nOn Mon, 23 Nov 2026 at 10:00, Floortime <floortime@nordvik.example> wrote:\n{LETTER}",
        f"Accept\n\n________________________________\n{HEAD}",
        f"Accept\n\n{HEAD}",
        "Accept\n\nVan: Floortime <floortime@nordvik.example>\nVerzonden: maandag 23 november 2026 10:00\nAan: Eli\nOnderwerp: x\n\nEli",
        "Accept\n\nFrån: Floortime <floortime@nordvik.example>\nSkickat: den 23 november 2026 10:00\nTill: Eli\nÄmne: x\n\nEli",
        "Accept\n\nFra: Floortime <floortime@nordvik.example>\nSendt: mandag 23. november 2026 10:00\nTil: Eli\nEmne: x\n\nEli",
        f"Accept\n\n-----Original Message-----\n{HEAD}",
        f"Accept\n\n-----Oorspronkelijk bericht-----\n{HEAD}",
        f"On Mon, 23 Nov 2026 at 10:00, Floortime <floortime@nordvik.example> wrote:\n{LETTER}\nAccept\n",
        f"{LETTER}\nAccept\n\n-- \nEli Nordvik\nTechnology\n",
        "Accept\n\n-- \nEli Nordvik\n+31 30 123 45 67\n",
        "Accept\n\nKind regards,\nEli\nTechnology, Nordvik\nThis mail is confidential.",
        "Accept\n\nMet vriendelijke groet,\n\nEli Nordvik",
        "Accept\n\nMvg Eli",
        "Accept\n\nVänliga hälsningar\nEli",
        "Accept\n\nMed vennlig hilsen\nEli Nordvik",
        "Accept\n\nSent from my iPhone",
        "Accept\n\nVerstuurd vanaf mijn iPhone",
        "Accept\n\nHämta Outlook för iOS\n" + HEAD,
        "Accept\n\nSendt fra min iPhone",
        "Hi Floortime,\n\nAccept\n",
        "Beste,\n\nAccept",
        "Hej!\nAccept",
        "CAUTION: This email originated from outside of the organisation.\n\nAccept",
    ],
)
def test_one_word_is_found_in_every_mail(mail):
    assert newly_said(mail.replace("\n", "\r\n")) == "Accept"


def test_between_the_lines_of_a_letter():
    mail = "> Can you clear this?\nDone, since Monday\n> By when?\nIt works at every desk\n"
    assert newly_said(mail) == "Done, since Monday\nIt works at every desk"


@pytest.mark.parametrize(
    "mail",
    [
        "Thanks",
        "We wrote to the supplier: they answer on Friday.",
        "From: the stock we have three left.\nMore next week.",
        "On Monday the supplier wrote",
        "Half of it is done.\n\nThe rest follows: next week.",
        "________________________________\nThe line above is ours.",
    ],
)
def test_what_only_looks_like_a_quotation_stays(mail):
    assert newly_said(mail) == mail


def test_a_long_line_that_is_none_takes_no_time():
    line = "On 2026 wrote " * 30_000 + ":"
    assert newly_said(line) == line.strip()
    assert newly_said("\n".join(["On <a@b.example> 10:00 wrote x:" * 15] * 3_000)) == ""


GMAIL = """<div dir="ltr">Done: the map is on every desk<div><br></div><div class="gmail_signature">Eli</div></div><br>
<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Mon, 23 Nov 2026 at 10:00, Floortime wrote:<br></div>
<blockquote class="gmail_quote"><div>Eli, can you clear this?</div><p>The map</p></blockquote></div>"""
OUTLOOK = """<html><head><style>p {color: red}</style></head><body><div class="WordSection1"><p class="MsoNormal">Done: the map is on every desk<o:p></o:p></p>
<p class="MsoNormal">&nbsp;</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>From:</b> Floortime<br>
<b>Sent:</b> Monday<br><b>To:</b> Eli<br><b>Subject:</b> Can you</p></div><p>Eli, can you clear this?</p></div></body></html>"""
OUTLOOK_WEB = """<div>Done: the map is on every desk</div><div id="Signature"><p>Eli Nordvik</p></div><div id="appendonsend"></div><hr>
<div id="divRplyFwdMsg"><b>From:</b> Floortime</div><div>Eli, can you clear this?</div>"""
APPLE = """<html><body>Done: the map is on every desk<div><br><blockquote type="cite"><div>On 23 Nov 2026, at 10:00, Floortime wrote:</div><div>Eli, can you</div></blockquote></div></body></html>"""
THUNDERBIRD = """<div class="moz-cite-prefix">On 23/11/2026 10:00, Floortime wrote:<br></div><blockquote type="cite"><p>Eli, can you</p></blockquote>
<p>Done: the map is on every desk</p><div class="moz-signature">-- <br>Eli</div>"""


@pytest.mark.parametrize("page", [GMAIL, OUTLOOK, OUTLOOK_WEB, APPLE, THUNDERBIRD])
def test_html_alone_says_the_same(page):
    assert newly_said(plain_of(page)) == "Done: the map is on every desk"


def test_nothing_of_a_page_but_its_words():
    page = "<p>One</p><script>alert(1)</script><p>Two <b>and</b> a half</p><img src=x onerror=alert(1)>"
    assert [row for row in plain_of(page).split("\n") if row] == ["One", "Two and a half"]


def test_a_mail_of_nothing_says_nothing():
    for raw in (
        b"",
        b"Content-Type: text/html; charset=nonsense\r\n\r\n<p>",
        b"Content-Type: multipart/mixed\r\n\r\nx",
    ):
        assert read_words(raw).words in {"", "x"}


def test_the_text_of_a_strange_charset_is_read():
    raw = "Content-Type: text/plain; charset=windows-1252\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGår inte, för att…".encode(
        "cp1252"
    )
    assert read_words(raw).words == "Går inte, för att…"
