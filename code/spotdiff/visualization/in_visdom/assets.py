"""What visdom's server would download when it first starts, laid in from npm.

The versions are those that visdom 0.2.4 names in its `server/build.py`. Some packages
want others that no page of visdom's uses, such as a compiler; `package.json` puts a
small package in their place.
"""

import importlib.util
import shutil
from pathlib import Path

from spotdiff.node_packages import installed

LOCK = Path(__file__).with_name("npm")
MATHJAX = "js/mathjax/2.7.5"
# Where a file goes in visdom's `static` folder, and where it lies in `node_modules`.
FILES = {
    "js/jquery.min.js": "jquery/dist/jquery.min.js",
    "js/bootstrap.min.js": "bootstrap/dist/js/bootstrap.min.js",
    "js/react-react.min.js": "react/umd/react.production.min.js",
    "js/react-dom.min.js": "react-dom/umd/react-dom.production.min.js",
    "js/react-modal.min.js": "react-modal/dist/react-modal.min.js",
    "js/plotly-plotly.min.js": "plotly.js-dist-min/plotly.min.js",
    "js/sjcl.js": "sjcl/sjcl.js",
    "js/layout_bin_packer.js": "layout-bin-packer/dist/layout-bin-packer.js",
    "js/layout-bin-packer.js.map": "layout-bin-packer/dist/layout-bin-packer.js.map",
    "js/d3.v3.min.js": "d3/d3.min.js",
    "js/d3-selection-multi.v1.js": "d3-selection-multi/build/d3-selection-multi.js",
    "js/saveSvgAsPng.js": "save-svg-as-png/lib/saveSvgAsPng.js",
    "css/react-resizable-styles.css": "react-resizable/css/styles.css",
    "css/react-grid-layout-styles.css": "react-grid-layout/css/styles.css",
    "css/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "fonts/classnames": "classnames/index.js",
    **{
        f"fonts/glyphicons-halflings-regular.{kind}": (
            f"bootstrap/dist/fonts/glyphicons-halflings-regular.{kind.split('#')[0]}"
        )
        for kind in ("eot", "woff2", "woff", "ttf", "svg#glyphicons_halflingsregular")
    },
    **{
        f"{MATHJAX}/{name}": f"mathjax/{name}"
        for name in (
            "MathJax.js",
            "config/Safe.js",
            "config/TeX-AMS-MML_HTMLorMML.js",
            "extensions/Safe.js",
            "jax/output/SVG/config.js",
            "jax/output/SVG/fonts/TeX/Size1/Regular/Main.js",
            "jax/output/SVG/fonts/TeX/fontdata.js",
            "jax/output/SVG/jax.js",
        )
    },
}


def copy_of_visdom(folder: Path) -> Path:
    """Copy the installed package, which stays as it is, into a folder.

    Returns:
        The copy, a package that Python finds if the folder is on its path.
    """
    found = importlib.util.find_spec("visdom")
    assert found is not None
    assert found.origin is not None
    installed_at = Path(found.origin).parent
    # A server that was started before has left its downloads there.
    fresh = shutil.ignore_patterns("__pycache__", "version.built")
    return Path(shutil.copytree(installed_at, folder / "visdom", ignore=fresh))


def lay_in(package: Path) -> None:
    """Put everything that the server would download into a copy of its package.

    Raises:
        NodePackagesError: the npm registry was wanted, and did not answer.
    """
    packages = installed(LOCK)
    static = package / "static"
    for name, source in FILES.items():
        place = static / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(packages / source, place)
    version = (package / "VERSION").read_text().strip()
    (static / "version.built").write_text(version)
