"""The sources are cut into running text as Sphinx and a reader would."""

import ast

import pytest

import manuscript
from manuscript import ELSEWHERE, ManuscriptError, passages_of, sentences

PAGE = """\
---
budget: 1
---
# A title

Words with `code`, $x^2$ and
{glue:text}`steps` steps of [a link](there.md).[^one]

````{div} claim
**Said.** So.

```{verdicts} A1
```
````

```{code-cell} python
# no prose
```

```{glossary}
:sorted:

word
    What it means, see {term}`others <other word>`.
```

| A | B |
| --- | --- |
| c | d |

- one
- two

[^one]: [Source](https://example.org/), read today.
"""


def test_a_page_is_cut_into_passages() -> None:
    found = [(each.line, each.within, each.text) for each in passages_of(PAGE)]
    assert found == [
        (4, ("heading",), "A title"),
        (6, (), "Words with `code`, `x^2` and 0 steps of a link."),
        (10, ("claim",), "Said. So."),
        (24, ("glossary",), "What it means, see others."),
        *((27, ("table",), each) for each in "AB"),
        *((29, ("table",), each) for each in "cd"),
        (31, (), "one"),
        (32, (), "two"),
        (34, ("footnote",), "Source, read today."),
    ]


def test_what_was_typed_is_told_from_what_a_reader_sees() -> None:
    words = list(passages_of(PAGE))[1]
    hidden = ELSEWHERE
    assert (
        words.typed == f"Words with {hidden}, {hidden} and {hidden} steps of {hidden}."
    )
    assert words.links == ("there.md",)


def test_a_directive_that_nobody_entered_is_named_with_its_place() -> None:
    with pytest.raises(ManuscriptError, match=r"new\.md:3: .*'recipe': enter it there"):
        list(passages_of("# A\n\n```{recipe}\nEggs.\n```\n", "new.md"))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two? Three!", 3),
        ("It took 0.35 s, e.g. here, in PyTorch 2.10 alone.", 1),
        ("He said: “Stop.” Then he went.", 3),
        ("A rule: no capital, one sentence; one still.", 1),
    ],
)
def test_sentences_end_where_a_reader_pauses(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_the_syntax_is_that_of_the_book() -> None:
    conf = ast.parse((manuscript.ROOT / "conf.py").read_text("utf-8"))
    settings = {
        ast.unparse(node.targets[0]): node.value
        for node in conf.body
        if isinstance(node, ast.Assign)
    }
    enabled = ast.literal_eval(settings["myst_enable_extensions"])
    assert set(enabled) == manuscript.EXTENSIONS
