using System.Collections.Concurrent;
using System.Text;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Progress;
using Sharpbuild.Builder.Transfers;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Output;

/// <summary>Progress as one JSON object on each line, in the form of buildx' <c>rawjson</c>: vertexes, statuses, logs and warnings.</summary>
internal sealed class RawJsonProgress(Stream error, TimeProvider clock) : IBuildProgress
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<int, Vertex> _vertexes = new();
    private readonly ConcurrentDictionary<Transfer, string> _transfers = new();

    /// <inheritdoc/>
    public void Started(int step, string name)
    {
        Vertex vertex = new(DigestOf(name, step), name, Now(), Cached: false, Reason: null);
        _vertexes[step] = vertex;
        Write(vertex, completed: null, error: null);
    }

    /// <inheritdoc/>
    public void Cached(int step, string? source)
    {
        Vertex vertex = _vertexes[step] with { Cached = true, Source = source };
        Write(vertex, Now(), error: null);
    }

    /// <inheritdoc/>
    public void Missed(int step, string reason)
    {
        Vertex vertex = _vertexes[step] with { Reason = reason };
        _vertexes[step] = vertex;
        Write(vertex, completed: null, error: null);
    }

    /// <inheritdoc/>
    public void Output(int step, int stream, ReadOnlyMemory<byte> text)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject().Name("logs").BeginArray().BeginObject()
            .Name("vertex").String(_vertexes[step].Digest)
            .Name("stream").Number(stream)
            .Name("data").String(Convert.ToBase64String(text.Span))
            .Name("timestamp").String(Now())
            .EndObject().EndArray().EndObject();
        Write(json);
    }

    /// <inheritdoc/>
    public void Done(int step, StepFigures figures) => Write(_vertexes[step], Now(), error: null, figures);

    /// <inheritdoc/>
    public void Failed(int step, string message) => Write(_vertexes[step], Now(), message);

    /// <inheritdoc/>
    public void Notice(string message)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject().Name("warnings").BeginArray().BeginObject()
            .Name("level").Number(1)
            .Name("short").String(Convert.ToBase64String(Encoding.UTF8.GetBytes(message)))
            .EndObject().EndArray().EndObject();
        Write(json);
    }

    /// <inheritdoc/>
    public void Transferred(Transfer transfer)
    {
        Vertex? step = transfer.Step == 0 ? null : _vertexes[transfer.Step];
        string digest = step?.Digest ?? DigestOf(transfer.Name, transfer.StartedAt);
        string started = _transfers.GetOrAdd(transfer, _ => Now());
        string? completed = transfer.IsEnded ? Now() : null;
        if (step is null && (transfer.IsEnded || transfer.MovedBytes == 0))
        {
            Write(new Vertex(digest, transfer.Name, started, Cached: false, Reason: null), completed, error: null);
        }

        CanonicalJsonWriter json = new();
        json.BeginObject().Name("statuses").BeginArray().BeginObject()
            .Name("id").String(transfer.Name)
            .Name("vertex").String(digest)
            .Name("name").String(transfer.Name)
            .Name("total").Number(transfer.TotalBytes ?? 0)
            .Name("current").Number(transfer.MovedBytes)
            .Name("timestamp").String(Now())
            .Name("started").String(started)
            .Member("completed", completed)
            .EndObject().EndArray().EndObject();
        Write(json);
    }

    /// <inheritdoc/>
    public void Finished(BuildRecord record)
    {
    }

    private static string DigestOf(string name, long number) => $"sha256:{CacheKey.Digest($"{number}", name)}";

    private string Now()
    {
        DateTimeOffset now = clock.GetUtcNow();
        return Rfc3339.Format(new UnixTime(now.ToUnixTimeSeconds(), (int)(now.Ticks % TimeSpan.TicksPerSecond) * 100));
    }

    private void Write(Vertex vertex, string? completed, string? error, StepFigures? figures = null)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject().Name("vertexes").BeginArray().BeginObject()
            .Name("digest").String(vertex.Digest)
            .Name("name").String(vertex.Name)
            .Name("started").String(vertex.Started)
            .Member("completed", completed)
            .Member("cached", vertex.Cached)
            .Member("source", vertex.Source)
            .Member("miss", vertex.Reason)
            .Member("error", error);
        if (figures is not null)
        {
            RecordedStepJson.Write(json.Name("figures"), figures);
        }

        json.EndObject().EndArray().EndObject();
        Write(json);
    }

    private void Write(CanonicalJsonWriter json)
    {
        byte[] line = [.. json.ToArray(), (byte)'\n'];
        lock (_lock)
        {
            error.Write(line);
        }
    }

    private sealed record Vertex(string Digest, string Name, string Started, bool Cached, string? Reason)
    {
        public string? Source { get; init; }
    }
}
