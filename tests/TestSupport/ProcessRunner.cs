using System.Diagnostics;

namespace Sharpbuild.TestSupport;

/// <summary>Runs a program, captures what it prints, and kills exactly that program when cancelled.</summary>
public static class ProcessRunner
{
    /// <summary>Runs <paramref name="program"/> to its end.</summary>
    public static ProcessResult Run(string program, IEnumerable<string> arguments, ProcessSettings? settings = null) =>
        RunAsync(program, arguments, settings, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Runs <paramref name="program"/> to its end, or kills it and its children on cancellation.</summary>
    public static async Task<ProcessResult> RunAsync(
        string program, IEnumerable<string> arguments, ProcessSettings? settings, CancellationToken cancellationToken)
    {
        using Process process = Start(program, arguments, settings);
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await FeedAsync(process, settings?.Input);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        return new ProcessResult(Describe(process.StartInfo), process.ExitCode, await output, await error);
    }

    /// <summary>Starts <paramref name="program"/> with all three streams redirected; the caller disposes.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, ProcessSettings? settings = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = settings?.WorkingDirectory ?? Path.GetTempPath(),
        };
        foreach ((string name, string? value) in settings?.Environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task FeedAsync(Process process, byte[]? input)
    {
        try
        {
            if (input is not null)
            {
                await process.StandardInput.BaseStream.WriteAsync(input);
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without reading its input.
        }
    }

    private static string Describe(ProcessStartInfo start) => $"{start.FileName} {string.Join(' ', start.ArgumentList)}";
}
