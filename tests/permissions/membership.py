"""Who may see and say who belongs to an organisation or a country."""

from registry.accounts.models import RoleGrant
from registry.accounts.permissions import SCOPE_OF, Role
from tests.factories import make_account, make_invitation, make_join_request
from tests.permissions.matrix import (
    IN_COUNTRY,
    IN_ORGANISATION,
    SIGNED_IN,
    Actor,
    Allowed,
    Call,
    Case,
    Expect,
    Relation,
    everywhere,
    own,
)


class Below:
    """The pages below an organisation, or below a country."""

    def __init__(self, kind: str, viewer: Role, relations: tuple[Relation, ...]) -> None:
        self.path = f"/{{lang}}/{kind}/{{name}}"
        self.is_country = kind == "countries"
        self.viewer = viewer
        self.relations = relations

    def expect(self, method: str, path: str, may: Allowed, make=None) -> Expect:
        return Expect(method, self.path + path, may, make or self.named, self.relations)

    def where(self, case: Case) -> tuple[str, str]:
        """The id in which roles are held, and the name in addresses."""
        if self.is_country:
            return case.country, case.country.lower()
        organisation = case.organisation
        return organisation.id, organisation.slug

    def named(self, case: Case) -> Call:
        return Call({"name": self.where(case)[1]})

    def invite(self, case: Case) -> Call:
        return Call(
            {"name": self.where(case)[1]}, form={"email": "new@example.org", "role": self.viewer.value}
        )

    def invitation(self, case: Case) -> Call:
        scope_id, name = self.where(case)
        row, _ = make_invitation(case.session, "new@example.org", self.viewer, scope_id)
        return Call({"name": name, "number": row.id})

    def member(self, case: Case) -> Call:
        scope_id, name = self.where(case)
        row = RoleGrant(
            account_id=make_account(case.session).id,
            role=self.viewer,
            scope=SCOPE_OF[self.viewer],
            scope_id=scope_id,
        )
        case.session.add(row)
        case.session.flush()
        return Call({"name": name, "number": row.id}, form={"role": self.viewer.value})

    def request(self, case: Case) -> Call:
        scope_id, name = self.where(case)
        row = make_join_request(case.session, make_account(case.session).id, self.viewer, scope_id)
        form = {"decision": "accept", "role": self.viewer.value}
        return Call({"name": name, "number": row.id}, form=form)

    def expectations(self, read: Allowed, manage: Allowed) -> list[Expect]:
        return [
            self.expect("GET", "/members", read),
            self.expect("POST", "/members/invite", manage, self.invite),
            self.expect("POST", "/members/invitations/{number}/withdraw", manage, self.invitation),
            self.expect("POST", "/members/{number}/role", manage, self.member),
            self.expect("POST", "/members/{number}/end", manage, self.member),
            self.expect("POST", "/members/requests/{number}", manage, self.request),
            self.expect("GET", "/join", SIGNED_IN),
            self.expect("POST", "/join", SIGNED_IN),
        ]


EXPECTATIONS = [
    *Below("organisations", Role.ORGANISATION_VIEWER, tuple(Relation)).expectations(
        read=own(*IN_ORGANISATION) | everywhere(Actor.ADMINISTRATOR),
        manage=own(Actor.OWNER) | everywhere(Actor.ADMINISTRATOR),
    ),
    *Below("countries", Role.COUNTRY_VIEWER, (Relation.OWN, Relation.OTHER)).expectations(
        read=own(*IN_COUNTRY) | everywhere(Actor.ADMINISTRATOR),
        manage=own(Actor.FOCAL_POINT) | everywhere(Actor.ADMINISTRATOR),
    ),
]
