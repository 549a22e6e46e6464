"""Tell search engines where the list of pages is, once the site has an address."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from results import write_whole


def check_address(app: Sphinx, config: Config) -> None:
    """Refuse an address that links cannot be made from.

    Raises:
        ConfigError: it is not absolute, or does not end where a page's name begins.
    """
    address = config.html_baseurl
    parts = urlsplit(address)
    whole = parts.scheme in ("http", "https") and parts.netloc and address[-1] == "/"
    if address and not (whole and not parts.query and not parts.fragment):
        raise ConfigError(
            f"{address!r} is no address of a site: SITE_URL must be like "
            "https://example.org/book/, with a slash at its end"
        )


def write_robots(app: Sphinx, exception: Exception | None) -> None:
    """Write robots.txt, which names the list of pages; without an address, neither."""
    address, out = app.config.html_baseurl, Path(app.outdir)
    if exception is not None or app.builder.name != "html":
        return
    if address:
        text = f"User-agent: *\nAllow: /\n\nSitemap: {address}sitemap.xml\n"
        write_whole(out / "robots.txt", text)
    else:
        # An earlier build may have had one.
        for name in ("robots.txt", "sitemap.xml"):
            (out / name).unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register both steps."""
    app.connect("config-inited", check_address)
    app.connect("build-finished", write_robots)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
