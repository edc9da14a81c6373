"""What an item is and who made it decide how far it carries."""

import pytest

from registry.evidence.hierarchy import EvidenceClass, EvidenceKind, Independence, class_of, class_of_all

TRIAL, AUDIT = EvidenceKind.CLUSTER_TRIAL, EvidenceKind.SECURITY_AUDIT
YES, NO, UNCLEAR = Independence.INDEPENDENT, Independence.NOT_INDEPENDENT, Independence.UNCLEAR


@pytest.mark.parametrize(
    ("kind", "independence", "found"),
    [
        (EvidenceKind.SELF_DECLARATION, YES, EvidenceClass.SELF_DECLARATION),
        (EvidenceKind.TECHNICAL_DOCUMENTATION, YES, EvidenceClass.DOCUMENTATION),
        (TRIAL, NO, EvidenceClass.DOCUMENTATION),
        (TRIAL, UNCLEAR, EvidenceClass.DOCUMENTATION),
        (TRIAL, YES, EvidenceClass.INDEPENDENT_EVALUATION),
        (AUDIT, NO, EvidenceClass.DOCUMENTATION),
        (AUDIT, YES, EvidenceClass.INDEPENDENT_TEST),
        (EvidenceKind.QUALITATIVE, YES, EvidenceClass.INDEPENDENT_EVALUATION),
    ],
)
def test_class_of_one(kind: EvidenceKind, independence: Independence, found: EvidenceClass) -> None:
    assert class_of(kind, independence) is found


def test_two_studies_replicate_and_two_reports_of_one_do_not() -> None:
    assert class_of_all([(TRIAL, YES, "a"), (TRIAL, YES, "b")]) is EvidenceClass.REPLICATED_EVALUATION
    assert class_of_all([(TRIAL, YES, "a"), (TRIAL, YES, "a")]) is EvidenceClass.INDEPENDENT_EVALUATION
    assert class_of_all([(TRIAL, YES, "a"), (TRIAL, NO, "b")]) is EvidenceClass.INDEPENDENT_EVALUATION
    assert class_of_all([(AUDIT, YES, "a"), (AUDIT, YES, "b")]) is EvidenceClass.INDEPENDENT_TEST


def test_nothing_is_of_no_class() -> None:
    assert class_of_all([]) is EvidenceClass.NONE


def test_every_kind_has_a_class() -> None:
    assert all(class_of(kind, YES).rank > 0 for kind in EvidenceKind)
