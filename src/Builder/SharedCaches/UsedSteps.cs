namespace Sharpbuild.Builder.SharedCaches;

/// <summary>The steps of one build; may be called by several threads.</summary>
internal sealed class UsedSteps
{
    private readonly Lock _lock = new();
    private readonly List<UsedStep> _steps = [];

    /// <summary>Takes a step.</summary>
    public void Add(UsedStep step)
    {
        lock (_lock)
        {
            _steps.Add(step);
        }
    }

    /// <summary>The steps in the order of the Dockerfile.</summary>
    /// <param name="ofAllStages">Whether those count whose layers the result does not have.</param>
    public IReadOnlyList<UsedStep> List(bool ofAllStages)
    {
        lock (_lock)
        {
            return [.. _steps.Where(step => ofAllStages || step.IsShipped).OrderBy(step => step.Stage).ThenBy(step => step.Place.Ordinal)];
        }
    }
}
