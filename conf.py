"""Settings of the site."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

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
    "sphinxext.opengraph",
    "notfound.extension",
    "api_names",
    "choices",
    "claims",
    "contents",
    "dictionary",
    "figure_files",
    "icons",
    "licences",
    "light_code",
    "live_pages",
    "mathml",
    "notebooks",
    "one_page",
    "pair",
    "program_index",
    "provenance",
    "robots",
    "search_entries",
    "sharing",
    "side_by_side",
    "theme_mending",
    "tolerances",
]

# Source ----------------------------------------------------------------------
exclude_patterns = ["_ext", "_static", "_templates"]
nitpicky = True

# Live pages: what a result depends on, and what is asked of a page that ran ---
live_reporter = "from spotdiff import runtime; print(runtime.report())"
live_preload = """
from spotdiff import runtime
runtime.import_torch()
import threading
import torch._inductor.compile_fx, torch._inductor.cpu_vec_isa
# It compiles test programs to learn which vector units there are, 4 s a process.
asking = threading.Thread(target=torch._inductor.cpu_vec_isa.pick_vec_isa)
asking.start()
runtime.import_frameworks()
import keras, matplotlib.figure, scipy.stats, sklearn.datasets
import ipykernel.ipkernel, ipykernel.kernelapp, IPython.core.history
asking.join()
"""
# What a page that measures time runs before each cell: {} pages share the cores then.
live_share = "__import__('spotdiff.runtime').runtime.take_share({})"
pair_root = "code/spotdiff"
own_package = "spotdiff"
dictionary_root = "code/spotdiff/dictionary"
# Whether a listing that nothing runs fails the build.
programs_required = True

# Notebooks: Colab opens them from the repository that the site is published in ----
notebooks_repository = os.environ.get("GITHUB_REPOSITORY", "")

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

# Names of packages: whose they are, and how everybody writes them ------------------
api_packages = {
    "executorch": "pytorch",
    "torch": "pytorch",
    "torchao": "pytorch",
    "torchvision": "pytorch",
    "ai_edge_litert": "tensorflow",
    "tensorflow": "tensorflow",
    "tensorflow_serving": "tensorflow",
    "keras": "keras",
    "tf_keras": "keras",
}
api_spellings = {"tensorflow": "tf"}

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
templates_path = ["book/_templates"]
html_use_index = False
html_static_path = ["book/_static"]
html_favicon = "book/_static/favicon.svg"
html_css_files = ["book.css", ("print.css", {"media": "print"})]
html_js_files = [("print.js", {"defer": ""}), "scrolling.js"]
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

# Where the site is published: an address such as https://example.org/book/ -----------
# Without one, nothing is written that would need it.
html_baseurl = os.environ.get("SITE_URL", "")
ogp_site_url = html_baseurl
ogp_custom_meta_tags = ['<meta name="twitter:card" content="summary_large_image" />']
notfound_urls_prefix = urlsplit(html_baseurl).path or "/"
notfound_template = "404.html"
notfound_context = {"title": "This page is not in the book"}
if html_baseurl:
    extensions.append("sphinx_sitemap")
sitemap_url_scheme = "{link}"
sitemap_excludes = ["404.html", "search.html"]

# Copy button: what is shown is what is copied, without outputs -----------------
copybutton_selector = (
    "div.cell_input pre, .listing pre, .dictionary pre, div.highlight-sh pre"
)
copybutton_exclude = ".linenos"
