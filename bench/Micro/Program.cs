using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.Store;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Linux.Files;
using Sharpbuild.Micro;
using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Layers;

const int Files = 15_000;
const int Megabyte = 1 << 20;
string work = Directory.CreateTempSubdirectory("sharpbuild-micro-").FullName;
try
{
    string text = "FROM base\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"RUN --network=none echo step {i} \\\n  && true\nCOPY --chown=1:2 a{i} /b\n"));
    SourceText source = new("Dockerfile", text);
    Measurement.Run("split and parse 6,001 lines", 6001, "lines", () => Dockerfile.Parse(source));

    string tree = MakeTree(Path.Join(work, "tree"));
    using DirectoryHandle state = DirectoryHandle.OpenHost(Directory.CreateDirectory(Path.Join(work, "state")).FullName);
    Thread.Sleep(1100);
    Measurement.Run("walk, stat index and fingerprint, unchanged", Files, "files", () => Select(tree, state));
    Measurement.Run("the same with nothing remembered", Files, "files", () => Select(tree, null));

    using MemoryStream tar = new(WriteTar(tree));
    Measurement.Run("tar and SHA-256 of the files", tar.Length / Megabyte, "MiB", () => WriteTar(tree));
    Measurement.Run("unpack the tar", Files, "files", () => Unpack(tar, Path.Join(work, "unpacked")));

    byte[] mixed = Mixed(64 * Megabyte);
    foreach (CompressionOptions options in (CompressionOptions[])[new(CompressionKind.Gzip) { Workers = 1 }, new(CompressionKind.Gzip), new(CompressionKind.Zstd)])
    {
        Measurement.Run($"{options.Kind} on {options.Workers} cores", 64, "MiB", () => LayerCompressor.Compress(new MemoryStream(mixed), Stream.Null, options, CancellationToken.None));
    }

    StateDirectory store = new(Path.Join(work, "store"));
    store.Create();
    StepCache cache = new(store, new Lazy<Workspace>(() => Workspace.Create(store)));
    ImmutableArray<CacheKey> keys = [.. Enumerable.Range(0, 1000).Select(i => CacheKey.Of([new KeyPart("command", i.ToString(CultureInfo.InvariantCulture))]))];
    Measurement.Run("keys of 1,000 steps", keys.Length, "keys", () => Array.ForEach([.. keys], key => CacheKey.Of(key.Parts)));
    Measurement.Run("look-up of 1,000 keys that are not there", keys.Length, "keys", () => Array.ForEach([.. keys], key => cache.TryGet(key)));
}
finally
{
    Directory.Delete(work, recursive: true);
}

static string MakeTree(string directory)
{
    for (int i = 0; i < Files; i++)
    {
        string parent = Path.Join(directory, $"d{i / 1000}", $"e{i / 50 % 20}");
        Directory.CreateDirectory(parent);
        File.WriteAllBytes(Path.Join(parent, $"f{i}"), RandomNumberGenerator.GetBytes(500 + (i % 97 * 100)));
    }

    return directory;
}

static SourceSelection Select(string tree, DirectoryHandle? state)
{
    using BuildContext context = BuildContext.Open(tree, ignore: null, state, TimeProvider.System, "the context");
    return CopySelector.Select(new CopyRequest([new CopySource(context, ".")], "/", "/", new CopyOptions()), CancellationToken.None);
}

static byte[] WriteTar(string tree)
{
    using MemoryStream output = new();
    using LayerWriter writer = new(output, LayerTimes.WholeSeconds);
    using DirectoryHandle root = DirectoryHandle.OpenHost(tree);
    TreeDiff.Write(root, writer, new DiffOptions(), CancellationToken.None);
    writer.Finish();
    return output.ToArray();
}

static void Unpack(MemoryStream tar, string directory)
{
    if (Directory.Exists(directory))
    {
        Directory.Delete(directory, recursive: true);
    }

    using DirectoryHandle target = DirectoryHandle.OpenHost(Directory.CreateDirectory(directory).FullName);
    tar.Position = 0;
    LayerUnpacker.Unpack(tar, target, new UnpackOptions(UnpackMode.LiteralTree), CancellationToken.None);
}

static byte[] Mixed(int size)
{
    byte[] bytes = RandomNumberGenerator.GetBytes(size);
    byte[] words = Encoding.ASCII.GetBytes("the quick brown fox jumps over the lazy dog and runs away ");
    for (int i = 0; i < size; i++)
    {
        bytes[i] = i / 4096 % 2 == 0 ? bytes[i] : words[(i + (bytes[i] & 3)) % words.Length];
    }

    return bytes;
}
