using System.Globalization;
using FluentAssertions.Execution;
using Sharpbuild.TestSupport;
using Xunit.Abstractions;

namespace Sharpbuild.EndToEnd.Faults;

/// <summary>System calls that fail: each of many calls, at one place after the other, with the errors that the kernel may give.</summary>
[Collection(nameof(Alone))]
[Trait("Category", "Faults")]
public sealed class ErrnoTests(ITestOutputHelper log)
{
    private const int NoEntry = 2;
    private const int InputOutput = 5;
    private const int NoMemory = 12;
    private const int NotPermitted = 1;
    private const int TooManyFiles = 24;
    private const int NoSpace = 28;

    private static readonly (string Call, int Errno)[] Faults =
    [
        ("open", TooManyFiles), ("openat", TooManyFiles), ("openat2", NoMemory), ("read", InputOutput), ("write", NoSpace), ("pread", InputOutput), ("pwrite", NoSpace),
        ("pwritev", NoSpace), ("lseek", InputOutput), ("ftruncate", NoSpace), ("fallocate", NoSpace), ("fsync", InputOutput), ("syncfs", InputOutput), ("rename", NoSpace),
        ("renameat2", NoSpace), ("link", NotPermitted), ("linkat", NotPermitted), ("unlink", InputOutput), ("unlinkat", InputOutput), ("mkdir", NoSpace), ("mkdirat", NoSpace),
        ("rmdir", InputOutput), ("symlinkat", NoSpace), ("mknodat", NotPermitted), ("fchmod", NotPermitted), ("fchmodat", NotPermitted), ("fchown", NotPermitted),
        ("fchownat", NotPermitted), ("futimens", NotPermitted), ("utimensat", NotPermitted), ("fsetxattr", NoSpace), ("fgetxattr", InputOutput), ("statx", NoMemory),
        ("fstatfs", NoEntry), ("flock", NoMemory), ("readlinkat", InputOutput), ("sendfile", InputOutput), ("copy_file_range", InputOutput), ("pipe2", TooManyFiles),
        ("getdents64", InputOutput), ("open_tree", NoMemory), ("move_mount", NoMemory), ("fsopen", NoMemory), ("fsconfig", NoMemory), ("fsmount", NoMemory),
        ("mount_setattr", NotPermitted), ("pidfd_open", TooManyFiles), ("chmod", NotPermitted),
    ];

    [SkippableFact]
    public void A_call_that_fails_is_one_message_and_the_store_stays_good()
    {
        Requires.Root();
        using FaultBench bench = new();
        string library = bench.FailingLibrary();
        int places = FaultBench.IsCampaign ? 8 : 1;
        int happened = 0;
        int survived = 0;
        HashSet<string> calls = [];

        // A campaign shows all that went wrong, not only the first.
        using AssertionScope all = new();
        foreach ((string call, int errno) in FaultBench.IsCampaign ? Faults : Faults.Where((_, i) => i % 6 == 0))
        {
            foreach (int at in Enumerable.Range(0, places).Select(place => 1 + (place * place * 3)))
            {
                ProcessResult result = Disturbed(bench, library, call, errno, at);
                if (File.Exists(bench.At("happened")))
                {
                    File.Delete(bench.At("happened"));
                    calls.Add(call);
                    happened++;
                    survived += result.ExitCode == 0 ? 1 : 0;
                }
            }
        }

        log.WriteLine($"errno: {happened} faults in {calls.Count} calls, {survived} overcome, {happened - survived} reported; every store then gave {bench.Wanted[..19]}");
        log.WriteLine("never reached: " + string.Join(' ', Faults.Select(fault => fault.Call).Except(calls)));
    }

    private static ProcessResult Disturbed(FaultBench bench, string library, string call, int errno, int at)
    {
        string store = bench.At("disturbed");
        Dictionary<string, string?> environment = bench.Environment();
        environment["LD_PRELOAD"] = library;
        environment["FAIL_CALL"] = call;
        environment["FAIL_AT"] = at.ToString(CultureInfo.InvariantCulture);
        environment["FAIL_TIMES"] = "1";
        environment["FAIL_ERRNO"] = errno.ToString(CultureInfo.InvariantCulture);
        environment["FAIL_TRACE"] = bench.At("happened");
        string fault = $"{call} number {at} with errno {errno}";

        ProcessResult result = bench.Build(store, environment);

        FaultBench.ExpectOrderlyEnd(result, fault);
        if (result.ExitCode == 0)
        {
            bench.Digest().Should().Be(bench.Wanted, fault);
            bench.ExpectWholeImage();
        }

        bench.Rebuild(store).Should().Be(bench.Wanted, fault);
        FaultBench.Remove(store);
        return result;
    }
}
