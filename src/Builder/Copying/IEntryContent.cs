using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Copying;

/// <summary>Where the content of a planned file comes from.</summary>
internal interface IEntryContent
{
    /// <summary>Adds the file to a layer.</summary>
    void AddTo(LayerWriter writer, LayerEntry entry);
}
