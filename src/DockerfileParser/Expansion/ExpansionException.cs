namespace Sharpbuild.Dockerfiles.Expansion;

/// <summary>Ends an expansion from any depth; <see cref="VariableExpander"/> turns it into a result.</summary>
internal sealed class ExpansionException(string message) : Exception(message);
