"""The body that speaks for a country: made a source when it is first needed, named, and how its word lapses."""

from collections.abc import Mapping

from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.countries.models import Country
from registry.db.ids import Kind
from registry.db.records import raise_catalogue_version
from registry.deployments.authority import Speaking
from registry.deployments.confirming import let_lapse
from registry.errors import Invalid, NotFound, mark
from registry.national.models import CountryAuthority
from registry.provenance.models import Source, SourceKind


def ensure(session: Session, country: str) -> CountryAuthority:
    """The authority of a country; the first time it is made, called its Ministry of Health."""
    known = session.get(CountryAuthority, country)
    if known is not None:
        return known
    place = session.get(Country, country)
    if place is None:
        raise NotFound(f"No country or area {country}.", code=country)
    names = {"en": f"Ministry of Health of {place.names.get('en') or next(iter(place.names.values()))}"}
    source = f"country-{country.lower()}"
    if session.get(Source, source) is None:
        session.add(Source(id=source, title=title_of(names), kind=SourceKind.COUNTRY))
        session.flush()
    made = CountryAuthority(country=country, names=names, source_id=source)
    session.add(made)
    session.flush()
    return made


def title_of(names: Mapping[str, str]) -> str:
    """What it is called where there is one name for all languages."""
    return names.get("en") or next(iter(names.values()))


def voice_of(country: str) -> str:
    """The country as public events name who decided."""
    return f"country:{country}"


def speaking(authority: CountryAuthority) -> Speaking:
    """The authority as the one on whose behalf deployments are saved."""
    return Speaking(authority.source_id, authority.approval_required)


def rename(session: Session, viewer: Viewer, country: str, names: Mapping[str, str]) -> None:
    """Call the authority as it calls itself, in any of the languages."""
    viewer.demand(Permission.COUNTRY_MANAGE, country=country)
    call(session, country, names, by=viewer.account_id)


def call(session: Session, country: str, names: Mapping[str, str], *, by: str) -> None:
    """Write its name down; the caller has made sure that it may be given, as on the document of an appointment."""
    given = {code: text.strip() for code, text in names.items() if text.strip()}
    if not given:
        raise Invalid({"names": mark("Give the name of the body that speaks for the country.")})
    row = ensure(session, country)
    before = dict(row.names)
    if before == given:
        return
    row.names = given
    session.add(row)
    source = session.get(Source, row.source_id)
    if source is not None:
        source.title = title_of(given)
        session.add(source)
    raise_catalogue_version(session)
    events.record(
        session,
        "country.authority_renamed",
        actor=by,
        on=(Kind.COUNTRY, country),
        before={"names": before},
        after={"names": given, "by": voice_of(country)},
        public=True,
    )


def require_approval(session: Session, viewer: Viewer, country: str, *, required: bool) -> None:
    """Say whether a deployment that others change waits for the authority's word before it is confirmed again."""
    viewer.demand(Permission.COUNTRY_MANAGE, country=country)
    row = ensure(session, country)
    if row.approval_required is required:
        return
    row.approval_required = required
    session.add(row)
    let_lapse(session, country, lapses=required)
    raise_catalogue_version(session)
    events.record(
        session,
        "country.approval_required" if required else "country.approval_not_required",
        actor=viewer.account_id,
        on=(Kind.COUNTRY, country),
        after={"by": voice_of(country)},
        public=True,
    )
