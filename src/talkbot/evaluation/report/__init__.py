"""A run to read: a Markdown summary and a self-contained page."""
