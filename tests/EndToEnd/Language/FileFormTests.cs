using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Language;

/// <summary>LANGUAGE rules A1 and A2 end to end: how the file is found and written.</summary>
public sealed class FileFormTests
{
    [SkippableFact]
    public void A1_1_carriage_returns_and_a_byte_order_mark_change_nothing()
    {
        using Recipe recipe = new("\uFEFF# escape=\\\r\nFROM busybox\r\nRUN echo -n one \\\r\n  two > /x\r\nENV A=\"b c\"\r\nCOPY <<E /heredoc\r\nline\r\nE\r\nRUN <<E\r\necho -n \"$A\" > /y\r\nE\r\n");

        recipe.Build();

        (recipe.Text("x"), recipe.Text("heredoc")).Should().Be(("one two", "line\r\n"));
        recipe.Has("y\r").Should().BeTrue("the body of a heredoc is raw, as with other builders");
    }

    [SkippableFact]
    public void A1_6_a_line_has_no_limit()
    {
        using Recipe recipe = new($"FROM busybox\nENV LONG={new string('x', 100_000)}\nRUN echo -n ${{#LONG}} > /x\n");

        recipe.Build();

        recipe.Text("x").Should().Be("100000");
    }

    [SkippableFact]
    public void A1_7_the_file_may_have_a_lower_case_name_or_be_a_link_and_f_is_relative_to_the_current_directory()
    {
        using Recipe recipe = new("FROM busybox\nRUN exit 1\n");
        string lower = recipe.Directory("lower", ("dockerfile", "FROM scratch\nCOPY dockerfile /x\n"));
        string linked = recipe.Directory("linked", ("real", "FROM scratch\nCOPY real /x\n"));
        File.CreateSymbolicLink(Path.Combine(linked, "Dockerfile"), "real");

        recipe.TryIn(lower).Succeeded();
        recipe.TryIn(linked).Succeeded();

        recipe.TryIn(lower, "-f", Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(lower, "dockerfile"))).Succeeded();
    }

    [SkippableFact]
    public void A1_9_with_a_backtick_a_backslash_is_ordinary_except_in_heredocs()
    {
        using Recipe recipe = new("# escape=`\nFROM busybox\nENV A=c:\\dir B=`$A\nRUN echo -n \"$A|$B\" `\n > /x\nCOPY <<E /y\n\\$A|$A\nE\n");

        recipe.Build();

        (recipe.Text("x"), recipe.Text("y")).Should().Be(("c:\\dir|$A", "$A|c:\\dir\n"));
    }

    [SkippableFact]
    public void A2_2_text_that_is_no_json_runs_through_the_shell()
    {
        using Recipe recipe = new("FROM busybox\nCMD ['a', 'b']\nENTRYPOINT [\"x\", \"y\"]\n");

        recipe.Build();

        (recipe.Field("Cmd"), recipe.Field("Entrypoint")).Should().Be(("""["/bin/sh","-c","['a', 'b']"]""".Replace("'", "\\u0027", StringComparison.Ordinal), """["x","y"]"""));
    }

    [SkippableFact]
    public void A2_3_empty_arrays_empty_command_and_entrypoint()
    {
        using Recipe recipe = new("FROM busybox AS base\nENTRYPOINT [\"a\"]\nCMD [\"b\"]\nFROM base\nCMD []\nENTRYPOINT []\n");

        recipe.Build();

        recipe.Field("Cmd").Should().BeOneOf("", "null", "[]");
        recipe.Field("Entrypoint").Should().BeOneOf("", "null", "[]");
    }

    [SkippableFact]
    public void A2_4_the_exec_form_has_no_shell_and_no_expansion()
    {
        using Recipe recipe = new("FROM busybox\nENV A=1\nRUN [\"touch\", \"/$A\", \"/a\\\\b\"]\n");

        recipe.Build();

        (recipe.Has("$A"), recipe.Has("a\\b")).Should().Be((true, true));
    }
}
