using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Secrets;
using Sharpbuild.Builder.Snapshots;
using Sharpbuild.Builder.Transfers;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Steps;

/// <summary>A layer in the making: its tar, and where a command ran, the upper directory it came from.</summary>
internal sealed class NewLayer : IDisposable
{
    private readonly BlobWriter _blob;
    private readonly SecretGuard _secrets;
    private readonly SecretScanStream? _watched;
    private readonly LayerIndexBuilder _index = new();
    private readonly Transfer _transfer;
    private LayerDigests? _digests;

    /// <summary>Begins a layer.</summary>
    /// <param name="blob">Takes its tar; disposed with this object.</param>
    /// <param name="times">How times are written.</param>
    /// <param name="meter">Measures the step.</param>
    /// <param name="secrets">Looks for secrets in it.</param>
    /// <param name="transfer">Counts its bytes; disposed with this object.</param>
    public NewLayer(BlobWriter blob, LayerTimes times, StepMeter meter, SecretGuard secrets, Transfer transfer)
    {
        Meter = meter;
        _blob = blob;
        _secrets = secrets;
        _watched = secrets.Watch(_blob);
        _transfer = transfer;
        Writer = new LayerWriter(new TransferStream(_watched ?? (Stream)_blob, transfer, owns: false), times) { Index = _index };
    }

    /// <summary>Measures the step that makes it.</summary>
    public StepMeter Meter { get; }

    /// <summary>The layer that the same step made in an earlier build, if it is known; asked for only by steps that can use it.</summary>
    public required Func<LayerRecord?> FindEarlier { get; init; }

    /// <summary>Takes the entries.</summary>
    public LayerWriter Writer { get; }

    /// <summary>The upper directory that holds the same content, if there is one.</summary>
    public FinishedUpper? Upper { get; set; }

    /// <summary>The digests, once the last entry was written.</summary>
    public LayerDigests Digests => _digests ??= Writer.Finish();

    /// <summary>Makes the layer visible in the store.</summary>
    /// <returns>Its DiffID.</returns>
    public Digest Commit()
    {
        _blob.Commit(Digests.DiffId);
        return Digests.DiffId;
    }

    /// <summary>Reports a secret that was found in it, once the last entry was written.</summary>
    /// <exception cref="BuildException">There is one, and that is an error.</exception>
    public void CheckSecrets()
    {
        _ = Digests;
        _secrets.Check(_watched, BuildIndex);
    }

    /// <summary>The listing, once the last entry was written.</summary>
    public LayerIndex BuildIndex() => _index.Build();

    /// <inheritdoc/>
    public void Dispose()
    {
        Writer.Dispose();
        _blob.Dispose();
        _transfer.Dispose();
    }
}
