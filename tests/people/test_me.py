"""One's own page: what one may change about oneself, and about nobody else."""

from sqlalchemy import select

from floortime.journal.queries import history
from floortime.people.model import Delegate, Person
from tests.builders import errors, heading, post, toasts

MINE = {"first_name": "Bo", "last_name": "Nordvik", "language": "sv", "zone": "Europe/Stockholm"}


def test_a_stranger_is_sent_to_sign_in_and_back(client, cast):
    assert client.get("/me").location == "/sign-in?next=/me".replace("/me", "%2Fme")


def test_what_one_chooses_is_kept_and_marked_as_ones_own(signed_in, stage, cast):
    client = signed_in(cast.bo)
    assert post(client, "/me", MINE, page="/me").status_code == 303
    with stage.act() as act:
        row = act.session.get(Person, cast.bo.id)
        assert (row.language, row.zone, row.own_choice) == ("sv", "Europe/Stockholm", ["language", "zone"])
        assert [(e.verb, e.facts) for e in history(act.session, "person", cast.bo.id)] == [
            ("person.changed", {"fields": ["language", "zone"]})
        ]
    assert 'lang="sv"' in client.get("/me").text
    post(client, "/me", MINE, page="/me")
    with stage.act() as act:
        assert len(history(act.session, "person", cast.bo.id)) == 1


def test_a_wrong_zone_is_answered_with_a_near_one(signed_in, cast):
    client = signed_in(cast.bo)
    answer = post(client, "/me", {**MINE, "zone": "Europe/Stokholm", "first_name": ""}, page="/me")
    assert answer.status_code == 422
    assert errors(answer) == [
        "Write the name that colleagues call you.",
        "This zone is not known. Did you mean Europe/Stockholm?",
    ]
    assert 'value="Europe/Stokholm"' in answer.text


def test_the_menu_changes_a_known_readers_language(signed_in, stage, cast):
    client = signed_in(cast.bo)
    answer = post(client, "/me/language", {"language": "nb", "next": "/me"}, page="/me")
    assert answer.location == "/me"
    assert 'lang="nb"' in client.get("/me").text
    assert post(client, "/me/language", {"language": "tlh"}, page="/me").status_code == 409


def test_anybody_may_switch_the_language_of_their_browser(client, cast):
    ours = {"Sec-Fetch-Site": "same-origin"}
    answer = client.post("/language", data={"language": "nl", "next": "/sign-in"}, headers=ours)
    assert answer.location == "/sign-in"
    assert '<html lang="nl">' in client.get("/sign-in").text
    assert client.post("/language", data={"language": "nl"}).status_code == 403
    away = client.post("/language", data={"language": "sv", "next": "//evil.example"}, headers=ours)
    assert away.location == "/log"


def test_browsers_are_listed_and_signed_out_one_by_one(signed_in, cast):
    mine, other = signed_in(cast.bo), signed_in(cast.bo)
    keys = mine.get("/me").text.split('name="session" value="')[1:]
    assert len(keys) == 1
    assert post(mine, "/me/sessions/close", {"session": keys[0][:64]}, page="/me").status_code == 303
    assert other.get("/me").status_code == 303
    assert heading(mine.get("/me")) == "Bo Nordvik"


def test_nobody_signs_out_somebody_else(signed_in, cast):
    mine, theirs, third = signed_in(cast.bo), signed_in(cast.cy), signed_in(cast.cy)
    key = theirs.get("/me").text.split('name="session" value="')[1][:64]
    assert post(mine, "/me/sessions/close", {"session": key}, page="/me").status_code == 404
    assert third.get("/me").status_code == 200


def test_a_leader_hands_over_and_takes_back(signed_in, stage, cast):
    ada, dee = signed_in(cast.ada), signed_in(cast.dee)
    for _twice in range(2):
        assert post(ada, "/me/delegates", {"address": "dee@nordvik.example"}, page="/me").status_code == 303
    assert toasts(ada.get("/me")) == ["Dee acts for you from now on. Pages say who acted for whom."]
    assert "You act for Ada Lindqvist." in dee.get("/me").text
    for _twice in range(2):
        post(ada, f"/me/delegates/{cast.dee.id}/remove", page="/me")
    with stage.act() as act:
        assert act.session.scalars(select(Delegate)).all() == []
        assert sorted((e.verb, e.facts["delegate"]) for e in history(act.session, "person", cast.ada.id)) == [
            ("delegate.added", cast.dee.id),
            ("delegate.removed", cast.dee.id),
        ]


def test_only_a_colleague_can_act_for_a_leader(signed_in, stage, cast, moment):
    ada = signed_in(cast.ada)
    with stage.act() as act:
        act.session.merge(cast.cy).left_on = moment.at.date()
    nobody = "Nobody here has this address. Look for a colleague's work e-mail."
    for address in ("eli@nordvik.example", "who@nordvik.example"):
        answer = post(ada, "/me/delegates", {"address": address}, page="/me")
        assert (answer.status_code, errors(answer)) == (422, [nobody])
    assert post(ada, "/me/delegates", {"address": "cy@nordvik.example"}, page="/me").status_code == 409
    assert post(ada, "/me/delegates", {"address": "ada@nordvik.example"}, page="/me").status_code == 409


def test_who_leads_nobody_has_nothing_to_hand_over(signed_in, cast):
    bo = signed_in(cast.bo)
    assert "Hand over" not in bo.get("/me").text
    assert post(bo, "/me/delegates", {"address": "dee@nordvik.example"}, page="/me").status_code == 404
