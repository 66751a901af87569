"""How each builder is asked for the same things."""
import os
import shutil
import subprocess

from measure import run


class Sharpbuild:
    name = "sharpbuild"
    daemons = ()

    def __init__(self, work, binary):
        self.root, self.binary = f"{work}/sharpbuild", binary

    def version(self):
        return run([self.binary, "--version"]).strip()

    def fresh(self):
        run(["rm", "-rf", self.root])

    def warm(self, image, work):
        """Has the base in the store, unpacked."""
        run(self.build(f"{work}/warm-{image.rsplit('/', 1)[1].split(':')[0]}"))

    def build(self, context, archive=None, raw=False, no_cache=False, cache_to=None, cache_from=None):
        output = ["-o", f"type=oci,dest={archive}" + (",compression=uncompressed" if raw else "")] if archive else []
        output += ["--cache-to", f"type=registry,ref={cache_to},mode=max"] if cache_to else []
        output += ["--cache-from", f"type=registry,ref={cache_from}"] if cache_from else []
        return [self.binary, "build", "--root", self.root, "--network", "host", "--progress", "plain", "-t", "bench:1",
                *(["--no-cache"] if no_cache else []), *output, context]

    export = build


class Buildah:
    name = "buildah"
    daemons = ()

    def __init__(self, work):
        self.root = f"{work}/buildah"
        self.store = ["--root", f"{self.root}/root", "--runroot", f"{self.root}/run", "--storage-driver", "overlay"]
        self.isolation = os.environ.get("BUILDAH_ISOLATION", "chroot")

    @staticmethod
    def is_present():
        return shutil.which("buildah") is not None

    def version(self):
        return run(["buildah", "--version"]).strip()

    def fresh(self):
        subprocess.run(["umount", "-l", f"{self.root}/root/overlay"], stderr=subprocess.DEVNULL)
        run(["rm", "-rf", self.root])

    def warm(self, image, work):
        run(["buildah", *self.store, "pull", "-q", "--tls-verify=false", image])

    def build(self, context, archive=None, raw=False, no_cache=False, cache_to=None, cache_from=None):
        caches = [word for option, name in (("--cache-to", cache_to), ("--cache-from", cache_from)) if name for word in (option, name.rsplit(":", 1)[0])]
        build = ["buildah", *self.store, "build", "--layers", "--isolation", self.isolation, "--network", "host", "--tls-verify=false",
                 "--jobs", "4", "-t", "localhost/bench:1", *caches, *(["--no-cache"] if no_cache else []), context]
        return ["sh", "-ec", '"$0" "$@" && ' + " ".join(self.push(archive, raw)), *build] if archive else build

    def export(self, context, archive, raw):
        return self.push(archive, raw)

    def push(self, archive, raw):
        # Its oci-archive is always compressed; docker-archive never is.
        return ["buildah", *self.store, "push", "localhost/bench:1", f"{'docker' if raw else 'oci'}-archive:{archive}:bench:1"]


class Docker:
    """docker build, with the BuildKit in its daemon; measured where a daemon answers."""
    name = "docker"

    def __init__(self, work):
        self.daemons = [int(pid) for name in ("dockerd", "containerd") for pid in subprocess.run(["pidof", name], stdout=subprocess.PIPE).stdout.split()]

    @staticmethod
    def is_present():
        return shutil.which("docker") is not None and subprocess.run(["docker", "version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

    def version(self):
        return "docker " + run(["docker", "version", "--format", "{{.Server.Version}}"]).strip()

    def fresh(self):
        run(["docker", "system", "prune", "-af"])
        run(["docker", "builder", "prune", "-af"])

    def warm(self, image, work):
        run(["docker", "pull", "-q", image])

    def build(self, context, archive=None, raw=False, no_cache=False, cache_to=None, cache_from=None):
        # Its own daemon writes caches only into images.
        caches = ["--cache-to", "type=inline", "--push"] if cache_to else ["--cache-from", cache_from] if cache_from else []
        build = ["docker", "build", "--network=host", "--progress=plain", "-t", cache_to or "bench:1", *caches, *(["--no-cache"] if no_cache else []), context]
        save = f"docker save bench:1 {'' if raw else '| gzip'} > {archive}"
        return ["sh", "-ec", f'"$0" "$@" && {save}', *build] if archive else build

    def export(self, context, archive, raw):
        return ["docker", "save", "-o", archive, "bench:1"]


def installed(work, binary):
    return [Sharpbuild(work, binary), *(tool(work) for tool in (Buildah, Docker) if tool.is_present())]
