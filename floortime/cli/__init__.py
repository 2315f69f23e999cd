"""The `floortime` command: what it offers, and how it fails. Roof; each command imports what it needs when it runs."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from floortime import __version__
from floortime.cli.mistakes import sentence_of

Command = Callable[[argparse.Namespace], int | None]


class Parser(argparse.ArgumentParser):
    """A parser that says in one sentence what is wrong and where help is."""

    def error(self, message: str) -> NoReturn:
        """Say it and leave with 2, as commands do for a wrong call."""
        sentence = message[:1].upper() + message[1:]
        self.exit(2, f"{sentence}. See {self.prog} --help.\n")


def parser() -> Parser:
    """All commands with their options."""
    top = Parser(prog="floortime", description="Sit-downs with the floor, followed through.")
    top.add_argument("--version", action="version", version=f"floortime {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)

    serve = commands.add_parser("serve", help="the web site and its worker, in the foreground")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen at (127.0.0.1)")
    serve.add_argument("--port", type=_port, default=8000, help="port to listen at (8000)")
    serve.add_argument("--workers", type=_few, default=2, help="web processes (2)")
    serve.add_argument(
        "--no-worker", action="store_true", help="the web site alone; run `floortime worker` elsewhere"
    )
    serve.set_defaults(run=_serve)

    worker = commands.add_parser("worker", help="letters and duties, in the foreground")
    worker.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    worker.set_defaults(run=_worker)

    migrate = commands.add_parser("migrate", help="bring the database to this version's tables")
    migrate.add_argument(
        "--down", metavar="REVISION", help="go back to that revision; `base` drops every table"
    )
    migrate.set_defaults(run=_migrate)

    _offer_people(commands)

    _offer_lists(commands)

    _offer_mail(commands)

    duties = commands.add_parser("duties", help="do once what is due by the timetable")
    duties.add_argument(
        "--at", metavar="ISO", help="as if it were then, for rehearsals: 2026-12-03 or 2026-12-03T09:00"
    )
    duties.set_defaults(run=_duties)

    demo = commands.add_parser(
        "demo", help="a made-up company to try everything with, in a folder of its own"
    )
    demo.add_argument("--port", type=_port, default=8000, help="port to listen at (8000)")
    demo.add_argument("--data", metavar="DIR", default="./var/demo", help="folder of the demo (./var/demo)")
    demo.add_argument("--fresh", action="store_true", help="throw the demo away and make it anew")
    demo.add_argument("--no-serve", action="store_true", help="make it and stop there")
    demo.set_defaults(run=_demo)

    save = commands.add_parser("backup", help="the whole house into one file, while it runs")
    save.add_argument("file", help="the file to write, or a folder to put it in")
    save.set_defaults(run=_backup)
    back = commands.add_parser("restore", help="a house from such a file, into an empty database")
    back.add_argument("file", help="the file that `floortime backup` wrote")
    back.set_defaults(run=_restore)

    doctor = commands.add_parser("doctor", help="say in words what is wrong with the set-up")
    doctor.add_argument("--mend", action="store_true", help="write the search index anew first")
    doctor.add_argument(
        "--no-letter", action="store_true", help="send no letter to ourselves to see whether it comes in"
    )
    doctor.set_defaults(run=_doctor)
    return top


def _offer_mail(commands: "argparse._SubParsersAction[Parser]") -> None:
    mail = commands.add_parser("mail", help="letters").add_subparsers(
        metavar="COMMAND", required=True, parser_class=Parser
    )
    receive = mail.add_parser("receive", help="take in one mail from a pipe, for a mail server to call")
    receive.set_defaults(run=_mail_receive)
    read = mail.add_parser("read", help="read once what was taken in")
    read.set_defaults(run=_mail_read)
    send = mail.add_parser("send", help="deliver once what is due")
    send.set_defaults(run=_mail_send)
    freeze = mail.add_parser("freeze", help="hold back what waits, after restoring a backup")
    freeze.set_defaults(run=_mail_hold, freeze=True)
    release = mail.add_parser("release", help="let frozen letters go")
    release.set_defaults(run=_mail_hold, freeze=False)


def _offer_lists(commands: "argparse._SubParsersAction[Parser]") -> None:
    followups = commands.add_parser("followups", help="take an action list over").add_subparsers(
        metavar="COMMAND", required=True, parser_class=Parser
    )
    taken = followups.add_parser("import", help="promises out of a list (Excel or CSV); nobody is written to")
    taken.add_argument("file", help="the file")
    taken.add_argument("--dry-run", action="store_true", help="say what it would bring, change nothing")
    taken.set_defaults(run=_followups_import)


def _offer_people(commands: "argparse._SubParsersAction[Parser]") -> None:
    people = commands.add_parser("people", help="import, add, erase").add_subparsers(
        metavar="COMMAND", required=True, parser_class=Parser
    )
    imported = people.add_parser("import", help="read an HR export (Excel or CSV)")
    imported.add_argument("file", help="the file")
    imported.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")
    imported.set_defaults(run=_people_import)
    added = people.add_parser("add", help="make somebody by hand, the first admin above all")
    added.add_argument("--email", required=True)
    added.add_argument("--first", required=True, metavar="NAME", help="first name")
    added.add_argument("--last", required=True, metavar="NAME", help="last name")
    added.add_argument(
        "--role", default="admin", choices=("agent", "leader", "owner", "chief_of_staff", "admin")
    )
    added.add_argument(
        "--zone", default="", metavar="ZONE", help="time zone, like Europe/Amsterdam (this machine's)"
    )
    added.add_argument("--password", action="store_true", help="ask for a password, or read it from a pipe")
    added.set_defaults(run=_people_add)
    erased = people.add_parser("erase", help="make somebody who has left a blank person")
    erased.add_argument("who", help="employee number or e-mail address")
    erased.set_defaults(run=_people_erase)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. A user's mistake is one sentence on stderr and a non-zero exit, never a traceback."""
    options = parser().parse_args(arguments)
    command: Command = options.run
    try:
        return command(options) or 0
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as wrong:
        sentence = sentence_of(wrong)
        if sentence is None:
            raise
        print(" ".join(sentence.split()), file=sys.stderr)
        return 1


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port from 1 to 65535")
    return int(text)


def _few(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 32:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to 32")
    return int(text)


def _serve(options: argparse.Namespace) -> int:
    from floortime.cli.serving import serve

    return serve(
        host=options.host, port=options.port, workers=options.workers, with_worker=not options.no_worker
    )


def _demo(options: argparse.Namespace) -> int:
    from floortime.cli.demo import demo

    return demo(port=options.port, data=options.data, fresh=options.fresh, serving=not options.no_serve)


def _worker(options: argparse.Namespace) -> None:
    from floortime.cli.working import run_worker

    run_worker(parent=options.parent)


def _migrate(options: argparse.Namespace) -> None:
    from floortime.cli.ground import migrate

    migrate(down_to=options.down)


def _people_import(options: argparse.Namespace) -> None:
    from floortime.cli.people import import_people

    import_people(options.file, dry_run=options.dry_run)


def _followups_import(options: argparse.Namespace) -> None:
    from floortime.cli.lists import import_list

    import_list(options.file, dry_run=options.dry_run)


def _people_add(options: argparse.Namespace) -> None:
    from floortime.cli.people import add

    add(
        email=options.email,
        first=options.first,
        last=options.last,
        role=options.role,
        with_password=options.password,
        zone=options.zone,
    )


def _people_erase(options: argparse.Namespace) -> None:
    from floortime.cli.people import erase

    erase(options.who)


def _mail_send(_options: argparse.Namespace) -> int:
    from floortime.cli.working import send_mail

    return send_mail()


def _mail_receive(_options: argparse.Namespace) -> int:
    from floortime.cli.receiving import receive

    return receive()


def _mail_read(_options: argparse.Namespace) -> None:
    from floortime.cli.receiving import read

    read()


def _mail_hold(options: argparse.Namespace) -> None:
    from floortime.cli.working import hold_mail

    hold_mail(freeze=options.freeze)


def _duties(options: argparse.Namespace) -> int:
    from floortime.cli.working import do_duties

    return do_duties(at=options.at)


def _backup(options: argparse.Namespace) -> None:
    from floortime.cli.keeping import backup

    backup(options.file)


def _restore(options: argparse.Namespace) -> None:
    from floortime.cli.keeping import restore

    restore(options.file)


def _doctor(options: argparse.Namespace) -> int:
    from floortime.cli.doctor import examine

    return examine(mend=options.mend, letter=not options.no_letter)
