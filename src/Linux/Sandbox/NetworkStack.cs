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

    private static readonly string[] Directories = ["/usr/bin", "/usr/local/bin", "/bin", "/usr/sbin", "/usr/local/sbin", "/sbin"];

    /// <summary>The installed ones, the best first.</summary>
    /// <param name="resolvConf">The host's <c>/etc/resolv.conf</c>.</param>
    public static IReadOnlyList<NetworkStack> FindInstalled(string resolvConf)
    {
        List<NetworkStack> found = [];
        if (Find("pasta") is { } pasta)
        {
            found.Add(new NetworkStack(pasta, PastaArguments(resolvConf), PastaNameServer));
        }

        if (Find("slirp4netns") is { } slirp)
        {
            found.Add(new NetworkStack(slirp, SlirpArguments, "10.0.2.3"));
        }

        return found;
    }

    /// <summary>The text of <c>/etc/resolv.conf</c> in which name servers on the host's loopback are reached another way.</summary>
    public string Adapt(string resolvConf)
    {
        if (!HasLoopbackServer(resolvConf))
        {
            return resolvConf;
        }

        StringBuilder text = new();
        foreach (string line in resolvConf.Split('\n'))
        {
            text.Append(IsLoopbackServer(line) ? $"nameserver {NameServer}" : line).Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
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
        if (HasLoopbackServer(resolvConf))
        {
            arguments.AddRange(["--dns-forward", PastaNameServer]);
        }

        arguments.AddRange(["--pid", string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{ReadyDescriptor}"), "--netns", NetworkPath]);
        return arguments;
    }

    private static string? Find(string program) => Directories.Select(directory => $"{directory}/{program}").FirstOrDefault(File.Exists);

    private static bool HasLoopbackServer(string resolvConf) => resolvConf.Split('\n').Any(IsLoopbackServer);

    private static bool IsLoopbackServer(string line)
    {
        string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 && words[0] == "nameserver" && IPAddress.TryParse(words[1], out IPAddress? address) && IPAddress.IsLoopback(address);
    }
}
