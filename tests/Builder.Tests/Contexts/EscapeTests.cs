using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.Tests.Copying;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Tests.Contexts;

/// <summary>Contexts and roots that try to reach files of the host, and files that change while they are read.</summary>
public sealed class EscapeTests
{
    [Theory]
    [InlineData("/etc/shadow")]
    [InlineData("../../../../../../../../etc/shadow")]
    [InlineData("/proc/self/root/etc/shadow")]
    [InlineData("/proc/1/environ")]
    public void A_link_in_the_context_does_not_lead_to_the_host(string target)
    {
        using CopyStage stage = new();
        stage.Context.CreateSymbolicLink("l", target);

        Action copy = () => stage.Copy("/to/", "l");

        copy.Should().Throw<InputException>().WithMessage($"\"l\" in the build context is a symbolic link to \"{target}\", which leads to nothing");
    }

    [Theory]
    [InlineData("l/shadow")]
    [InlineData("l/../../../../etc/shadow")]
    [InlineData("../../../../etc/shadow")]
    [InlineData("/etc/shadow")]
    public void A_path_does_not_lead_to_the_host(string source)
    {
        using CopyStage stage = new();
        stage.Context.CreateSymbolicLink("l", "/etc");

        Action copy = () => stage.Copy("/to/", source);

        copy.Should().Throw<InputException>().WithMessage("*not found in the build context*");
    }

    [Fact]
    public void Absolute_links_stay_inside_the_context()
    {
        using CopyStage stage = new CopyStage().With("etc/shadow");
        stage.Context.CreateSymbolicLink("l", "/etc/shadow");
        stage.Context.CreateSymbolicLink("up", "../../../etc");

        stage.Copy("/to/", "l").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/l \"shadow\"");
        stage.Copy("/to/", "up/shadow").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/shadow \"shadow\"");
    }

    [Fact]
    public void A_file_that_is_swapped_for_a_link_after_it_was_looked_at_is_an_error()
    {
        using CopyStage stage = new CopyStage().With("f", "other");
        using BuildContext context = stage.OpenContext();
        SourceFile file = context.TryGet("f") ?? throw new InvalidOperationException();
        stage.Context.RemoveFile("f");
        stage.Context.CreateSymbolicLink("f", "other");

        Action read = () => context.TryOpen(file)?.Dispose();
        Action inspect = () => context.Inspect([file], CancellationToken.None);

        read.Should().Throw<InputException>().WithMessage("\"f\" changed while it was being read");
        inspect.Should().Throw<InputException>().WithMessage("\"f\" changed while it was being read");
    }

    [Fact]
    public void A_directory_that_is_swapped_for_a_link_after_it_was_looked_at_is_an_error()
    {
        using CopyStage stage = new CopyStage("hidden").With("d/f", "hidden/secret");
        using BuildContext context = stage.OpenContext();
        SourceFile directory = context.TryGet("d") ?? throw new InvalidOperationException();
        stage.Context.RemoveTree("d");
        stage.Context.CreateSymbolicLink("d", "hidden");

        Action list = () => context.List(directory);

        list.Should().Throw<InputException>().WithMessage("\"d\" changed while it was being read");
    }

    [Theory]
    [InlineData("written")]
    [InlineData("removed")]
    [InlineData("replaced")]
    public void A_file_that_changes_between_selection_and_writing_is_an_error(string change)
    {
        using CopyStage stage = new CopyStage().With("f");
        using BuildContext context = stage.OpenContext();
        SourceSelection selection = CopySelector.Select(new CopyRequest([new CopySource(context, "f")], "/", "/", new()), CancellationToken.None);
        using CopyPlan plan = CopyPlanner.Plan(selection, new EmptyRoot(), default, stage.Temporary, CancellationToken.None);
        switch (change)
        {
            case "written":
                File.AppendAllText(stage.HostPath("context", "f"), "more");
                break;
            case "removed":
                stage.Context.RemoveFile("f");
                break;
            default:
                CopyStage.File(stage.Context, "g", "g");
                stage.Context.Rename("g", "f");
                break;
        }

        Action write = () => CopyStage.WriteAndRead(plan);

        write.Should().Throw<InputException>().WithMessage("\"f\" changed while it was being read");
    }

    [SkippableFact]
    public void A_pipe_named_passwd_does_not_block()
    {
        using CopyStage stage = new CopyStage { Options = new() { Owner = "app" } }.With("f");
        stage.Root.CreateDirectory("etc", 0x1ED);
        stage.Root.CreateNode("etc/passwd", FileKind.Fifo, 0x1A4, default);

        Action copy = () => stage.Copy("/", "f");

        copy.Should().Throw<InputException>().WithMessage("unknown user \"app\": the stage has no /etc/passwd");
    }

    [Fact]
    public void A_passwd_that_links_to_the_host_is_looked_for_in_the_root()
    {
        using CopyStage stage = new CopyStage { Options = new() { Owner = "daemon" } }.With("f");
        stage.Root.CreateDirectory("etc", 0x1ED);
        stage.Root.CreateSymbolicLink("etc/passwd", "/../../../../etc/passwd2");
        CopyStage.File(stage.Root, "etc/passwd2", "daemon:x:55:56::/:\n");

        stage.Copy("/", "f").Should().Equal("f 0644 55:56 f \"f\"");
    }
}
