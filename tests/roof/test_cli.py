"""The command: what each part says and how it leaves; a user's mistake is one sentence on stderr."""

import os

import pytest
from sqlalchemy import select, text

from floortime import clock, schema
from floortime.cli import main
from floortime.db import Database, DutyRun
from floortime.duties import note_alive
from floortime.outbox import actions as outbox
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.people.queries import house
from floortime.sitdowns.actions.free_time import give_address
from floortime.sitdowns.model import BusySource


@pytest.fixture
def set_up(monkeypatch, settings):
    """The environment that `settings` came from."""
    for name, value in {
        "FLOORTIME_DATA": str(settings.data),
        "FLOORTIME_DATABASE_URL": settings.database_url,
        "FLOORTIME_SECRET_KEY": settings.secret_key,
        "FLOORTIME_BASE_URL": settings.base_url,
        "FLOORTIME_MAIL_URL": settings.mail_url,
        "FLOORTIME_MAILBOX": settings.mailbox,
    }.items():
        monkeypatch.setenv(name, value)
    yield monkeypatch
    left = Database(settings.database_url)
    schema.upgrade(left)  # the next test on PostgreSQL finds the tables that this one may have dropped
    left.close()


def run(capsys, *arguments):
    """Exit code, lines on stdout, stderr."""
    try:
        code = main(arguments)
    except SystemExit as left:
        code = left.code
    said = capsys.readouterr()
    return code, said.out.splitlines(), said.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["mail"], "The following arguments are required: COMMAND. See floortime mail --help.\n"),
        (
            ["serve", "--port", "0"],
            "Argument --port: 0 is not a port from 1 to 65535. See floortime serve --help.\n",
        ),
        (
            ["serve", "--workers", "many"],
            "Argument --workers: many is not a number from 1 to 32. See floortime serve --help.\n",
        ),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence(capsys, arguments, sentence):
    assert run(capsys, *arguments) == (2, [], sentence)


def test_a_wrong_setting_is_told_in_a_sentence(capsys, set_up):
    set_up.setenv("FLOORTIME_MAIL_URL", "pigeon://roof")
    assert run(capsys, "duties") == (
        1,
        [],
        "FLOORTIME_MAIL_URL is not a way to send mail. Write smtp://host:587, smtps://user:password@host or maildir:///folder.\n",
    )


def test_a_database_that_is_away_is_told_in_a_sentence(capsys, set_up, tmp_path):
    set_up.setenv("FLOORTIME_DATABASE_URL", f"postgresql://nobody@/none?host={tmp_path}/nowhere")
    code, out, err = run(capsys, "duties")
    assert (code, out, err.count("\n"), "Traceback" in err) == (1, [], 1, False)
    assert err.startswith("The database says: connection")


def test_postgresql_is_not_migrated_behind_its_keepers_back(capsys, set_up, db, settings):
    steps = len(schema.downgrade(db))
    code, out, err = run(capsys, "duties")
    newest = schema.newest()
    if db.is_sqlite:
        assert (code, out[0]) == (0, f"Prepared the database in {settings.data} ({steps} steps).")
    else:
        assert (code, err) == (1, f"The database has no tables and needs {newest}. Run: floortime migrate.\n")
        assert run(capsys, "migrate")[0] == 0
    assert schema.current(db) == newest


def test_migrate_goes_back_and_up_again(capsys, set_up, db):
    names = sorted(script.revision for script in schema.scripts().walk_revisions())
    code, out, _ = run(capsys, "migrate", "--down", "0002_people")
    assert (code, out[-1], schema.current(db)) == (0, "The database stands at 0002_people.", "0002_people")
    assert run(capsys, "migrate", "--down", names[-1]) == (
        1,
        [],
        f"The database stands at 0002_people, which is before {names[-1]}.\n",
    )
    code, out, _ = run(capsys, "migrate")
    assert out == [*(f"up to {name}" for name in names[2:]), f"The database stands at {names[-1]}."]


def test_migrate_to_a_revision_that_is_none(capsys, set_up):
    code, out, err = run(capsys, "migrate", "--down", "0009_x")
    assert (code, out, err.split(".")[0]) == (1, [], "0009_x is not a revision")


def test_mail_send_brings_out_what_is_due(capsys, set_up, stage, settings, db, moment):
    moment.at = clock.now()
    with stage.act() as act:
        for n in range(12):
            outbox.post(
                act, event="test", dedupe_key=f"k{n}", to_id=1, to_address=f"a{n}@x.example",
                subject=("thing", n), message_id=f"m{n}@nordvik.example", body=b"Subject: x\r\n\r\nx\r\n",
            )  # fmt: skip
    assert run(capsys, "mail", "send") == (0, ["12 sent, 0 waiting, 0 refused."], "")
    assert len(list((settings.data / "mail" / "new").iterdir())) == 12


def test_mail_that_cannot_leave_is_a_failure_and_stays(capsys, set_up, stage, db, moment):
    moment.at = clock.now()
    set_up.setenv("FLOORTIME_MAIL_URL", "smtp://127.0.0.1:9")
    with stage.act() as act:
        outbox.post(
            act, event="test", dedupe_key="k", to_id=1, to_address="a@x.example", subject=("thing", 1),
            message_id="m@nordvik.example", body=b"x",
        )  # fmt: skip
    code, out, err = run(capsys, "mail", "send")
    assert (code, out) == (1, ["0 sent, 1 waiting, 0 refused."])
    assert err.startswith("The mail server 127.0.0.1:9 cannot be used: ")


def test_a_restored_copys_letters_wait_for_a_hand(capsys, set_up, stage, db, moment):
    moment.at = clock.now()
    with stage.act() as act:
        outbox.post(
            act, event="test", dedupe_key="k", to_id=1, to_address="a@x.example", subject=("thing", 1),
            message_id="m@nordvik.example", body=b"x",
        )  # fmt: skip
    assert run(capsys, "mail", "freeze")[1] == [
        "1 letters frozen. No letter leaves and no mailbox is read until: floortime mail release."
    ]
    assert run(capsys, "mail", "send")[1] == ["0 sent, 0 waiting, 0 refused."]
    assert run(capsys, "mail", "release")[1] == ["1 letters released."]
    assert run(capsys, "mail", "send")[1] == ["1 sent, 0 waiting, 0 refused."]
    with db.reading() as session:
        assert session.scalars(select(Letter.state)).all() == ["sent"]


def test_duties_are_done_once_for_each_date(capsys, set_up, db):
    first = run(capsys, "duties", "--at", "2026-12-03")
    assert first[0] == 0
    assert "receipts.forget: done" in first[1]
    later = [run(capsys, "duties", "--at", "2026-12-03T09:04") for _ in range(2)]
    each_minute = ["headsups.leave: done", "hooks.tell: done"]
    assert later == [(0, each_minute, ""), (0, ["Nothing was due."], "")]
    with db.reading() as session:
        slots = session.scalars(select(DutyRun.slot).where(DutyRun.duty == "receipts.forget")).all()
    assert slots == ["2026-12-03"]


def test_duties_read_the_calendars_that_are_due(capsys, set_up, stage, cast, moment):
    """Beside the timetable's acts: the address leads into a closed network, which is looked at once and noted."""
    with stage.act(cast.ada) as act:
        give_address(act, act.session.get(Person, cast.ada.id), "http://127.0.0.1:9/busy.ics")
    then = moment().strftime("%Y-%m-%dT%H:%M:%SZ")
    code, out, _err = run(capsys, "duties", "--at", then)
    assert (code, out[-1]) == (0, "1 leader's calendar looked at.")
    assert "free_time.ask: done" in out
    with stage.db.reading() as session:
        row = session.get(BusySource, cast.ada.id)
        assert (row.trouble, row.tries, row.read_at) == ("address", 1, None)
    assert run(capsys, "duties", "--at", then)[1] == ["Nothing was due."]


def test_duties_at_no_time(capsys, set_up):
    sentence = "soon is not a time. Write 2026-12-03 or 2026-12-03T09:00.\n"
    assert run(capsys, "duties", "--at", "soon") == (1, [], sentence)


def marks(out):
    return [line[:4].strip() for line in out]


def test_the_doctor_finds_a_house_in_order(capsys, set_up, db):
    note_alive(db, clock.now())
    code, out, err = run(capsys, "doctor")
    assert (code, err, "FAIL" in marks(out)) == (0, "", False)


def test_the_doctor_says_that_no_worker_runs(capsys, set_up, db):
    code, out, _ = run(capsys, "doctor")
    ill = [line for line in out if line.startswith("FAIL")]
    assert (code, ill) == (
        1,
        ["FAIL  No worker has ever run here: no letter leaves. Run: floortime serve, or floortime worker."],
    )


def test_the_doctor_says_that_tables_are_old(capsys, set_up, db):
    schema.downgrade(db, "0001_ground")
    code, out, _ = run(capsys, "doctor")
    ill = [line for line in out if line.startswith("FAIL")]
    newest = schema.newest()
    assert (code, ill) == (
        1,
        [f"FAIL  The tables stand at 0001_ground and must come to {newest}. Run: floortime migrate."],
    )


def test_the_doctor_says_what_search_cannot_find(capsys, set_up, db):
    note_alive(db, clock.now())
    with db.writing() as session:
        key = "rowid" if db.is_sqlite else "id"
        column = "words" if db.is_sqlite else "tsv"
        session.execute(text(f"insert into obstacle_search ({key}, {column}) values (7, 'x')"))
    code, out, _ = run(capsys, "doctor")
    ill = [line for line in out if line.startswith("FAIL")]
    assert code == 1
    assert [line.partition(".")[0] for line in ill] == [
        "FAIL  The search index lacks 0 entries and has 1 too many"
    ]


def test_the_doctor_speaks_without_a_database(capsys, set_up, tmp_path):
    set_up.setenv("FLOORTIME_DATABASE_URL", f"postgresql://nobody@/none?host={tmp_path}/nowhere")
    code, out, err = run(capsys, "doctor")
    assert (code, err, marks(out)[-1]) == (1, "", "FAIL")
    assert out[-1].startswith("FAIL  The database cannot be reached: ")


def test_the_doctor_says_that_mail_cannot_leave(capsys, set_up, db):
    note_alive(db, clock.now())
    set_up.setenv("FLOORTIME_MAIL_URL", "smtp://127.0.0.1:9")
    code, out, _ = run(capsys, "doctor")
    ill = [line for line in out if line.startswith("FAIL")]
    assert (code, len(ill), ill[0].endswith("Check FLOORTIME_MAIL_URL and FLOORTIME_MAILBOX.")) == (
        1,
        1,
        True,
    )


def test_another_servers_folder_is_refused(settings):
    from floortime.cli.serving import alone
    from floortime.errors import Refused

    first = alone(settings)
    with pytest.raises(Refused) as refused:
        alone(settings)
    os.close(first)
    assert refused.value.sentence == f"Another Floortime is running on {settings.data}. Stop it first."


def test_the_command_line_and_the_package_agree(capsys):
    from floortime import __version__

    assert run(capsys, "--version") == (0, [f"floortime {__version__}"], "")


def test_a_fresh_folder_becomes_a_house(capsys, set_up, tmp_path):
    fresh = tmp_path / "fresh"
    set_up.setenv("FLOORTIME_DATA", str(fresh))
    set_up.delenv("FLOORTIME_DATABASE_URL")
    set_up.delenv("FLOORTIME_SECRET_KEY")
    assert run(capsys, "mail", "send")[0] == 0
    db = Database(f"sqlite:///{fresh / 'floortime.sqlite3'}")
    assert schema.current(db) == schema.newest()
    db.close()


def test_the_first_admin_is_made_and_let_in(capsys, set_up, client, moment):
    moment.at = clock.now()
    made = ["people", "add", "--email", "ann@nordvik.example", "--first", "Ann", "--last", "Berg"]
    code, out, err = run(capsys, *made, "--role", "admin")
    assert (code, out[0], err) == (0, "Ann Berg is there, as admin.", "")
    link = out[2].rpartition(" ")[2]
    assert link.startswith("http://localhost/sign-in/link/")
    assert client.get(link.removeprefix("http://localhost")).status_code == 200


@pytest.mark.parametrize(
    ("machine", "more", "said"),
    [
        ("Europe/Oslo", [], "Time zone: Europe/Oslo, as this machine has it; --zone names another."),
        ("Europe/Oslo", ["--zone", "europe/london"], "Time zone: Europe/London."),
        (
            "UTC",
            [],
            "Time zone: not known yet. Their browser's is taken at the first sign-in; --zone names one.",
        ),
    ],
)
def test_the_first_admin_brings_the_time_zone_of_the_house(capsys, set_up, db, machine, more, said):
    set_up.setenv("TZ", machine)
    made = ["people", "add", "--email", "ann@nordvik.example", "--first", "Ann", "--last", "Berg", *more]
    assert run(capsys, *made)[1][1] == said
    with db.reading() as session:
        ann = session.scalars(select(Person)).one()
        assert ann.zone == house(session).zone
        assert (ann.zone == "UTC") == (machine == "UTC")


def test_a_zone_that_is_none_is_refused(capsys, set_up):
    made = [
        "people",
        "add",
        "--email",
        "a@nordvik.example",
        "--first",
        "Ann",
        "--last",
        "Berg",
        "--zone",
        "Mars",
    ]
    assert run(capsys, *made) == (1, [], "“Mars” is not a time zone. Write it like Europe/Amsterdam.\n")


def test_people_are_imported_from_a_file_and_a_rehearsal_changes_nothing(capsys, set_up, cast, tmp_path, db):
    file = tmp_path / "people.csv"
    file.write_text(
        "Employee no;First name;Last name;E-mail;Site;Department;Team;Role;Start date\n"
        "77;Noor;Visser;noor@nordvik.example;Utrecht;Customer;Night shift;agent;2026-01-05\n",
        encoding="utf-8",
    )
    code, out, err = run(capsys, "people", "import", str(file), "--dry-run")
    assert (code, err, out[-1]) == (0, "", "Nothing was changed: this was a dry run.")
    code, out, err = run(capsys, "people", "import", str(file))
    assert (code, err) == (0, "")
    assert out[0].startswith("1 new, 0 changed")
    assert run(capsys, "people", "import", str(file))[1][0].startswith("0 new, 0 changed")


def test_a_file_that_is_not_there(capsys, set_up):
    sentence = "There is no file nowhere.csv.\n"
    assert run(capsys, "people", "import", "nowhere.csv") == (1, [], sentence)


def test_nobody_is_erased_by_a_wrong_number(capsys, set_up):
    sentence = "Nobody has the number or address 4711.\n"
    assert run(capsys, "people", "erase", "4711") == (1, [], sentence)


def test_where_no_house_is_nothing_is_saved(capsys, monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("FLOORTIME_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FLOORTIME_DATA", str(tmp_path / "elsewhere"))
    sentence = f"There is no house in {tmp_path / 'elsewhere'}: nothing is saved. Look at FLOORTIME_DATA.\n"
    assert run(capsys, "backup", str(tmp_path / "x.zip")) == (1, [], sentence)
    assert sorted(p.name for p in tmp_path.rglob("*") if p.suffix in {".zip", ".sqlite3"}) == []


def test_a_house_is_saved_and_restored_with_its_key(capsys, monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("FLOORTIME_")]:
        monkeypatch.delenv(name)
    here, there = tmp_path / "here", tmp_path / "there"
    monkeypatch.setenv("FLOORTIME_DATA", str(here))
    who = ("--email", "una@nordvik.example", "--first", "Una", "--last", "Nordvik")
    assert run(capsys, "people", "add", *who)[0] == 0
    code, said, _err = run(capsys, "backup", str(tmp_path))
    assert (code, len(list(tmp_path.glob("floortime-*Z.zip"))), said[0].startswith("Saved ")) == (0, 1, True)
    (file,) = tmp_path.glob("floortime-*Z.zip")
    monkeypatch.setenv("FLOORTIME_DATA", str(there))
    code, said, _err = run(capsys, "restore", str(file))
    assert (code, said[-1]) == (0, "When no other copy of this house runs: floortime mail release.")
    assert (there / "secret.key").read_text() == (here / "secret.key").read_text()
    assert run(capsys, "restore", str(file))[::2] == (
        1,
        "There are people in this database. Restore into an empty one.\n",
    )
    assert run(capsys, "restore", str(tmp_path / "none.zip"))[::2] == (
        1,
        f"There is no file {tmp_path / 'none.zip'}.\n",
    )
