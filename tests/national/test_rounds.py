"""The yearly confirmation round: everything on one page, in one click each or in bulk; nothing disappears."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from registry.audit.models import Event
from registry.db import Database
from registry.db.base import now
from registry.errors import Conflict, Forbidden, Invalid
from registry.national import queries
from registry.national.models import Stance
from registry.national.service import authority, positions, rounds
from registry.national.stances import Statement
from registry.notifications.models import Notification
from tests.acting import Stage
from tests.national.conftest import Kenya

TODAY = now().date()
LAST = (TODAY + timedelta(days=60)).isoformat()


def _open(database: Database, kenya: Kenya, who: str = "") -> None:
    with database.write() as session:
        rounds.open_round(session, kenya.viewer(session, who), "KEN", LAST)


def _told(database: Database, kind: str) -> list[str]:
    with database.read() as session:
        return list(session.exec(select(Notification.account_id).where(Notification.kind == kind)))


def test_only_who_speaks_for_the_country_opens_one(database: Database, kenya: Kenya) -> None:
    with pytest.raises(Forbidden):
        _open(database, kenya, kenya.reader)


@pytest.mark.parametrize("last", ["soon", TODAY.isoformat(), (TODAY + timedelta(days=400)).isoformat()])
def test_it_ends_on_a_day_that_can_be_kept(database: Database, kenya: Kenya, last: str) -> None:
    with pytest.raises(Invalid), database.write() as session:
        rounds.open_round(session, kenya.viewer(session), "KEN", last)


def test_one_is_open_at_a_time(database: Database, kenya: Kenya) -> None:
    _open(database, kenya)
    with pytest.raises(Conflict):
        _open(database, kenya)
    with database.write() as session:
        rounds.close_round(session, kenya.viewer(session), "KEN")
    _open(database, kenya)


def test_it_lists_everything_and_counts_what_is_done(database: Database, kenya: Kenya) -> None:
    _open(database, kenya)
    with database.write() as session:
        who = kenya.viewer(session)
        assert queries.last_round(session, "KEN").listed == 3
        positions.still_true(session, who, "KEN", [kenya.first, kenya.reported])
        said = Statement(kenya.second, Stance.DISPUTED, reason={"en": "It never began."})
        positions.take(session, who, "KEN", [said])
    with database.read() as session:
        found = queries.last_round(session, "KEN")
        assert (found.listed, found.done, found.closed_on) == (3, 3, "")


def test_still_true_repeats_what_was_said(database: Database, kenya: Kenya) -> None:
    said = Statement(kenya.first, Stance.DISPUTED, reason={"en": "It never began."})
    with database.write() as session:
        positions.take(session, kenya.viewer(session), "KEN", [said])
    _open(database, kenya)
    with database.write() as session:
        positions.still_true(session, kenya.viewer(session), "KEN", [kenya.first])
    with database.read() as session:
        (position,) = queries.of_deployments(session, [kenya.first])[kenya.first]
        assert (position.stance, position.reason) == ("disputed", {"en": "It never began."})


def test_people_are_reminded_once_each_time_and_it_ends_by_itself(database: Database, kenya: Kenya) -> None:
    _open(database, kenya)
    assert _told(database, "country.round_opened") == [kenya.focal]
    last = date.fromisoformat(LAST)
    for left, times in ((40, 0), (30, 1), (29, 1), (7, 2), (6, 2), (1, 3), (0, 3)):
        with database.write() as session:
            rounds.follow_up(session, last - timedelta(days=left))
        assert len(_told(database, "country.round_ends")) == times, left
    with database.write() as session:
        rounds.follow_up(session, last + timedelta(days=1))
    with database.read() as session:
        found = queries.last_round(session, "KEN")
        assert (found.listed, found.done) == (3, 0), "what was not confirmed is still there"
        assert found.closed_on
        actions = session.exec(select(Event.action).where(Event.object_id == "KEN")).all()
        assert actions == ["country.round_opened", "country.round_closed"]
    assert _told(database, "country.round_closed") == [kenya.focal]
    with database.write() as session:
        rounds.follow_up(session, last + timedelta(days=2))
    assert len(_told(database, "country.round_closed")) == 1


def test_people_are_called_to_the_first_round_and_to_the_next_a_year_later(
    database: Database, kenya: Kenya
) -> None:
    def call(today: date) -> int:
        with database.write() as session:
            rounds.call_for_round(session, today)
        return len(_told(database, "country.round_due"))

    today = now().date()
    assert call(today) == 0, "no authority of a country is known yet"
    with database.write() as session:
        authority.ensure(session, "KEN")
        authority.ensure(session, "UGA")
    assert [call(today), call(today)] == [1, 1], "once, and only who speaks for the country"
    _open(database, kenya)
    assert [call(today + timedelta(days=days)) for days in (364, 365, 400)] == [1, 2, 2]


def test_on_its_page_each_takes_one_click_or_all_go_at_once(stage: Stage, kenya: Kenya) -> None:
    person = stage.person(kenya.focal)
    here = "/en/countries/ken/desk/round"
    assert person.post(here, {"ends_on": "tomorrow"}).status_code == 422
    assert person.post(here, {"ends_on": LAST}).status_code == 303
    page = person.get(here).text
    assert "0 of 3 done" in page
    assert page.count('name="one"') == 3
    assert " checked" not in page, "nothing was confirmed before"
    assert person.get(f"{here}?tick=all").text.count(" checked") == 3
    assert person.post(f"{here}/confirm", {"one": kenya.first}).status_code == 303
    assert "1 of 3 done" in person.get(here).text
    person.post(f"{here}/confirm", {"ticked": [kenya.second, kenya.reported]})
    assert "You have gone through everything" in person.get(here).text
    assert person.post(here, {"do": "close"}).status_code == 303
    public = stage.person().get("/en/countries/ken").text
    assert "3 of 3 were confirmed again" in public
