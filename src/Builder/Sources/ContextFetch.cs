using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Contexts.Remote;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Running;
using Sharpbuild.Builder.Store;
using Sharpbuild.Builder.Transfers;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Sources;

/// <summary>Fetches the context and the Dockerfile that are named by an address or come on standard input. Nothing happens before one is asked for.</summary>
/// <remarks>What was fetched is gone when this object is disposed. LANGUAGE A1.7, A5.9.</remarks>
public sealed class ContextFetch : IDisposable
{
    private const int MostDockerfileBytes = 16 << 20;

    private readonly Lazy<Workspace> _workspace;
    private readonly SshAgents _agents;
    private readonly RemoteSources _remotes;
    private LockFile? _inUse;

    /// <summary>Prepares for a build.</summary>
    /// <param name="options">Where its state is and which secrets it has.</param>
    /// <param name="transfers">Hears of what is fetched.</param>
    /// <param name="cancellationToken">Ends the wait for others that use the state directory.</param>
    public ContextFetch(BuildOptions options, ITransferListener transfers, CancellationToken cancellationToken)
    {
        StateDirectory state = new(options.StateDirectory);
        _workspace = new Lazy<Workspace>(() =>
        {
            state.Create();
            BootMark.Check(state, cancellationToken);
            _inUse = BuildLock.Share(state, cancellationToken);
            return Workspace.Create(state, cancellationToken);
        });
        _agents = new SshAgents(options.SshAgents, _workspace);
        _remotes = new RemoteSources(options, state, _workspace, () => _agents.SocketOf("default"), transfers);
    }

    /// <summary>Whether a context, or the value of <c>--file</c>, is an address rather than a path.</summary>
    /// <param name="word">The word of the command line.</param>
    /// <exception cref="BuildException">It is an address that can't be right.</exception>
    public static bool IsAddress(string word) => Reported(() => RemoteSources.IsContextAddress(word));

    /// <summary>Fetches a context: a git repository, or a tar archive or a Dockerfile over http.</summary>
    /// <exception cref="BuildException">It cannot be fetched, or is nothing of these.</exception>
    public FetchedContext Fetch(string address, CancellationToken cancellationToken) =>
        Named(() => _remotes.OpenContext(address, isNamed: false, cancellationToken));

    /// <summary>Reads a context from standard input: a tar archive or a Dockerfile.</summary>
    /// <exception cref="BuildException">It is neither.</exception>
    public FetchedContext Read(Stream input, CancellationToken cancellationToken) =>
        Named(() => _remotes.ReadContext(input, cancellationToken));

    /// <summary>Fetches a Dockerfile over http.</summary>
    /// <exception cref="BuildException">It cannot be fetched or is too large.</exception>
    public byte[] FetchDockerfile(string address, CancellationToken cancellationToken) => Named(() =>
    {
        byte[] content = _remotes.ReadFile(address, MostDockerfileBytes, cancellationToken);
        return content.AsSpan().IndexOf((byte)0) < 0
            ? content
            : throw new InputException($"{HttpAddress.WithoutPassword(address)} is not a Dockerfile: it holds bytes that are no text", "name a Dockerfile with --file, a context as the last word");
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _remotes.Dispose();
        _agents.Dispose();
        if (_workspace.IsValueCreated)
        {
            _workspace.Value.Dispose();
        }

        _inUse?.Dispose();
    }

    private T Named<T>(Func<T> fetch)
    {
        // Caches lie in the state directory, which a first build has to make.
        _ = _workspace.Value;
        return Reported(fetch);
    }

    private static T Reported<T>(Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (InputException input)
        {
            throw new BuildException(input.Message, input.Help, input);
        }
    }
}
