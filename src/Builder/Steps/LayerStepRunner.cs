using System.Collections.Immutable;
using System.Diagnostics;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Transfers;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Builder.Steps;

/// <summary>Brings a layer out of the cache, or makes it and keeps it there.</summary>
/// <param name="services">What the build shares.</param>
internal sealed class LayerStepRunner(BuildServices services)
{
    /// <summary>The state after the step, or null where it must be executed and <paramref name="execute"/> is false.</summary>
    /// <param name="step">The step.</param>
    /// <param name="place">Where it stands in the file.</param>
    /// <param name="state">The state before it.</param>
    /// <param name="execute">Whether a step that is not cached is executed.</param>
    /// <param name="cancellationToken">Stops the step.</param>
    public StageState? Run(ILayerStep step, StepPlace place, StageState state, bool execute, CancellationToken cancellationToken)
    {
        ImmutableArray<KeyPart> parts = [.. ParentPart(step, state), .. step.KeyParts, .. TimePart()];
        CacheKey key = CacheKey.Of(parts);
        StepRecord? record = place.NoCache ? null : services.Cache.TryGet(key);
        if (record is null && !execute)
        {
            return null;
        }

        if (record is null)
        {
            services.Secrets.Check(parts.Add(new KeyPart("the history", step.CreatedBy)));
        }

        int number = place.Number();
        PlannedStep planned = new(place.Stage, place.Ordinal, place.Text, services.Recorder.Masked(parts));
        StepDraft draft = services.Recorder.StepBegins(new StepDraft(number, place.StageIndex, planned, place.Line, step.CreatedBy, place.Needs, key));
        services.Progress.Started(number, place.Title);
        if (record is not null)
        {
            services.Recorder.Hit(draft, record);
            services.Progress.Cached(number);
            return WithLayer(state, record, step.CreatedBy);
        }

        string reason = place.NoCache ? MissReason.NotAsked : Explain(planned);
        services.Progress.Missed(number, reason);
        StepMeter meter = services.Recorder.Missed(draft, reason);
        bool isKnown = false;
        record = services.Jobs.Run(() => Execute(step, key, state, place, planned, number, meter, out isKnown, cancellationToken), cancellationToken);
        services.Progress.Done(number, services.Recorder.Done(draft, record.Layer, isKnown));
        if (place.IsShipped)
        {
            services.Forms.Begin(StageState.LayerOf(record.Layer));
        }

        return WithLayer(state, record, step.CreatedBy);
    }

    private static StageState WithLayer(StageState state, StepRecord record, string createdBy)
    {
        UnixTime time = Rfc3339.TryParse(record.CreatedAt, out UnixTime createdAt) ? createdAt : default;
        return state.WithLayer(StageState.LayerOf(record.Layer), createdBy, time);
    }

    private static ImmutableArray<KeyPart> ParentPart(ILayerStep step, StageState state) =>
        step.DependsOnParent ? [new KeyPart(MissReason.Parent, state.Chain)] : [];

    private ImmutableArray<KeyPart> TimePart() => services.Options.SourceDateEpoch is { } epoch
        ? [new KeyPart("source date epoch", epoch.ToString(System.Globalization.CultureInfo.InvariantCulture))]
        : [];

    private string Explain(PlannedStep planned) =>
        MissReason.Describe(planned.Parts, services.Recorder.FindBefore(planned), services.Inputs.DescribeChange);

    private StepRecord Execute(
        ILayerStep step, CacheKey key, StageState state, StepPlace place, PlannedStep planned, int number, StepMeter meter, out bool isKnown, CancellationToken cancellationToken)
    {
        meter.Begin(StepPhase.Run);
        long start = Stopwatch.GetTimestamp();
        Transfer transfer = Transfer.Begin(services.Progress, "writing the layer", totalBytes: null, number);
        BlobWriter blob = services.Content.CreateBlob(computeDigest: false);
        using NewLayer layer = new(blob, services.LayerTimes, meter, services.Secrets, transfer) { FindEarlier = () => place.NoCache ? null : FindEarlier(planned) };
        ImmutableArray<FormInWork> forms = place.IsShipped ? services.Forms.Follow(blob, number) : [];
        if (place.NeedsTree)
        {
            // A COPY in front of a RUN needs the listing of the base: it comes with unpacking, in one pass.
            services.Snapshots.Prepare(state.Layers.AsSpan(), cancellationToken);
        }

        step.Execute(layer, number, cancellationToken);
        layer.CheckSecrets();
        StepRecord? known = place.NoCache ? null : Adopt(layer, key, state);
        meter.Begin(StepPhase.Commit);
        isKnown = known is not null;
        StepRecord record = known ?? Commit(layer, forms, key, state);
        record = record with { Parts = key.Parts, Seconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3) };
        services.Cache.Put(key, state.Chain, record);
        return record;
    }

    private LayerRecord? FindEarlier(PlannedStep planned) =>
        services.Recorder.FindBefore(planned) is { } before ? services.Cache.TryGet(CacheKey.Of(before.Parts))?.Layer : null;

    private StepRecord? Adopt(NewLayer layer, CacheKey key, StageState state)
    {
        StepRecord? known = services.Cache.TryGetOutcome(state.Chain, layer.Digests.ContentDigest.ToString());
        if (known is not null && layer.UpperHostPath is { } upper)
        {
            services.Workspace.Value.RemoveDirectory(upper);
        }

        return known is null ? null : known with { Parts = key.Parts };
    }

    private StepRecord Commit(NewLayer layer, ImmutableArray<FormInWork> forms, CacheKey key, StageState state)
    {
        Digest diffId = layer.Commit();
        services.Forms.Keep(forms, diffId);
        LayerRecord made = new(diffId.ToString(), layer.Digests.ContentDigest.ToString(), layer.Digests.SizeInBytes);
        StepRecord record = new(StepRecord.CurrentVersion, key.Parts, made, Rfc3339.Format(services.Now), 0);
        services.Layers.Keep(diffId, layer.BuildIndex());
        if (layer.UpperHostPath is { } upper)
        {
            services.Snapshots.Adopt(upper, [.. WithLayer(state, record, "").Layers]);
        }

        return record;
    }
}
