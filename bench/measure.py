"""Runs a command and tells what it took: clock, processor time and memory, of a daemon behind it too."""
import os
import subprocess
import sys
import tempfile
import threading
import time

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def run(command, **options):
    """Runs a command that has to succeed; returns what it prints."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode:
        sys.exit(f"{command}\nexited with {done.returncode}\n{done.stdout.decode(errors='replace')[-3000:]}")
    return done.stdout.decode(errors="replace")


def status(process):
    """Parent, processor seconds with ended children, resident bytes; None for a process that is gone."""
    try:
        with open(f"/proc/{process}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return int(fields[1]), sum(int(fields[i]) for i in (11, 12, 13, 14)) / TICK, int(fields[21]) * PAGE


def tree(roots):
    """The processes below some, themselves included."""
    parents = {int(name): status(name) for name in os.listdir("/proc") if name.isdigit()}
    found = {root for root in roots if parents.get(root)}
    grown = True
    while grown:
        more = {process for process, state in parents.items() if state and state[0] in found and process not in found}
        found |= more
        grown = bool(more)
    return {process: parents[process] for process in found}


class Sampler(threading.Thread):
    """The most memory that some processes and those below them have at one time, seen every 20 ms."""

    def __init__(self, roots):
        super().__init__(daemon=True)
        self.roots, self.most, self.ended = roots, 0, threading.Event()

    def run(self):
        while not self.ended.is_set():
            self.most = max(self.most, sum(state[2] for state in tree(self.roots).values()))
            self.ended.wait(0.02)


def timed(command, daemons=()):
    """Wall from just before exec; the memory of a daemon counts whole, its processor time by what was added."""
    usage_before = sum(state[1] for state in tree(daemons).values())
    with tempfile.TemporaryFile() as log:
        os.sync()
        start = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        sampler = Sampler([process.pid, *daemons])
        sampler.start()
        _, code, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        sampler.ended.set()
        sampler.join()
        if code:
            log.seek(0)
            sys.exit(f"{command}\nended with {code}\n{log.read().decode(errors='replace')[-3000:]}")
    added = sum(state[1] for state in tree(daemons).values()) - usage_before
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime + max(added, 0), "memory": max(sampler.most, usage.ru_maxrss * 1024)}
