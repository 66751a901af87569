using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;

namespace Sharpbuild.Builder.Running;

/// <summary>An <c>ssh-agent</c> with keys of files. It ends when it is disposed, and also when this process is killed.</summary>
internal sealed class KeyAgent : IDisposable
{
    private const string SocketName = "agent";

    // The agent is a child of this shell, which waits for the end of its input: our pipe, which closes with us however we end.
    private const string Script = "echo ready; cat >/dev/null; kill \"$SSH_AGENT_PID\"";

    private readonly Process _process;

    private KeyAgent(Process process, string socketHostPath)
    {
        _process = process;
        SocketHostPath = socketHostPath;
    }

    /// <summary>Its socket.</summary>
    public string SocketHostPath { get; }

    /// <summary>Starts an agent and gives it keys.</summary>
    /// <param name="hostDirectory">Where its socket lies.</param>
    /// <param name="keys">Host paths of private keys without passphrases.</param>
    /// <exception cref="BuildException">There is no such program, or a key cannot be read.</exception>
    public static KeyAgent Start(string hostDirectory, ImmutableArray<string> keys)
    {
        Process process = Run(hostDirectory, "ssh-agent", ["-a", SocketName, "sh", "-c", Script]);
        KeyAgent agent = new(process, $"/proc/{process.Id}/cwd/{SocketName}");
        try
        {
            if (process.StandardOutput.ReadLine() is null)
            {
                throw new BuildException($"ssh-agent could not be started: {process.StandardError.ReadToEnd().Trim()}");
            }

            foreach (string key in keys)
            {
                Add(hostDirectory, key);
            }

            return agent;
        }
        catch
        {
            agent.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static void Add(string hostDirectory, string key)
    {
        using Process add = Run(hostDirectory, "ssh-add", ["-q", key]);
        add.StandardInput.Close();
        string error = add.StandardError.ReadToEnd();
        add.WaitForExit();
        if (add.ExitCode != 0)
        {
            string reason = error.Trim() is { Length: > 0 } said ? said.ReplaceLineEndings("; ") : "it has a passphrase";
            throw new BuildException($"the key \"{key}\" can't be used: {reason}", "add a key with a passphrase to an ssh-agent, and pass --ssh default");
        }
    }

    private static Process Run(string hostDirectory, string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = hostDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SSH_AUTH_SOCK"] = SocketName;
        start.Environment["SSH_ASKPASS_REQUIRE"] = "never";
        start.Environment["LC_ALL"] = "C";
        try
        {
            return Process.Start(start) ?? throw new BuildException($"{program} could not be started");
        }
        catch (Win32Exception)
        {
            throw new BuildException($"the program {program} is not installed, but --ssh names a key", "install openssh-client, or pass the socket of an agent");
        }
    }
}
