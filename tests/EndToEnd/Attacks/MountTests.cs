namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>Mounts, working directories and destinations that try to reach the host.</summary>
public sealed class MountTests
{
    private const string Look = "find / -xdev -name secret 2>/dev/null; cat /m/secret /m/host/secret 2>/dev/null; echo x > /m/x 2>/dev/null; true";

    private static readonly AttackTable Attacks = new()
    {
        { "bind source with parents", Run("--mount=type=bind,source=../../../host,target=/m"), "host" },
        { "bind source is absolute", Run("--mount=type=bind,source=/etc,target=/m"), "etc" },
        { "bind source is a link to the host", b => Run("--mount=type=bind,source=l,target=/m")(b.WithLink("l", "HOST")), "\"l\"" },
        { "bind of a tree with a link", b => Run("--mount=type=bind,source=d,target=/m", "cat /m/l && exit 1; true")(b.With("d/f", "").WithLink("d/l", "HOST/secret")), null },
        { "bind is written", b => Run("--mount=type=bind,source=d,target=/m,rw", "echo x > /m/f; rm -rf /m/g; true")(b.With("d/f", "as it was").With("d/g", "as it was")), null, AsItWas },
        { "bind is remounted", b => Run("--mount=type=bind,source=d,target=/m", "mount -o remount,rw /m; echo x > /m/f; true")(b.With("d/f", "as it was").With("d/g", "as it was")), null, AsItWas },
        { "bind from a stage with a link", Text("FROM busybox AS a\nRUN ln -s ../../../../../../../ /up && ln -s /proc/1/root /r\nFROM busybox\nRUN --mount=type=bind,from=a,source=/up,target=/m cat /m/host/secret; true\n"), null },
        { "bind from a stage through proc", Text("FROM busybox AS a\nRUN ln -s /proc/1/root /r\nFROM busybox\nRUN --mount=type=bind,from=a,source=/r,target=/m cat /m/etc/shadow; true\n"), "\"r\"" },
        { "cache id is a path", Run("--mount=type=cache,id=../../../../host,target=/m"), null },
        { "cache id of slashes", Run("--mount=type=cache,id=/etc,target=/m"), null },
        { "cache id of control characters", Run("--mount=type=cache,id=\u001b[2J,target=/m"), null },
        { "cache source with parents", Run("--mount=type=cache,id=c,source=../../../../host,target=/m"), null },
        { "cache is left with a link", b => Text("FROM busybox\nRUN --mount=type=cache,id=c,target=/m rm -rf /m/host; ln -s " + b.Canary.At() + " /m/host\n"
            + "RUN --mount=type=cache,id=c,source=host,target=/m cat /m/secret; echo x > /m/secret; true\n")(b), "host" },
        { "cache filled from the context with parents", Run("--mount=type=cache,from=busybox,source=/../../etc,target=/m"), null },
        { "secret target with parents", Secret("target=../../../../host/secret"), null },
        { "secret target below proc", Secret("target=/proc/self/environ"), "/proc" },
        { "secret target below sys", Secret("target=/sys/kernel/x"), "/sys" },
        { "secret over the shell", Secret("target=/bin/sh"), Attack.Either },
        { "secret of no id", Text("FROM busybox\nRUN --mount=type=secret,id=none,required=true true\n"), "none" },
        { "secret id is a path of the host", Text("FROM busybox\nRUN --mount=type=secret,id=/etc/shadow,target=/m cat /m; true\n"), null },
        { "target below proc", Run("--mount=type=tmpfs,target=/proc/x"), "/proc" },
        { "target below sys", Run("--mount=type=cache,target=/sys/fs"), "/sys" },
        { "target is proc", Run("--mount=type=bind,target=/proc"), "/proc" },
        { "target is the root", Run("--mount=type=tmpfs,target=/"), "the target \"/\"" },
        { "target with parents", Run("--mount=type=tmpfs,target=/../../../m"), null },
        { "target leads to proc by a link", Text("FROM busybox\nRUN ln -s /proc /p\nRUN --mount=type=tmpfs,target=/p/sys true\n"), "/proc" },
        { "target leads to the host by a link", b => Text($"FROM busybox\nRUN ln -s {b.Canary.At()} /l\nRUN --mount=type=tmpfs,target=/l/empty touch /l/empty/x\n")(b), null },
        { "target is a link to a descriptor", Text("FROM busybox\nRUN ln -s /proc/self/fd/5 /l\nRUN --mount=type=tmpfs,target=/l true\n"), Attack.Either },
        { "target is a file", Run("--mount=type=tmpfs,target=/etc/passwd"), Attack.Either },
        { "target over dev", Run("--mount=type=tmpfs,target=/dev", "ls /dev/null"), Attack.Either },
        { "stub is replaced by a link", b => Text($"FROM busybox\nRUN --mount=type=tmpfs,target=/s/t umount /s/t; rmdir /s/t; rmdir /s; ln -s {b.Canary.At()} /s; true\n")(b), null },
        { "stub of another mount is replaced", b => Text($"FROM busybox\nRUN --mount=type=tmpfs,target=/a --mount=type=tmpfs,target=/a/empty --mount=type=bind,target=/a/empty/x mv /a /b; ln -s {b.Canary.At()} /a; true\n")(b), null },
        { "tmpfs of a huge size", Run("--mount=type=tmpfs,target=/m,size=9223372036854775807"), Attack.Either },
        { "propagation out of the step", Run("--mount=type=cache,target=/m", "mount -t tmpfs x /m; mount --make-rshared /; true"), null },
        { "working directory with parents", Text("FROM busybox\nWORKDIR ../../../../host\nRUN pwd; cat secret; true\n"), null, b => b.Image().Keys.Should().Contain("host") },
        { "working directory in proc", Text("FROM busybox\nWORKDIR /proc/self/fd/7\nRUN cat ../../../../etc/shadow; pwd; true\n"), Attack.Either },
        { "working directory is a descriptor", Text("FROM busybox\nRUN for i in 3 4 5 6 7 8 9 10 11 12; do ln -s /proc/self/fd/$i /l$i; done\nWORKDIR /l8\nRUN ls; cat ../../../secret; true\n"), Attack.Either },
        { "working directory is a link to the host", b => Text($"FROM busybox\nRUN ln -s {b.Canary.At()} /l\nWORKDIR /l\nRUN pwd; ls -a; cat secret; touch new; true\n")(b), null },
        { "working directory is a file", Text("FROM busybox\nWORKDIR /etc/passwd\nRUN true\n"), "passwd" },
        { "working directory with NUL", Text("FROM busybox\nWORKDIR /a\0b\nRUN true\n"), Attack.Either },
        { "working directory of 300 bytes", Text($"FROM busybox\nWORKDIR /{new string('w', 300)}\nRUN true\n"), Attack.Either },
        { "ssh id is a path", Run("--mount=type=ssh,id=../../host/secret,target=/m"), Attack.Either },
        { "ssh socket with parents", Run("--mount=type=ssh,target=/../../../../host/socket"), Attack.Either },
        { "ssh socket below proc", Run("--mount=type=ssh,target=/proc/socket"), Attack.Either },
        { "secret as a dangerous variable", Secret("env=LD_PRELOAD"), Attack.Either },
        { "secret as two variables", Secret("\"env=A\nB\""), Attack.Either },
        { "secret as a variable with an equals sign", Secret("env=A=B"), Attack.Either },
        { "secret of a negative mode", Secret("mode=-1"), "mode" },
        { "secret of a huge mode", Secret("mode=77777777777"), "mode" },
        { "secret with set-user-id", Secret("mode=4755"), Attack.Either },
        { "secret of a huge owner", Secret("uid=4294967296"), "uid" },
        { "secret of a negative owner", Secret("gid=-1"), "gid" },
        { "secret over resolv.conf", Secret("target=/etc/resolv.conf"), Attack.Either },
        { "secret below a file", Secret("target=/etc/passwd/s"), Attack.Either },
        { "secret through a link to the host", b => { Text($"FROM busybox\nRUN ln -s {b.Canary.At()} /l\nRUN --mount=type=secret,id=s,target=/l/secret true\n")(b); File.WriteAllText(b.At("s"), "secret"); return ["--secret", $"id=s,src={b.At("s")}"]; }, null },
        { "cache scope is a path", b => { Run("--mount=type=cache,id=c,target=/m")(b); return ["--build-arg", "BUILDKIT_CACHE_MOUNT_NS=../../../host"]; }, null },
        { "cache id of 100,000 letters", Run($"--mount=type=cache,id={new string('i', 100_000)},target=/m"), Attack.Either },
        { "cache of a huge owner", Run("--mount=type=cache,target=/m,uid=4294967296"), "uid" },
        { "cache of a huge mode", Run("--mount=type=cache,target=/m,mode=99999"), "mode" },
        { "cache shared in an unknown way", Run("--mount=type=cache,target=/m,sharing=all"), "sharing" },
        { "cache in the place of the shell", Run("--mount=type=cache,target=/bin", "true"), Attack.Either },
        { "mount of an unknown type", Run("--mount=type=overlay,target=/m"), "overlay" },
        { "mount options that the kernel would take", Run("--mount=type=tmpfs,target=/m,options=suid"), "options" },
        { "device as a source", Run("--mount=type=bind,source=/dev/mem,target=/m"), "dev" },
        { "bind from an image with parents", Run("--mount=type=bind,from=busybox,source=../../../../host,target=/m"), Attack.Either },
        { "bind from the host", Run("--mount=type=bind,from=/etc,target=/m"), "/etc" },
        { "two mounts at one place", Run("--mount=type=tmpfs,target=/m --mount=type=cache,target=/m/../m"), Attack.Either },
        { "200 mounts", Run(string.Join(' ', Enumerable.Range(0, 200).Select(i => $"--mount=type=tmpfs,target=/m/{i}"))), null },
        { "target of 5,000 bytes", Run($"--mount=type=tmpfs,target=/{string.Join('/', Enumerable.Repeat(new string('t', 99), 50))}"), Attack.Either },
        { "target with a NUL", Run("--mount=type=tmpfs,target=/a\0b"), Attack.Either },
        { "target with a line feed by a variable", Text("FROM busybox\nARG T=/m\nRUN --mount=type=tmpfs,target=$T/../../proc/x true\n"), "/proc" },
        { "tmpfs of a negative size", Run("--mount=type=tmpfs,target=/m,size=-5"), "size" },
        { "copy over proc", Text("FROM busybox\nCOPY Dockerfile /proc/self/environ\nRUN true\n"), null },
        { "copy through proc of the builder", Text("FROM busybox\nRUN ln -s /proc/self/root/host /l\nCOPY Dockerfile /l/secret\n"), Attack.Either },
        { "add through a link to the host", b => Text($"FROM busybox\nRUN ln -s {b.Canary.At()} /l\nADD Dockerfile /l/secret\nCOPY Dockerfile /l/\nCOPY --chmod=777 Dockerfile /l/directory/file\n")(b), null },
    };

    public static TheoryData<string> Names => Attacks.Names;

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void An_attack_stays_in_the_image(string name) => Attacks[name].Run();

    [SkippableTheory]
    [InlineData("bind is written")]
    [InlineData("cache is left with a link")]
    [InlineData("target leads to the host by a link")]
    [InlineData("stub is replaced by a link")]
    [InlineData("working directory is a descriptor")]
    [InlineData("working directory is a link to the host")]
    public void The_same_without_privileges(string name) => Attacks[name].Run("sharpbuild-test");

    private static void AsItWas(AttackBench bench) =>
        new[] { File.ReadAllText(bench.At("context", "d", "f")), File.ReadAllText(bench.At("context", "d", "g")) }.Should().AllBe("as it was");

    private static Action<AttackBench> Run(string mount, string command = Look) => Text($"FROM busybox\nRUN {mount} {command}\n");

    private static Func<AttackBench, string[]> Secret(string field) => bench =>
    {
        Text($"FROM busybox\nRUN --mount=type=secret,id=s,{field} true\n")(bench);
        File.WriteAllText(bench.At("s"), "secret");
        return ["--secret", $"id=s,src={bench.At("s")}"];
    };

    private static Action<AttackBench> Text(string dockerfile) => bench => bench.With("Dockerfile", dockerfile);
}
