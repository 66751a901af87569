using System.Collections.Immutable;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Json;

/// <summary>Reads and writes image configs.</summary>
/// <remarks>Members are written in the order of BuildKit: sorted at the top, in Docker's order inside.</remarks>
public static class ConfigJson
{
    /// <summary>The member that holds a cache.</summary>
    internal const string InlineCacheMember = "sharpbuild.cache.v1";

    private const string Name = "the image config";

    /// <summary>Reads a config.</summary>
    /// <exception cref="InvalidContentException">It is malformed or ambiguous.</exception>
    public static ImageConfig Read(ReadOnlySpan<byte> json)
    {
        ImageConfigDocument document = DocumentReader.Read(json, OciJsonContext.Default.ImageConfigDocument, DocumentLimits.Config, Name);
        return new ImageConfig
        {
            Architecture = document.Architecture ?? "",
            Os = DocumentReader.NullIfEmpty(document.Os) ?? "linux",
            Variant = DocumentReader.NullIfEmpty(document.Variant),
            OsVersion = DocumentReader.NullIfEmpty(document.OsVersion),
            OsFeatures = DocumentReader.Strings(document.OsFeatures),
            Created = Time(document.Created),
            Author = DocumentReader.NullIfEmpty(document.Author),
            Config = document.Config is null ? ContainerConfig.Empty : Container(document.Config),
            DiffIds = DiffIds(document.RootFilesystem),
            History = History(document.History),
            InlineCache = DocumentReader.NullIfEmpty(document.InlineCache),
        };
    }

    /// <summary>Writes a config.</summary>
    public static byte[] Write(ImageConfig config)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject()
            .Name("architecture").String(config.Architecture)
            .Member("author", config.Author)
            .Name("config");
        Write(json, config.Config);
        json.Member("created", Text(config.Created));
        Write(json, config.History);
        json.Name("os").String(config.Os)
            .Member("os.features", config.OsFeatures.AsSpan())
            .Member("os.version", config.OsVersion)
            .Name("rootfs").BeginObject().Name("type").String("layers").Name("diff_ids").BeginArray();
        foreach (Digest diffId in config.DiffIds)
        {
            json.String(diffId.ToString());
        }

        return json.EndArray().EndObject().Member(InlineCacheMember, config.InlineCache).Member("variant", config.Variant).EndObject().ToArray();
    }

    /// <summary>Writes the run-time settings as a value.</summary>
    public static void Write(CanonicalJsonWriter json, ContainerConfig config)
    {
        json.BeginObject()
            .Member("User", config.User)
            .MemberSet("ExposedPorts", config.ExposedPorts)
            .Member("Env", config.Env.AsSpan())
            .Member("Entrypoint", Span(config.Entrypoint))
            .Member("Cmd", Span(config.Cmd))
            .MemberSet("Volumes", config.Volumes)
            .Member("WorkingDir", config.WorkingDir)
            .Member("Labels", config.Labels)
            .Member("StopSignal", config.StopSignal)
            .Member("ArgsEscaped", config.ArgsEscaped);
        if (config.Healthcheck is { } check)
        {
            json.Name("Healthcheck").BeginObject()
                .Member("Test", check.Test.AsSpan())
                .Member("Interval", Nanoseconds(check.Interval))
                .Member("Timeout", Nanoseconds(check.Timeout))
                .Member("StartPeriod", Nanoseconds(check.StartPeriod))
                .Member("StartInterval", Nanoseconds(check.StartInterval))
                .Member("Retries", check.Retries)
                .EndObject();
        }

        json.Member("OnBuild", config.OnBuild.AsSpan()).Member("Shell", Span(config.Shell)).EndObject();
    }

    private static void Write(CanonicalJsonWriter json, ImmutableArray<HistoryEntry> history)
    {
        if (history.IsEmpty)
        {
            return;
        }

        json.Name("history").BeginArray();
        foreach (HistoryEntry entry in history)
        {
            json.BeginObject()
                .Member("created", Text(entry.Created))
                .Member("created_by", entry.CreatedBy)
                .Member("author", entry.Author)
                .Member("comment", entry.Comment)
                .Member("empty_layer", entry.EmptyLayer)
                .EndObject();
        }

        json.EndArray();
    }

    private static ReadOnlySpan<string> Span(ImmutableArray<string>? values) => values is null ? [] : values.Value.AsSpan();

    private static string? Text(UnixTime? time) => time is null ? null : Rfc3339.Format(time.Value);

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    private static UnixTime? Time(string? text) => Rfc3339.TryParse(text, out UnixTime time) ? time : null;

    private static TimeSpan Span(long? nanoseconds) => new((nanoseconds ?? 0) / TimeSpan.NanosecondsPerTick);

    private static ImmutableArray<string>? Optional(string?[]? values) => values is null ? null : DocumentReader.Strings(values);

    private static ImmutableSortedSet<string> Keys(Dictionary<string, EmptyDocument?>? values) =>
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal).Union(values is null ? [] : values.Keys);

    private static ContainerConfig Container(ContainerConfigDocument document) => new()
    {
        User = DocumentReader.NullIfEmpty(document.User),
        ExposedPorts = Keys(document.ExposedPorts),
        Env = DocumentReader.Strings(document.Env),
        Entrypoint = Optional(document.Entrypoint),
        Cmd = Optional(document.Cmd),
        Volumes = Keys(document.Volumes),
        WorkingDir = DocumentReader.NullIfEmpty(document.WorkingDir),
        Labels = DocumentReader.Map(document.Labels),
        StopSignal = DocumentReader.NullIfEmpty(document.StopSignal),
        ArgsEscaped = document.ArgsEscaped ?? false,
        Healthcheck = document.Healthcheck is null ? null : Check(document.Healthcheck),
        OnBuild = DocumentReader.Strings(document.OnBuild),
        Shell = Optional(document.Shell),
    };

    private static Healthcheck Check(HealthcheckDocument document) => new(
        DocumentReader.Strings(document.Test),
        Span(document.Interval),
        Span(document.Timeout),
        Span(document.StartPeriod),
        Span(document.StartInterval),
        document.Retries ?? 0);

    private static ImmutableArray<Digest> DiffIds(RootFilesystemDocument? document)
    {
        ImmutableArray<Digest>.Builder result = ImmutableArray.CreateBuilder<Digest>();
        foreach (string? text in document?.DiffIds ?? [])
        {
            result.Add(Digest.TryParse(text, out Digest digest)
                ? digest
                : throw new InvalidContentException($"{Name} has an invalid DiffID: \"{text}\""));
        }

        return result.Count > DocumentLimits.Layers
            ? throw new InvalidContentException($"{Name} has {result.Count} layers, more than the {DocumentLimits.Layers} that are allowed")
            : result.ToImmutable();
    }

    private static ImmutableArray<HistoryEntry> History(HistoryDocument?[]? documents)
    {
        ImmutableArray<HistoryEntry>.Builder result = ImmutableArray.CreateBuilder<HistoryEntry>();
        foreach (HistoryDocument? document in documents ?? [])
        {
            result.Add(document is null
                ? new HistoryEntry()
                : new HistoryEntry(
                    Time(document.Created),
                    DocumentReader.NullIfEmpty(document.CreatedBy),
                    DocumentReader.NullIfEmpty(document.Author),
                    DocumentReader.NullIfEmpty(document.Comment),
                    document.EmptyLayer ?? false));
        }

        return result.ToImmutable();
    }
}
