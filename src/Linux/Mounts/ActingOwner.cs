using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Mounts;

/// <summary>
/// Gives files that the calling thread makes to somebody else, with all rights that it has otherwise. Other threads are not concerned; it has
/// to be disposed by the thread that made it.
/// </summary>
/// <remarks>setfsuid(2), capabilities(7): a change of the id takes rights on files away, which are taken back here.</remarks>
public readonly unsafe ref struct ActingOwner
{
    private readonly int _userBefore;
    private readonly int _groupBefore;

    /// <summary>Begins to make files as a user and a group of the machine.</summary>
    public ActingOwner(uint userId, uint groupId)
    {
        _groupBefore = Libc.Setfsgid(groupId);
        _userBefore = Libc.Setfsuid(userId);
        Libc.CapabilityHeader header = new() { Version = Libc.CapabilityVersion3 };
        Libc.CapabilityData data = default;
        if (Libc.Capget(&header, &data) == 0)
        {
            data.Effective0 = data.Permitted0;
            data.Effective1 = data.Permitted1;
            _ = Libc.Capset(&header, &data);
        }
    }

    /// <summary>Makes files as before.</summary>
    public void Dispose()
    {
        _ = Libc.Setfsuid((uint)_userBefore);
        _ = Libc.Setfsgid((uint)_groupBefore);
        _ = Libc.Prctl(Libc.PR_SET_DUMPABLE, 1, 0, 0, 0);
    }
}
