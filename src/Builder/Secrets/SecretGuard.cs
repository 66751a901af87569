using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Progress;
using Sharpbuild.Oci.Layers;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Secrets;

/// <summary>Sees to it that no value of a secret of the build stays in a layer, a cache record, the config, the history or a log.</summary>
/// <param name="options">The secrets, and what happens when one is found.</param>
/// <param name="progress">Hears the warnings.</param>
internal sealed class SecretGuard(BuildOptions options, IBuildProgress progress)
{
    private const string Help = "use the value only where it is mounted; --secret-scan=warn builds all the same";

    private readonly Lazy<SecretPatterns> _patterns = new(() => SecretPatterns.Read(options.Secrets.Values));

    private bool IsOn => options.SecretScan != SecretScanMode.Off && !options.Secrets.IsEmpty && !_patterns.Value.All.IsEmpty;

    /// <summary>Puts a look-out between a layer's writer and its blob; null where none is wanted.</summary>
    public SecretScanStream? Watch(Stream layer) => IsOn ? new SecretScanStream(layer, _patterns.Value) : null;

    /// <summary>Hides secrets in the output of a command; null where there are none.</summary>
    public SecretOutputMask? Mask(Action<int, ReadOnlyMemory<byte>> sink) =>
        options.Secrets.IsEmpty || _patterns.Value.All.IsEmpty ? null : new SecretOutputMask(_patterns.Value, sink);

    /// <summary>Reports what was found in a layer.</summary>
    /// <exception cref="BuildException">Something was found, and that is an error.</exception>
    public void Check(SecretScanStream? watched, Func<LayerIndex> index)
    {
        if (watched?.Found is { } found)
        {
            Report(found, $"the layer of this step contains", $" in {PlaceOf(found, watched.FoundAt, index())}");
        }
    }

    /// <summary>Looks through what a cache record will hold of a step.</summary>
    /// <exception cref="BuildException">Something was found, and that is an error.</exception>
    public void Check(ImmutableArray<KeyPart> parts)
    {
        if (!IsOn)
        {
            return;
        }

        foreach (KeyPart part in parts)
        {
            if (_patterns.Value.Find(part.Value) is { } found)
            {
                Report(found, $"{part.Name} contains", "");
            }
        }
    }

    /// <summary>Looks through the config and the history of the result.</summary>
    /// <exception cref="BuildException">Something was found, and that is an error.</exception>
    public void Check(ImageConfig image, byte[] config)
    {
        if (!IsOn || _patterns.Value.Find(config, out _) is not { } found)
        {
            return;
        }

        string place = image.Config.Env.FirstOrDefault(entry => _patterns.Value.Find(entry) is not null) is { } variable ? $"ENV {variable.Split('=')[0]}"
            : image.Config.Labels.FirstOrDefault(label => _patterns.Value.Find(label.Key + "=" + label.Value) is not null) is { Key: not null } label ? $"LABEL {label.Key}"
            : image.History.FirstOrDefault(entry => _patterns.Value.Find(entry.CreatedBy ?? "") is not null) is { CreatedBy: { } text } ? $"the history of {text.Split(' ')[0]}"
            : "a command or another field";
        Report(found, $"the image's config contains", $" in {place}");
    }

    private static string PlaceOf(SecretPattern found, long position, LayerIndex index)
    {
        foreach (LayerEntry entry in index.All())
        {
            if (index.TryGet(entry.Path, out _, out long start) && start >= 0 && position >= start && position < start + entry.SizeInBytes)
            {
                return $"\"/{entry.Path}\"";
            }
        }

        string name = System.Text.Encoding.UTF8.GetString(found.Bytes.Span);
        return index.All().Any(entry => entry.Path.Contains(name, StringComparison.Ordinal)) ? "the name of a file" : "an attribute of a file";
    }

    private void Report(SecretPattern found, string what, string where)
    {
        string message = $"{what} the value of the secret \"{found.Id}\"{found.Form}{where}";
        if (options.SecretScan == SecretScanMode.Error)
        {
            throw new BuildException(message, Help);
        }

        progress.Notice($"warning: {message}");
    }
}
