namespace Sharpbuild.EndToEnd.Faults;

/// <summary>Moments that are spread over a build. Where the build has ended before its moment comes, the moment does not count and the next guess is shorter.</summary>
/// <param name="duration">How long the build took once.</param>
/// <param name="wanted">The number of moments.</param>
internal sealed class MomentsOfBuild(TimeSpan duration, int wanted)
{
    private const double Shorter = 0.97;

    private TimeSpan _duration = duration;
    private int _hits;
    private int _misses;

    /// <summary>How long to wait after the start; null when there were enough.</summary>
    public TimeSpan? Next() => _hits < wanted && _misses < wanted ? _duration * ((_hits + 0.5) / wanted) : null;

    /// <summary>Takes up whether the build still ran.</summary>
    public void Tell(bool isRunning)
    {
        if (isRunning)
        {
            _hits++;
        }
        else
        {
            _misses++;
            _duration *= Shorter;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_hits} of {wanted} points while the build ran, {_misses} when it had ended";
}
