using System.Runtime.InteropServices;

using Sharpbuild.Builder;
using Sharpbuild.Builder.Contexts;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Cli.Output;
using Sharpbuild.Linux;
using Sharpbuild.Linux.Sandbox;
using Sharpbuild.Oci;

namespace Sharpbuild.Cli.Commands;

/// <summary>Finds the command, runs it and turns what went wrong into a message and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>Runs a command line.</summary>
    public static int Run(string[] arguments)
    {
        try
        {
            arguments = CommandFirst(arguments);
            if (arguments.Length == 0 || arguments[0] is "--help" or "-h")
            {
                return HelpCommand.Run(arguments.Length == 0 ? [] : arguments[1..]);
            }

            if (arguments[0] is "--version" or "-v")
            {
                return VersionCommand.Run();
            }

            Command? command = CommandTable.Find(arguments[0]);
            if (arguments.Contains("--help") && command is not { TakesHelp: true })
            {
                return HelpCommand.Run([command?.Name ?? "build"]);
            }

            command ??= CommandTable.Find("build")!;
            if (command.NeedsOwners && UserNamespace.Needed && (command.NeedsNamespaces || !ChrootSandbox.IsNeeded))
            {
                string[] place = ["--root", StateDirectories.ChooseForUser()];
                int? code = Reexecute(command.Name == arguments[0] ? [arguments[0], .. place, .. arguments[1..]] : [.. place, .. arguments], command.FailureCode);
                if (code is not null)
                {
                    return code.Value;
                }
            }

            return command.Name == arguments[0] ? command.Run(arguments[1..]) : command.Run(arguments);
        }
        catch (UsageException usage)
        {
            return ErrorText.Print(usage.Message, usage.Help, ExitCode.Usage);
        }
        catch (BuildException failure)
        {
            ErrorText.Print(failure);
            return ExitCode.Failed;
        }
        catch (InputException input)
        {
            return ErrorText.Print(input.Message, input.Help, ExitCode.Failed);
        }
        catch (OperationCanceledException)
        {
            return ErrorText.Print("stopped by a signal; nothing is left behind", help: null, Signals.ExitCode);
        }
        catch (Exception failure) when (failure is LinuxException or InvalidContentException or IOException or UnauthorizedAccessException or RegistryException)
        {
            return ErrorText.Print(FailureText.Of(failure), FailureText.Help(failure), ExitCode.Failed);
        }
        catch (TypeInitializationException failure) when (failure.GetBaseException() is IOException or ExternalException)
        {
            // The runtime asks the kernel for descriptors when it begins to listen for signals.
            return ErrorText.Print(failure.GetBaseException().Message, help: null, ExitCode.Failed);
        }
        catch (Exception failure)
        {
            return ErrorText.Print($"unexpected failure: {failure.GetType().Name}: {failure.Message}", "please report this with the Dockerfile that shows it", ExitCode.Failed);
        }
    }

    /// <summary>As with other tools of the kind, the option that all commands have may stand before the command.</summary>
    private static string[] CommandFirst(string[] arguments)
    {
        int options = arguments is ["--root", _, ..] ? 2 : arguments is [{ } first, ..] && first.StartsWith("--root=", StringComparison.Ordinal) ? 1 : 0;
        return options > 0 && arguments.Length > options && CommandTable.Find(arguments[options]) is not null
            ? [arguments[options], .. arguments[..options], .. arguments[(options + 1)..]]
            : arguments;
    }

    /// <summary>Runs the program in a user namespace; null where there is none to be had and root has to do without.</summary>
    private static int? Reexecute(string[] arguments, int failureCode)
    {
        try
        {
            return UserNamespace.ReexecuteInUserNamespace(arguments);
        }
        catch (LinuxException) when (ChrootSandbox.IsPossible)
        {
            return null;
        }
        catch (LinuxException refused)
        {
            return ErrorText.Print(UserNamespaceRefusal.Describe(refused), UserNamespaceRefusal.Help, failureCode);
        }
    }
}
