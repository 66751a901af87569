using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Modes;

/// <summary>The same builds in every mode, with the same results.</summary>
[Collection(nameof(Alone))]
public sealed class ModeTests
{
    private const string Core = """
        FROM busybox AS base
        COPY --chown=33:44 --chmod=0750 tree/ /owned/
        COPY --chown=5 tree/a /etc/shadow
        RUN mkdir /gone /kept && touch /gone/x /kept/x && ln /kept/x /kept/y && ln -s ../kept/x /gone/link

        FROM base
        RUN chmod 640 /owned/a && echo more >> /owned/b && rm -r /gone && rm /kept/y && mkdir /gone && touch /gone/new && chmod 711 / && mkfifo /fifo
        RUN --mount=type=secret,id=token,mode=0444 --mount=type=cache,target=/cache --mount=type=tmpfs,target=/memory \
            --mount=type=bind,source=tree,target=/context,rw --mount=type=bind,from=base,source=/owned,target=/stage \
            cat /run/secrets/token /context/a /stage/b > /seen && touch /cache/x /memory/x /context/x && stat -c '%a' /owned/a /stage/a / >> /seen
        RUN <<END
        id -u > /id
        umask >> /id
        cat /etc/hostname >> /id
        END
        COPY --from=base /owned /again
        WORKDIR /work/place
        RUN pwd > here
        """;

    private const string Mounts = """
        FROM busybox AS tools
        RUN mkdir /tools && echo '#!/bin/sh' > /tools/run && echo 'echo tool "$@"' >> /tools/run && chmod 755 /tools/run && ln /tools/run /tools/same && ln -s run /tools/link

        FROM busybox
        COPY tree/ /app/tree/
        RUN mkdir -p /etc/app /app/vendor /empty && echo image > /etc/app/token && echo image > /app/vendor/own && chmod 711 /app/vendor
        WORKDIR /app
        RUN --mount=type=secret,id=token,target=/etc/app/token,mode=0440,required --mount=type=secret,id=token,env=TOKEN \
            --mount=type=cache,target=/app/vendor,sharing=locked --mount=type=cache,target=/root/.cache/new \
            --mount=type=bind,source=tree/a,target=/app/tree/b --mount=type=bind,from=tools,source=/tools,target=/opt/tools \
            --mount=type=tmpfs,target=/tmp/scratch,size=1m \
            cat /etc/app/token /app/tree/b > seen && echo $TOKEN >> seen && stat -c '%a %u:%g' /etc/app/token /opt/tools/run >> seen && /opt/tools/link x >> seen && \
            ls /app/vendor /root/.cache/new /tmp/scratch >> seen && touch /app/vendor/cached /root/.cache/new/cached /tmp/scratch/x
        RUN --mount=type=cache,target=/app/vendor --mount=type=cache,target=/root/.cache/new,readonly ls /app/vendor /root/.cache/new >> seen
        RUN --mount=type=bind,rw,target=/src --mount=type=cache,target=/src/tree/modules <<END
        cd /src/tree
        touch made modules/x
        ls . modules > /listed
        END
        RUN --mount=type=cache,target=/src/tree/modules,ro ls /src/tree/modules >> /listed
        RUN ls -R /app /etc/app /root >> /listed
        """;

    [SkippableTheory]
    [MemberData(nameof(BuildMode.All), MemberType = typeof(BuildMode))]
    public void Every_mode_builds_the_same_image_and_says_once_which_it_is(string mode)
    {
        using Workbench plain = new();
        using Workbench bench = BuildMode.Open(mode);

        string wanted = Build(plain, "host").Digest;
        (string digest, string log) = Build(bench, mode);

        digest.Should().Be(wanted);
        log.Split('\n').Where(line => line.Contains("commands run", StringComparison.Ordinal)).Should().Equal("sharpbuild: " + BuildMode.LineOf(mode));
    }

    [SkippableTheory]
    [MemberData(nameof(BuildMode.WithManyIds), MemberType = typeof(BuildMode))]
    public void Owners_and_other_users_work_in_every_mode_with_many_ids(string mode)
    {
        using Workbench bench = BuildMode.Open(mode);
        string context = bench.Context("context", ("Dockerfile", """
            FROM busybox
            RUN touch /a && chown 1234:2345 /a && mkdir -m 700 /d && chown 1234 /d
            USER 1234:2345
            RUN echo mine > /d/x && echo more >> /a && echo out > /dev/stdout && id -u >> /a
            """));

        ImageLayers tree = bench.Image("out", context, BuildMode.Options(mode)).Merge();

        tree.Entries["a"].ToString().Should().Contain("1234:2345");
        tree.Entries["d/x"].ToString().Should().Contain("1234:2345");
    }

    [SkippableFact]
    public void Chown_with_one_id_only_fails_with_the_way_out()
    {
        using Workbench bench = BuildMode.Open("nobody");
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nRUN touch /a && chown 33 /a\n"));

        ProcessResult result = bench.BuildTo("out", context, BuildMode.Options("nobody"));

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("chown: /a: Invalid argument").And.Contain("= help: this user has one id only, so chown to another one and other users fail: usermod --add-subuids");
    }

    [SkippableFact]
    public void Cache_of_another_user_with_one_id_only_fails_with_the_way_out_each_time()
    {
        using Workbench bench = BuildMode.Open("nobody");
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nRUN --mount=type=cache,target=/c,uid=7,gid=8 true\n"));

        foreach (string output in (string[])["first", "second"])
        {
            ProcessResult result = bench.BuildTo(output, context, BuildMode.Options("nobody"));

            result.ExitCode.Should().Be(1);
            result.Error.Should().Contain("Dockerfile:2:31: error SB0001: the cache at \"/c\" cannot belong to 7:8").And.Contain("= help: this user has one id only");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(BuildMode.OfRoot), MemberType = typeof(BuildMode))]
    public void Devices_made_by_a_command_are_in_the_layer_and_dead(string mode)
    {
        using Workbench bench = BuildMode.Open(mode);
        string context = bench.Context("context", ("Dockerfile", """
            FROM busybox
            RUN mkdir /d && mknod -m 620 /d/null c 1 3 && cd /d && mknod loop b 7 1 && chown 5:6 loop && mv null moved
            RUN test -c /d/moved && test -b /d/loop && ! cat /d/moved 2>/dev/null
            """));

        OciImage image = bench.Image("out", context, BuildMode.Options(mode));

        ImageLayers tree = image.Merge();
        tree.Entries["d/moved"].ToString().Should().Contain("dev 1:3");
        tree.Entries["d/loop"].ToString().Should().Contain("dev 7:1").And.Contain("5:6");
    }

    [SkippableTheory]
    [MemberData(nameof(BuildMode.All), MemberType = typeof(BuildMode))]
    public void A_step_that_changes_nothing_makes_an_empty_layer_in_every_mode(string mode)
    {
        using Workbench bench = BuildMode.Open(mode);
        string context = bench.Context("context", ("Dockerfile", "FROM scratch\nCOPY --from=busybox /bin /bin\nRUN true\nRUN --mount=type=secret,id=token --mount=type=cache,target=/a/b true\n"));

        OciImage image = bench.Image("out", context, [.. BuildMode.Options(mode), "--secret", $"id=token,src={Path.Combine(context, "Dockerfile")}"]);

        image.DiffIds[1].Should().Be("sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef");
        image.DiffIds[2].Should().Be(image.DiffIds[1]);
    }

    [SkippableTheory]
    [MemberData(nameof(BuildMode.All), MemberType = typeof(BuildMode))]
    public void A_name_that_layers_keep_for_themselves_is_refused_in_every_mode(string mode)
    {
        using Workbench bench = BuildMode.Open(mode);
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nRUN mkdir /d && touch /d/.wh.x\n"));

        ProcessResult result = bench.BuildTo("out", context, BuildMode.Options(mode));

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("Dockerfile:2:1: error SB0001: \"d/.wh.x\" cannot be stored in a layer");
    }

    [SkippableTheory]
    [MemberData(nameof(BuildMode.WithNamespaces), MemberType = typeof(BuildMode))]
    public void Files_of_the_kernel_cannot_be_written_in_any_mode_also_with_the_network_of_the_host(string mode)
    {
        using Workbench bench = BuildMode.Open(mode);
        string context = bench.Context("context", ("Dockerfile", """
            FROM busybox
            RUN grep -cE '^[^ ]+ /sys [^ ]+ ro,nosuid,nodev,noexec' /proc/mounts > /seen && ls /sys/class/net | grep -c . >> /seen
            RUN for f in /sys/kernel/uevent_seqnum /sys/class/net/lo/ifalias /proc/sys/kernel/hostname /proc/sysrq-trigger; do if [ -e $f ]; then ! (: >> $f) 2>/dev/null || exit 1; fi; done
            """));

        bench.BuildTo("out", context, [.. BuildMode.Options(mode), "--network=host", "-o", $"type=local,dest={bench.At("files")}"]).Succeeded();

        File.ReadAllText(bench.At("files", "seen")).Should().Match("1\n*");
    }

    [SkippableFact]
    public void Root_that_may_not_mount_builds_the_same_image_by_chroot_and_says_so()
    {
        const string Text = """
            FROM busybox AS base
            COPY --chown=33:44 tree/ /owned/
            RUN mkdir /gone /kept && touch /gone/x /kept/x
            FROM base
            RUN echo more >> /owned/b && chmod 600 /owned/a && rm -r /gone && ln -s x /kept/link && chmod 711 / && (sleep 1000 > /dev/null &)
            WORKDIR /work
            RUN <<END
            cat /etc/hosts > seen
            END
            COPY --from=base /owned /again
            """;
        using Workbench plain = new();
        using Workbench confined = BuildMode.OpenConfined();
        (string, string)[] files = [("Dockerfile", Text), ("tree/a", "alpha\n"), ("tree/b", "beta\n")];

        plain.BuildTo("out", plain.Context("context", files), "--timestamp=1700000000").Succeeded();
        ProcessResult result = confined.BuildTo("out", confined.Context("context", files), "--timestamp=1700000000").Succeeded();

        confined.Digest("out").Should().Be(plain.Digest("out"));
        result.Error.Should().Contain("sharpbuild: commands run by chroot in a copy of their files, without name spaces and /proc and in the network of the host: this root has no CAP_SYS_ADMIN and gets no user namespace\n");
        Directory.EnumerateFileSystemEntries(confined.At("state", "tmp")).Should().BeEmpty();
    }

    [SkippableTheory]
    [MemberData(nameof(BuildMode.All), MemberType = typeof(BuildMode))]
    public void Mounts_have_the_same_results_in_every_mode_and_what_they_cover_stays_as_it_is(string mode)
    {
        using Workbench plain = new();
        using Workbench bench = BuildMode.Open(mode);

        string wanted = Build(plain, "host", Mounts).Digest;
        (string digest, _) = Build(bench, mode, Mounts);

        digest.Should().Be(wanted);
    }

    [SkippableTheory]
    [MemberData(nameof(BuildMode.All), MemberType = typeof(BuildMode))]
    public void A_cache_keeps_what_a_failed_command_has_put_there_in_every_mode(string mode)
    {
        using Workbench bench = BuildMode.Open(mode);
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nARG CODE=7\nRUN --mount=type=cache,target=/a/cache --mount=type=secret,id=token touch /a/cache/$CODE && ls /a/cache > /seen && exit $CODE\n"));
        string[] options = [.. BuildMode.Options(mode), "--secret", $"id=token,src={Path.Combine(context, "Dockerfile")}"];

        bench.BuildTo("out", context, options).ExitCode.Should().Be(1);
        ImageLayers tree = bench.Image("out", context, [.. options, "--build-arg", "CODE=0"]).Merge();

        tree.Entries.Keys.Should().Contain("seen").And.NotContain("a").And.NotContain("run/secrets");
        tree.Entries["seen"].ToString().Should().StartWith("f 0644 0:0 4 ");
        Directory.EnumerateFileSystemEntries(bench.At("state", "tmp")).Should().BeEmpty();
    }

    [SkippableFact]
    public void A_cache_is_in_one_place_only_where_nothing_can_be_mounted()
    {
        using Workbench confined = BuildMode.OpenConfined();
        string context = confined.Context("context", ("Dockerfile", "FROM busybox\nRUN --mount=type=cache,id=x,target=/a --mount=type=cache,id=x,target=/b true\n"));

        ProcessResult result = confined.BuildTo("out", context);

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("Dockerfile:2:").And.Contain("the cache at \"/b\" is at another place too, which needs the right to mount");
    }

    private static (string Digest, string Log) Build(Workbench bench, string mode, string text = Core)
    {
        string context = bench.Context("context", ("Dockerfile", text), ("tree/a", "alpha\n"), ("tree/b", "beta\n"), ("token", "s3cret\n"));
        ProcessRunner.Run("chmod", ["-R", "u=rwX,go=rX", context]).Succeeded();
        ProcessRunner.Run("chown", ["-R", $"--reference={bench.At()}", context]).Succeeded();
        ProcessResult result = bench.BuildTo("out", context, [.. BuildMode.Options(mode), "--secret", $"id=token,src={Path.Combine(context, "token")}"]).Succeeded();
        return (bench.Digest("out"), result.Error);
    }
}
