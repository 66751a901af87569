#!/usr/bin/env python3
"""Turns what `tmux capture-pane -e -p` prints into an SVG picture: standard input to standard output."""
import html
import re
import sys

CELL_WIDTH, LINE_HEIGHT, MARGIN = 8.4, 18, 16
COLOURS = {"31": "#ef7d74", "32": "#6cc07a", "33": "#cfc55a", "36": "#5db4cb"}


def pieces(line):
    """The line as (style, text), by its SGR sequences."""
    style = {}
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if not part.startswith("\x1b"):
            if part:
                yield dict(style), part
            continue
        for code in part[2:-1].split(";"):
            if code in ("", "0"):
                style = {}
            elif code == "1":
                style["font-weight"] = "bold"
            elif code == "2":
                style["fill-opacity"] = "0.6"
            elif code == "39":
                style.pop("fill", None)
            elif code in COLOURS:
                style["fill"] = COLOURS[code]


def main():
    lines = [line.rstrip() for line in sys.stdin.read().rstrip("\n").split("\n")]
    widest = max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in lines)
    width, height = widest * CELL_WIDTH + 2 * MARGIN, len(lines) * LINE_HEIGHT + 2 * MARGIN
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" role="img">')
    print('<style>text { white-space: pre }</style>')
    print('<rect width="100%" height="100%" rx="8" fill="#16191c"/><g font-family="ui-monospace, monospace" font-size="14" fill="#e4e7ea">')
    for number, line in enumerate(lines):
        spans = []
        for style, text in pieces(line):
            attributes = "".join(f' {name}="{value}"' for name, value in style.items())
            spans.append(f"<tspan{attributes}>{html.escape(text, quote=False)}</tspan>")
        print(f'<text xml:space="preserve" x="{MARGIN}" y="{MARGIN + LINE_HEIGHT * number + 13}">{"".join(spans)}</text>')
    print("</g></svg>")


if __name__ == "__main__":
    main()
