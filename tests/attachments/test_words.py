"""Every format, flag and suspicion has a name, and every format a media type."""

from registry.attachments.formats import ACCEPT, MEDIA_TYPES, FileFormat, Flag
from registry.attachments.patient_data import SuspicionKind
from registry.attachments.words import EXPLANATIONS, TERMS
from registry.web.render import environment


def test_every_value_is_named() -> None:
    assert set(TERMS["file_format"]) == set(FileFormat) == set(MEDIA_TYPES)
    assert set(TERMS["file_flag"]) == set(EXPLANATIONS["file_flag"]) == set(Flag)
    assert set(TERMS["suspicion"]) == set(SuspicionKind)


def test_the_field_for_files_offers_the_formats_that_are_taken() -> None:
    loader = environment().loader
    assert loader is not None
    source = loader.get_source(environment(), "macros/attachments.html")[0]
    assert f'accept="{ACCEPT}"' in source
