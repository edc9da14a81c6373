"""Items are kept in every state they were in; what rests on memory waits; no item is recorded twice."""

import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from registry.accounts.permissions import Role
from registry.accounts.viewer import ANYBODY
from registry.db import Database
from registry.errors import BadRecord, Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from registry.evidence import proposal_queries, proposals, queries, service
from registry.evidence.hierarchy import EvidenceKind, Independence
from registry.evidence.queries import Filters
from tests.factories import make_account, make_organisation, make_solution, make_viewer
from tests.factories.evidence import evidence_draft, make_evidence, make_outcomes, make_proposal, result

MEMORY = {"results": "found", "independence": "from_memory"}


class TestSaving:
    def test_the_same_again_changes_nothing(self, database: Database) -> None:
        draft = evidence_draft()
        with database.write() as session:
            made, outcome = service.save(session, draft, author="Seed", seed=True)
            assert outcome == "created"
            assert service.save(session, draft, author="Seed", seed=True) == (made, "unchanged")
            assert queries.item(session, made).revision == 1

    def test_a_seed_gives_the_same_id_everywhere_and_yields_to_editors(self, database: Database) -> None:
        draft = evidence_draft(key="fixed", title="One title")
        with database.write() as session:
            made, _ = service.save(session, draft, author="Seed", seed=True)
            assert made == "DHE-" + made[4:]
            editor = make_viewer(session, Role.EDITOR)
            other = draft.model_copy(update={"title": "Another title"})
            service.change(session, editor, made, other, note="Corrected", revision=1)
            assert service.save(session, draft, author="Seed", seed=True) == (made, "kept")
            assert queries.item(session, made).title == "Another title"
            assert queries.item(session, made).revision == 2

    @pytest.mark.parametrize(
        "twin",
        [
            {"identifiers": [{"scheme": "doi", "value": "https://doi.org/10.2196/15860"}], "title": "Other"},
            {"title": "ONE title"},
            {"title": "One title", "year": None},
        ],
    )
    def test_no_item_twice(self, database: Database, twin: dict) -> None:
        with database.write() as session:
            make_evidence(
                session, title="One title", identifiers=[{"scheme": "doi", "value": "10.2196/15860"}]
            )
            with pytest.raises(service.Duplicate):
                make_evidence(session, **twin)

    def test_the_same_title_of_another_year_is_another_item(self, database: Database) -> None:
        with database.write() as session:
            make_evidence(session, title="Annual report", year=2020)
            make_evidence(session, title="Annual report", year=2021)

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"countries": ["XYZ"]}, "no country XYZ"),
            ({"interventions": ["9.9"]}, "no code 9.9 in interventions-2"),
            ({"results": [result(outcome="99")]}, "no code 99 in outcomes"),
            ({"about": [{"named": "X", "solution": "nowhere"}]}, "nothing is known as nowhere"),
        ],
    )
    def test_what_points_nowhere_is_refused(self, database: Database, values: dict, said: str) -> None:
        with database.write() as session, pytest.raises(BadRecord, match=said):
            service.save(session, evidence_draft(**values), author="Seed")

    @pytest.mark.parametrize(
        "values",
        [
            {"url": "", "identifiers": []},
            {"results": [result(estimate=1.2)]},
            {"results": [result(measure="odds_ratio", estimate=3.0, low=1.0, high=2.0)]},
            {"results": [result(measure="odds_ratio", estimate=1.5, low=1.0)]},
            {"identifiers": [{"scheme": "pmid", "value": "x"}]},
            {"provenance": {"weather": "found"}},
            {"year": 1066},
            {"countries": ["KEN", "KEN"]},
        ],
    )
    def test_what_cannot_be_is_refused(self, values: dict) -> None:
        with pytest.raises(ValidationError):
            evidence_draft(**values)

    def test_no_state_is_ever_changed(self, database: Database) -> None:
        with database.write() as session:
            make_evidence(session)
        for statement in ("UPDATE evidence_revision SET note = 'x'", "DELETE FROM evidence_revision"):
            with pytest.raises(sa.exc.DatabaseError, match="never changed"), database.write() as session:
                session.execute(sa.text(statement))


class TestWaiting:
    def test_readers_do_not_see_what_waits(self, database: Database) -> None:
        with database.write() as session:
            solution = make_solution(session)
            about = [{"named": "It", "solution": solution.slug}]
            made = make_evidence(session, provenance=MEMORY, about=about)
            for viewer in (ANYBODY, make_viewer(session, Role.REVIEWER), make_viewer(session)):
                with pytest.raises(NotFound):
                    queries.item(session, made, viewer)
                assert queries.of_solution(session, solution.id, viewer) == []
            assert queries.page_of_ids(session, "", 10) == []
            assert queries.titles(session, [solution.id]) == {}
            editor = make_viewer(session, Role.EDITOR)
            assert queries.item(session, made, editor).state == "awaiting"
            assert [row.id for row in queries.awaiting(session, editor)] == [made]

    @pytest.mark.parametrize("group", ["solution_link", "results", "independence"])
    def test_each_decisive_fact_makes_it_wait(self, database: Database, group: str) -> None:
        with database.write() as session:
            made = make_evidence(session, provenance={group: "from_memory"})
            with pytest.raises(NotFound):
                queries.item(session, made)

    def test_other_facts_from_memory_do_not(self, database: Database) -> None:
        with database.write() as session:
            made = make_evidence(session, provenance={"year": "from_memory", "results": "found"})
            assert queries.item(session, made).provenance["year"] == "from_memory"

    def test_only_an_editor_confirms_and_says_where(self, database: Database) -> None:
        with database.write() as session:
            made = make_evidence(session, provenance=MEMORY)
            with pytest.raises(SignInNeeded):
                service.confirm(session, ANYBODY, made, read_at=["https://example.org"], note="")
            with pytest.raises(Forbidden):
                service.confirm(
                    session, make_viewer(session, Role.REVIEWER), made, read_at=["https://x.org"], note=""
                )
            editor = make_viewer(session, Role.EDITOR)
            with pytest.raises(Invalid):
                service.confirm(session, editor, made, read_at=[], note="")
            service.confirm(session, editor, made, read_at=["https://example.org/read"], note="")
            found = queries.item(session, made)
            assert found.provenance == {"results": "found", "independence": "confirmed"}
            assert "https://example.org/read" in found.read_at
            assert found.confirmed_at is not None
            with pytest.raises(Conflict):
                service.confirm(session, editor, made, read_at=["https://example.org"], note="")

    def test_what_is_withdrawn_is_gone_for_readers_and_stays_so(self, database: Database) -> None:
        draft = evidence_draft()
        with database.write() as session:
            made, _ = service.save(session, draft, author="Seed", seed=True)
            editor = make_viewer(session, Role.EDITOR)
            with pytest.raises(Invalid):
                service.withdraw(session, editor, made, reason=" ")
            service.withdraw(session, editor, made, reason="Retracted")
            with pytest.raises(NotFound):
                queries.item(session, made)
            changed = draft.model_copy(update={"title": "A longer title than before"})
            service.save(session, changed, author="Seed", seed=True)
            with pytest.raises(NotFound):
                queries.item(session, made)


class TestLists:
    @pytest.mark.parametrize(
        ("wanted", "number"),
        [
            ({}, 2),
            ({"country": "KEN"}, 1),
            ({"country": "UGA"}, 0),
            ({"kind": "cohort"}, 1),
            ({"outcome": "7"}, 1),
            ({"direction": "harm"}, 1),
            ({"outcome": "7", "direction": "benefit"}, 0),
            ({"independence": "independent"}, 1),
            ({"intervention": "2.2"}, 1),
            ({"intervention": "2"}, 1),
            ({"intervention": "1"}, 0),
        ],
    )
    def test_each_filter(self, database: Database, wanted: dict, number: int) -> None:
        with database.write() as session:
            make_evidence(session, countries=["KEN"], results=[result("benefit", "3"), result("harm", "7")])
            make_evidence(session, kind="cohort", independence="unclear", interventions=["2.2.1"])
            assert queries.count(session, Filters(**wanted)) == number
            assert len(queries.listed(session, Filters(**wanted))) == number

    def test_newest_first(self, database: Database) -> None:
        with database.write() as session:
            for year in (2011, None, 2024):
                make_evidence(session, year=year)
            assert [row.year for row in queries.listed(session, Filters())] == [2024, 2011, None]

    def test_reports_of_one_study_name_each_other(self, database: Database) -> None:
        with database.write() as session:
            first, second = make_evidence(session, study="one"), make_evidence(session, study="one")
            make_evidence(session, study="one", provenance=MEMORY)
            assert [row.id for row in queries.item(session, first).same_study] == [second]


class TestProposals:
    def test_anybody_must_sign_in(self, database: Database) -> None:
        with database.write() as session, pytest.raises(SignInNeeded):
            proposals.propose(session, ANYBODY, evidence_draft())

    def test_nobody_speaks_for_a_body_that_is_not_theirs(self, database: Database) -> None:
        with database.write() as session:
            body = make_organisation(session, "Maker")
            with pytest.raises(Forbidden):
                proposals.propose(session, make_viewer(session), evidence_draft(), organisation_id=body.id)
            member = make_viewer(session, (Role.ORGANISATION_EDITOR, body.id))
            number = proposals.propose(session, member, evidence_draft(), organisation_id=body.id)
            assert proposal_queries.proposal(session, member, number).organisation == body.names

    def test_what_is_recorded_already_is_refused_at_once(self, database: Database) -> None:
        with database.write() as session:
            make_evidence(session, title="One title")
            with pytest.raises(Invalid, match="recorded already"):
                proposals.propose(session, make_viewer(session), evidence_draft(title="one title"))

    def test_others_do_not_see_it(self, database: Database) -> None:
        with database.write() as session:
            number = make_proposal(session, make_account(session).id)
            with pytest.raises(NotFound):
                proposal_queries.proposal(session, make_viewer(session), number)
            with pytest.raises(NotFound):
                proposals.withdraw(session, make_viewer(session), number)

    def test_an_editor_accepts_and_says_how_independent_it_is(self, database: Database) -> None:
        with database.write() as session:
            make_outcomes(session)
            proposer = make_viewer(session)
            number = proposals.propose(session, proposer, evidence_draft(independence="independent"))
            editor = make_viewer(session, Role.EDITOR)
            with pytest.raises(Invalid):
                proposals.decide(session, editor, number, accept=True, reason="")
            made = proposals.decide(
                session,
                editor,
                number,
                accept=True,
                reason="",
                kind=EvidenceKind.COHORT,
                independence=Independence.NOT_INDEPENDENT,
            )
            assert made
            found = queries.item(session, made)
            assert (found.kind, found.independence) == ("cohort", "not_independent")
            with pytest.raises(Conflict):
                proposals.decide(session, editor, number, accept=False, reason="Late")

    def test_nobody_decides_on_their_own(self, database: Database) -> None:
        with database.write() as session:
            editor = make_viewer(session, Role.EDITOR)
            number = proposals.propose(session, editor, evidence_draft())
            with pytest.raises(Forbidden):
                proposals.decide(session, editor, number, accept=False, reason="Mine")

    def test_declining_needs_a_reason_that_the_proposer_reads(self, database: Database) -> None:
        with database.write() as session:
            proposer, editor = make_viewer(session), make_viewer(session, Role.EDITOR)
            number = proposals.propose(session, proposer, evidence_draft())
            with pytest.raises(Invalid):
                proposals.decide(session, editor, number, accept=False, reason="")
            proposals.decide(session, editor, number, accept=False, reason="Not about a product")
            found = proposal_queries.proposal(session, proposer, number)
            assert (found.state, found.reason) == ("declined", "Not about a product")
