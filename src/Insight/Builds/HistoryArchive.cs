using System.Globalization;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Store;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Layout;

namespace Sharpbuild.Insight.Builds;

/// <summary>Records, their logs and the file lists behind their fingerprints as one tar, for another machine or a CI run.</summary>
/// <param name="state">The state directory.</param>
public sealed class HistoryArchive(StateDirectory state)
{
    private const string Builds = "builds/";
    private const string Inputs = "inputs/";
    private const string RecordEnding = ".json";
    private const string LogEnding = ".log";
    private const int MostRecordBytes = 64 << 20;
    private const int MostListBytes = 256 << 20;
    private const int DigestDigits = 64;

    private readonly RecordStore _records = new(state);

    /// <summary>Writes builds.</summary>
    /// <param name="ids">Their names.</param>
    /// <param name="output">Takes the archive.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public void Export(IEnumerable<string> ids, Stream output, CancellationToken cancellationToken)
    {
        ArchiveWriter archive = new(output);
        HashSet<string> lists = new(StringComparer.Ordinal);
        foreach (string id in ids)
        {
            byte[] json = _records.TryReadBytes(id) ?? throw new Builder.BuildException($"there is no build \"{id}\"", "sharpbuild history ls lists them");
            BuildRecord record = BuildRecordJson.Read(json, id);
            archive.Add(Builds + id + RecordEnding, json);
            foreach (RecordedStep step in record.Steps)
            {
                AddLog(archive, id, step, cancellationToken);
                AddLists(archive, step, lists);
            }
        }

        archive.Finish();
    }

    /// <summary>Takes up the builds of an archive; those that are there already stay as they are.</summary>
    /// <returns>The names of the builds that are new.</returns>
    /// <exception cref="InvalidContentException">The archive is damaged, or no such archive.</exception>
    public IReadOnlyList<string> Import(string hostPath, CancellationToken cancellationToken)
    {
        state.Create();
        using ArchiveFiles archive = new(hostPath);
        List<string> ids = [];
        HashSet<string> known = [.. _records.List()];
        foreach (string name in archive.Names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (name.StartsWith(Inputs, StringComparison.Ordinal))
            {
                ImportList(archive, name);
            }
            else if (IsRecord(name, out string id) && !known.Contains(id))
            {
                ImportRecord(archive, name, id);
                ids.Add(id);
            }
        }

        return ids;
    }

    private static bool IsRecord(string name, out string id)
    {
        id = name.StartsWith(Builds, StringComparison.Ordinal) && name.EndsWith(RecordEnding, StringComparison.Ordinal)
            ? name[Builds.Length..^RecordEnding.Length]
            : "";
        return RecordStore.IsId(id);
    }

    private static string LogName(string id, int step) => string.Create(CultureInfo.InvariantCulture, $"{Builds}{id}/{step}{LogEnding}");

    private void AddLog(ArchiveWriter archive, string id, RecordedStep step, CancellationToken cancellationToken)
    {
        if (step.LogSizeInBytes > 0 && File.Exists(_records.LogPath(id, step.Number)))
        {
            using FileStream log = File.OpenRead(_records.LogPath(id, step.Number));
            archive.Add(LogName(id, step.Number), log.Length, log, cancellationToken);
        }
    }

    private void AddLists(ArchiveWriter archive, RecordedStep step, HashSet<string> lists)
    {
        foreach (KeyPart part in step.Parts)
        {
            if (!part.Name.StartsWith(MissReason.Files, StringComparison.Ordinal))
            {
                continue;
            }

            string name = InputStore.NameOf(part.Value);
            if (lists.Add(name) && AtomicFile.TryRead(Path.Join(state.Inputs, name)) is { } list)
            {
                archive.Add(Inputs + name, list);
            }
        }
    }

    private void ImportList(ArchiveFiles archive, string name)
    {
        string list = name[Inputs.Length..];
        string path = Path.Join(state.Inputs, list);
        if (list.Length == DigestDigits && !list.AsSpan().ContainsAnyExcept("0123456789abcdef") && !File.Exists(path))
        {
            AtomicFile.Write(path, archive.Read(name, MostListBytes), state.HostPath);
        }
    }

    private void ImportRecord(ArchiveFiles archive, string name, string id)
    {
        BuildRecord record = BuildRecordJson.Read(archive.Read(name, MostRecordBytes), id);
        if (record.Id != id)
        {
            throw new InvalidContentException($"\"{name}\" in {archive.HostPath} is the record of build \"{record.Id}\"");
        }

        foreach (RecordedStep step in record.Steps)
        {
            string log = LogName(id, step.Number);
            if (archive.SizeOf(log) is not null)
            {
                using Stream source = archive.Open(log);
                using FileStream target = _records.CreateLog(id, step.Number);
                source.CopyTo(target);
            }
        }

        _records.Write(record);
    }
}
