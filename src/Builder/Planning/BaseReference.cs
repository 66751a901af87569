namespace Sharpbuild.Builder.Planning;

/// <summary>What a stage, a COPY --from or a mount takes its files from.</summary>
public abstract record BaseReference
{
    private BaseReference()
    {
    }

    /// <summary>Nothing: <c>FROM scratch</c>.</summary>
    public sealed record Scratch : BaseReference;

    /// <summary>An earlier stage of the same file.</summary>
    /// <param name="Index">Its number, from 0.</param>
    public sealed record Stage(int Index) : BaseReference;

    /// <summary>A context given by <c>--build-context</c>.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Source">Its value: a directory, a URL, <c>oci-layout://…</c> or <c>docker-image://…</c>.</param>
    public sealed record NamedContext(string Name, string Source) : BaseReference
    {
        private static readonly string[] ImageSchemes = ["oci-layout://", "docker-archive://", "docker-image://"];

        /// <summary>Whether it is an image; else files.</summary>
        public bool IsImage => ImageSchemes.Any(scheme => Source.StartsWith(scheme, StringComparison.Ordinal));
    }

    /// <summary>An image by reference.</summary>
    /// <param name="Reference">The reference as written, variables replaced.</param>
    public sealed record Image(string Reference) : BaseReference;
}
