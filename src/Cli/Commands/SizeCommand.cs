using System.Collections.Immutable;
using System.Text;

using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Store;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Cli.Output;
using Sharpbuild.Insight.Sizes;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild size</c>: where the bytes of an image come from, which are wasted, and whether it keeps a budget.</summary>
internal static class SizeCommand
{
    /// <summary>Prints the report; exit code 3 when the budget is exceeded.</summary>
    public static int Run(string[] arguments)
    {
        SizeSettings settings = SizeSettings.Read(arguments);
        if (settings.Words is not [string name])
        {
            throw new UsageException("size needs one image", "write sharpbuild size app:1, or size oci-layout://DIR");
        }

        using Signals signals = new();
        BuildOptions options = new()
        {
            StateDirectory = StateDirectories.Choose(settings.Root),
            Context = ".",
            Platform = settings.Platform ?? Platform.Host,
            InsecureRegistries = [.. settings.InsecureRegistries],
        };
        using OpenedImage image = OpenedImage.Open(options, name, signals.Token);
        SizeReport report = SizeAnalysis.Run(image, name, new RecordStore(new StateDirectory(options.StateDirectory)), signals.Token);
        Print(report, settings);
        ImmutableArray<string> violations = settings.Budget.Violations(report);
        foreach (string violation in violations)
        {
            ErrorText.Print(violation, help: null, ExitCode.Violated);
        }

        return violations.IsEmpty ? ExitCode.Done : ExitCode.Violated;
    }

    private static void Print(SizeReport report, SizeSettings settings)
    {
        if (settings.Json)
        {
            Console.Out.WriteLine(Encoding.UTF8.GetString(SizeJson.Write(report)));
            return;
        }

        foreach (string line in SizeTable.Lines(report))
        {
            Console.Out.WriteLine(Terminal.Escape(line));
        }
    }
}
