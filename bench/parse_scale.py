#!/usr/bin/env python3
"""Shows that reading a Dockerfile takes time in proportion to its size: processor time of `sharpbuild build --check` at growing sizes.

usage: bench/parse_scale.py [BINARY]   (default out/sharpbuild); ends with 1 when four times the size takes more than eight times as long.
"""
import os
import resource
import subprocess
import sys
import tempfile

RUNS = 5
STEP = 4
ALLOWED = 8
FEWEST_SECONDS = 0.02
TOO_LARGE = "error DF0009"


def one_line(size):
    return "FROM scratch\nRUN " + "echo 'a b' \"$C\" && " * (size // 20) + "true\n"


def one_line_of_pairs(size):
    return "FROM scratch\nENV " + "A=1 B=\"x y\" " * (size // 12) + "\n"


def continued_line(size):
    return "FROM scratch\nRUN " + "command argument \\\n" * (size // 18) + "true\n"


def many_lines(count):
    return "FROM scratch\n" + "ENV A=1 B=\"$A y\"\nCOPY --chown=1:1 a b /c/\n" * (count // 2)


def many_stages(count):
    return "FROM scratch AS s0\n" + "".join(
        f"FROM s{i - 1} AS s{i}\nARG A{i}=x\nCOPY --from=s{i // 2} $A{i} /\n" for i in range(1, count))


def broken_lines(count):
    return "FROM scratch\n" + "RUM --mount=type=cache a\nCOPY --form=x a\n" * (count // 2)


SHAPES = [
    ("one line, bytes", one_line, 1 << 18),
    ("one line of pairs, bytes", one_line_of_pairs, 1 << 16),
    ("one continued line, bytes", continued_line, 1 << 18),
    ("lines", many_lines, 6_000),
    ("stages", many_stages, 1_000),
    ("lines with mistakes", broken_lines, 6_250),
]


def seconds(binary, directory):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    read = subprocess.run([binary, "build", "--root", directory + "/state", "--check", directory], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if TOO_LARGE in read.stderr:
        raise SystemExit("a file of this size is refused, so its time says nothing: " + read.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(binary, text):
    with tempfile.TemporaryDirectory() as directory:
        with open(directory + "/Dockerfile", "w", encoding="utf-8") as file:
            file.write(text)
        return min(seconds(binary, directory) for _ in range(RUNS))


def main():
    binary = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "out/sharpbuild")
    idle = measure(binary, "FROM scratch\n")
    print(f"start: {idle * 1000:.0f} ms, taken off below")
    failed = False
    for name, make, smallest in SHAPES:
        times = [max(measure(binary, make(smallest * STEP**power)) - idle, 0.0001) for power in range(3)]
        ratios = [later / earlier for earlier, later in zip(times, times[1:])]
        failed |= any(ratio > ALLOWED and time > FEWEST_SECONDS for ratio, time in zip(ratios, times[1:]))
        sizes = ", ".join(f"{smallest * STEP**power:,}: {time * 1000:.0f} ms" for power, time in enumerate(times))
        print(f"{name}: {sizes} (x{ratios[0]:.1f}, x{ratios[1]:.1f} for x{STEP})")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
