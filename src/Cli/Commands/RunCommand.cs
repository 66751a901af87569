using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder;
using Sharpbuild.Builder.Containers;
using Sharpbuild.Builder.Running;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Cli.Output;
using Sharpbuild.Linux;
using Sharpbuild.Linux.Sandbox;
using Sharpbuild.Linux.Terminals;
using Sharpbuild.Oci;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild run</c>: an image in the sandbox of RUN. The exit code is the command's; 125, 126 and 127 are as docker's.</summary>
internal static class RunCommand
{
    /// <summary>The exit code where not the command but this program fails.</summary>
    public const int OwnFailure = 125;

    /// <summary>Runs.</summary>
    public static int Run(string[] arguments)
    {
        RunSettings settings = new();
        SandboxControl control = new();
        using RunSignals signals = new(control);
        try
        {
            List<string> words = ArgumentReader.Read(arguments, RunOptionTable.Options, settings, stopAtFirstWord: true);
            if (settings.ShowHelp)
            {
                return HelpCommand.Run(["run"]);
            }

            return Run(ToOptions(settings, words), settings, control, signals);
        }
        catch (UsageException usage)
        {
            return ErrorText.Print(usage.Message, usage.Help, OwnFailure);
        }
        catch (SandboxException refused)
        {
            return ErrorText.Print(refused.Message, help: null, refused.ExitCode);
        }
        catch (BuildException failure)
        {
            return ErrorText.Print(failure.Message, failure.Help, OwnFailure);
        }
        catch (OperationCanceledException)
        {
            return signals.ExitCode;
        }
        catch (Exception failure) when (failure is LinuxException or InvalidContentException or IOException or UnauthorizedAccessException or RegistryException)
        {
            return ErrorText.Print(FailureText.Of(failure), FailureText.Help(failure), OwnFailure);
        }
    }

    private static int Run(ContainerOptions options, RunSettings settings, SandboxControl control, RunSignals signals)
    {
        OutputStreams output = new(control);
        using SafeFileHandle? input = settings.Interactive ? new SafeFileHandle(0, ownsHandle: false) : null;
        if (settings.Terminal && settings.Interactive && !HostTerminal.IsTerminal(0))
        {
            throw new UsageException("-t and -i together need a terminal, but standard input is none", "leave -t out");
        }

        if (UserNamespace.Needed)
        {
            throw new SandboxException("an image can't be run without name spaces: give this container CAP_SYS_ADMIN or user namespaces", OwnFailure);
        }

        using StepOwners owners = new(settings.UserNamespace, LocalDirectories(options));
        using NamespaceSandbox sandbox = new(owners);
        ContainerStreams streams = new(control, output.Write, input, settings.Terminal ? HostTerminal.SizeOf(0) ?? HostTerminal.SizeOf(1) ?? default(TerminalSize) : null);
        SandboxResult result;
        using (HostTerminal? raw = settings.Terminal ? HostTerminal.TryHandThrough(0, withInput: settings.Interactive) : null)
        {
            result = new ContainerRunner(sandbox).Run(options, streams, signals.Token);
        }

        Report(result, options, settings);
        return output.ExitCode ?? result.ExitCode;
    }

    /// <summary>What the container may see parts of.</summary>
    private static List<string> LocalDirectories(ContainerOptions options)
    {
        List<string> hostPaths = [options.StateDirectory];
        foreach (HostMount volume in options.Volumes)
        {
            if (Directory.Exists(volume.HostPath))
            {
                hostPaths.Add(volume.HostPath);
            }
        }

        return hostPaths;
    }

    private static void Report(SandboxResult result, ContainerOptions options, RunSettings settings)
    {
        foreach (string warning in result.Warnings)
        {
            ErrorText.Print(warning, help: null, 0);
        }

        if (result.ExitCode != 0 && (result.OutOfMemory || result.PidsLimitHit))
        {
            ErrorText.Print(FailureReason.Of(result, options.Limits), help: null, 0);
        }

        if (settings.ShowUsage)
        {
            Console.Error.WriteLine(UsageText.Of(result.Usage));
        }
    }

    private static ContainerOptions ToOptions(RunSettings settings, List<string> words)
    {
        if (words.Count == 0)
        {
            throw new UsageException("the image is missing", "write sharpbuild run [OPTIONS] IMAGE [COMMAND], for example sharpbuild run app:1");
        }

        CapabilitySet capabilities = SecurityOptions.Capabilities(settings);
        return new ContainerOptions
        {
            StateDirectory = StateDirectories.Choose(settings.StateDirectory),
            Image = words[0],
            Arguments = [.. words.Skip(1)],
            Entrypoint = settings.Entrypoint,
            User = settings.User,
            WorkingDirectory = settings.WorkingDirectory,
            Environment = [.. settings.Environment],
            HostName = settings.HostName,
            ReadOnly = settings.ReadOnly,
            Volumes = [.. settings.Volumes],
            Tmpfs = [.. settings.Tmpfs],
            Capabilities = capabilities,
            Seccomp = SecurityOptions.Seccomp(settings, capabilities),
            NoNewPrivileges = settings.NoNewPrivileges,
            Network = settings.Network,
            ExtraHosts = [.. settings.ExtraHosts],
            Limits = settings.Limits,
            Rlimits = [.. settings.Rlimits],
            ShmSizeInBytes = settings.ShmSizeInBytes,
            Pull = settings.Pull,
            InsecureRegistries = [.. settings.InsecureRegistries],
        };
    }
}
