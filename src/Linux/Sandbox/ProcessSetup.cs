using System.Collections.Immutable;

using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Launching;
using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>The part of the child's program that makes the process what the command shall be: limits, identity, rights.</summary>
internal static unsafe class ProcessSetup
{
    /// <summary>Closes descriptors at execve(2) only: <c>CLOSE_RANGE_CLOEXEC</c>.</summary>
    public const int CloseRangeCloexec = 4;

    private const int SeccompSetModeFilter = 1;
    private const int SeccompFilterFlagSpecAllow = 4;
    private const int SeccompFilterFlagNewListener = 8;
    private const int KeyctlJoinSessionKeyring = 1;
    private const ulong RequiredNofile = 1024;

    /// <summary>Lets the kernel kill the child when the builder ends, also when it has ended already.</summary>
    public static void AddParentDeath(ChildProgram program, Argument parent)
    {
        program.Add(SystemCall.Prctl, "PR_SET_PDEATHSIG", Libc.PR_SET_PDEATHSIG, Libc.SIGKILL, 0, 0, 0);
        byte* poll = program.Arena.Take(8);
        *(int*)poll = (int)parent.Value;
        *(short*)(poll + 4) = Libc.POLLIN;
        program.Add(SystemCall.Ppoll, "parent", poll, 1, program.Arena.Take(16), 0, 0);
        program.Add(SystemCall.ExpectEqual, "parent is alive", program.Store(), 0, Errno.EIO);
    }

    /// <summary>Names, session and file mode mask.</summary>
    public static void AddSurroundings(ChildProgram program, SandboxSpec spec)
    {
        byte[] name = PathText.Encode(spec.HostName);
        program.Add(SystemCall.Sethostname, spec.HostName, program.Arena.Copy(name), name.Length);
        program.Add(SystemCall.Setdomainname, "", program.Arena.Copy("(none)"), 6);
        program.Add(SystemCall.Umask, "", 0x12);
        program.Add(SystemCall.Setsid, "").Tolerate(0, Errno.EPERM);
        program.Add(SystemCall.Keyctl, "KEYCTL_JOIN_SESSION_KEYRING", KeyctlJoinSessionKeyring, 0).TolerateAll();
    }

    /// <summary>Standard input from nowhere unless there is one, standard output and error to the builder; or a terminal for all.</summary>
    public static void AddStandardStreams(ChildProgram program, StandardStreams streams)
    {
        Argument input;
        if (streams.ChildInput is { } given)
        {
            input = given;
        }
        else
        {
            program.Add(SystemCall.Openat, "/dev/null", Libc.AT_FDCWD, program.Arena.Copy("/dev/null"), Libc.O_RDONLY);
            input = program.Store();
        }

        program.Add(SystemCall.Dup3, "stdin", input, 0, 0).Tolerate(0, Errno.EINVAL);
        program.Add(SystemCall.Dup3, "stdout", streams.ChildOutput, 1, 0);
        program.Add(SystemCall.Dup3, "stderr", streams.ChildError, 2, 0);
        if (streams.Terminal is not null)
        {
            program.Add(SystemCall.Ioctl, "TIOCSCTTY", 0, Libc.TIOCSCTTY, 0);
        }
    }

    /// <summary>User, groups, capabilities and the system call filter, in the order in which each is still permitted.</summary>
    public static void AddRights(ChildProgram program, SandboxSpec spec, CapabilitySet held, byte[]? filter, DeviceRequests? devices)
    {
        if (spec.Owners is not null)
        {
            // All rights in that namespace, none outside of it.
            program.Add(SystemCall.Setns, "user", spec.Owners.Namespace, Libc.CLONE_NEWUSER);
            held = CapabilitySet.All;
        }

        CapabilitySet given = spec.Privileged ? held : spec.Capabilities.Intersect(held);
        for (int bit = 0; bit < 64; bit++)
        {
            if (((held.Mask & ~given.Mask) >> bit & 1) != 0)
            {
                program.Add(SystemCall.Prctl, "PR_CAPBSET_DROP", Libc.PR_CAPBSET_DROP, bit, 0, 0, 0);
            }
        }

        program.Add(SystemCall.Prctl, "PR_CAP_AMBIENT", Libc.PR_CAP_AMBIENT, Libc.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
        if (spec.NoNewPrivileges)
        {
            program.Add(SystemCall.Prctl, "PR_SET_NO_NEW_PRIVS", Libc.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        }

        // Without no_new_privs the filter needs CAP_SYS_ADMIN, so it comes before the identity; it allows all that follows.
        if (filter is not null)
        {
            AddFilter(program, filter, devices);
        }

        AddIdentity(program, spec);
        bool isRoot = spec.User.UserId == 0;
        AddCapabilities(program, isRoot ? given : CapabilitySet.None);
    }

    /// <summary>The last steps, and the command: each candidate is tried until one exists.</summary>
    /// <returns>The index of the first execve(2).</returns>
    public static int AddCommand(ChildProgram program, SandboxSpec spec, IReadOnlyList<string> candidates)
    {
        byte** arguments = program.Arena.CopyAll(spec.Arguments);
        byte** environment = program.Arena.CopyAll(spec.Environment);

        // Not earlier: a low limit of descriptors would hit the set-up itself.
        AddLimits(program, spec.Rlimits);
        program.Add(SystemCall.Sigprocmask, "", 2, program.Arena.Take(8), 0, 8);
        program.Add(SystemCall.CloseRange, "", 3, uint.MaxValue, CloseRangeCloexec);
        int first = program.Count;
        for (int index = 0; index < candidates.Count; index++)
        {
            program.Add(SystemCall.Execve, candidates[index], program.Arena.Copy(candidates[index]), arguments, environment);
            if (index < candidates.Count - 1)
            {
                program.Tolerate(0, Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES);
            }
        }

        return first;
    }

    private static void AddLimits(ChildProgram program, ImmutableArray<Rlimit> limits)
    {
        AddLimit(program, new Rlimit(RlimitResource.Core, 0, Rlimit.Unlimited));
        AddLimit(program, new Rlimit(RlimitResource.Nofile, RequiredNofile, Rlimit.Unlimited));
        foreach (Rlimit limit in limits)
        {
            AddLimit(program, limit);
        }
    }

    /// <summary>A limit above the present hard one is lowered to it here: the child could only fail.</summary>
    private static void AddLimit(ChildProgram program, Rlimit limit)
    {
        ulong* values = (ulong*)program.Arena.Take(16);
        if (Libc.Prlimit(0, (int)limit.Resource, null, values) < 0)
        {
            throw LinuxException.Last("prlimit", limit.Resource.ToString());
        }

        values[1] = Math.Min(limit.Hard, values[1]);
        values[0] = Math.Min(limit.Soft, values[1]);
        program.Add(SystemCall.Prlimit, limit.Resource.ToString(), 0, (int)limit.Resource, values, 0);
    }

    private static void AddFilter(ChildProgram program, byte[] filter, DeviceRequests? devices)
    {
        byte* header = program.Arena.Take(16);
        *(ushort*)header = (ushort)(filter.Length / BpfProgram.InstructionSize);
        *(byte**)(header + 8) = program.Arena.Copy(filter);
        int flags = SeccompFilterFlagSpecAllow | (devices is null ? 0 : SeccompFilterFlagNewListener);
        program.Add(SystemCall.Seccomp, "filter", SeccompSetModeFilter, flags, header);
        devices?.AddTo(program, program.Store());
    }

    private static void AddIdentity(ChildProgram program, SandboxSpec spec)
    {
        Identity user = spec.User;
        RequireMapped(spec);
        uint[] groups = [user.GroupId, .. user.SupplementaryGroups.Where(group => group != user.GroupId)];
        fixed (uint* list = groups)
        {
            byte* copy = program.Arena.Copy(new ReadOnlySpan<byte>(list, groups.Length * sizeof(uint)));
            program.Add(SystemCall.Setgroups, string.Join(',', groups), groups.Length, copy);
            if (ProcessCredentials.IsSetgroupsDenied)
            {
                program.Tolerate(0, Errno.EPERM);
            }
        }

        string name = $"{user.UserId}:{user.GroupId}";
        program.Add(SystemCall.Setresgid, name, user.GroupId, user.GroupId, user.GroupId);
        program.Add(SystemCall.Setresuid, name, user.UserId, user.UserId, user.UserId);
    }

    private static void RequireMapped(SandboxSpec spec)
    {
        Identity user = spec.User;
        if (spec.Owners is not null && !(OwnerMap.Holds(user.UserId) && OwnerMap.Holds(user.GroupId)))
        {
            throw new SandboxException($"user {user.UserId}:{user.GroupId}: the largest id of a user namespace is {OwnerMap.Count - 1}; --userns=host knows no such limit", 125);
        }

        if (!ProcessCredentials.IsUserMapped(user.UserId) || !ProcessCredentials.IsGroupMapped(user.GroupId))
        {
            throw new SandboxException($"user {user.UserId}:{user.GroupId} is not among the ids of this user ({UserNamespace.Mode}): add ranges to /etc/subuid and /etc/subgid", 125);
        }
    }

    private static void AddCapabilities(ChildProgram program, CapabilitySet given)
    {
        const uint Version3 = 0x20080522;
        ulong* header = program.Arena.Copy((ulong)Version3);
        uint* sets = (uint*)program.Arena.Take(24);
        sets[0] = sets[1] = (uint)given.Mask;
        sets[3] = sets[4] = (uint)(given.Mask >> 32);
        program.Add(SystemCall.Capset, "", header, sets);
    }
}
