using System.Collections.Immutable;

using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Builder.Planning;

/// <summary>Finds stages by name, in any case; a name may be given again further down.</summary>
internal sealed class StageNames
{
    private readonly Dictionary<string, List<int>> _numbers = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="stages">All stages of the file, in order.</param>
    public StageNames(ImmutableArray<Stage> stages)
    {
        foreach (Stage stage in stages)
        {
            if (stage.Name is not { } name)
            {
                continue;
            }

            if (!_numbers.TryGetValue(name, out List<int>? numbers))
            {
                _numbers.Add(name, numbers = []);
            }

            numbers.Add(stage.Index);
        }
    }

    /// <summary>Number of the last stage with the name above stage <paramref name="stage"/>, or null.</summary>
    public int? FindAbove(string name, int stage)
    {
        int place = Place(name, stage, out List<int>? numbers);
        return place > 0 ? numbers![place - 1] : null;
    }

    /// <summary>Number of the first stage with the name from stage <paramref name="stage"/> on, or null.</summary>
    public int? FindFrom(string name, int stage)
    {
        int place = Place(name, stage, out List<int>? numbers);
        return numbers is not null && place < numbers.Count ? numbers[place] : null;
    }

    /// <summary>The stage name that <paramref name="name"/> may have been meant to be, or null.</summary>
    public string? Nearest(string name) => Suggestions.Nearest(name, _numbers.Keys);

    private int Place(string name, int stage, out List<int>? numbers)
    {
        if (!_numbers.TryGetValue(name, out numbers))
        {
            return 0;
        }

        int place = numbers.BinarySearch(stage);
        return place < 0 ? ~place : place;
    }
}
