namespace Sharpbuild.Builder.Planning;

/// <summary>Counts what the variables of a stage bring in, so that no Dockerfile of a few lines fills the memory.</summary>
internal sealed class ExpansionBudget
{
    private const long MostCharacters = 4 << 20;

    private long _spent;

    /// <summary>Takes note of an expanded text.</summary>
    /// <exception cref="BuildException">All of them together are too long.</exception>
    public void Spend(string before, string after)
    {
        if (after.Length > before.Length && Interlocked.Add(ref _spent, after.Length - before.Length) > MostCharacters)
        {
            throw new BuildException("variables bring in more than 4 MiB in this stage", "shorten their values");
        }
    }
}
