namespace Sharpbuild.TestSupport;

/// <summary>Debian's sshd on a free loopback port, with keys of its own; root may log in with the user key.</summary>
public sealed class SshServer : IDisposable
{
    private readonly LoopbackServer _server;

    /// <summary>Makes the keys and starts it.</summary>
    public SshServer(TemporaryDirectory directory)
    {
        Requires.Root();
        Requires.Program("sshd", "ssh-keygen", "ssh");
        UserKey = MakeKey(directory, "user_key");
        string hostKey = MakeKey(directory, "host_key");
        Directory.CreateDirectory("/run/sshd");
        int port = LoopbackServer.FreePort();
        string configuration = directory.Write("sshd_config", $"""
            Port {port}
            ListenAddress 127.0.0.1
            HostKey {hostKey}
            PidFile none
            AuthorizedKeysFile {UserKey}.pub
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password
            StrictModes no
            UsePAM no

            """);
        KnownHosts = directory.Write("known_hosts", $"[127.0.0.1]:{port} {File.ReadAllText(hostKey + ".pub")}");
        _server = LoopbackServer.Start(ProcessRunner.Start("/usr/sbin/sshd", ["-D", "-e", "-f", configuration]), port);
    }

    /// <summary>The private key that lets root in.</summary>
    public string UserKey { get; }

    /// <summary>The file that names the server's key.</summary>
    public string KnownHosts { get; }

    /// <summary>Its port on the loopback address.</summary>
    public int Port => _server.Port;

    public void Dispose() => _server.Dispose();

    /// <summary>Makes an ed25519 key without a passphrase, or with one.</summary>
    public static string MakeKey(TemporaryDirectory directory, string name, string passphrase = "")
    {
        ProcessRunner.Run("ssh-keygen", ["-q", "-t", "ed25519", "-N", passphrase, "-C", "test", "-f", directory.At(name)]).Succeeded();
        return directory.At(name);
    }
}
