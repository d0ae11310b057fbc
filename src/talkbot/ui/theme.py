"""The colours and sizes that Gradio's own components take over; the rest is assets/page.css."""

from __future__ import annotations

import gradio as gr


def theme() -> gr.themes.Base:
    """A quiet theme whose fonts come with Gradio or the system, never from outside."""
    return gr.themes.Base(
        font=["IBM Plex Sans", "system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    ).set(
        body_background_fill="#fbfaf7",
        body_background_fill_dark="#151413",
        body_text_color="#1f1d1a",
        body_text_color_dark="#ece9e2",
        color_accent="#17695c",
        border_color_primary="#e6e1d8",
        border_color_primary_dark="#33302c",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1e1c1a",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
    )
