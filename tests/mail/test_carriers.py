"""The carriers against a real SMTP server and a real folder: what goes, what is refused, what is tried again."""

import mailbox
import re
import socket
import ssl
import threading
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from floortime.errors import Undeliverable
from floortime.mail.carriers import MaildirCarrier, SmtpCarrier, carrier_for
from floortime.outbox.delivery import NoSuchReader, NotNow, Unreachable

US, THEM = "floortime@nordvik.example", "bo@nordvik.example"
RAW = b"Subject: One\r\n\r\n.a line that begins with a dot\r\n"


class Receiver:
    """An SMTP server's behaviour: says what a test tells it to."""

    def __init__(self):
        self.rcpt = self.data = self.mail = None
        self.got, self.conversations = [], 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.conversations += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.mail:
            return self.mail
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.data == "cut":
            server.transport.close()
            return "250 never seen"
        if self.data:
            return self.data
        self.got.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 taken"


@contextmanager
def serving(receiver, **more):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(receiver, hostname="127.0.0.1", port=port, **more)
    server.start()
    try:
        yield port
    finally:
        server.stop()


@pytest.fixture
def receiver():
    return Receiver()


@pytest.fixture
def smtp(receiver):
    with serving(receiver) as port:
        carrier = SmtpCarrier(urlsplit(f"smtp://127.0.0.1:{port}"), helo="nordvik.example")
        yield carrier
        carrier.close()


def send(carrier, to=THEM, still=lambda: True):
    return carrier.send(RAW, sender=US, to=to, still=still)


def test_letters_go_in_one_conversation_byte_for_byte(smtp, receiver):
    assert [send(smtp), send(smtp)] == [True, True]
    assert receiver.got == [(US, [THEM], RAW)] * 2
    assert receiver.conversations == 1


def test_the_last_look_comes_after_rcpt_and_before_data(smtp, receiver):
    assert send(smtp, still=lambda: False) is False
    assert receiver.got == []
    assert send(smtp) is True


def test_that_an_address_is_nobodys_is_about_that_letter(smtp, receiver):
    receiver.rcpt = "550 5.1.1 no such person"
    with pytest.raises(NoSuchReader) as refused:
        send(smtp)
    assert refused.value.sentence == "550 5.1.1 no such person"
    receiver.rcpt = None
    assert send(smtp) is True


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("rcpt", "550 5.7.1 relaying denied"),
        ("rcpt", "554 no"),
        ("rcpt", "553 5.1.8 your address is not known here"),
        ("rcpt", "550 5.4.1 access denied"),
        ("data", "554 5.7.1 looks like spam"),
        ("data", "550 5.1.1 no such person"),
    ],
)
def test_any_other_5xx_may_be_the_servers_own_state_and_is_tried_again(smtp, receiver, where, said):
    setattr(receiver, where, said)
    with pytest.raises(NotNow) as refused:
        send(smtp)
    assert str(refused.value) == said
    setattr(receiver, where, None)
    assert send(smtp) is True


@contextmanager
def greeting(*says):
    """A server that says one of these lines to each thing it hears, the first when somebody comes."""
    door = socket.create_server(("127.0.0.1", 0))

    def talk():
        with door.accept()[0] as other, other.makefile("rb") as heard:
            for line in says:
                other.sendall(line.encode() + b"\r\n")
                heard.readline()

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    try:
        yield door.getsockname()[1]
    finally:
        thread.join(10)
        door.close()


@pytest.mark.parametrize(
    "says",
    [
        ["554 5.3.2 no mail from you"],
        ["220 here", "550 5.7.1 not you", "550 5.7.1 not you"],
        ["220 here", "250 well", "553 5.1.8 not from there"],
    ],
)
def test_whatever_it_refuses_before_it_hears_for_whom_blames_no_letter(says):
    with greeting(*says) as port:
        carrier = SmtpCarrier(urlsplit(f"smtp://127.0.0.1:{port}"), helo="nordvik.example")
        with pytest.raises(Unreachable, match=re.escape(says[-1].split(" ", 1)[1])):
            send(carrier)
        carrier.close()


def test_the_doctor_hears_whether_we_may_write(smtp, receiver):
    smtp.reach(US)
    receiver.mail = "550 5.7.1 not you"
    with pytest.raises(Unreachable, match=r"5\.7\.1 not you"):
        smtp.reach(US)
    assert receiver.got == []


@pytest.mark.parametrize(("where", "trouble"), [("rcpt", NotNow), ("data", NotNow), ("mail", Unreachable)])
def test_4xx_is_not_now_and_of_the_sender_nobodys_fault(smtp, receiver, where, trouble):
    setattr(receiver, where, "451 4.3.0 busy")
    with pytest.raises(trouble):
        send(smtp)
    setattr(receiver, where, None)
    assert send(smtp) is True


def test_our_own_address_refused_blames_no_letter(smtp, receiver):
    receiver.mail = "550 5.7.1 not you"
    with pytest.raises(Unreachable) as refused:
        send(smtp)
    assert str(refused.value) == f"The mail server refuses to send from {US}: 550 5.7.1 not you"


def test_a_conversation_cut_after_data_is_tried_again_in_a_new_one(smtp, receiver):
    receiver.data = "cut"
    with pytest.raises(NotNow):
        send(smtp)
    receiver.data = None
    assert send(smtp) is True


def test_nobody_at_the_port_is_unreachable(receiver):
    with serving(receiver) as port:
        pass
    with pytest.raises(Unreachable):
        send(SmtpCarrier(urlsplit(f"smtp://127.0.0.1:{port}"), helo="nordvik.example"))


def test_an_address_beyond_ascii_needs_a_server_that_takes_it(receiver):
    with serving(receiver, enable_SMTPUTF8=False) as port:
        carrier = SmtpCarrier(urlsplit(f"smtp://127.0.0.1:{port}"), helo="nordvik.example")
        with pytest.raises(Undeliverable):
            send(carrier, to="søren@nordvik.example")
        carrier.close()


def test_a_wrong_password_is_the_set_ups_fault(receiver):
    def never(server, session, envelope, mechanism, data):
        assert isinstance(data, LoginPassword)
        return AuthResult(success=False, handled=False)

    with serving(receiver, authenticator=never, auth_require_tls=False) as port:
        carrier = SmtpCarrier(urlsplit(f"smtp://us:wrong@127.0.0.1:{port}"), helo="nordvik.example")
        with pytest.raises(Unreachable):
            carrier.reach(US)


def test_a_server_without_tls_at_a_tls_port_is_unreachable(receiver):
    with serving(receiver) as port:
        carrier = SmtpCarrier(urlsplit(f"smtps://127.0.0.1:{port}"), helo="nordvik.example")
        with pytest.raises(Unreachable) as closed:
            carrier.reach(US)
    assert isinstance(closed.value.__cause__, ssl.SSLError | OSError)


def test_a_folder_takes_letters_with_their_envelope(settings, tmp_path):
    carrier = carrier_for(settings)
    assert isinstance(carrier, MaildirCarrier)
    assert send(carrier) is True
    assert send(carrier, still=lambda: False) is False
    (letter,) = mailbox.Maildir(tmp_path / "mail")
    assert (letter["Return-Path"], letter["Delivered-To"], letter["Subject"]) == (f"<{US}>", THEM, "One")


def test_a_folder_that_cannot_be_written_is_unreachable(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Unreachable):
        send(MaildirCarrier(tmp_path / "file" / "mail"))
