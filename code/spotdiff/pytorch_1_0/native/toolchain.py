"""The compiler of this system, set on programs against the libraries of the wheels."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from spotdiff import mnist

SOURCES = Path(__file__).parent
AT_ONCE = 2
PATIENCE = 300.0  # seconds
# Nothing of what takes time is in these programs: it is in the libraries.
OPTIONS = ("-std=c++17", "-O1")


class BuildError(RuntimeError):
    """The compiler refused a program; the message is what it said."""


def wheel(package: str) -> Path:
    """Return the folder of an installed package, without importing it."""
    found = importlib.util.find_spec(package)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


TORCH, TENSORFLOW = wheel("torch"), wheel("tensorflow")
LIBRARIES = {
    # The package of AOTInductor asks for libtorch, though no program calls it.
    "PyTorch": [TORCH / "lib" / f"lib{n}.so" for n in ("torch", "torch_cpu", "c10")],
    "TensorFlow": [TENSORFLOW / f"libtensorflow_{n}.so.2" for n in ("cc", "framework")],
}
HEADERS = {"PyTorch": TORCH / "include", "TensorFlow": TENSORFLOW / "include"}


@dataclass(frozen=True)
class Program:
    """A program in C++.

    Attributes:
        source: The name of its file, without ending.
        framework: Whose libraries it uses.
        parts: What is compiled and linked with it: sources and objects.
        include: A folder of more headers.
    """

    source: str
    framework: str
    parts: tuple[Path, ...] = ()
    include: Path | None = None

    @property
    def file(self) -> Path:
        """Where its source is."""
        return SOURCES / f"{self.source}.cpp"

    @property
    def lines(self) -> int:
        """How many lines of it are neither blank nor comment."""
        lines = map(str.strip, self.file.read_text().splitlines())
        return sum(bool(line) and not line.startswith("//") for line in lines)


def compiler() -> str:
    """Return the name of the compiler to use."""
    return os.environ.get("CXX", "g++")


def unavailable() -> str:
    """Say why nothing can be built here; an empty string if it can."""
    if sys.platform != "linux":
        return "these programs are built on Linux only"
    if not shutil.which(compiler()):
        return f"there is no C++ compiler here, no {compiler()}"
    return ""


def command(program: Program, made: Path) -> list[str]:
    """Return what builds a program."""
    libraries = LIBRARIES[program.framework]
    # TensorFlow's library exports half a million names: this linker is the faster.
    gold = ["-fuse-ld=gold"] if shutil.which("ld.gold") else []
    include = [program.include] if program.include else []
    headers = [HEADERS[program.framework], *include, SOURCES]
    return [
        *(compiler(), *OPTIONS, *gold),
        *(part for folder in headers for part in ("-isystem", str(folder))),
        *map(str, (program.file, *program.parts)),
        *("-Wl,--no-as-needed", *map(str, libraries)),
        f"-Wl,-rpath,{libraries[0].parent},--disable-new-dtags",
        *("-o", str(made)),
    ]


def digest(program: Program) -> str:
    """Return what tells a program from any other: all that it is built from."""
    headers = [*SOURCES.glob("*.h"), *(program.include or SOURCES).glob("*.h")]
    inputs = (program.file, *sorted(headers), *program.parts)
    asked = subprocess.run([compiler(), "--version"], capture_output=True, check=True)
    conditions = [compiler(), asked.stdout, OPTIONS, LIBRARIES[program.framework]]
    conditions += [version(name) for name in ("torch", "tensorflow")]
    found = hashlib.sha256(repr(conditions).encode())
    for file in inputs:
        found.update(sha256(file).encode())
    return found.hexdigest()[:24]


def sha256(file: Path) -> str:
    """Return the digest of a file's contents."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def build(program: Program, folder: Path) -> Path:
    """Build a program, or take it from the book's cache; return where it is.

    Raises:
        BuildError: The compiler refused it.
        DataError: The cache's folder cannot be used.
    """
    made, cache = folder / program.source, mnist.cache().with_name("programs")
    name = digest(program)
    kept = whole(cache.glob(f"{name}.*"))
    if kept is None:
        cache.mkdir(parents=True, exist_ok=True)
        compile_to(program, made)
        # It takes its name when it is whole.
        unfinished = cache / f"new-{os.getpid()}-{name}"
        shutil.copy(made, unfinished)
        unfinished.rename(cache / f"{name}.{sha256(made)}")
    else:
        shutil.copy(kept, made)
    return made


def whole(found: Iterable[Path]) -> Path | None:
    """Return the first file that still is what its name says; remove others."""
    for file in found:
        if sha256(file) == file.suffix[1:]:
            return file
        file.unlink(missing_ok=True)
    return None


def compile_to(program: Program, made: Path) -> None:
    """Compile and link a program.

    Raises:
        BuildError: The compiler refused it.
    """
    done = subprocess.run(
        command(program, made),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode:
        raise BuildError(done.stderr)


def build_all(programs: Iterable[Program], folder: Path) -> dict[str, Path]:
    """Build programs, two at a time; return where they are, by source."""
    programs = list(programs)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = pool.map(lambda program: build(program, folder), programs)
        return {p.source: path for p, path in zip(programs, made, strict=True)}


def run(program: Path, arguments: Sequence[object]) -> list[float]:
    """Run a program, and return the numbers that it prints, one a line.

    Raises:
        subprocess.CalledProcessError: It failed.
    """
    done = subprocess.run(
        [str(program), *map(str, arguments)],
        # TensorFlow says on standard error, unasked, which kernels it takes.
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    return [float(line) for line in done.stdout.splitlines()]


def megabytes(framework: str) -> float:
    """Return the size of the libraries that a program is linked with."""
    return sum(path.stat().st_size for path in LIBRARIES[framework]) / 1e6
