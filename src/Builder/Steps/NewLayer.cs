using Sharpbuild.Builder.History;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Steps;

/// <summary>A layer in the making: its tar, and where a command ran, the upper directory it came from.</summary>
internal sealed class NewLayer : IDisposable
{
    private readonly BlobWriter _blob;
    private readonly LayerIndexBuilder _index = new();
    private LayerDigests? _digests;

    /// <summary>Begins a layer.</summary>
    public NewLayer(ContentStore content, LayerTimes times, StepMeter meter)
    {
        Meter = meter;
        _blob = content.CreateBlob(computeDigest: false);
        Writer = new LayerWriter(_blob, times) { Index = _index };
    }

    /// <summary>Measures the step that makes it.</summary>
    public StepMeter Meter { get; }

    /// <summary>Takes the entries.</summary>
    public LayerWriter Writer { get; }

    /// <summary>The upper directory that holds the same content, if there is one.</summary>
    public string? UpperHostPath { get; set; }

    /// <summary>The digests, once the last entry was written.</summary>
    public LayerDigests Digests => _digests ??= Writer.Finish();

    /// <summary>Makes the layer visible in the store.</summary>
    /// <returns>Its DiffID.</returns>
    public Digest Commit()
    {
        _blob.Commit(Digests.DiffId);
        return Digests.DiffId;
    }

    /// <summary>The listing, once the last entry was written.</summary>
    public LayerIndex BuildIndex() => _index.Build();

    /// <inheritdoc/>
    public void Dispose()
    {
        Writer.Dispose();
        _blob.Dispose();
    }
}
