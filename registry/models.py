"""Imports every table, so that the metadata is complete for migrations and tests."""

from registry.accounts import models as accounts
from registry.attachments import models as attachments
from registry.audit import models as audit
from registry.contact import models as contact
from registry.countries import models as countries
from registry.db import models as db
from registry.db.base import Table
from registry.deployments import models as deployments
from registry.evaluation.assessments import models as assessments
from registry.evaluation.certainty import models as certainty
from registry.evaluation.external import models as external
from registry.evaluation.frameworks import models as frameworks
from registry.evaluation.levels import models as levels
from registry.evaluation.machine import models as machine
from registry.evaluation.recommendations import models as recommendations
from registry.evaluation.scores import models as scores
from registry.evidence import models as evidence
from registry.feedback import models as feedback
from registry.jobs import models as jobs
from registry.national import models as national
from registry.notices import models as notices
from registry.notifications import models as notifications
from registry.organisations import models as organisations
from registry.ownership import models as ownership
from registry.provenance import models as provenance
from registry.quality import models as quality
from registry.solutions import models as solutions
from registry.standards import models as standards
from registry.submissions import models as submissions
from registry.taxonomy import models as taxonomy

__all__ = [
    "Table",
    "accounts",
    "assessments",
    "attachments",
    "audit",
    "certainty",
    "contact",
    "countries",
    "db",
    "deployments",
    "evidence",
    "external",
    "feedback",
    "frameworks",
    "jobs",
    "levels",
    "machine",
    "national",
    "notices",
    "notifications",
    "organisations",
    "ownership",
    "provenance",
    "quality",
    "recommendations",
    "scores",
    "solutions",
    "standards",
    "submissions",
    "taxonomy",
]
