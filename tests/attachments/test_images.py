"""Images are written anew: the same picture, nothing else."""

import io

import pytest
from PIL import Image

from registry.attachments import images
from registry.attachments.formats import Refused
from tests.attachments import files


def rewritten(data: bytes) -> Image.Image:
    found, kept = images.rewritten(io.BytesIO(data))
    with kept:
        picture = Image.open(io.BytesIO(kept.read()))
    assert str(picture.format).lower().replace("jpeg", "jpg") == found.value
    picture.load()
    return picture


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_metadata_is_gone_and_what_was_added_behind_too(form: str) -> None:
    _, kept = images.rewritten(io.BytesIO(files.image(form) + b"<script>alert(1)</script>PK\x03\x04"))
    with kept:
        out = kept.read()
    assert not [each for each in (b"36.8219", b"Jane Doe", b"<script>", b"PK\x03\x04") if each in out]


def test_the_picture_stays_and_stands_upright() -> None:
    assert rewritten(files.image("PNG")).getpixel((0, 0)) == (0, 0, 255)
    assert rewritten(files.image("JPEG", (12, 8))).size == (8, 12)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_mode_is_written(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (5, 4)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert rewritten(out.getvalue()).size == (5, 4)


def test_transparency_stays() -> None:
    out = io.BytesIO()
    picture = Image.new("P", (2, 1))
    picture.putpalette([255, 0, 0, 0, 255, 0])
    picture.putpixel((1, 0), 1)
    picture.save(out, "PNG", transparency=0)
    shown = rewritten(out.getvalue()).convert("RGBA")
    first = shown.getpixel((0, 0))
    assert isinstance(first, tuple)
    assert (first[3], shown.getpixel((1, 0))) == (0, (0, 255, 0, 255))


def test_of_a_moving_image_the_first_picture_stays() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    assert getattr(rewritten(out.getvalue()), "n_frames", 1) == 1


@pytest.mark.parametrize(
    "data",
    [
        files.wide_png(60_000, 60_000),
        files.wide_png(20_000, 10),
        files.wide_png(8_000, 8_000),
        files.image("PNG")[:60],
        files.image("JPEG")[:200],
        b"\x89PNG\r\n\x1a\n" + bytes(50),
    ],
)
def test_bombs_and_damaged_images_are_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        images.rewritten(io.BytesIO(data))
