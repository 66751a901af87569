using System.Collections.Immutable;
using System.Text;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Oci;

namespace Sharpbuild.Builder.History;

/// <summary>Collects the record of one build while it runs; may be called by several threads.</summary>
internal sealed class BuildRecorder
{
    private readonly Lock _lock = new();
    private readonly BuildOptions _options;
    private readonly SourceText _source;
    private readonly TimeProvider _clock;
    private readonly RecordStore _records;
    private readonly SecretMask _mask;
    private readonly BuildDraft _draft;
    private readonly Lazy<EarlierBuilds> _earlier;

    /// <summary>Begins a record.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="source">The Dockerfile.</param>
    /// <param name="records">Where the record goes.</param>
    /// <param name="clock">Tells the time.</param>
    public BuildRecorder(BuildOptions options, SourceText source, RecordStore records, TimeProvider clock)
    {
        (_options, _source, _records, _clock) = (options, source, records, clock);
        _mask = new SecretMask(options.BuildArguments);
        foreach (SecretOption secret in options.Secrets.Values)
        {
            _mask.LearnValue(Encoding.UTF8.GetString(secret.Read() ?? []).Trim());
        }

        ImmutableArray<string> names = BuildNames.Of(options, source.FileName);
        DateTimeOffset now = clock.GetUtcNow();
        _draft = new BuildDraft(options.HistoryLimit > 0 ? records.TakeId(now, names[0]) : RecordStore.NewId(now, names[0]), names, now);
        _earlier = new Lazy<EarlierBuilds>(() => new EarlierBuilds(records, names, _draft.Id));
    }

    /// <summary>Takes the plan; what was recorded of an attempt that came upon damage is forgotten.</summary>
    public void Planned(StageGraph graph)
    {
        lock (_lock)
        {
            _draft.Graph = graph;
            _draft.Steps.ForEach(step => step.End(_clock.GetUtcNow()));
            _draft.Steps.Clear();
            _draft.Stages.Clear();
            _draft.Exports.Clear();
        }
    }

    /// <summary>The context was opened.</summary>
    /// <param name="ignore">The text of its ignore file, or null.</param>
    public void ContextOpened(string? ignore) => _draft.Ignore = ignore;

    /// <summary>Files of the context were read again and had not changed.</summary>
    public void Touched(RecordedFiles files) => _draft.Touched = files;

    /// <summary>A stage begins on a base.</summary>
    /// <param name="stage">The stage's number.</param>
    /// <param name="digest">The digest of the base's manifest; null for other bases than images.</param>
    /// <param name="layerSteps">How many of its instructions make a layer.</param>
    public void StageBegins(int stage, Digest? digest, int layerSteps)
    {
        lock (_lock)
        {
            _draft.Stages[stage] = new StageDraft(digest, layerSteps);
        }
    }

    /// <summary>A step begins to be looked at.</summary>
    public StepDraft StepBegins(StepDraft step)
    {
        StepDraft begun = step with { Started = _clock.GetUtcNow() };
        lock (_lock)
        {
            _draft.Steps.Add(begun);
        }

        return begun;
    }

    /// <summary>A step's layer came out of the cache.</summary>
    /// <param name="step">The step.</param>
    /// <param name="record">Its record.</param>
    /// <param name="source">The shared cache that has it; null for the store's own.</param>
    public void Hit(StepDraft step, StepRecord record, string? source)
    {
        (step.Outcome, step.Layer, step.Saved, step.Source) = (StepOutcome.Hit, record.Layer, TimeSpan.FromSeconds(record.Seconds), source);
        step.Completed = _clock.GetUtcNow();
    }

    /// <summary>A step is executed.</summary>
    /// <returns>What measures it; it begins with waiting.</returns>
    public StepMeter Missed(StepDraft step, string reason)
    {
        step.Reason = _mask.Apply(reason);
        return step.Meter = new StepMeter();
    }

    /// <summary>A step was executed.</summary>
    /// <param name="step">The step.</param>
    /// <param name="layer">Its layer.</param>
    /// <param name="isKnown">Whether an earlier run gave the same content and its layer was taken.</param>
    public StepFigures Done(StepDraft step, LayerRecord layer, bool isKnown)
    {
        (step.Outcome, step.Layer) = (isKnown ? StepOutcome.SameResult : StepOutcome.Miss, layer);
        step.End(_clock.GetUtcNow());
        return step.Figures!;
    }

    /// <summary>A step failed.</summary>
    public void Failed(int number, string message)
    {
        lock (_lock)
        {
            if (Find(number) is { } step)
            {
                (step.Outcome, step.Error) = (StepOutcome.Failed, _mask.Apply(message));
                step.End(_clock.GetUtcNow());
            }
        }
    }

    /// <summary>A step's command wrote something.</summary>
    public void Output(int number, ReadOnlySpan<byte> text)
    {
        lock (_lock)
        {
            if (_options.HistoryLimit > 0 && Find(number) is { } step)
            {
                step.Log ??= _records.CreateLog(_draft.Id, number);
                step.Log.Write(text);
                step.LogSizeInBytes += text.Length;
            }
        }
    }

    /// <summary>An output was written.</summary>
    public void Exported(RecordedExport export) => _draft.Exports.Add(export);

    /// <summary>Something was said that belongs to no step.</summary>
    public void Notice(string message)
    {
        lock (_lock)
        {
            _draft.Notices.Add(_mask.Apply(message));
        }
    }

    /// <summary>The build gave an image.</summary>
    public void Succeeded(RecordedResult result) => _draft.Result = result;

    /// <summary>The build ended without an image.</summary>
    public void Failed(Exception failure) => _draft.Failure = failure;

    /// <summary>The key's parts as records hold them, secrets masked.</summary>
    public ImmutableArray<KeyPart> Masked(ImmutableArray<KeyPart> parts)
    {
        lock (_lock)
        {
            return _mask.Apply(parts);
        }
    }

    /// <summary>The step of an earlier build that stands where this one stands, to tell what changed.</summary>
    public PlannedStep? FindBefore(PlannedStep step)
    {
        lock (_lock)
        {
            return _earlier.Value.Find(step);
        }
    }

    /// <summary>Ends the record and keeps it; the oldest beyond the limit go.</summary>
    public BuildRecord Finish()
    {
        BuildRecord record = _draft.Finish(_options, _source, _mask, _clock.GetUtcNow());
        if (_options.HistoryLimit > 0)
        {
            _records.Write(record);
        }

        _records.Trim(_options.HistoryLimit);
        return record;
    }

    private StepDraft? Find(int number)
    {
        foreach (StepDraft step in _draft.Steps)
        {
            if (step.Number == number)
            {
                return step;
            }
        }

        return null;
    }
}
