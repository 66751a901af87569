#!/usr/bin/env python3
"""insert.py DOCUMENT NAME FILE: puts a file between the marks <!-- NAME --> and <!-- end of NAME --> of a document."""
import sys

document, name, path = sys.argv[1:]
with open(document) as file:
    before, rest = file.read().split(f"<!-- {name} -->\n")
after = rest.split(f"<!-- end of {name} -->")[1]
with open(path) as file:
    content = file.read().strip()
with open(document, "w") as file:
    file.write(f"{before}<!-- {name} -->\n{content}\n<!-- end of {name} -->{after}")
