using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Language;

/// <summary>LANGUAGE rule A3: where the builder replaces variables, and where it leaves the text alone.</summary>
public sealed class ExpansionRuleTests
{
    [SkippableFact]
    public void A3_variables_are_replaced_in_names_paths_and_flags()
    {
        using Recipe recipe = new(
            "ARG IMAGE=busybox P=linux/amd64\nFROM --platform=$P ${IMAGE} AS last\nARG V=v N=4 D=/dir\n"
            + "COPY --chown=$N:$N --chmod=6${N}0 $V.txt $D/$V\nADD ${V}.txt ${D}/added\nCOPY <<E $D/doc\n$V\nE\n"
            + "RUN --mount=type=bind,source=$V.txt,target=/mount-$V cp /mount-v /copied\nWORKDIR $D/$V.d\n",
            ("v.txt", "text"));

        recipe.Build("--platform", "linux/amd64");

        recipe.Image.Merge().Entries["dir/v"].ToString().Should().StartWith("f 0640 4:4 4 ");
        (recipe.Text("dir/added"), recipe.Text("dir/doc"), recipe.Text("copied"), recipe.Has("dir/v.d")).Should().Be(("text", "v\n", "text", true));
    }

    [SkippableFact]
    public void A3_variables_are_replaced_in_settings_of_the_image()
    {
        using Recipe recipe = new(
            "FROM scratch\nARG V=v N=4\nENV K$V=$V\nLABEL l$V=$V\nEXPOSE $N ${N}0-4${N}/udp\nUSER $N\nVOLUME /$V\nVOLUME [\"/json$V\"]\nSTOPSIGNAL $N\nWORKDIR /$V\n");

        recipe.Build();

        recipe.Field("Env").Should().Contain("\"Kv=v\"");
        recipe.Field("Labels").Should().Be("""{"lv":"v"}""");
        recipe.Field("ExposedPorts").Should().Be("""{"4/tcp":{},"40/udp":{},"41/udp":{},"42/udp":{},"43/udp":{},"44/udp":{}}""");
        recipe.Field("Volumes").Should().Contain("\"/v\":{}").And.Contain("\"/jsonv\":{}");
        (recipe.Field("User"), recipe.Field("StopSignal"), recipe.Field("WorkingDir")).Should().Be(("\"4\"", "\"4\"", "\"/v\""));
    }

    [SkippableFact]
    public void A3_commands_triggers_and_patterns_are_left_to_others()
    {
        using Recipe recipe = new(
            "FROM busybox\nARG V=v\nCOPY --exclude=$V . /all/\nENV V=env\nRUN V=shell; echo -n $V > /run\nHEALTHCHECK CMD test $V\nCMD echo $V\nENTRYPOINT [\"$V\"]\n"
            + "SHELL [\"$V\"]\nONBUILD ENV X=$V\nMAINTAINER $V\n",
            ("v", "kept"), ("$V", "left out"));

        recipe.Build();

        (recipe.Text("run"), recipe.Text("all/v"), recipe.Has("all/$V")).Should().Be(("shell", "kept", false));
        recipe.Field("Healthcheck").Should().Be("""{"Test":["CMD-SHELL","test $V"]}""");
        recipe.Field("Cmd").Should().Be("""["/bin/sh","-c","echo $V"]""");
        recipe.Field("Entrypoint").Should().Be("""["$V"]""");
        recipe.Field("Shell").Should().Be("""["$V"]""");
        recipe.Field("OnBuild").Should().Be("""["ENV X=$V"]""");
        ((string?)recipe.Image.Configuration["author"]).Should().Be("$V");
    }

    [SkippableFact]
    public void A3_ARG_sees_the_names_before_it_in_its_line_and_ENV_does_not()
    {
        using Recipe recipe = new("FROM busybox\nARG a=1 b=$a\nENV c=2 d=$c\nRUN echo -n \"$b|$d\" > /value\n");

        recipe.Build().Text("value").Should().Be("1|");
    }
}
