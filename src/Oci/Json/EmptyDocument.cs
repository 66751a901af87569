namespace Sharpbuild.Oci.Json;

/// <summary>The empty object that Go writes for the members of a set.</summary>
internal sealed class EmptyDocument;
