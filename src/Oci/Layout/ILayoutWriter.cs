using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Layout;

/// <summary>Where an OCI image layout is written to: a directory or a tar stream.</summary>
public interface ILayoutWriter : IDisposable
{
    /// <summary>Whether a blob need not be added.</summary>
    bool HasBlob(Digest digest);

    /// <summary>Adds a blob, unless it is there.</summary>
    /// <param name="descriptor">Its digest and size.</param>
    /// <param name="content">Its bytes, checked by who opened them.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    void AddBlob(Descriptor descriptor, Stream content, CancellationToken cancellationToken);

    /// <summary>Adds the entries of the index and so makes the images visible.</summary>
    void Finish(ImageIndex index);
}
