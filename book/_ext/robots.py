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
    """Write robots.txt, which names the site's list of pages."""
    address = app.config.html_baseurl
    if exception is None and address and app.builder.name == "html":
        text = f"User-agent: *\nAllow: /\n\nSitemap: {address}sitemap.xml\n"
        write_whole(Path(app.outdir) / "robots.txt", text)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register both steps."""
    app.connect("config-inited", check_address)
    app.connect("build-finished", write_robots)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
