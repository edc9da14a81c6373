"""What the codes of evidence are called; `registry.web.vocabulary` holds them for all pages."""

from typing import Final

from registry.errors import mark
from registry.web.vocabulary import add_words

TERMS: Final[dict[str, dict[str, str]]] = {
    "evidence_kind": {
        "randomised_trial": mark("Randomised trial"),
        "cluster_trial": mark("Cluster randomised trial"),
        "quasi_experiment": mark("Quasi-experiment"),
        "cohort": mark("Cohort study"),
        "before_after": mark("Before–after study"),
        "cross_sectional": mark("Cross-sectional study"),
        "qualitative": mark("Qualitative study"),
        "mixed_methods": mark("Mixed-methods study"),
        "economic_evaluation": mark("Economic evaluation"),
        "usability_study": mark("Usability study"),
        "routine_data_evaluation": mark("Evaluation of routine data"),
        "technical_evaluation": mark("Technical evaluation"),
        "security_audit": mark("Security or privacy audit"),
        "conformance_test": mark("Conformance test"),
        "certification": mark("Certification"),
        "ai_benchmark": mark("Benchmark of an AI model"),
        "technical_documentation": mark("Technical documentation"),
        "self_declaration": mark("Self-declaration"),
    },
    "independence": {
        "independent": mark("Independent of the maker"),
        "not_independent": mark("Not independent of the maker"),
        "unclear": mark("Independence not clear"),
    },
    "direction": {
        "benefit": mark("Better"),
        "no_difference": mark("No difference"),
        "mixed": mark("Mixed, or described only"),
        "unfavourable": mark("Unfavourable"),
        "harm": mark("Worse"),
    },
    "measure": {
        "risk_ratio": mark("Risk ratio"),
        "odds_ratio": mark("Odds ratio"),
        "rate_ratio": mark("Rate ratio"),
        "hazard_ratio": mark("Hazard ratio"),
        "mean_difference": mark("Mean difference"),
        "difference_in_points": mark("Difference in percentage points"),
        "standardised_difference": mark("Standardised difference"),
    },
    "evidence_state": {
        "awaiting": mark("Waits for confirmation at its source"),
        "published": mark("Published"),
        "withdrawn": mark("Withdrawn"),
    },
    "proposal_state": {
        "waiting": mark("Waits for an editor"),
        "accepted": mark("Accepted"),
        "declined": mark("Declined"),
        "withdrawn": mark("Withdrawn"),
    },
    "identifier_scheme": {
        "doi": "DOI",
        "pmid": "PubMed",
        "pmcid": "PubMed Central",
        "isbn": "ISBN",
        "arxiv": "arXiv",
        "handle": "Handle",
        "trial": mark("Trial registration"),
    },
    "fact_group": {
        "title": mark("Title"),
        "authors": mark("Authors’ organisations"),
        "year": mark("Year"),
        "publication": mark("Published in"),
        "identifiers": mark("Identifiers"),
        "solution_link": mark("That it is about this product"),
        "design": mark("Design, population and size"),
        "results": mark("Results"),
        "funding": mark("Funding"),
        "independence": mark("Independence"),
    },
    "origin": {
        "found": mark("read at a source"),
        "from_memory": mark("from memory, not yet checked"),
        "confirmed": mark("confirmed at its source by an editor"),
    },
    "bias": {
        "low": mark("Low risk of bias"),
        "some_concerns": mark("Some concerns"),
        "high": mark("High risk of bias"),
        "not_known": mark("Risk of bias not known"),
    },
}

EXPLANATIONS: Final[dict[str, dict[str, str]]] = {
    "direction": {
        "benefit": mark("Better than what it was compared with."),
        "no_difference": mark(
            "Neither better nor worse than what it was compared with, as far as could be told."
        ),
        "mixed": mark("Better in some respects and not in others, or figures without a comparison."),
        "unfavourable": mark("A problem was found; nothing was compared."),
        "harm": mark("Worse than what it was compared with. The outcome says in what."),
    },
}

add_words(TERMS, EXPLANATIONS)
