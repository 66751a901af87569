using System.Collections.Immutable;
using System.Diagnostics;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.SharedCaches;
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
        ImportedStep? imported = place.NoCache || record is not null ? null : services.Shared.TryGet(key, cancellationToken);
        record ??= imported?.Record;
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
            services.Recorder.Hit(draft, record, imported?.Cache.Name);
            services.Progress.Cached(number, imported?.Cache.Name);
            Keep(imported, key, state);
            return Use(new UsedStep(place.StageIndex, key, planned, record, Layer.Of(record.Layer, imported?.Cache.Source), place.IsShipped), step, state);
        }

        string reason = place.NoCache ? MissReason.NotAsked : Explain(planned, cancellationToken);
        services.Progress.Missed(number, reason);
        StepMeter meter = services.Recorder.Missed(draft, reason);
        bool isKnown = false;
        record = services.Jobs.Run(() => Execute(step, key, state, place, planned, number, meter, out isKnown, cancellationToken), cancellationToken);
        services.Progress.Done(number, services.Recorder.Done(draft, record.Layer, isKnown));
        Layer layer = Layer.Of(record.Layer);
        services.Forms.Begin(layer, place.IsShipped);
        return Use(new UsedStep(place.StageIndex, key, planned, record, layer, place.IsShipped), step, state);
    }

    private StageState Use(UsedStep used, ILayerStep step, StageState state)
    {
        services.Used.Add(used);
        return WithLayer(state, used.Record, used.Layer, step.CreatedBy);
    }

    private static StageState WithLayer(StageState state, StepRecord record, Layer layer, string createdBy)
    {
        UnixTime time = Rfc3339.TryParse(record.CreatedAt, out UnixTime createdAt) ? createdAt : default;
        return state.WithLayer(layer, createdBy, time);
    }

    /// <summary>What another build has executed counts as this store's own once the layer was fetched.</summary>
    private void Keep(ImportedStep? imported, CacheKey key, StageState state)
    {
        if (imported is not null)
        {
            services.Cache.Put(key, state.Chain, imported.Record);
            if (imported is { Form: { } form, Record.Layer: { Blob: { } blob } layer })
            {
                services.Forms.Remember(Digest.Parse(layer.DiffId), form, Digest.Parse(blob.Digest));
            }
        }
    }

    private static ImmutableArray<KeyPart> ParentPart(ILayerStep step, StageState state) =>
        step.DependsOnParent ? [new KeyPart(MissReason.Parent, state.Chain)] : [];

    private ImmutableArray<KeyPart> TimePart() => services.Options.SourceDateEpoch is { } epoch
        ? [new KeyPart("source date epoch", epoch.ToString(System.Globalization.CultureInfo.InvariantCulture))]
        : [];

    private string Explain(PlannedStep planned, CancellationToken cancellationToken)
    {
        PlannedStep? before = services.Recorder.FindBefore(planned) ?? services.Shared.FindBefore(planned, services.Inputs, cancellationToken);
        return MissReason.Describe(planned.Parts, before, services.Inputs.DescribeChange);
    }

    private StepRecord Execute(
        ILayerStep step, CacheKey key, StageState state, StepPlace place, PlannedStep planned, int number, StepMeter meter, out bool isKnown, CancellationToken cancellationToken)
    {
        meter.Begin(StepPhase.Run);
        long start = Stopwatch.GetTimestamp();
        Transfer transfer = Transfer.Begin(services.Progress, "writing the layer", totalBytes: null, number);
        BlobWriter blob = services.Content.CreateBlob(computeDigest: false);
        using NewLayer layer = new(blob, services.LayerTimes, meter, services.Secrets, transfer) { FindEarlier = () => place.NoCache ? null : FindEarlier(planned) };
        ImmutableArray<FormInWork> forms = services.Forms.Follow(blob, place.IsShipped, number);
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
        if (known is not null && layer.Upper is { } upper)
        {
            services.Workspace.Value.RemoveDirectory(upper.HostPath);
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
        if (layer.Upper is { } upper)
        {
            services.Snapshots.Adopt(upper, [.. state.Layers, Layer.Of(made)]);
        }

        return record;
    }
}
