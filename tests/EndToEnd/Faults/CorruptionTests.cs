using Sharpbuild.TestSupport;
using Xunit.Abstractions;

namespace Sharpbuild.EndToEnd.Faults;

/// <summary>Stores whose files change behind the builder's back.</summary>
[Collection(nameof(Alone))]
[Trait("Category", "Faults")]
public sealed class CorruptionTests(ITestOutputHelper log)
{
    [SkippableFact]
    public void Damage_anywhere_in_the_store_never_changes_the_digest()
    {
        Requires.Root();
        using FaultBench bench = new();
        string store = bench.At("damaged");
        bench.Rebuild(store).Should().Be(bench.Wanted);
        Random random = new(20240229);
        int places = FaultBench.IsCampaign ? 300 : 10;
        Dictionary<string, int> damaged = [];
        for (int place = 0; place < places; place++)
        {
            (string file, bool isRegular) = Choose(store, random);
            string damage = Damage(file, isRegular, random);

            ProcessResult result = bench.Build(store);

            FaultBench.ExpectOrderlyEnd(result, $"{damage} of {file}");
            result.ExitCode.Should().Be(0, $"{damage} of {file}\n{result.Error}");
            bench.Digest().Should().Be(bench.Wanted, $"{damage} of {file}");
            bench.ExpectWholeImage();
            string part = Path.GetRelativePath(store, file).Split('/')[0];
            damaged[part] = damaged.GetValueOrDefault(part) + 1;
        }

        log.WriteLine($"corruption: {places} places ({string.Join(", ", damaged.Select(pair => $"{pair.Key} {pair.Value}"))}), every build gave {bench.Wanted[..19]}");
    }

    private static (string Path, bool IsRegular) Choose(string store, Random random)
    {
        string[][] parts = [.. Directory.GetDirectories(store).Order(StringComparer.Ordinal).Select(Files).Where(files => files.Length > 0)];
        string[] files = parts[random.Next(parts.Length)];
        string file = files[random.Next(files.Length)];
        return (file[1..], file[0] == 'f');
    }

    /// <summary>What is neither a directory nor a link: the letter of its kind and the path. Devices stand for removed files.</summary>
    private static string[] Files(string directory) =>
        [.. ProcessRunner.Run("find", [directory, "!", "-type", "d", "!", "-type", "l", "-printf", "%y%p\\n"]).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    private static string Damage(string file, bool isRegular, Random random)
    {
        long length = new FileInfo(file).Length;
        int kind = !isRegular ? 0 : random.Next(length == 0 ? 2 : 5);
        if (kind == 0)
        {
            File.Delete(file);
            return "removal";
        }

        using FileStream stream = File.Open(file, FileMode.Open, FileAccess.ReadWrite);
        if (kind == 1)
        {
            stream.Position = length;
            stream.Write("more"u8);
            return "lengthening";
        }

        long at = random.NextInt64(length);
        if (kind == 2)
        {
            stream.SetLength(at);
            return $"truncation at {at}";
        }

        stream.Position = at;
        byte old = (byte)stream.ReadByte();
        stream.Position = at;
        stream.WriteByte((byte)(old ^ (1 << random.Next(8))));
        return $"a bit at {at}";
    }
}
