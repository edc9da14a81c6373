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
}

add_words(TERMS)
