"""What is wrong with an external link, as far as one can see without asking."""

import re
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

# What is added to an address only to know who came from where.
TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|mc_[ce]id|gclid|fbclid|msclkid|igshid|ref|ref_src|referrer|si|spm"
)
TRAILING = ".,;:!?'\"\u201d\u2019»>]}*`"


def faults(link: str) -> list[str]:
    """Return what is wrong with the form of a link."""
    parts = urlsplit(link)
    host = parts.hostname or ""
    parameters = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    checks = {
        "is not https": parts.scheme != "https",
        "has no host that all can reach": not re.fullmatch(
            r"(?:[\w-]+\.)+[a-z]{2,}", host
        ),
        "has a capital in its host": parts.netloc != parts.netloc.lower(),
        "holds a name or a port": "@" in parts.netloc or ":" in parts.netloc,
        "has a blank in it": bool(re.search(r"\s|%20$", link)),
        "ends in punctuation": link[-1:] in TRAILING or _is_open(link),
        "says where its reader came from": any(map(TRACKING.fullmatch, parameters)),
        "points to words that were searched for": ":~:" in parts.fragment,
    }
    return [fault for fault, found in checks.items() if found]


def _is_open(link: str) -> bool:
    """Return whether the link ends in a bracket that it does not open."""
    return link.endswith(")") and link.count("(") < link.count(")")


def variants(links: Iterable[str]) -> list[list[str]]:
    """Return the addresses that are written in more than one way."""
    known: dict[str, set[str]] = defaultdict(set)
    for link in links:
        parts = urlsplit(link)
        host = parts.netloc.lower().removeprefix("www.")
        known[f"{host}{parts.path.rstrip('/')}?{parts.query}"].add(
            link.partition("#")[0]
        )
    return sorted(sorted(found) for found in known.values() if len(found) > 1)
