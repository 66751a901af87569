namespace Sharpbuild.Builder.Secrets;

/// <summary>A form in which the value of a secret may turn up.</summary>
/// <param name="Id">The secret.</param>
/// <param name="Bytes">What is looked for.</param>
/// <param name="Form">How messages name the form; empty for the value as it is.</param>
internal sealed record SecretPattern(string Id, ReadOnlyMemory<byte> Bytes, string Form);
