using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Progress;
using Sharpbuild.Builder.Running;
using Sharpbuild.Builder.Secrets;
using Sharpbuild.Builder.SharedCaches;
using Sharpbuild.Builder.Snapshots;
using Sharpbuild.Builder.Sources;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Steps;

/// <summary>What the steps of one build share.</summary>
internal sealed record BuildServices(
    BuildOptions Options,
    StateDirectory State,
    Lazy<Workspace> Workspace,
    ContentStore Content,
    LayerStore Layers,
    LayerForms Forms,
    SnapshotStore Snapshots,
    RootViews Roots,
    StepCache Cache,
    SharedCacheAccess Shared,
    UsedSteps Used,
    BuildRecorder Recorder,
    InputStore Inputs,
    CommandRunner Commands,
    RemoteSources Remotes,
    SshAgents Agents,
    SecretGuard Secrets,
    JobLimit Jobs,
    IBuildProgress Progress,
    TimeProvider Clock)
{
    /// <summary>How the times of new layers are written.</summary>
    public LayerTimes LayerTimes => Options.SourceDateEpoch is { } epoch ? LayerTimes.Clamp(epoch) : LayerTimes.WholeSeconds;

    /// <summary>The time for history and config.</summary>
    public UnixTime Now
    {
        get
        {
            DateTimeOffset now = Clock.GetUtcNow();
            long seconds = now.ToUnixTimeSeconds();
            return Options.SourceDateEpoch is { } epoch && epoch < seconds
                ? new UnixTime(epoch, 0)
                : new UnixTime(seconds, (int)(now.Ticks % TimeSpan.TicksPerSecond) * 100);
        }
    }
}
