"""Which names are public, tried on a package made up for it."""

from types import ModuleType, SimpleNamespace

import pytest

from spotdiff.adoption import public_names
from spotdiff.adoption.public_names import Framework

WALKED = Framework(
    root="made",
    homes=("made",),
    makers=("made",),
    skipped=frozenset({"made.again"}),
)


def function(module: str | None) -> object:
    def made() -> None: ...

    made.__module__ = module  # type: ignore[assignment]
    return made


def module(name: str, **members: object) -> ModuleType:
    one = ModuleType(name)
    vars(one).update(members)
    return one


def names_of(package: ModuleType) -> set[str]:
    return set(public_names.public_names(package, WALKED))


def test_a_name_with_an_underscore_is_not_public() -> None:
    own = function("made")
    below = module("made._inner", hidden=own)
    assert names_of(module("made", open=own, _shut=own, _inner=below)) == {"made.open"}


def test_what_a_module_lists_is_all_that_it_offers() -> None:
    own = function("made")
    listed = module("made", __all__=["one", "gone"], one=own, two=own)
    assert names_of(listed) == {"made.one"}


def test_a_module_below_is_entered_though_it_is_not_listed() -> None:
    below = module("made.below", one=function("made.below"))
    assert names_of(module("made", __all__=[], below=below)) == {"made.below.one"}


def test_what_was_only_imported_does_not_count() -> None:
    foreign = module("other", one=function("made"))
    elsewhere = module("made.place", one=function("made.place"))
    package = module("made", theirs=function("other"), other=foreign, put=elsewhere)
    assert names_of(package) == set()


def test_what_is_written_in_c_counts_though_it_does_not_say_where_it_is_from() -> None:
    assert names_of(module("made", fast=function(None))) == {"made.fast"}


def test_what_cannot_be_called_does_not_count() -> None:
    number = SimpleNamespace(__module__="made")
    assert names_of(module("made", number=number)) == set()


def test_a_module_that_holds_itself_is_entered_once() -> None:
    package = module("made", one=function("made"))
    package.made = package  # type: ignore[attr-defined]
    assert names_of(package) == {"made.one"}


def test_a_skipped_module_is_not_entered() -> None:
    again = module("made.again", one=function("made"))
    assert names_of(module("made", again=again)) == set()


def test_one_thing_may_have_several_names() -> None:
    own = function("made")
    below = module("made.below", same=own)
    found = public_names.public_names(module("made", one=own, below=below), WALKED)
    assert set(found) == {"made.one", "made.below.same"}
    assert len({id(thing) for thing in found.values()}) == 1


@pytest.mark.parametrize("name", ["made", "made.below"])
def test_a_package_is_below_itself(name: str) -> None:
    assert public_names.is_below(name, ("made",))
    assert not public_names.is_below(f"{name}up", (name,))
