using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Launching;
using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>Decides at the first command whose root the root of commands is, and makes their user namespace.</summary>
/// <param name="mode">What is asked for.</param>
/// <param name="hostPaths">Directories that commands see parts of: their file systems have to map owners.</param>
public sealed class StepOwners(UserNamespaceMode mode, IReadOnlyList<string> hostPaths) : IDisposable
{
    private readonly Lock _lock = new();
    private OwnerMap? _map;
    private string? _description;

    /// <summary>The ids of commands; null for those of the builder.</summary>
    public OwnerMap? Map
    {
        get
        {
            Decide();
            return _map;
        }
    }

    /// <summary>Who commands run as, in one line.</summary>
    public string Description
    {
        get
        {
            Decide();
            return _description ?? "";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _map?.Dispose();

    private void Decide()
    {
        lock (_lock)
        {
            if (_description is null)
            {
                _description = Describe(mode);
            }
        }
    }

    private string Describe(UserNamespaceMode asked)
    {
        if (!ProcessCredentials.IsInitialUserNamespace)
        {
            return $"commands run {UserNamespace.Mode}: their root is the user who builds";
        }

        string? reason = asked == UserNamespaceMode.Host ? "--userns=host" : TryMake();
        return reason is null
            ? "commands run in a user namespace: their root has no rights on this machine (--userns=auto)"
            : $"commands run as this machine's root ({reason})";
    }

    /// <summary>Makes the namespace.</summary>
    /// <returns>Why it cannot be had; null when it can.</returns>
    private string? TryMake()
    {
        OwnerMap map;
        try
        {
            map = new OwnerMap(CreateNamespace());
        }
        catch (LinuxException exception)
        {
            return $"no user namespace: {exception.Message}";
        }

        foreach (string hostPath in hostPaths)
        {
            if (!CanMap(map, hostPath))
            {
                map.Dispose();
                return $"the file system of {hostPath} cannot map owners";
            }
        }

        _map = map;
        return null;
    }

    private static bool CanMap(OwnerMap map, string hostPath)
    {
        try
        {
            map.Clone(hostPath).Dispose();
            return true;
        }
        catch (LinuxException)
        {
            // A directory that is gone meanwhile is reported by who needs it.
            return false;
        }
    }

    /// <summary>A child that waits to be told to end is born with the namespace; it lives on through the descriptor.</summary>
    private static SafeFileHandle CreateNamespace()
    {
        using Pipe wait = Pipe.Create();
        ChildProgram program = new();
        program.Add(SystemCall.Close, "", wait.Writer);
        unsafe
        {
            program.Add(SystemCall.Read, "", wait.Reader, program.Arena.Take(8), 1);
        }

        using LaunchedProcess holder = Launcher.Start(program, Libc.CLONE_NEWUSER, null);
        string map = $"0 {OwnerMap.FirstId} {OwnerMap.Count}";
        IdMap.Write($"/proc/{holder.ProcessId}/uid_map", map);
        IdMap.Write($"/proc/{holder.ProcessId}/gid_map", map);
        return FileDescriptors.OpenHostFile($"/proc/{holder.ProcessId}/ns/user");
    }
}
