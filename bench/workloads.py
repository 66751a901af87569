"""What is measured: each workload makes its context, brings a tool into the state before it, and says what is timed."""
import os
import time

from bases import small_files


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


class Workload:
    """A build of a context on a base that is present and unpacked."""
    base = "busybox"
    archive = raw = False

    def __init__(self, name, title, text, prepare=None, state="cold", archive=False, raw=False, base="busybox"):
        self.name, self.title, self.text, self.make, self.state = name, title, text, prepare, state
        self.archive, self.raw, self.base = archive, raw, base

    def generate(self, work, host):
        self.context = f"{work}/context-{self.name.split('-')[0]}"
        if self.make and not os.path.exists(self.context):
            self.make(self.context)
        write(f"{self.context}/Dockerfile", self.text.replace("BASE", f"{host}/{self.base}:1").replace("BUSYBOX", f"{host}/busybox:1"))

    def prepare(self, tool, host, work, run, number):
        if self.state == "import" and number == 0:
            run(tool.build(self.context, cache_to=cache_of(tool, host)))
        if self.state in ("cold", "empty", "cache", "import"):
            tool.fresh()
        if self.state in ("cold", "cache"):
            for base in {self.base, "busybox"}:
                tool.warm(f"{host}/{base}:1", work)
        if self.state in ("same", "changed", "export"):
            edit(self.context, "first")
            run(tool.build(self.context))
        if self.state == "changed":
            edit(self.context, f"{tool.name} {number} {time.time_ns()}")

    def command(self, tool, host, archive):
        if self.state == "export":
            return tool.export(self.context, archive, True)
        if self.state == "cache":
            return tool.build(self.context, no_cache=True, cache_to=cache_of(tool, host))
        if self.state == "import":
            return tool.build(self.context, cache_from=cache_of(tool, host))
        return tool.build(self.context, archive if self.archive else None, self.raw, no_cache=self.state == "cold" and "COPY" not in self.text)


def cache_of(tool, host):
    return f"{host}/cache-{tool.name}:1"


def edit(context, text):
    """One line of a source, where the context has one to edit."""
    if os.path.exists(f"{context}/changing.txt"):
        write(f"{context}/changing.txt", text + "\n")
    if os.path.exists(f"{context}/src/main.c"):
        write(f"{context}/src/main.c", MAIN % text)


MAIN = '#include <stdio.h>\nextern unsigned f0(unsigned);\nint main(void) { printf("%%u\\n", f0(1)); return puts("%s") < 0; }\n'


def many_files(context):
    small_files(f"{context}/files", 20000, 3, least=340)
    write(f"{context}/changing.txt", "first\n")


def few_files(context):
    small_files(f"{context}/src", 50, 1)


def seed(context):
    os.makedirs(context)
    import random
    numbers = random.Random(2)
    with open(f"{context}/seed", "wb") as file:
        for i in range(20000):
            file.write(numbers.randbytes(512) + bytes([i % 251]) * 512)


def program(context):
    for unit in range(12):
        body = "".join(f"unsigned f{unit * 40 + i}(unsigned x) {{ for (unsigned i = 0; i < x % {i + 2}; i++) x = x * {2 * i + 3} + i; return x; }}\n" for i in range(40))
        write(f"{context}/src/unit{unit}.c", body)
    write(f"{context}/src/main.c", MAIN % "first")
    write(f"{context}/Makefile", "OBJS = $(patsubst src/%.c,%.o,$(wildcard src/*.c))\napp: $(OBJS)\n\t$(CC) -static -o $@ $^\n%.o: src/%.c\n\t$(CC) -O2 -c -o $@ $<\n")


NO_OP = """FROM BASE
ARG VERSION=1.2.3
ENV APP_HOME=/app VERSION=$VERSION
WORKDIR /app
COPY src/d00/p00/f00000 first
RUN echo "$VERSION" > version
COPY src/ src/
RUN ls src | wc -l > count
LABEL org.example.version=$VERSION
EXPOSE 8080
USER 1000
CMD ["cat", "/app/version"]
"""
PROGRAM = """FROM BASE AS build
WORKDIR /src
COPY Makefile ./
COPY src/ src/
RUN make -j2 app && ./app
FROM BUSYBOX
COPY --from=build /src/app /bin/app
USER 1000
CMD ["/bin/app"]
"""
STAGES = "".join(f"FROM BASE AS s{i}\nRUN sleep 2 && i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo {i} > /r{i}\n" for i in range(4))
STAGES += "FROM BASE AS unused\nRUN sleep 5\nFROM BASE\n" + "".join(f"COPY --from=s{i} /r{i} /out/\n" for i in range(4))
CAT = "FROM BASE\nCOPY seed /seed\nRUN for i in $(seq 25); do cat /seed; done > /big\n"
SHARED = "FROM BASE\nRUN cp -a /tree/d00 /copy\nRUN sleep 2\nCOPY src/ /app\nRUN find /app -type f | wc -l > /count\n"

WORKLOADS = [
    Workload("noop", "12 instructions, nothing changed", NO_OP, few_files, "same"),
    Workload("runs", "25 tiny RUN steps, cold", "FROM BASE\n" + "".join(f"RUN echo step {i} > /step{i}\n" for i in range(25))),
    Workload("copy", "COPY of 20,000 files, cold", "FROM BASE\nCOPY . /app\n", many_files),
    Workload("copy-changed", "the same, one file changed", "FROM BASE\nCOPY . /app\n", many_files, "changed"),
    Workload("copy-again", "the same, nothing changed", "FROM BASE\nCOPY . /app\n", many_files, "same"),
    Workload("export", "RUN writes 500 MB, gzip OCI archive", CAT, seed, archive=True),
    Workload("files", "RUN copies 15,000 files, cold", "FROM BASE\nRUN cp -a /tree /copy\n", base="tree"),
    Workload("stages", "four parallel stages and an unused one", STAGES),
    Workload("pull", "pull, unpack, one RUN", "FROM BASE\nRUN true\n", state="empty", base="debian"),
    Workload("files-raw", "uncompressed tar of a cached image", "FROM BASE\nRUN cp -a /tree /copy\n", state="export", base="tree"),
    Workload("cache-to", "cold, and the cache to a registry; 2 s of sleep", SHARED, few_files, state="cache", base="tree"),
    Workload("cache-from", "all out of that cache, empty store", SHARED, few_files, state="import", base="tree"),
    Workload("program", "C program in two stages, cold", PROGRAM, program, base="debian"),
    Workload("program-changed", "the same, one source line changed", PROGRAM, program, "changed", base="debian"),
]
