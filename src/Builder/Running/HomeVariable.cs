using System.Collections.Immutable;

using Sharpbuild.Builder.Contexts;

namespace Sharpbuild.Builder.Running;

/// <summary>The variable <c>HOME</c>.</summary>
internal static class HomeVariable
{
    /// <summary>The environment with the home of the user, unless it names one already.</summary>
    public static ImmutableArray<string> Add(ImmutableArray<string> environment, Account user)
    {
        foreach (string entry in environment)
        {
            if (entry.StartsWith("HOME=", StringComparison.Ordinal))
            {
                return environment;
            }
        }

        return environment.Add($"HOME={user.Home ?? "/"}");
    }
}
