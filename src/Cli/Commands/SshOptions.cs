using System.Collections.Immutable;

using Sharpbuild.Builder.Options;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Cli.Commands;

/// <summary>Reads <c>--ssh</c>.</summary>
internal static class SshOptions
{
    private const string Variable = "SSH_AUTH_SOCK";
    private const string Help = "start ssh-agent, or write --ssh ID=SOCKET or --ssh ID=KEY";

    /// <summary>Reads <c>ID</c>, <c>ID=SOCKET</c> or <c>ID=KEY,KEY</c>.</summary>
    public static void Read(string text, Dictionary<string, SshOption> agents)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string id = equals < 0 ? text : text[..equals];
        string named = equals < 0 ? Environment.GetEnvironmentVariable(Variable) ?? "" : text[(equals + 1)..];
        ImmutableArray<string> hostPaths = [.. named.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Path.GetFullPath)];
        if (id.Length == 0 || hostPaths.IsEmpty)
        {
            throw new UsageException($"--ssh {text}: there is no agent", Help);
        }

        int sockets = hostPaths.Count(hostPath => KindOf(hostPath, text) == FileKind.Socket);
        agents[id] = sockets > 0 && hostPaths.Length > 1
            ? throw new UsageException($"--ssh {text}: a socket stands alone", "name one socket, or keys only")
            : new SshOption(id, hostPaths, sockets > 0);
    }

    private static FileKind KindOf(string hostPath, string text)
    {
        string? parent = Path.GetDirectoryName(hostPath);
        if (parent is not null && Directory.Exists(parent))
        {
            using DirectoryHandle directory = DirectoryHandle.OpenHost(parent);
            if (directory.TryGetStatus(Path.GetFileName(hostPath), follow: true) is { Kind: FileKind.Socket or FileKind.Regular } status)
            {
                return status.Kind;
            }
        }

        throw new UsageException($"--ssh {text}: \"{hostPath}\" is neither a socket nor a key", Help);
    }
}
