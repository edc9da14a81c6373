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
    "certainty": {
        "high": mark("High certainty"),
        "moderate": mark("Moderate certainty"),
        "low": mark("Low certainty"),
        "very_low": mark("Very low certainty"),
    },
    "start": {
        "randomised": mark("Randomised trials: starts high"),
        "observational": mark("Other studies: starts low"),
        "observational_robins_i": mark("Other studies, judged with ROBINS-I: starts high"),
    },
    "grade_reason": {
        "risk_of_bias": mark("Risk of bias"),
        "inconsistency": mark("Inconsistency"),
        "indirectness": mark("Indirectness"),
        "imprecision": mark("Imprecision"),
        "publication_bias": mark("Publication bias"),
        "large_effect": mark("Large effect"),
        "dose_response": mark("Dose–response"),
        "plausible_confounding": mark("Plausible confounding"),
    },
    "judgement_state": {
        "proposed": mark("Waits for a second person"),
        "published": mark("Published"),
        "superseded": mark("Followed by a newer judgement"),
        "returned": mark("Not agreed"),
    },
    "recommendation_strength": {
        "recommended": mark("Recommended"),
        "specific_contexts": mark("Recommended in specific contexts or on conditions"),
        "research_only": mark("Recommended only in the context of rigorous research"),
    },
    "external_scheme": {
        "ggmm": mark("Maturity by the Global Goods Maturity Model"),
        "dpg": mark("Recognition as a digital public good"),
        "guidebook": mark("Points of the Global Goods Guidebook, of ten"),
    },
    "external_criterion": {
        "status": mark("Status"),
        "global_utility": mark("Global utility"),
        "community_support": mark("Community support"),
        "maturity_of_gg": mark("Maturity of the product"),
        "inclusive_design": mark("Inclusive design"),
        "climate_resilience": mark("Climate resilience"),
        "low_carbon": mark("Low carbon"),
    },
    "external_result": {
        "low": mark("Low"),
        "medium": mark("Medium"),
        "high": mark("High"),
        "dpg": mark("Listed as a digital public good"),
    },
    "version_status": {
        "draft": mark("Draft"),
        "published": mark("Published"),
    },
}

EXPLANATIONS: Final[dict[str, dict[str, str]]] = {
    "certainty": {
        "high": mark("The true effect is very likely close to what the evidence says."),
        "moderate": mark("The true effect is probably close to it, but may be quite different."),
        "low": mark("The true effect may be quite different from it."),
        "very_low": mark("The true effect is probably quite different from it, or may be."),
    },
    "grade_reason": {
        "risk_of_bias": mark("The studies may be wrong by the way they were made."),
        "inconsistency": mark("Studies found different things, and it is not clear why."),
        "indirectness": mark("People, product, comparison or outcome differ from what is asked."),
        "imprecision": mark("Few people or events, so that the interval holds both benefit and harm."),
        "publication_bias": mark("Unfavourable studies may be missing."),
        "large_effect": mark("The effect is too large to be explained by other things."),
        "dose_response": mark("More use goes with more effect."),
        "plausible_confounding": mark("What could distort it would make the effect look smaller."),
    },
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
