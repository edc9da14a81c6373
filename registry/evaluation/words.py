"""What the codes of evaluation are called; `registry.web.vocabulary` holds them for all pages."""

from typing import Final

from registry.errors import mark
from registry.evidence import words as evidence_words
from registry.web.vocabulary import add_words

TERMS: Final[dict[str, dict[str, str]]] = {
    "evidence_class": {
        "none": mark("No evidence"),
        "self_declaration": mark("Self-declaration"),
        "documentation": mark("Documentation"),
        "independent_test": mark("Independent test or audit"),
        "independent_evaluation": mark("Independent evaluation"),
        "replicated_evaluation": mark("Replicated independent evaluation"),
    },
    "risk_tier": {
        "enabling": mark("Enabling system"),
        "supporting": mark("Supports care"),
        "guiding": mark("Treats, diagnoses or guides care"),
    },
    "trait": {
        "uses_ai": mark("Uses artificial intelligence"),
        "medical_device": mark("Is a medical device"),
        "personal_data": mark("Handles personal data"),
        "user_content": mark("Shows content that users write"),
        "user_interaction": mark("Lets users reach each other"),
    },
    "how": {
        "none": mark("Not put together: each criterion stands by itself"),
        "all_met": mark("All that apply must be met"),
        "count_met": mark("How many of those that apply are met"),
        "sum": mark("Sum of points"),
        "mean": mark("Mean of levels"),
        "share": mark("Share of the points that can be had"),
        "mean_of_domains": mark("Mean of the domains"),
        "clamped_sum": mark("Sum of steps up and down, within bounds"),
    },
    "carry": {
        "carries": mark("Earlier judgements stand"),
        "redo": mark("Judgements must be made anew"),
    },
    "version_status": {
        "draft": mark("Draft"),
        "published": mark("Published"),
    },
}

EXPLANATIONS: Final[dict[str, dict[str, str]]] = {
    "evidence_class": {
        "self_declaration": mark("The maker says so."),
        "documentation": mark(
            "The maker’s own documents, or a report by people who are not independent of it."
        ),
        "independent_test": mark("A body that is independent of the maker tested, audited or certified it."),
        "independent_evaluation": mark("People who are independent of the maker studied it at work."),
        "replicated_evaluation": mark("Two or more independent evaluations, of different studies."),
    },
    "risk_tier": {
        "enabling": mark("Runs behind care: registers, exchange, logistics, reporting."),
        "supporting": mark("Helps people or health workers to manage health and care."),
        "guiding": mark("A decision on a person’s care rests on it."),
    },
}

__all__ = ["EXPLANATIONS", "TERMS", "evidence_words"]

add_words(TERMS, EXPLANATIONS)
