using Sharpbuild.Builder.Contexts;

namespace Sharpbuild.Builder.Copying;

/// <summary>A file that is copied.</summary>
/// <param name="RelativePath">Where it goes below the destination.</param>
/// <param name="File">The file.</param>
/// <param name="Details">Its digest and extended attributes.</param>
public sealed record SelectedFile(string RelativePath, SourceFile File, FileDetails Details);
