#!/usr/bin/env python3
"""Cost curves of sharpbuild: how time grows with steps, base layers, files, bytes, stages and cache records.

  scale.py --sharpbuild PATH [--curves steps,layers,...] [--largest N] [--runs N] [--json FILE] [--table FILE]

Each point is the least of several runs in seconds of processor time (user + system) and on the clock. The slope is the exponent k of
time ~ size^k, fitted over the last half of the points, where constant costs count least: 1 is linear, 0 is flat.
"""
import argparse
import json
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

BUSYBOX = shutil.which("busybox") or "/bin/busybox"


class Bench:
    def __init__(self, binary, work):
        self.binary, self.work, self.root = binary, work, f"{work}/root"
        os.makedirs(f"{work}/base")
        shutil.copy(BUSYBOX, f"{work}/base/busybox")
        self.context("base", "FROM scratch\nCOPY --chmod=755 busybox /bin/busybox\nRUN [\"/bin/busybox\", \"--install\", \"-s\", \"/bin\"]\n")
        self.build("base", "-o", f"type=oci,dest={work}/layout,tar=false")

    def context(self, name, dockerfile, files=()):
        directory = f"{self.work}/{name}"
        os.makedirs(directory, exist_ok=True)
        for path, content in [("Dockerfile", dockerfile.encode()), *files]:
            os.makedirs(os.path.dirname(f"{directory}/{path}"), exist_ok=True)
            with open(f"{directory}/{path}", "wb") as file:
                file.write(content)

    def fresh(self):
        subprocess.run(["rm", "-rf", self.root], check=True)

    def build(self, name, *arguments):
        """Builds a context; returns processor seconds and clock seconds."""
        command = [self.binary, "build", "--root", self.root, "--network", "none", "--progress", "plain", "-t", "scale:1", "--build-context",
                   f"base=oci-layout://{self.work}/layout:1", *arguments, f"{self.work}/{name}"]
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            sys.exit(f"{' '.join(command)}\nexited with {done.returncode}\n{done.stdout.decode(errors='replace')[-2000:]}")
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def steps(bench, count):
    """RUN steps in one stage, cold"""
    bench.context("steps", "FROM base\n" + "".join(f"RUN echo {i} > /s{i}\n" for i in range(count)))
    bench.fresh()
    return bench.build("steps")


def steps_again(bench, count):
    """the same, everything cached"""
    bench.context("steps", "FROM base\n" + "".join(f"RUN echo {i} > /s{i}\n" for i in range(count)))
    bench.build("steps")
    return bench.build("steps")


def layers(bench, count):
    """layers of the base below one RUN, all unpacked anew"""
    bench.context("many", "FROM base\n" + "".join(f"COPY f /f{i}\n" for i in range(count)), [("f", b"x")])
    target = f"{bench.work}/many-{count}"
    if not os.path.exists(target):
        bench.fresh()
        bench.build("many", "-o", f"type=oci,dest={target},tar=false")
    bench.context("layers", "FROM many\nRUN echo > /last\n")
    bench.fresh()
    return bench.build("layers", "--build-context", f"many=oci-layout://{target}:1")


def make_files(bench, count):
    directory = f"{bench.work}/files-{count}"
    if not os.path.exists(directory):
        for i in range(count):
            parent = f"{directory}/d{i // 10000}/e{i // 100 % 100}"
            if i % 100 == 0:
                os.makedirs(parent)
            with open(f"{parent}/f{i}", "w") as file:
                file.write(f"{i}\n" * 20)
        bench.context(f"files-{count}", "FROM base\nCOPY . /files/\n")
    return f"files-{count}"


def files(bench, count):
    """files in the context, cold"""
    name = make_files(bench, count)
    bench.fresh()
    return bench.build(name)


def files_again(bench, count):
    """the same, nothing changed"""
    name = make_files(bench, count)
    bench.build(name)
    return bench.build(name)


def size(bench, megabytes):
    """megabytes in one file of a COPY, cold"""
    bench.context("size", "FROM base\nCOPY big /big\n")
    with open("/dev/urandom", "rb") as source, open(f"{bench.work}/size/big", "wb") as file:
        block = source.read(1 << 20)
        for _ in range(megabytes):
            file.write(block)
    bench.fresh()
    return bench.build("size")


def stages(bench, count):
    """stages that a last one copies from, cold"""
    text = "".join(f"FROM base AS s{i}\nRUN echo {i} > /r\n" for i in range(count))
    bench.context("stages", text + "FROM base\n" + "".join(f"COPY --from=s{i} /r /r{i}\n" for i in range(count)))
    bench.fresh()
    return bench.build("stages")


def records(bench, count):
    """cache records in the store, a build that changes nothing"""
    bench.context("records", "FROM base\nRUN echo 1 > /a\nRUN echo 2 > /b\nRUN echo 3 > /c\n")
    bench.build("records")
    directory = f"{bench.root}/cache/records"
    present = [f"{parent}/{name}" for parent, _, names in os.walk(directory) for name in names]
    for i in range(len(present), count):
        name = os.urandom(32).hex()
        os.makedirs(f"{directory}/{name[:2]}", exist_ok=True)
        shutil.copyfile(present[0], f"{directory}/{name[:2]}/{name[2:]}")
    return bench.build("records")


CURVES = {
    "steps": (steps, [10, 25, 50, 100, 200, 400]),
    "steps-again": (steps_again, [10, 25, 50, 100, 200, 400]),
    "layers": (layers, [1, 5, 20, 50, 100, 200]),
    "files": (files, [1000, 5000, 20000, 100000, 500000]),
    "files-again": (files_again, [1000, 5000, 20000, 100000, 500000]),
    "size": (size, [1, 8, 64, 512, 2048, 8192]),
    "stages": (stages, [2, 4, 8, 16, 32, 64]),
    "records": (records, [10, 100, 1000, 10000, 100000]),
}


def slope(points):
    """The exponent between the points of the last half, by least squares of the logarithms."""
    half = points[len(points) // 2 - (len(points) < 4):]
    pairs = [(math.log(p["size"]), math.log(max(p["cpu"], 1e-3))) for p in half]
    mean_x, mean_y = (sum(v) / len(pairs) for v in zip(*pairs))
    spread = sum((x - mean_x) ** 2 for x, _ in pairs)
    return sum((x - mean_x) * (y - mean_y) for x, y in pairs) / spread if spread else 0.0


def measure(bench, name, largest, runs):
    curve, sizes = CURVES[name]
    points = []
    for count in [s for s in sizes if not largest or s <= largest]:
        results = [curve(bench, count) for _ in range(runs)]
        points.append({"size": count, "cpu": min(r[0] for r in results), "wall": min(r[1] for r in results)})
    return points


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sharpbuild", required=True)
    parser.add_argument("--curves", default=",".join(CURVES))
    parser.add_argument("--largest", type=int, default=0, help="leave out larger sizes")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--json")
    parser.add_argument("--table", help="where a table in Markdown goes")
    options = parser.parse_args()
    work = tempfile.mkdtemp(prefix="sharpbuild-scale-")
    curves = {}
    try:
        bench = Bench(options.sharpbuild, work)
        for name in options.curves.split(","):
            points = measure(bench, name, options.largest, options.runs)
            curves[name] = {"points": points, "slope": slope(points)}
            print(f"{name}: {CURVES[name][0].__doc__}; slope {curves[name]['slope']:.2f}")
            for point in points:
                print(f"  {point['size']:>7}  cpu {point['cpu']:8.3f} s  wall {point['wall']:8.3f} s  {1e6 * point['cpu'] / point['size']:10.1f} us each", flush=True)
    finally:
        subprocess.run(["rm", "-rf", work], check=False)
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"cores": os.cpu_count(), "curves": curves}, file, indent=1)
    if options.table:
        with open(options.table, "w") as file:
            file.write("| what grows | slope | processor seconds |\n|---|---|---|\n")
            for name, curve in curves.items():
                points = ", ".join(f"{p['size']:,}: {p['cpu']:.3g}" for p in curve["points"])
                file.write(f"| {CURVES[name][0].__doc__} | {curve['slope']:.2f} | {points} |\n")


if __name__ == "__main__":
    main()
