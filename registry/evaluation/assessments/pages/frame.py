"""What the pages of assessments share: reading their forms, their titles, leading on after something was done."""

from collections.abc import Mapping
from typing import Any

from litestar import Request
from litestar.response import Redirect
from sqlmodel import Session

from registry.db.base import Names
from registry.errors import Fault, Invalid, mark
from registry.evaluation.applicability import RiskTier, Trait
from registry.evaluation.assessments import queries
from registry.evaluation.assessments.models import Assessment
from registry.evaluation.assessments.opening import TierDraft
from registry.web.forms import FormData
from registry.web.render import language_of_request
from registry.web.urls import Urls

_SAID = {"yes": True, "no": False, "": None}


def to(request: Request[Any, Any, Any], *segments: str, **params: object) -> Redirect:
    """Lead on to another page."""
    return Redirect(Urls(language_of_request(request)).to(*segments, **params), status_code=303)


def tier_of(form: FormData) -> TierDraft:
    """The tier of risk, its reasons and the facts on the product, as a form sends them."""
    text = form.text("tier")
    if text and text not in list(RiskTier):
        raise Invalid({"tier": mark("Choose the tier of risk.")})
    traits = {each: _SAID.get(form.text(f"trait.{each}")) for each in Trait}
    return TierDraft(RiskTier(text) if text else None, form.text("tier_reason"), traits)


def name_of(session: Session, row: Assessment) -> Names:
    """What the product of an assessment is called."""
    return queries.product_names(session, [row.solution_id])[row.solution_id]


def own_part(form: FormData, part: object) -> FormData:
    """One of several forms of a page, whose fields end in what it is about: `text-17` is its `text`."""
    return FormData({name.removesuffix(f"-{part}"): values for name, values in form.fields.items()})


def of_part(faults: Mapping[str, Fault], part: object) -> dict[str, Fault]:
    """The faults of such a form, under the names that its fields have on the page."""
    return {f"{name}-{part}": fault for name, fault in faults.items()}
