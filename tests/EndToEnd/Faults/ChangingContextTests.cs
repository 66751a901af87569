using System.Security.Cryptography;
using Sharpbuild.EndToEnd.Attacks;
using Sharpbuild.TestSupport;
using Xunit.Abstractions;

namespace Sharpbuild.EndToEnd.Faults;

/// <summary>
/// Contexts that something else changes while they are built. Each file has two states; a build may fail and say what changed, or take one
/// of the two, whole. When the changes have ended, the store must give what a new store gives.
/// </summary>
[Collection(nameof(Alone))]
[Trait("Category", "Faults")]
public sealed class ChangingContextTests(ITestOutputHelper log)
{
    private const int Size = 400_000;

    private static readonly string[] Messages = ["changed while it was", "changed while the command", "not found", "No such file", "leads to nothing", "is no regular file", "did not complete", "Not a directory"];

    private static readonly byte[][] Contents = [[.. Enumerable.Repeat((byte)'A', Size)], [.. Enumerable.Repeat((byte)'B', Size)]];

    /// <summary>How <see cref="ImageEntry.Content"/> shows them, and what they are for a moment while a file is cut.</summary>
    private static readonly string[] States = [.. Contents.Concat([[], Contents[0][..1000], Contents[1][..1000]]).Select(content => $"{content.Length} {Convert.ToHexStringLower(SHA256.HashData(content))[..16]}")];

    /// <summary>What happens to <c>d/f</c> in each round, 0 or 1 by turns.</summary>
    private static readonly Dictionary<string, Action<string, int>> Changes = new()
    {
        ["written in place"] = (d, turn) =>
        {
            using FileStream file = File.OpenWrite($"{d}/f");
            file.Write(Contents[turn]);
        },
        ["replaced"] = (d, turn) =>
        {
            File.WriteAllBytes($"{d}/../new", Contents[turn]);
            File.Move($"{d}/../new", $"{d}/f", overwrite: true);
        },
        ["removed"] = (d, turn) =>
        {
            File.Delete($"{d}/f");
            File.WriteAllBytes($"{d}/../new", Contents[turn]);
            File.Move($"{d}/../new", $"{d}/f");
        },
        ["cut"] = (d, turn) =>
        {
            using FileStream file = File.OpenWrite($"{d}/f");
            file.SetLength(turn == 0 ? 0 : 1000);
            file.Write(Contents[turn]);
        },
        ["grows"] = (d, _) =>
        {
            using FileStream file = File.OpenWrite($"{d}/f");
            file.Position = file.Length;
            file.Write(Contents[0]);
            file.SetLength(file.Length > 20 * Size ? Size : file.Length);
        },
        ["swapped for a link to the host"] = (d, _) => Swap($"{d}/f", $"{d}/../link"),
        ["swapped for a pipe"] = (d, _) => Swap($"{d}/f", $"{d}/../pipe"),
        ["swapped for a device"] = (d, _) => Swap($"{d}/f", $"{d}/../device"),
        ["directory swapped for a link to the host"] = (d, _) => Swap(d, $"{d}/../../host-link"),
        ["directory moved"] = (d, _) => Swap(d, $"{d}-away"),
        ["closed and opened"] = (d, turn) => File.SetUnixFileMode($"{d}/f", turn == 0 ? UnixFileMode.None : UnixFileMode.UserRead),
    };

    private static readonly Dictionary<string, string> Dockerfiles = new()
    {
        ["COPY"] = "FROM scratch\nCOPY . /c\n",
        ["ADD"] = "FROM scratch\nADD --chmod=755 d/f /c/d/f\n",
        ["RUN"] = "FROM busybox\nRUN --mount=type=bind,target=/m mkdir -p /c/d && timeout 2 cat /m/d/f > /c/d/f && chmod 700 /c/d/f\n",
    };

    public static TheoryData<string, string> Rows
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach ((int place, string change) in Changes.Keys.Index())
            {
                foreach ((int column, string instruction) in Dockerfiles.Keys.Index())
                {
                    if (FaultBench.IsCampaign || (place + column) % 3 == 0)
                    {
                        rows.Add(change, instruction);
                    }
                }
            }

            return rows;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Rows))]
    public void A_file_that_changes_is_one_message_or_one_of_its_states(string change, string instruction)
    {
        Requires.Root();
        using AttackBench bench = new();
        Prepare(bench, Dockerfiles[instruction]);
        int builds = FaultBench.IsCampaign ? 15 : 3;
        int refused = 0;
        using (Mutator mutator = new(bench.At("context", "d"), Changes[change]))
        {
            for (int i = 0; i < builds; i++)
            {
                ProcessResult result = bench.Build();
                refused += result.ExitCode;
                ExpectMessageOrState(bench, result, change == "grows");
                Directory.Delete(bench.At("out"), recursive: true);
            }

            mutator.Rounds.Should().BePositive();
        }

        bench.Build("--timestamp", "1700000000").Succeeded();
        string used = bench.Bench.Digest("out");
        bench.Build("--timestamp", "1700000000", "--root", bench.At("fresh")).Succeeded();

        bench.Bench.Digest("out").Should().Be(used, "nothing that was read amid the changes may live on in the store");
        log.WriteLine($"changing: {change}, {instruction}: {builds} builds, {refused} refused, {builds - refused} gave one state");
    }

    private static void Prepare(AttackBench bench, string dockerfile)
    {
        bench.With("Dockerfile", dockerfile).With("d/f", Contents[0]).With("d-away/f", Contents[1]);
        bench.With(".dockerignore", "new\nlink\npipe\ndevice\n*-away\n*-swap\n").WithLink("link", "HOST/secret").Node("pipe", "p").Node("device", "c", "1", "5");
        File.CreateSymbolicLink(bench.At("host-link"), bench.Canary.At());
    }

    private static void ExpectMessageOrState(AttackBench bench, ProcessResult result, bool isGrowing)
    {
        if (result.ExitCode != 0)
        {
            Messages.Should().Contain(message => result.Error.Contains(message, StringComparison.Ordinal), result.Error);
            Directory.CreateDirectory(bench.At("out"));
            return;
        }

        if (bench.Image().GetValueOrDefault("c/d/f") is { Type: 'f' } file)
        {
            (isGrowing || States.Contains(file.Content)).Should().BeTrue(file.ToString());
        }
    }

    private static void Swap(string first, string second)
    {
        Rename(first, second + "-swap");
        Rename(second, first);
        Rename(second + "-swap", second);
    }

    private static void Rename(string from, string to)
    {
        if (Directory.Exists(from))
        {
            Directory.Move(from, to);
        }
        else
        {
            File.Move(from, to);
        }
    }

    /// <summary>Changes files on a thread of its own until it is disposed, always to an end.</summary>
    private sealed class Mutator : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _work;

        public Mutator(string directory, Action<string, int> change) => _work = Task.Factory.StartNew(
            () =>
            {
                while (!_stop.IsCancellationRequested || Rounds % 2 != 0)
                {
                    change(directory, Rounds % 2);
                    Rounds++;
                    Thread.Sleep(Rounds % 7 == 0 ? 5 : 0);
                }
            },
            TaskCreationOptions.LongRunning);

        public int Rounds { get; private set; }

        public void Dispose()
        {
            _stop.Cancel();
            _work.Wait();
            _stop.Dispose();
        }
    }
}
