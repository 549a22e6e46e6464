"""Numbers that the prose quotes."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from spotdiff.prose import PREFIX, quote


@pytest.fixture(autouse=True)
def _shell() -> Iterator[None]:
    InteractiveShell.instance()
    yield
    InteractiveShell.clear_instance()


def quoted(digits: int = 3, **values: object) -> dict[str, tuple[Any, Any]]:
    """Return, by name, what each value is quoted as and the mark it carries."""
    with capture_output() as captured:
        quote(digits, **values)
    return {
        output.metadata["scrapbook"]["name"]: (output.data, output.metadata)
        for output in captured.outputs
    }


def test_a_number_is_quoted_as_a_table_would_write_it() -> None:
    data, _ = quoted(loss=0.0123456)["loss"]
    assert data == {PREFIX + "text/plain": "0.0123"}


def test_a_number_of_numpy_is_quoted_too() -> None:
    data, _ = quoted(loss=np.float32(1.5))["loss"]
    assert data[PREFIX + "text/plain"] == "1.50"


def test_the_digits_can_be_chosen() -> None:
    data, _ = quoted(2, loss=0.0123456)["loss"]
    assert data[PREFIX + "text/plain"] == "0.012"


def test_a_text_is_quoted_as_it_is() -> None:
    data, _ = quoted(winner="RMSProp")["winner"]
    assert data[PREFIX + "text/plain"] == "RMSProp"


def test_every_value_carries_the_mark_that_hides_it_where_it_is_computed() -> None:
    found = quoted(a=1, b="two")
    assert list(found) == ["a", "b"]
    for name, (_, metadata) in found.items():
        mark = metadata["scrapbook"]
        assert mark == {"name": name, "mime_prefix": "application/papermill.record/"}
