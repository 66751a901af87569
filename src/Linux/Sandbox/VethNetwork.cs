using System.Globalization;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>
/// A network behind a pair of virtual cables, with the addresses of outgoing packets translated by rules in a table of its own. For root only, with
/// ip (iproute2) and nft (nftables), where this machine forwards packets.
/// </summary>
/// <remarks>
/// The device vanishes with the namespace. The table of a builder that was killed is removed by the next one that makes a network so, or that sweeps its store.
/// Nothing of this machine can be reached through the cable but a name server on its loopback interface, if that is the one it uses.
/// </remarks>
internal sealed class VethNetwork : ServedNetwork
{
    private const string TablePrefix = "sharpbuild_";

    /// <summary>Addresses for use behind translation, RFC 6598: 100.64.0.0/10, four for each network.</summary>
    private const uint FirstAddress = (100u << 24) | (64u << 16);

    private const int NetworksPerProcess = 8;

    private static int _count;

    private readonly Tools _tools;
    private readonly string _table;
    private readonly string _device;
    private readonly uint _subnet;

    private VethNetwork(Tools tools, SafeFileHandle handle, int number)
        : base(handle)
    {
        _tools = tools;
        int id = Environment.ProcessId;
        _table = string.Create(CultureInfo.InvariantCulture, $"{TablePrefix}{id}_{number}");
        _device = string.Create(CultureInfo.InvariantCulture, $"sb{id}n{number % NetworksPerProcess}");
        _subnet = FirstAddress + ((uint)((id * NetworksPerProcess) + (number % NetworksPerProcess)) * 4 % (1 << 22));
    }

    /// <inheritdoc/>
    public override bool IsAlive => true;

    private string Gateway => Text(_subnet + 1);

    private string Address => Text(_subnet + 2);

    /// <summary>Makes a network, or returns null where this machine cannot have one.</summary>
    /// <param name="self">A descriptor of this process.</param>
    /// <param name="owners">Whose the network is; null for root's.</param>
    /// <param name="resolvConf">The host's <c>/etc/resolv.conf</c>.</param>
    public static VethNetwork? TryCreate(SafeFileHandle self, OwnerMap? owners, string resolvConf)
    {
        if (!MayForward || HostProgram.Find("ip") is not { } ip || HostProgram.Find("nft") is not { } nft)
        {
            return null;
        }

        Tools tools = new(ip, nft);
        RemoveAbandoned(nft);
        SafeFileHandle handle = NetworkNamespace.CreateEmpty(self, owners);
        VethNetwork network = new(tools, handle, Interlocked.Increment(ref _count));
        string? nameServer = NetworkStack.LoopbackServer(resolvConf);
        if (network.TryConnect(nameServer?.Contains(':', StringComparison.Ordinal) == true ? null : nameServer))
        {
            return network;
        }

        network.Dispose();
        return null;
    }

    /// <summary>Removes the tables of processes that are gone, if this machine has nft and this process may.</summary>
    public static void RemoveAbandoned()
    {
        if (MayNetwork && HostProgram.Find("nft") is { } nft)
        {
            RemoveAbandoned(nft);
        }
    }

    /// <inheritdoc/>
    public override string Adapt(string resolvConf) => NetworkStack.Adapt(resolvConf, Gateway);

    /// <inheritdoc/>
    protected override void Release()
    {
        _tools.Nft.TryRun(["-f", "-"], $"delete table ip {_table}\n");
        _tools.Ip.TryRun(["link", "delete", _device], "");
    }

    private static bool MayNetwork =>
        ProcessCredentials.IsInitialUserNamespace && new CapabilitySet(ProcessCredentials.EffectiveCapabilities).Contains(Capability.NetAdmin);

    private static bool MayForward =>
        MayNetwork
        && File.ReadAllText("/proc/sys/net/ipv4/ip_forward").Trim() == "1";

    private static string Text(uint address) =>
        string.Create(CultureInfo.InvariantCulture, $"{address >> 24}.{(address >> 16) & 0xFF}.{(address >> 8) & 0xFF}.{address & 0xFF}");

    /// <summary>Removes the tables of processes that are gone.</summary>
    private static void RemoveAbandoned(HostProgram nft)
    {
        string tables = nft.TryRun(["list", "tables", "ip"], "") ?? "";
        foreach (string line in tables.Split('\n'))
        {
            string name = line[(line.LastIndexOf(' ') + 1)..];
            if (name.StartsWith(TablePrefix, StringComparison.Ordinal)
                && int.TryParse(name.Split('_')[1], CultureInfo.InvariantCulture, out int owner)
                && !Directory.Exists($"/proc/{owner}"))
            {
                nft.TryRun(["-f", "-"], $"delete table ip {name}\n");
            }
        }
    }

    private bool TryConnect(string? nameServer)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{Handle.DangerousGetHandle()}");
        string outside = $"link add {_device} type veth peer name eth0 netns {place}\naddr add {Gateway}/30 dev {_device}\nlink set {_device} up\n";
        string inside = $"link set lo up\naddr add {Address}/30 dev eth0\nlink set eth0 up\nroute add default via {Gateway}\n";
        return _tools.Ip.TryRun(["-batch", "-"], outside) is not null
            && _tools.Ip.TryRun(["-batch", "-"], inside, Handle) is not null
            && TryRouteLoopback(nameServer)
            && _tools.Nft.TryRun(["-f", "-"], Rules(nameServer)) is not null;
    }

    /// <summary>Packets from the cable may be sent on to the name server on the loopback interface.</summary>
    private bool TryRouteLoopback(string? nameServer)
    {
        if (nameServer is not null)
        {
            File.WriteAllText($"/proc/sys/net/ipv4/conf/{_device}/route_localnet", "1");
        }

        return true;
    }

    private string Rules(string? nameServer)
    {
        string translate = nameServer is null ? "" : $$"""
            chain prerouting {
                type nat hook prerouting priority -100; policy accept;
                iifname "{{_device}}" ip daddr {{Gateway}} udp dport 53 dnat to {{nameServer}}
                iifname "{{_device}}" ip daddr {{Gateway}} tcp dport 53 dnat to {{nameServer}}
            }
            """;
        return $$"""
            table ip {{_table}} {
                {{translate}}
                chain postrouting {
                    type nat hook postrouting priority 100; policy accept;
                    ip saddr {{Address}} oifname != "{{_device}}" masquerade
                }
                chain forward {
                    type filter hook forward priority 0; policy accept;
                    iifname "{{_device}}" accept
                    oifname "{{_device}}" ct state established,related accept
                    oifname "{{_device}}" drop
                }
                chain input {
                    type filter hook input priority 0; policy accept;
                    iifname "{{_device}}" ct status dnat accept
                    iifname "{{_device}}" drop
                }
            }

            """;
    }

    private sealed record Tools(HostProgram Ip, HostProgram Nft);
}
