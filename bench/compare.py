#!/usr/bin/env python3
"""Times sharpbuild beside the builders that are installed: all tools in turn, run by run, on the same contexts and bases.

  compare.py --sharpbuild PATH [--runs N] [--workloads noop,runs,...] [--disk MB] [--json FILE]
  compare.py --table FILE                                             the table of an earlier run

Needs root, docker-registry and busybox; debootstrap for the workloads on Debian. TMPDIR names the file system to measure on.
"""
import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import tempfile

import bases
import disk
import tools
from measure import run, timed
from workloads import WORKLOADS


def floors(work):
    """What the plain work costs here without a builder, in seconds; the least of three."""
    bases.small_files(f"{work}/floor/tree", 15000, 5)
    block = os.urandom(1 << 20)
    with open(f"{work}/floor/big", "wb") as file:
        for _ in range(200):
            file.write(block)
    commands = {
        "start and end a process": "true",
        "a process in name spaces of its own": "unshare -mpfuiC true",
        "stat of 15,000 files": f"find {work}/floor/tree -printf '%T@ %s %i\\n'",
        "copy of 15,000 files": f"rm -rf {work}/floor/copy; cp -a {work}/floor/tree {work}/floor/copy",
        "SHA-256 of 200 MB": f"sha256sum {work}/floor/big",
        "copy of 200 MB to the disk": f"dd if={work}/floor/big of={work}/floor/big2 bs=1M conv=fsync",
        "gzip -3 of 200 MB that does not compress": f"gzip -3 -c {work}/floor/big > /dev/null",
    }
    least = {name: min(timed(["sh", "-c", command])["wall"] for _ in range(3)) for name, command in commands.items()}
    run(["rm", "-rf", f"{work}/floor"])
    return least


def measure(workload, present, host, work, runs):
    results = {tool.name: [] for tool in present}
    workload.generate(work, host)
    archive = f"{work}/out.tar"
    for number in range(runs):
        for tool in present:
            workload.prepare(tool, host, work, run, number)
            run(["rm", "-f", archive])
            results[tool.name].append(timed(workload.command(tool, host, archive), tool.daemons))
    return results


def table(document):
    names = list(document["versions"])
    peers = names[1:]
    head = ["workload", *(f"{name}, s" for name in names), *(f"ours / {name}" for name in peers), "CPU s: " + " / ".join(names), "memory MB: " + " / ".join(names)]
    lines = [" | ".join(head), " | ".join("---" for _ in head)]
    titles = {workload.name: workload.title for workload in WORKLOADS}
    for name, results in document["workloads"].items():
        wall, cpu, memory = ({tool: statistics.median(row[key] for row in rows) for tool, rows in results.items()} for key in ("wall", "cpu", "memory"))
        lines.append(" | ".join([titles[name], *(f"{wall[tool]:.3g}" for tool in names), *(f"{wall['sharpbuild'] / wall[peer]:.2f}" for peer in peers),
                                 " / ".join(f"{cpu[tool]:.2f}" for tool in names), " / ".join(f"{memory[tool] / 1e6:.0f}" for tool in names)]))
    about = f"{document['when']}, {document['machine']}; {', '.join(document['versions'].values())}; medians of {document['runs']}\n"
    plain = "\n".join(f"{name}: {seconds:.3f} s" for name, seconds in document["floors"].items())
    return about + "\n" + "\n".join(f"| {line} |" for line in lines) + "\n\nFloors, the plain work without a builder:\n" + plain


def machine():
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} cores ({model}), Linux {platform.release()}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sharpbuild")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--workloads", default=",".join(workload.name for workload in WORKLOADS))
    parser.add_argument("--disk", type=int, help="limits the disk to so many MB/s")
    parser.add_argument("--json")
    parser.add_argument("--table")
    options = parser.parse_args()
    if options.table:
        with open(options.table) as file:
            print(table(json.load(file)))
        return
    chosen = [workload for workload in WORKLOADS if workload.name in options.workloads.split(",")]
    work = tempfile.mkdtemp(prefix="sharpbuild-bench-")
    os.makedirs(bases.CACHE, exist_ok=True)
    registry = bases.Registry(work)
    try:
        present = tools.installed(work, options.sharpbuild)
        bases.push(options.sharpbuild, work, registry, sorted({"busybox", *(workload.base for workload in chosen)}))
        about = machine() + (f", disk limited to {options.disk} MB/s and {disk.MOST_WRITES} writes a second" if options.disk else "")
        document = {"when": datetime.date.today().isoformat(), "machine": about, "runs": options.runs, "floors": floors(work),
                    "versions": {tool.name: tool.version() for tool in present}, "workloads": {}}
        for workload in chosen:
            print("measuring:", workload.title, flush=True)
            with disk.limited(work, options.disk):
                document["workloads"][workload.name] = measure(workload, present, registry.host, work, options.runs)
            if options.json:
                with open(options.json, "w") as file:
                    json.dump(document, file, indent=1)
        print(table(document))
    finally:
        registry.close()
        subprocess.run(["umount", "-l", f"{work}/buildah/root/overlay"], stderr=subprocess.DEVNULL)
        subprocess.run(["rm", "-rf", work])


if __name__ == "__main__":
    main()
