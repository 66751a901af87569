using Sharpbuild.Insight.Advising;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Insight.Tests.Advising;

/// <summary>Each kind of change: what becomes of the Dockerfile, and where nothing is proposed.</summary>
public sealed class AdvisorTests
{
    [Fact]
    public void Manifests_are_copied_before_the_sources()
    {
        using TemporaryDirectory context = Context("package.json", "package-lock.json", "src/main.js");

        Advice advice = new RecordedSeries("FROM node\nWORKDIR /app\n# the program\nCOPY --chown=1000 . .\nENV CI=1\nRUN npm ci\nRUN npm run build\n").Files("src/main.js").Advise(context.At());

        Proposal proposal = advice.Proposals[0];
        proposal.Name.Should().Be("manifests-first");
        proposal.SecondsSaved.Should().Be(2);
        proposal.WrittenSavedInBytes.Should().Be(1_000_000);
        proposal.After!.Text.Should().Be(
            "FROM node\nWORKDIR /app\n# the program\nCOPY --chown=1000 package-lock.json package.json ./\nENV CI=1\nRUN npm ci\nCOPY --chown=1000 . .\nRUN npm run build\n");
    }

    [Theory]
    [InlineData("FROM node\nCOPY . .\nRUN make\nRUN npm ci\n", "src/main.js")]
    [InlineData("FROM node\nCOPY . /app\nWORKDIR /app\nRUN npm ci\n", "src/main.js")]
    [InlineData("FROM node\nCOPY . .\nRUN npm ci\n", "package.json")]
    public void Manifests_stay_where_splitting_would_break_or_save_nothing(string dockerfile, string changed)
    {
        using TemporaryDirectory context = Context("package.json", "src/main.js");

        new RecordedSeries(dockerfile).Files(changed).Advise(context.At()).Proposals.Should().NotContain(proposal => proposal.Name == "manifests-first");
    }

    [Fact]
    public void An_argument_moves_down_with_its_labels_to_what_uses_it() =>
        After(new RecordedSeries("FROM a\n# V is the version\nARG V\nLABEL v=$V\nRUN one\nRUN two\nRUN echo $V\n").Argument("V"), "argument-late")
            .Should().Be("FROM a\nRUN one\nRUN two\n# V is the version\nARG V\nLABEL v=$V\nRUN echo $V\n");

    [Theory]
    [InlineData("FROM a\nARG V\nRUN echo $V\n")]
    [InlineData("FROM a\nARG V\nENV W=$V\nRUN one\n")]
    [InlineData("FROM a\nARG V\nARG U\nRUN echo $V\n")]
    public void An_argument_stays_where_what_follows_uses_it(string dockerfile) =>
        new RecordedSeries(dockerfile).Argument("V").Advise().Proposals.Should().NotContain(proposal => proposal.Name == "argument-late");

    [Fact]
    public void A_COPY_is_split_where_some_of_its_sources_never_changed()
    {
        using TemporaryDirectory context = Context("assets/logo.svg", "main.js");
        context.Write("assets/logo.svg", new string('x', 750));
        context.Write("main.js", new string('x', 250));

        Advice advice = new RecordedSeries("FROM a\nCOPY --chown=7 main.js assets /app\n").Files("main.js").Advise(context.At());

        advice.After.Text.Should().Be("FROM a\nCOPY --chown=7 assets /app/\nCOPY --chown=7 main.js /app/\n");
        advice.Proposals.Should().ContainSingle().Which.Should().Match<Proposal>(proposal => proposal.Name == "copy-split" && proposal.SecondsSaved == 1.5 && proposal.WrittenSavedInBytes == 750_000);
    }

    [Fact]
    public void What_links_of_the_context_lead_to_has_no_part_in_the_bytes_that_never_changed()
    {
        using TemporaryDirectory context = Context();
        context.Write("steady/a", "123");
        context.Write("changing/b", "1");
        context.Write("outside/c", "1234567");
        File.CreateSymbolicLink(context.At("steady/loop"), ".");
        File.CreateSymbolicLink(context.At("steady/directory"), "../outside");
        File.CreateSymbolicLink(context.At("steady/file"), "../outside/c");

        Advice advice = new RecordedSeries("FROM a\nCOPY steady changing /app/\nRUN one\n").Files("changing/b").Advise(context.At());

        advice.Proposals.Should().ContainSingle(proposal => proposal.Name == "copy-split").Which.Text.Should().Contain("75 % of these bytes never changed");
    }

    [Theory]
    [InlineData("main.js", "a/main.js", "FROM a\nCOPY a main.js /app/\n")]
    [InlineData("main.js", "a/b.js", "FROM a\nCOPY main.js /app/\n")]
    public void A_COPY_stays_whole_where_order_counts_or_all_of_it_changes(string changed, string other, string dockerfile)
    {
        using TemporaryDirectory context = Context(changed, other);

        new RecordedSeries(dockerfile).Files(changed).Advise(context.At()).Proposals.Should().NotContain(proposal => proposal.Name == "copy-split");
    }

    [Theory]
    [InlineData("FROM a\nCOPY src /srv/app\n", "FROM a\nCOPY --link src /srv/app\n")]
    [InlineData("FROM a\nWORKDIR /srv\nCOPY --chown=7:7 src .\n", "FROM a\nWORKDIR /srv\nCOPY --link --chown=7:7 src .\n")]
    public void A_COPY_becomes_independent_of_a_base_that_changes(string dockerfile, string advised)
    {
        Advice advice = new RecordedSeries(dockerfile).Base("stage-0").Advise();

        advice.After.Text.Should().Be(advised);
        advice.Proposals.Should().ContainSingle().Which.Should().Match<Proposal>(proposal => proposal.Name == "linked-copy" && proposal.SecondsSaved == 2 && proposal.WrittenSavedInBytes == 1_000_000);
    }

    [Theory]
    [InlineData("FROM a\nCOPY --chown=me src /srv/app\n")]
    [InlineData("FROM a\nRUN mkdir -m 700 /srv/app\nCOPY src /srv/app\n")]
    [InlineData("FROM a\nCOPY tool /bin/tool\n")]
    public void A_COPY_that_may_depend_on_what_lies_below_stays(string dockerfile) =>
        new RecordedSeries(dockerfile).Base("stage-0").Advise().Proposals.Should().BeEmpty();

    [Fact]
    public void Documents_that_changed_are_left_out_of_the_context()
    {
        Advice advice = new RecordedSeries("FROM a\nCOPY . .\nRUN one\n").Files("docs/a.txt", "README.md").Advise(ignore: "out");

        advice.Proposals[0].Name.Should().Be("files-ignored");
        advice.After.Ignore.Should().Be("out\ndocs\n**/*.md\n");
        advice.Proposals[0].SecondsSaved.Should().Be(4);
    }

    [Fact]
    public void Documents_that_the_Dockerfile_names_stay() =>
        new RecordedSeries("FROM a\nCOPY . .\nRUN cat README.md\n").Files("README.md").Advise().Proposals.Should().BeEmpty();

    [Fact]
    public void A_package_manager_gets_a_cache_mount() =>
        After(new RecordedSeries("FROM a\nRUN pip install --no-cache-dir \\\n    -r requirements.txt\n"), "cache-mount")
            .Should().Be("FROM a\nRUN --mount=type=cache,target=/root/.cache/pip pip install \\\n    -r requirements.txt\n");

    [Theory]
    [InlineData("FROM a\nUSER me\nRUN pip install x\n")]
    [InlineData("FROM a\nRUN --mount=type=cache,target=/c pip install x\n")]
    public void Cache_mounts_are_for_root_and_not_made_twice(string dockerfile) => new RecordedSeries(dockerfile).Advise().Proposals.Should().BeEmpty();

    [Fact]
    public void Update_and_install_become_one_step()
    {
        Advice advice = new RecordedSeries("FROM a\nRUN apt-get update\nRUN apt-get install -y \\\n    curl\n").Advise();

        advice.After.Text.Should().Be("FROM a\nRUN apt-get update && apt-get install -y \\\n    curl && rm -rf /var/lib/apt/lists/*\n");
        advice.Proposals.Should().ContainSingle().Which.ImageSavedInBytes.Should().Be(1_000_000);
    }

    [Fact]
    public void A_recursive_chown_becomes_a_flag_of_COPY()
    {
        Advice advice = new RecordedSeries("FROM a\nWORKDIR /app\nCOPY src ./\nRUN chown -R me:me /app\n").Advise();

        advice.After.Text.Should().Be("FROM a\nWORKDIR /app\nCOPY --chown=me:me src ./\n");
        advice.Proposals.Should().ContainSingle().Which.ImageSavedInBytes.Should().Be(1_000_000);
    }

    [Theory]
    [InlineData("FROM a\nCOPY src /app\nRUN make\nRUN chown -R me /app\n")]
    [InlineData("FROM a\nCOPY src /app\nRUN chown -R me /app /data\n")]
    [InlineData("FROM a\nCOPY src /app\nRUN chown -R me /\n")]
    public void A_chown_of_other_files_stays(string dockerfile) => new RecordedSeries(dockerfile).Advise().Proposals.Should().BeEmpty();

    [Fact]
    public void Compilers_in_the_image_are_named_and_left_to_a_person()
    {
        Advice advice = new RecordedSeries("FROM a\nRUN apt-get update && apt-get install -y gcc && rm -rf /var/lib/apt/lists/*\nRUN make\n").Advise();

        advice.Proposals.Should().ContainSingle().Which.Should().Match<Proposal>(proposal => proposal.Name == "build-tools-apart" && proposal.After == null && proposal.ImageSavedInBytes == 1_000_000);
        advice.After.Should().Be(advice.Before);
    }

    [Fact]
    public void Compilers_in_a_stage_of_their_own_are_as_they_should_be() =>
        new RecordedSeries("FROM a AS build\nRUN apt-get install -y gcc\nFROM a\nCOPY --from=build /p /p\n").Advise().Proposals.Should().BeEmpty();

    [Theory]
    [InlineData("tools", 1)]
    [InlineData("small", 0)]
    [InlineData(null, 0)]
    public void Only_the_target_is_looked_at_for_compilers(string? target, int count) =>
        new RecordedSeries("FROM a AS tools\nRUN apt-get install -y gcc && rm -rf /var/lib/apt/lists/*\nFROM a AS small\nRUN true\n")
            .Advise(target: target).Proposals.Should().HaveCount(count);

    private static string After(RecordedSeries series, string name)
    {
        Advice advice = series.Advise();
        advice.Proposals.Should().ContainSingle().Which.Name.Should().Be(name);
        return advice.After.Text;
    }

    private static TemporaryDirectory Context(params string[] files)
    {
        TemporaryDirectory context = new("advise");
        foreach (string file in files)
        {
            context.Write(file, "");
        }

        return context;
    }
}
