"""The documentation: Markdown by Diataxis, built by `make docs`; warnings are errors."""

from headway import __version__

project = "Headway"
copyright = "the Headway developers, Apache License 2.0"
version = release = __version__
extensions = ["myst_parser"]
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Headway"
html_show_copyright = False
