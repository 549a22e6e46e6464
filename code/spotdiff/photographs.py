"""Photographs: what a real program showed on its screen, for light and dark pages."""

import io
import json
from base64 import b64encode
from dataclasses import dataclass

from PIL import Image

# The mark by which the build knows a photograph among the outputs of a cell.
MIME = "application/vnd.spotdiff.photograph+json"
COLOURS = 128  # screens are flat: more would only weigh more


@dataclass(frozen=True)
class Photograph:
    """What a cell ends in, and what the build puts on the page.

    Attributes:
        name: the stem of the files published for it.
        alt: what it shows, for those who do not see it.
        caption: what to look at.
        light: the PNG for light pages.
        dark: the PNG for dark pages; the same where the program has but one look.
        width: in CSS pixels.
        height: in CSS pixels.
    """

    name: str
    alt: str
    caption: str
    light: bytes
    dark: bytes
    width: int
    height: int

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        fields = {key: value for key, value in vars(self).items() if key != "light"}
        fields["dark"] = b64encode(self.dark).decode()
        # The plain PNG is what Jupyter shows; the build takes both.
        return {"image/png": b64encode(self.light).decode(), MIME: json.dumps(fields)}


def photograph(
    light: bytes,
    dark: bytes | None = None,
    *,
    name: str,
    alt: str,
    caption: str = "",
    scale: float = 1,
) -> Photograph:
    """Keep a screenshot, made light.

    Args:
        light: a PNG, as a browser's screenshot gives it.
        dark: the same view in the program's dark look, if it has one.
        name: unique on its page, in words joined by hyphens.
        alt: says in a sentence or two what is to be seen.
        caption: what to look at, one sentence; may be left out.
        scale: device pixels of the PNG to a CSS pixel.

    Raises:
        ValueError: there is no alternative text.
    """
    if not alt.strip():
        raise ValueError(f"photograph {name!r} needs an alt text: say what it shows")
    bright = lighter(light)
    width, height = (round(size / scale) for size in Image.open(io.BytesIO(light)).size)
    dim = bright if dark is None else lighter(dark)
    return Photograph(name, alt, caption, bright, dim, width, height)


def lighter(png: bytes) -> bytes:
    """Write a PNG again with few colours, so that it loads faster."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    file = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()
