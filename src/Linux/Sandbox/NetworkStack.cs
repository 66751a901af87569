using System.Globalization;
using System.Net;
using System.Text;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>A program that connects a network namespace with the outside, and how it is called.</summary>
/// <param name="Program">Its host path.</param>
/// <param name="Arguments">Its arguments, the name first.</param>
/// <param name="NameServer">The address at which the namespace finds the host's name server.</param>
internal sealed record NetworkStack(string Program, IReadOnlyList<string> Arguments, string NameServer)
{
    /// <summary>The descriptor of the network namespace in the program.</summary>
    public const int NetworkDescriptor = 900;

    /// <summary>The descriptor to which the program writes when it is ready.</summary>
    public const int ReadyDescriptor = 901;

    private const string PastaNameServer = "169.254.1.1";

    /// <summary>The installed ones, the best first.</summary>
    /// <param name="resolvConf">The host's <c>/etc/resolv.conf</c>.</param>
    public static IReadOnlyList<NetworkStack> FindInstalled(string resolvConf)
    {
        List<NetworkStack> found = [];
        if (HostProgram.Find("pasta") is { } pasta)
        {
            found.Add(new NetworkStack(pasta.Path, PastaArguments(resolvConf), PastaNameServer));
        }

        if (HostProgram.Find("slirp4netns") is { } slirp)
        {
            found.Add(new NetworkStack(slirp.Path, SlirpArguments, "10.0.2.3"));
        }

        return found;
    }

    /// <summary>The text of <c>/etc/resolv.conf</c> in which name servers on the host's loopback are reached another way.</summary>
    public string Adapt(string resolvConf) => Adapt(resolvConf, NameServer);

    /// <summary>The text of <c>/etc/resolv.conf</c> in which <paramref name="nameServer"/> takes the place of name servers on the host's loopback.</summary>
    public static string Adapt(string resolvConf, string nameServer)
    {
        if (LoopbackServer(resolvConf) is null)
        {
            return resolvConf;
        }

        StringBuilder text = new();
        foreach (string line in resolvConf.Split('\n'))
        {
            text.Append(LoopbackOf(line) is null ? line : $"nameserver {nameServer}").Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The first name server on the host's loopback, or null.</summary>
    public static string? LoopbackServer(string resolvConf)
    {
        foreach (string line in resolvConf.Split('\n'))
        {
            if (LoopbackOf(line) is { } server)
            {
                return server;
            }
        }

        return null;
    }

    private static string NetworkPath => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{NetworkDescriptor}");

    private static string[] SlirpArguments =>
    [
        "slirp4netns", "--configure", "--mtu=65520", "--disable-host-loopback", string.Create(CultureInfo.InvariantCulture, $"--ready-fd={ReadyDescriptor}"),
        "--netns-type=path", NetworkPath, "tap0",
    ];

    /// <summary>No port is forwarded in either direction, and the gateway's address is not the host.</summary>
    private static List<string> PastaArguments(string resolvConf)
    {
        List<string> arguments =
        [
            "pasta", "--config-net", "--netns-only", "--foreground", "--quiet", "-t", "none", "-u", "none", "-T", "none", "-U", "none", "--no-map-gw",
        ];
        if (LoopbackServer(resolvConf) is not null)
        {
            arguments.AddRange(["--dns-forward", PastaNameServer]);
        }

        arguments.AddRange(["--pid", string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{ReadyDescriptor}"), "--netns", NetworkPath]);
        return arguments;
    }

    private static string? LoopbackOf(string line)
    {
        string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 && words[0] == "nameserver" && IPAddress.TryParse(words[1], out IPAddress? address) && IPAddress.IsLoopback(address) ? words[1] : null;
    }
}
