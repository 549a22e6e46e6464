"""What the first cell of a page does, in the build as in the reader's notebook.

These functions are written into that cell as they stand. So each imports what it
needs, and the cell leaves no name behind.
"""


def need(packages: dict[str, str]) -> None:
    """Install the packages that are missing; say which are of other versions.

    Args:
        packages: for each name, with its extras, the version that the page was
            written with.

    Raises:
        CalledProcessError: pip could not install them, and has said why.
    """
    import importlib.metadata as metadata
    import subprocess
    import sys

    found = {}
    for name in packages:
        try:
            found[name] = metadata.version(name.split("[")[0])
        except metadata.PackageNotFoundError:
            continue
    missing = [f"{name}=={packages[name]}" for name in packages if name not in found]
    if missing:
        print("Installing", *missing)
        command = [sys.executable, "-m", "pip", "install", "--quiet", *missing]
        subprocess.run(command, check=True)
    for name, version in found.items():
        if version != packages[name]:
            print(f"Written with {name} {packages[name]}; here is {version}.")


def bring(files: dict[str, str]) -> None:
    """Write the book's files into a folder, from which they are imported here.

    Args:
        files: texts, by paths below that folder.
    """
    import atexit
    import os
    import shutil
    import sys
    import tempfile
    from pathlib import Path

    # Messages that name a file name it as the book does: code/…
    folder = Path(tempfile.mkdtemp(prefix="modules-"), "code")
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    sys.path.insert(0, str(folder))
    # Programs that a cell starts look here.
    rest = filter(None, [os.environ.get("PYTHONPATH")])
    os.environ["PYTHONPATH"] = os.pathsep.join([str(folder), *rest])
    # What came from elsewhere is imported again, from this folder.
    packages = {name.split("/")[0].removesuffix(".py") for name in files}
    for module in [name for name in sys.modules if name.split(".")[0] in packages]:
        del sys.modules[module]
