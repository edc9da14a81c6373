"""Shapes of attached files as pages and the API show them."""

from datetime import datetime

from msgspec import Struct

from registry.attachments.formats import FileFormat, Flag
from registry.attachments.patient_data import Suspicion


class AttachmentView(Struct, frozen=True):
    """An attached file; `is_held_back` while it looks like patient data and nobody has cleared that."""

    id: str
    owner_kind: str
    owner_id: str
    name: str
    format: FileFormat
    media_type: str
    size: int
    sha256: str
    is_image: bool
    is_public: bool
    flags: list[Flag]
    suspicions: list[Suspicion]
    is_scanned: bool
    is_held_back: bool
    uploaded_at: datetime
