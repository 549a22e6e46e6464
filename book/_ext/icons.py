"""Draw the icons that browsers and telephones ask for, from the one that is kept.

The kept one is an SVG of rectangles alone, so that nothing has to be installed to
draw it. From it come `favicon.ico`, the pictures of a home screen, and the manifest
that names those.
"""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from PIL import Image, ImageDraw
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from results import write_whole

SHAPE = "{http://www.w3.org/2000/svg}rect"
IN_TABS, APPLE, ON_HOME_SCREENS = (16, 32, 48), 180, (192, 512)  # pixels
# Home screens cut the corners off, and show nothing of what is behind.
BACKGROUND, MARGIN = "white", 0.14
FINER = 4  # drawn so many times too large, and then made small: smooth edges
MANIFEST = "site.webmanifest"


def draw(svg: Path, size: int, margin: float = 0.0) -> Image.Image:
    """Draw an icon.

    Args:
        svg: a drawing of rectangles, in a square that begins at zero.
        size: its width and height, in pixels.
        margin: what is left free at each edge, as a part of the width.

    Raises:
        ExtensionError: the drawing has other shapes.
    """
    root = ElementTree.parse(svg).getroot()
    side = float(root.attrib["viewBox"].split()[2])
    image = Image.new("RGBA", (size * FINER, size * FINER))
    pen = ImageDraw.Draw(image)
    scale = size * FINER * (1 - 2 * margin) / side
    for shape in root:
        if shape.tag != SHAPE:
            raise ExtensionError(f"{svg}: an icon is drawn from rectangles alone")
        x, y, width, height, rounding = (
            float(shape.get(name, 0)) * scale
            for name in ("x", "y", "width", "height", "rx")
        )
        x, y = x + size * FINER * margin, y + size * FINER * margin
        # The last pixel is drawn too.
        box = (x, y, x + width - 1, y + height - 1)
        pen.rounded_rectangle(box, rounding, fill=shape.attrib["fill"])
    return image.resize((size, size), Image.Resampling.BOX)


def for_home_screen(svg: Path, size: int) -> Image.Image:
    """Draw an icon on a background, with room for corners that are cut off."""
    paper = Image.new("RGBA", (size, size), BACKGROUND)
    paper.alpha_composite(draw(svg, size, MARGIN))
    return paper.convert("P", palette=Image.Palette.ADAPTIVE, colors=32)


def write_icons(app: Sphinx, exception: Exception | None) -> None:
    """Write every icon and the manifest beside the pages."""
    if exception is not None or app.builder.format != "html":
        return
    svg, out = Path(app.confdir) / app.config.html_favicon, Path(app.outdir)
    largest = draw(svg, IN_TABS[-1])
    smaller = [draw(svg, size) for size in IN_TABS[:-1]]
    sizes = [(size, size) for size in IN_TABS]
    largest.save(out / "favicon.ico", sizes=sizes, append_images=smaller)
    for_home_screen(svg, APPLE).save(out / "apple-touch-icon.png", optimize=True)
    for size in ON_HOME_SCREENS:
        for_home_screen(svg, size).save(out / f"icon-{size}.png", optimize=True)
    write_whole(out / MANIFEST, json.dumps(manifest(app), indent=1) + "\n")


def manifest(app: Sphinx) -> dict[str, Any]:
    """Return what a telephone is told of the site; paths are relative to it."""
    return {
        "name": app.config.project,
        "icons": [
            {"src": f"icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
            for size in ON_HOME_SCREENS
        ],
        "start_url": "index.html",
        "display": "browser",
        "background_color": BACKGROUND,
    }


def link_icons(
    app: Sphinx, page: str, template: str, context: dict[str, Any], tree: object
) -> None:
    """Name the icons in the head of every page."""
    path = context["pathto"]
    context["metatags"] = context.get("metatags", "") + (
        f'<link rel="icon" sizes="32x32" href="{path("favicon.ico", 1)}">\n'
        f'<link rel="apple-touch-icon" href="{path("apple-touch-icon.png", 1)}">\n'
        f'<link rel="manifest" href="{path(MANIFEST, 1)}">\n'
    )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register both steps."""
    app.connect("html-page-context", link_icons)
    app.connect("build-finished", write_icons)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
