using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Steps;

/// <summary>A stage after some of its instructions: the root file system, the config and the variables so far.</summary>
/// <param name="Layers">The layers, lowest first.</param>
/// <param name="Chain">What stands for the content of all layers in cache keys.</param>
/// <param name="Image">The config with its history.</param>
/// <param name="Scope">The variables that the next instruction sees.</param>
/// <param name="LastCreatedAt">When the newest layer was made; becomes the time of metadata history.</param>
public sealed record StageState(ImmutableArray<Layer> Layers, string Chain, ImageConfig Image, VariableScope Scope, UnixTime? LastCreatedAt)
{
    /// <summary>The comment of history entries that we write.</summary>
    public const string HistoryComment = "sharpbuild.dockerfile.v0";

    /// <summary>The digest of the manifest of the image that the stage starts from; null for other bases.</summary>
    public Digest? BaseDigest { get; init; }

    /// <summary>Whether the stage has set its own command, so that a later ENTRYPOINT keeps it.</summary>
    public bool CommandIsOwn { get; init; }

    /// <summary>The container's part of the config.</summary>
    public ContainerConfig Config => Image.Config;

    /// <summary>The directory in which RUN works and to which relative paths refer, absolute.</summary>
    public string WorkingDirectory => Config.WorkingDir is { Length: > 0 } directory ? directory : "/";

    /// <summary>Who RUN runs as and whose a new WORKDIR becomes.</summary>
    public string User => Config.User is { Length: > 0 } user ? user : "0";

    /// <summary>The shell of the shell forms.</summary>
    public ImmutableArray<string> Shell => Config.Shell is { IsDefaultOrEmpty: false } shell ? shell : ["/bin/sh", "-c"];

    /// <summary>The state with another container config.</summary>
    public StageState With(ContainerConfig config) => this with { Image = Image with { Config = config } };

    /// <summary>The state with a history entry that has no layer.</summary>
    public StageState WithHistory(string createdBy) => WithHistory(createdBy, emptyLayer: true);

    /// <summary>The state with one more layer and its history entry.</summary>
    public StageState WithLayer(Layer layer, string createdBy, UnixTime createdAt) => (this with
    {
        Layers = Layers.Add(layer),
        Chain = CacheKey.Digest(Chain, layer.ContentKey),
        LastCreatedAt = createdAt,
        Image = Image with { DiffIds = Image.DiffIds.Add(layer.DiffId) },
    }).WithHistory(createdBy, emptyLayer: false);

    private StageState WithHistory(string createdBy, bool emptyLayer)
    {
        HistoryEntry entry = new(LastCreatedAt, createdBy, Author: null, HistoryComment, emptyLayer);
        return this with { Image = Image with { History = Image.History.Add(entry), Created = LastCreatedAt } };
    }
}
