"""What somebody else's code does when it runs: harmless, but run it does."""

from typing import Any

# Whose code ran in this process.
ran: list[str] = []
REFUSED = "refused"


def note(whose: str, passed_on: Any = None) -> Any:
    """Do the harm: note that the code ran, and carry on as if nothing had been."""
    ran.append(whose)
    return passed_on
