"""Writes images anew: what is kept shows the same, and nothing of the file that came is left in it."""

import struct
import warnings
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO, Final

from PIL import Image, ImageOps, UnidentifiedImageError

from registry.attachments.archives import BROKEN
from registry.attachments.formats import MEGABYTE, FileFormat, Refused
from registry.errors import mark

MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 16_000
QUALITY: Final = 88

_LARGE: Final = mark("The image has too many pixels: at most %(megapixels)s million are taken.")
_FORMATS: Final = {"PNG": FileFormat.PNG, "JPEG": FileFormat.JPEG, "WEBP": FileFormat.WEBP}
_MODES: Final = {"PNG": {"1", "L", "LA", "P", "RGB", "RGBA"}, "JPEG": {"L", "RGB"}, "WEBP": {"RGB", "RGBA"}}


def rewritten(file: BinaryIO | IO[bytes]) -> "tuple[FileFormat, SpooledTemporaryFile[bytes]]":
    """The image in the same format, upright, without metadata; of a moving one the first picture.

    The caller closes what it gets. `Refused` for what is no image or has too many pixels.
    """
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            with Image.open(file, formats=tuple(_FORMATS)) as image:
                if max(image.size) > LONGEST_SIDE or image.width * image.height > MOST_PIXELS:
                    raise Refused(_LARGE, {"megapixels": MOST_PIXELS // 1_000_000})
                return _written(image, str(image.format))
    except (
        UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError, struct.error,
        IndexError, KeyError, TypeError, AttributeError, MemoryError,
    ) as error:  # fmt: skip
        # What the library raises on damaged files is not a closed list.
        raise Refused(BROKEN) from error


def _written(image: Image.Image, name: str) -> "tuple[FileFormat, SpooledTemporaryFile[bytes]]":
    upright: Image.Image = ImageOps.exif_transpose(image)
    transparent = name != "JPEG" and upright.has_transparency_data
    if upright.mode not in _MODES[name] or "transparency" in upright.info:
        upright = upright.convert("RGBA" if transparent else "RGB")
    bare = Image.new(upright.mode, upright.size)
    if upright.mode == "P" and (palette := upright.getpalette()):
        bare.putpalette(palette)
    bare.paste(upright)
    out: SpooledTemporaryFile[Any] = SpooledTemporaryFile(max_size=MEGABYTE)  # noqa: SIM115 - the caller closes it
    bare.save(out, name, **({} if name == "PNG" else {"quality": QUALITY}))
    out.seek(0)
    return _FORMATS[name], out
