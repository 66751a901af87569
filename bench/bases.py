"""Base images, made once by sharpbuild from Debian's packages and kept in a cache, and a registry on the loopback that offers them."""
import os
import shutil
import socket
import subprocess
import time
import urllib.request

from measure import run

CACHE = os.environ.get("BENCH_CACHE", "/var/tmp/sharpbuild-bench")
BUSYBOX = """FROM scratch
COPY --chmod=755 busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
RUN mkdir -p /etc /tmp && echo 'root:x:0:0:root:/root:/bin/sh' > /etc/passwd
ENV PATH=/bin
"""
DEBIAN = "FROM scratch\nADD root.tar /\nENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
TREE = "FROM scratch\nADD root.tar /\nCOPY tree /tree\nENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"


def debian_tar():
    """A minimal Debian with a C compiler, as a tar; about 3 minutes the first time."""
    archive = f"{CACHE}/debian.tar"
    if not os.path.exists(archive):
        root = f"{CACHE}/debian-root"
        run(["rm", "-rf", root])
        run(["debootstrap", "--variant=minbase", "--include=gcc,libc6-dev,make", "bookworm", root])
        run(["sh", "-ec", 'rm -rf "$0"/var/cache/apt/archives/*.deb "$0"/var/lib/apt/lists/* "$0"/usr/share/doc/* "$0"/usr/share/man/* "$0"/var/log/*', root])
        run(["tar", "-C", root, "--sort=name", "--one-file-system", "-cf", f"{archive}.part", "."])
        os.rename(f"{archive}.part", archive)
        run(["rm", "-rf", root])
    return archive


def small_files(directory, count, seed, least=200, most=150):
    """Deterministic files of least to least * most bytes, 40 in a directory, a third of them incompressible."""
    import random
    numbers = random.Random(seed)
    for i in range(count):
        parent = f"{directory}/d{i // 1600:02}/p{i // 40 % 40:02}"
        if i % 40 == 0:
            os.makedirs(parent, exist_ok=True)
        size = int(least * most ** numbers.random())
        with open(f"{parent}/f{i:05}", "wb") as file:
            file.write(numbers.randbytes(size) if i % 3 == 0 else (b"line %d of a text file\n" % i * (size // 20 + 1))[:size])


class Registry:
    """docker-registry on a free port of the loopback; ended by close()."""

    def __init__(self, work):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.host = f"127.0.0.1:{probe.getsockname()[1]}"
        config = f"{work}/registry.yml"
        with open(config, "w") as file:
            file.write(f"version: 0.1\nlog: {{level: error, accesslog: {{disabled: true}}}}\nstorage: {{filesystem: {{rootdirectory: {work}/registry}}}}\nhttp: {{addr: {self.host}}}\n")
        self.process = subprocess.Popen(["docker-registry", "serve", config], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while self.process.poll() is None:
            try:
                urllib.request.urlopen(f"http://{self.host}/v2/").close()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("docker-registry ended at once")

    def close(self):
        self.process.terminate()
        self.process.wait()


def push(binary, work, registry, names):
    """Builds the bases and pushes them; returns nothing, they are HOST/NAME:1."""
    for name in names:
        context = f"{work}/base-{name}"
        os.makedirs(context)
        if name == "busybox":
            shutil.copy(shutil.which("busybox"), f"{context}/busybox")
        else:
            os.link(debian_tar(), f"{context}/root.tar") if os.stat(CACHE).st_dev == os.stat(work).st_dev else shutil.copy(debian_tar(), f"{context}/root.tar")
        if name == "tree":
            small_files(f"{context}/tree", 15000, 5)
        with open(f"{context}/Dockerfile", "w") as file:
            file.write({"busybox": BUSYBOX, "debian": DEBIAN, "tree": TREE}[name])
        run([binary, "build", "--root", f"{work}/base-store", "-t", f"{registry.host}/{name}:1", "--push", context])
        os.makedirs(f"{work}/warm-{name}")
        with open(f"{work}/warm-{name}/Dockerfile", "w") as file:
            file.write(f"FROM {registry.host}/{name}:1\nRUN true\n")
        run(["rm", "-rf", context])
    run(["rm", "-rf", f"{work}/base-store"])
