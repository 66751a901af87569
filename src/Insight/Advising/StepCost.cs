namespace Sharpbuild.Insight.Advising;

/// <summary>What executing a step costs.</summary>
/// <param name="Seconds">How long it takes.</param>
/// <param name="WaitingSeconds">How much of that its command waited, for the network or the disk, and computed nothing.</param>
/// <param name="SizeInBytes">The size of its layer.</param>
public sealed record StepCost(double Seconds, double WaitingSeconds, long SizeInBytes)
{
    /// <summary>Nothing.</summary>
    public static StepCost None { get; } = new(0, 0, 0);
}
