"""What is installed was locked, what is loaded is ours, and nothing is secret."""

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spotdiff import node_packages

ROOT = Path(__file__).parents[1]
LOCK = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
NPM_LOCKS = sorted(
    file
    for folder in ("code", "tests")
    for file in ROOT.glob(f"{folder}/**/package-lock.json")
)
FOLDERS = (".ci", ".github", "book", "code", "tests")
# Files that are no text.
BYTES = {".png", ".woff2"}

# What is installed -------------------------------------------------------------------


def test_every_package_is_from_the_index_and_has_a_hash_for_every_file() -> None:
    for package in LOCK["package"]:
        if package["source"] == {"editable": "."}:
            continue
        assert package["source"] == {"registry": "https://pypi.org/simple"}, package
        files = [*package.get("wheels", []), package.get("sdist")]
        assert any(files), package["name"]
        for file in filter(None, files):
            assert file["url"].startswith("https://files.pythonhosted.org/"), file
            assert re.fullmatch("sha256:[0-9a-f]{64}", file["hash"]), file


def test_what_is_built_when_it_is_installed_is_built_with_a_release_that_is_named() -> (
    None
):
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    built = {
        package["name"]
        for package in LOCK["package"]
        if "wheels" not in package and "registry" in package["source"]
    }
    named = settings["tool"]["uv"]["extra-build-dependencies"]
    assert named.keys() == built
    for wanted in named.values():
        assert all(re.fullmatch(r"[a-z-]+==[\d.]+", one) for one in wanted)


def test_uv_itself_comes_with_a_hash() -> None:
    wanted = (ROOT / ".ci" / "uv.txt").read_text("utf-8")
    assert re.findall(r"^([a-z-]+)==[\d.]+ ", wanted, re.M) == ["uv"]
    assert "--hash=sha256:" in wanted
    installs = re.findall("pip install.*", (ROOT / ".ci" / "uv").read_text("utf-8"))
    assert all("--require-hashes" in line for line in installs)
    assert installs


@pytest.mark.parametrize("lock", NPM_LOCKS, ids=lambda file: file.parent.name)
def test_every_package_of_npm_is_from_the_registry_and_has_a_hash(lock: Path) -> None:
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    fetched = {name: one for name, one in packages.items() if name}
    assert fetched
    for name, one in fetched.items():
        assert one["integrity"].startswith("sha512-"), name
        address = one.get("resolved", "https://registry.npmjs.org/")
        assert address.startswith("https://registry.npmjs.org/"), name


def test_packages_of_npm_run_nothing_when_they_are_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    node_packages._run_npm(tmp_path)
    (command,) = commands
    # `ci` installs what the lock file names, and checks it.
    assert {"ci", "--ignore-scripts"} <= set(command)


# What is loaded ----------------------------------------------------------------------

# Loaders that can run what a file says, and how each is told not to. What has no way
# is refused wherever it stands.
LOADERS = {
    "torch.load": ("weights_only", {"True", ""}),
    "load_model": ("safe_mode", {"True", ""}),
    "np.load": ("allow_pickle", {"False", ""}),
    "pickle.load": ("", set[str]()),
    "pickle.loads": ("", set[str]()),
    "joblib.load": ("", set[str]()),
    "yaml.load": ("", set[str]()),
    "marshal.loads": ("", set[str]()),
}
# Those that may run it, and why.
TRUSTED = {
    ("code/spotdiff/own_process.py", "pickle.loads"): "from a process of ours, by a "
    "folder that is nobody else's",
    ("code/spotdiff/data_parallelism/launch.py", "pickle.loads"): "as own_process.py",
    ("code/spotdiff/dictionary/saving/torch_side.py", "torch.load"): "the row that "
    "shows it; the file was written in the line above",
    ("code/spotdiff/deployment/trust/torch_trap.py", "torch.load"): "a trap is sprung, "
    "to show what it does: the file is ours",
    ("code/spotdiff/deployment/trust/keras_trap.py", "load_model"): "as torch_trap.py",
    ("tests/pytorch_1_0/conftest.py", "pickle.loads"): "from the other process of the "
    "same run of the tests",
}


def sources() -> Iterator[tuple[str, str]]:
    """Yield all Python: of files, and of what pages have in fences."""
    for file in texts("code", "tests", "book"):
        name, text = file.relative_to(ROOT).as_posix(), file.read_text("utf-8")
        if file.suffix == ".py":
            yield name, text
        elif file.suffix == ".md":
            for _, body in re.findall(r"^(```+)\{.*\n((?:.*\n)*?)\1$", text, re.M):
                yield (
                    name,
                    "".join(
                        line for line in body.splitlines(True) if line[:1] not in ":%"
                    ),
                )


def unsafe_loads(source: str) -> Iterator[str]:
    """Yield the loaders that a source calls without telling them to run nothing."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return  # a fence of another language
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            for loader, (option, safe) in LOADERS.items():
                given = {k.arg: ast.unparse(k.value) for k in node.keywords}
                ours = f".{called}".endswith(f".{loader}")
                if ours and given.get(option, "") not in safe:
                    yield loader


def test_what_may_run_what_a_file_says_is_loaded_from_ourselves_only() -> None:
    found = {(name, each) for name, text in sources() for each in unsafe_loads(text)}
    assert found == TRUSTED.keys()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("torch.load(path)", []),
        ("torch.load(path, weights_only=True)", []),
        ("torch.load(path, weights_only=False)", ["torch.load"]),
        ("torch.load(path, weights_only=safely)", ["torch.load"]),
        ("keras.saving.load_model(path, safe_mode=False)", ["load_model"]),
        ("load_model(path)", []),
        ("np.load(path, allow_pickle=True)", ["np.load"]),
        ("x = [pickle.loads(b) for b in given]", ["pickle.loads"]),
    ],
)
def test_a_loader_that_may_run_a_file_is_found(source: str, found: list[str]) -> None:
    assert list(unsafe_loads(source)) == found


# What nobody may know ----------------------------------------------------------------

SECRETS = re.compile(
    "|".join(
        [
            r"-----BEGIN [A-Z ]*PRIVATE KEY",
            r"\bAKIA[0-9A-Z]{16}\b",  # Amazon
            r"\bgh[pousr]_[A-Za-z0-9]{36}",  # GitHub
            r"\bgithub_pat_\w{22}",
            r"\bglpat-[\w-]{20}",  # GitLab
            r"\bAIza[\w-]{35}",  # Google
            r"\bhf_[A-Za-z]{34}",  # Hugging Face
            r"\bnpm_[A-Za-z0-9]{36}",
            r"\bpypi-AgEI[\w-]{20}",
            r"\bsk-[\w-]{20}",
            r"\bxox[abpr]-[\w-]{10}",  # Slack
            r"https?://[^\s/:@{$]+:[^\s/@{$]+@",
        ]
    )
)


def texts(*folders: str) -> Iterator[Path]:
    """Yield the files of text in some folders of the repository."""
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*")):
            cached = "__pycache__" in file.parts
            if file.is_file() and not cached and file.suffix not in BYTES:
                yield file


def test_no_file_holds_what_looks_like_a_secret() -> None:
    own = [file for file in ROOT.iterdir() if file.is_file()]
    for file in [*own, *texts(*FOLDERS)]:
        found = SECRETS.search(file.read_text("utf-8"))
        assert not found, f"{file}: {found}"


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN " + "OPENSSH PRIVATE KEY-----",
        "key = '" + "AKIA" + 16 * "A" + "'",
        "ghp" + "_" + 36 * "a",
        "https://user:" + "word@example.org/",
    ],
)
def test_what_looks_like_a_secret_is_found(text: str) -> None:
    assert SECRETS.search(text)
