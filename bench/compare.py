#!/usr/bin/env python3
"""Times sharpbuild beside Debian's buildah: both tools in turn, run by run, on the same contexts and base image.

  compare.py --sharpbuild PATH [--runs N] [--workloads no-op,runs,...] [--json FILE]

Figures per run: wall seconds from just before exec to the exit, and the largest resident set of any process of the build.
"""
import argparse
import datetime
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

BASE = "localhost/bench-base"
LAYOUT_MAKER = """FROM scratch
COPY --chmod=755 busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
RUN mkdir -p /etc /tmp && echo 'root:x:0:0:root:/root:/bin/sh' > /etc/passwd
ENV PATH=/bin
"""


def run(command, **options):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\nexited with {done.returncode}\n{done.stdout.decode(errors='replace')[-3000:]}")
    return done.stdout.decode(errors="replace")


def timed(command):
    """GNU time stands between, because a child's largest resident set starts with that of the process that forked it."""
    with tempfile.NamedTemporaryFile() as log, tempfile.NamedTemporaryFile("r") as usage:
        os.sync()
        start = time.monotonic()
        done = subprocess.run(["time", "-q", "-f", "%M", "-o", usage.name, *command], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wall = time.monotonic() - start
        if done.returncode:
            log.seek(0)
            sys.exit(f"{' '.join(command)}\nexited with {done.returncode}\n{log.read().decode(errors='replace')[-3000:]}")
        return wall, int(usage.read().split()[-1]) * 1024


class Sharpbuild:
    name = "sharpbuild"

    def __init__(self, work, binary, layout):
        self.root, self.binary, self.layout = f"{work}/sharpbuild", binary, layout

    def fresh(self):
        run(["rm", "-rf", self.root])

    def build(self, context, archive=None):
        output = ["-o", f"type=oci,dest={archive}"] if archive else []
        return [self.binary, "build", "--root", self.root, "--network", "host", "--progress", "plain", "--build-context",
                f"{BASE}=oci-layout://{self.layout}:latest", "-t", "localhost/bench", *output, context]


class Buildah:
    name = "buildah"

    def __init__(self, work, binary, layout):
        self.store = ["--root", f"{work}/buildah/root", "--runroot", f"{work}/buildah/run", "--storage-driver", "overlay"]
        self.root, self.layout = f"{work}/buildah", layout

    def fresh(self):
        subprocess.run(["umount", "-l", f"{self.root}/root/overlay"], stderr=subprocess.DEVNULL)
        run(["rm", "-rf", self.root])
        identity = run(["buildah", *self.store, "pull", "-q", f"oci:{self.layout}:latest"]).split()[-1]
        run(["buildah", *self.store, "tag", identity, BASE])

    def build(self, context, archive=None):
        build = ["buildah", *self.store, "build", "--layers", "--isolation", os.environ.get("BUILDAH_ISOLATION", "chroot"),
                 "--network", "host", "--pull=never", "-t", "localhost/bench", context]
        if not archive:
            return build
        push = ["buildah", *self.store, "push", "localhost/bench", f"oci-archive:{archive}:latest"]
        return ["sh", "-ec", '"$0" "$@" && ' + " ".join(push), *build]


def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


def half_compressible(size, seed):
    numbers = random.Random(seed)
    return b"".join(numbers.randbytes(512) + bytes([i % 251]) * 512 for i in range(size // 1024))


def make_contexts(work):
    numbers = random.Random(1)
    contexts = {name: f"{work}/context-{name}" for name in ("no-op", "runs", "copy", "export", "files")}
    dockerfiles = {
        "no-op": f"FROM {BASE}\nARG VERSION=1\nENV HOME=/app\nWORKDIR /app\nCOPY src/ src/\nRUN ls src | wc -l > count\n"
                 "LABEL version=$VERSION\nEXPOSE 8080\nUSER 1000\nCMD [\"cat\", \"count\"]\n",
        "runs": f"FROM {BASE}\n" + "".join(f"RUN echo step {i} > /step{i}\n" for i in range(25)),
        "copy": f"FROM {BASE}\nCOPY . /app\n",
        "export": f"FROM {BASE}\nCOPY seed /seed\nRUN for i in $(seq 25); do cat /seed; done > /big\n",
        "files": f"FROM {BASE}\nRUN for d in $(seq 150); do mkdir -p /f/$d; for i in $(seq 100); do echo \"$d $i\" > /f/$d/$i; done; done\n",
    }
    for name, text in dockerfiles.items():
        write(f"{contexts[name]}/Dockerfile", text.encode())
    for i in range(50):
        write(f"{contexts['no-op']}/src/{i}.txt", numbers.randbytes(500))
    for i in range(20000):
        write(f"{contexts['copy']}/d{i // 200}/f{i}", numbers.randbytes(int(340 * 150 ** numbers.random() / 3)))
    write(f"{contexts['export']}/seed", half_compressible(20_000_000, 2))
    return contexts


WORKLOADS = {
    "no-op": "nothing changed, everything cached",
    "runs": "25 tiny RUN steps, cold",
    "copy": "COPY of 20,000 files, cold",
    "export": "RUN writes 500 MB, gzip OCI archive",
    "files": "RUN writes 15,000 files, cold",
}


def measure(tools, name, context, runs, work):
    results = {tool.name: [] for tool in tools}
    archive = f"{work}/out.tar" if name == "export" else None
    for _ in range(runs):
        for tool in tools:
            if name != "no-op" or not results[tool.name]:
                tool.fresh()
                run(tool.build(f"{work}/warm"))
            if name == "no-op":
                run(tool.build(context))
            if archive and os.path.exists(archive):
                os.unlink(archive)
            wall, memory = timed(tool.build(context, archive))
            results[tool.name].append({"wall": wall, "memory": memory})
    return results


def table(document):
    lines = [f"{'workload':38} {'sharpbuild':>11} {'buildah':>9} {'ratio':>7} {'memory':>9} {'buildah':>9}"]
    for name, results in document["workloads"].items():
        wall = {tool: statistics.median(r["wall"] for r in rows) for tool, rows in results.items()}
        memory = {tool: max(r["memory"] for r in rows) / 1e6 for tool, rows in results.items()}
        lines.append(f"{WORKLOADS[name]:38} {wall['sharpbuild']:9.3f} s {wall['buildah']:7.2f} s "
                     f"{wall['buildah'] / wall['sharpbuild']:6.1f}x {memory['sharpbuild']:6.0f} MB {memory['buildah']:6.0f} MB")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sharpbuild", required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--workloads", default=",".join(WORKLOADS))
    parser.add_argument("--json")
    options = parser.parse_args()
    work = tempfile.mkdtemp(prefix="sharpbuild-bench-")
    try:
        write(f"{work}/base/Dockerfile", LAYOUT_MAKER.encode())
        shutil.copy("/bin/busybox", f"{work}/base/busybox")
        layout = f"{work}/layout"
        run([options.sharpbuild, "build", "--root", f"{work}/base-root", "-t", "base:latest", "-o",
             f"type=oci,dest={layout},tar=false", f"{work}/base"])
        write(f"{work}/warm/Dockerfile", f"FROM {BASE}\nRUN true\n".encode())
        tools = [Sharpbuild(work, options.sharpbuild, layout), Buildah(work, "buildah", layout)]
        contexts = make_contexts(work)
        document = {
            "when": datetime.date.today().isoformat(), "cores": os.cpu_count(), "runs": options.runs,
            "versions": [run([options.sharpbuild, "--version"]).strip(), run(["buildah", "--version"]).strip()],
            "workloads": {},
        }
        for name in options.workloads.split(","):
            print("measuring:", WORKLOADS[name], file=sys.stderr, flush=True)
            document["workloads"][name] = measure(tools, name, contexts[name], options.runs, work)
        print(table(document))
        if options.json:
            with open(options.json, "w") as file:
                json.dump(document, file, indent=1)
    finally:
        subprocess.run(["umount", "-l", f"{work}/buildah/root/overlay"], stderr=subprocess.DEVNULL)
        subprocess.run(["rm", "-rf", work])


if __name__ == "__main__":
    main()
