using System.Collections.Immutable;
using System.Text.Json;

using Sharpbuild.Builder.Store;

namespace Sharpbuild.Builder.Caching;

/// <summary>Remembers the keys of the last build of a Dockerfile, under each name by which the next build may be recognised.</summary>
public sealed class LastPlanStore
{
    private readonly Lazy<Workspace> _workspace;
    private readonly ImmutableArray<string> _names;
    private readonly List<PlannedStep> _steps = [];
    private readonly Lock _lock = new();
    private LastPlan? _before;

    /// <summary>Makes the store for one build.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="workspace">Where files lie until they are whole.</param>
    /// <param name="names">What identifies the build, best first: its context and Dockerfile, its tags.</param>
    public LastPlanStore(StateDirectory state, Lazy<Workspace> workspace, IEnumerable<string> names)
    {
        _workspace = workspace;
        _names = [.. names.Select(name => Path.Join(state.History, CacheKey.Digest(name)))];
    }

    /// <summary>Whether a step of this build was not in the cache.</summary>
    public bool HasMisses { get; set; }

    /// <summary>Adds a step of this build.</summary>
    public void Add(PlannedStep step)
    {
        lock (_lock)
        {
            _steps.Add(step);
        }
    }

    /// <summary>The step of the last build that stands where this one stands: same stage and text, else same stage and number.</summary>
    public PlannedStep? FindBefore(PlannedStep step)
    {
        lock (_lock)
        {
            _before ??= Load();
        }

        PlannedStep? samePlace = null;
        foreach (PlannedStep candidate in _before.Steps)
        {
            if (candidate.Stage != step.Stage)
            {
                continue;
            }

            if (candidate.Text == step.Text)
            {
                return candidate;
            }

            samePlace ??= candidate.Ordinal == step.Ordinal && Keyword(candidate.Text) == Keyword(step.Text) ? candidate : null;
        }

        return samePlace;
    }

    /// <summary>Keeps this build's steps for the next one.</summary>
    public void Save()
    {
        PlannedStep[] steps = [.. _steps.OrderBy(step => step.Stage, StringComparer.Ordinal).ThenBy(step => step.Ordinal)];
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(new LastPlan(LastPlan.CurrentVersion, [.. steps]), CacheJsonContext.Default.LastPlan);
        foreach (string path in _names)
        {
            AtomicFile.Write(path, json, _workspace.Value.HostPath);
        }
    }

    private static string Keyword(string text)
    {
        int blank = text.IndexOf(' ', StringComparison.Ordinal);
        return blank < 0 ? text : text[..blank];
    }

    private LastPlan Load()
    {
        foreach (string path in _names)
        {
            try
            {
                byte[]? json = AtomicFile.TryRead(path);
                LastPlan? plan = json is null ? null : JsonSerializer.Deserialize(json, CacheJsonContext.Default.LastPlan);
                if (plan is { Version: LastPlan.CurrentVersion })
                {
                    return plan;
                }
            }
            catch (JsonException)
            {
                continue;
            }
        }

        return LastPlan.None;
    }
}
