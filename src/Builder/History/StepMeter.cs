using System.Diagnostics;

using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.History;

/// <summary>Measures one step while it is executed.</summary>
internal sealed class StepMeter
{
    private readonly TimeSpan[] _spent = new TimeSpan[(int)StepPhase.Commit + 1];
    private StepPhase _phase = StepPhase.Queue;
    private long _since = Stopwatch.GetTimestamp();

    /// <summary>What the step's command used.</summary>
    public SandboxUsage? Usage { get; set; }

    /// <summary>Ends the phase before and begins another.</summary>
    public void Begin(StepPhase phase)
    {
        long now = Stopwatch.GetTimestamp();
        _spent[(int)_phase] += Stopwatch.GetElapsedTime(_since, now);
        (_phase, _since) = (phase, now);
    }

    /// <summary>Ends the last phase.</summary>
    /// <param name="layerSizeInBytes">The size of the layer's uncompressed tar; 0 where none was made.</param>
    public StepFigures Finish(long layerSizeInBytes)
    {
        Begin(_phase);
        return new StepFigures(
            _spent[(int)StepPhase.Queue], _spent[(int)StepPhase.Run], _spent[(int)StepPhase.Diff], _spent[(int)StepPhase.Commit], layerSizeInBytes, Usage);
    }
}
