"""Settings of the site."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "book" / "_ext"))

# Project ---------------------------------------------------------------------
project = "Spotting the Difference"
author = "The Spotting the Difference authors"
copyright = "2026, the Spotting the Difference authors; text CC BY 4.0, code MIT"  # noqa: A001
language = "en"

# Extensions ------------------------------------------------------------------
extensions = [
    "myst_nb",
    "sphinx_copybutton",
    "sphinx_design",
    "choices",
    "claims",
    "dictionary",
    "figure_files",
    "live_pages",
    "mathml",
    "pair",
    "program_index",
    "provenance",
    "side_by_side",
    "tolerances",
]

# Source ----------------------------------------------------------------------
exclude_patterns = ["_ext", "_static"]
nitpicky = True

# Live pages: what a result depends on, and what is asked of a page that ran ---
live_reporter = "from spotdiff import runtime; print(runtime.report())"
live_preload = """
from spotdiff import runtime
runtime.import_frameworks()
import ipykernel.ipkernel, keras, matplotlib.figure, scipy.stats, sklearn.datasets
"""
pair_root = "code/spotdiff"
dictionary_root = "code/spotdiff/dictionary"
# Whether a listing that nothing runs fails the build.
programs_required = True

# The claims of 2017, by the article's chapters: the ledger holds each of them ----
claims_file = "book/claims.toml"
claims_chapters = {
    "The toy problem": "T1 T2 T3 T4",
    "Origins": "A0",
    "Adoption": "A1 A2",
    "Dynamic and static graphs": "G1 G2 G3 G4 G5",
    "Debugging": "D1 D2 D3",
    "Visualization": "V1 V2 V3 V4",
    "Deployment": "P1 P2 P3 P4 P5",
    "Data parallelism": "L1 L2 L3 L4",
    "Framework or library": "F1 F2 F3 F4 F5",
    "Conclusion": "C1 C2 C3",
    "PyTorch 1.0": "N1",
}

# MyST ------------------------------------------------------------------------
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "attrs_inline"]
myst_heading_anchors = 3
nb_custom_formats = {".md": ["nbformat.reads", {"as_version": 4}, False]}
nb_execution_mode = "off"
nb_merge_streams = True
nb_render_markdown_format = "myst"

# HTML ------------------------------------------------------------------------
html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["book/_static"]
html_favicon = "book/_static/favicon.svg"
html_css_files = ["book.css"]
html_math_renderer = "mathml"
html_copy_source = False
html_scaled_image_link = False
html_show_sourcelink = False
html_theme_options = {
    "home_page_in_toc": True,
    "navbar_persistent": [],
    "pygments_dark_style": "a11y-high-contrast-dark",
    "pygments_light_style": "a11y-high-contrast-light",
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "use_sidenotes": False,
}

# Copy button: what is shown is what is copied, without outputs -----------------
copybutton_selector = (
    "div.cell_input pre, .listing pre, .dictionary pre, div.highlight-sh pre"
)
copybutton_exclude = ".linenos"
