using System.Collections.Immutable;
using System.Globalization;

using Sharpbuild.Builder.Options;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Planning;

/// <summary>The stages of a Dockerfile as a directed graph: what each starts from and copies from.</summary>
public sealed class StageGraph
{
    private readonly BuildOptions _options;
    private readonly ImmutableArray<PlannedStage>.Builder _stages = ImmutableArray.CreateBuilder<PlannedStage>();

    private readonly StageNames _names;
    private readonly HashSet<int> _shipped = [];

    private StageGraph(Dockerfile dockerfile, BuildOptions options)
    {
        _options = options;
        _names = new StageNames(dockerfile.Stages);
        Dockerfile = dockerfile;
        Globals = GlobalScope.Create(dockerfile, options);
        foreach (Stage stage in dockerfile.Stages)
        {
            try
            {
                _stages.Add(Plan(stage));
            }
            catch (BuildException failure)
            {
                throw failure.At(dockerfile.Source, stage.From.Span);
            }
        }

        Target = FindTarget(options.Target);
        for (int? shipped = Target; shipped is { } stage; shipped = (_stages[stage].Base as BaseReference.Stage)?.Index)
        {
            _shipped.Add(stage);
        }

        Needed = Reachable(Target);
    }

    /// <summary>The file that was planned.</summary>
    public Dockerfile Dockerfile { get; }

    /// <summary>The variables that FROM lines see, and that stages take ARG values from.</summary>
    public VariableScope Globals { get; }

    /// <summary>All stages in the order of the file.</summary>
    public ImmutableArray<PlannedStage> Stages => _stages.ToImmutable();

    /// <summary>The number of the stage that is the result.</summary>
    public int Target { get; }

    /// <summary>The numbers of the stages that the target needs, itself included, each after those it depends on.</summary>
    public ImmutableArray<int> Needed { get; }

    /// <summary>Plans a file.</summary>
    /// <exception cref="BuildException">A stage is unknown, a reference goes forward, a variable can't be expanded.</exception>
    public static StageGraph Create(Dockerfile dockerfile, BuildOptions options) => new(dockerfile, options);

    /// <summary>Resolves the <c>from</c> of a COPY or a mount in stage number <paramref name="stage"/>.</summary>
    /// <exception cref="BuildException">The reference goes forward, to the stage itself or nowhere.</exception>
    public BaseReference ResolveSource(string from, int stage)
    {
        if (int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            return index < stage
                ? new BaseReference.Stage(index)
                : throw new BuildException($"stage \"{index}\" is not above stage {stage}", "a stage can only take files from stages above it");
        }

        return FindNamedContext(from) ?? FindStage(from, stage) ?? (_names.FindFrom(from, stage) is { } later
            ? throw new BuildException($"circular or forward reference: {LoopFrom(from, stage, Dockerfile.Stages[later])}", "a stage can only take files from stages above it")
            : new BaseReference.Image(from));
    }

    /// <summary>The numbers of the stages that an instruction of stage number <paramref name="stage"/> takes files from.</summary>
    public ImmutableArray<int> StagesUsedBy(Instruction instruction, int stage)
    {
        ImmutableSortedSet<int>.Builder used = ImmutableSortedSet.CreateBuilder<int>();
        foreach (string from in SourcesOf(instruction))
        {
            Add(used, ResolveSource(from, stage));
        }

        return [.. used];
    }

    /// <summary>Whether the layers of a stage are the result's: it is the target, or what that starts from.</summary>
    public bool IsShipped(int stage) => _shipped.Contains(stage);

    /// <summary>What to do when the image that a stage starts from cannot be had, if its name is nearly that of a stage; else null.</summary>
    public string? MisspeltStage(PlannedStage stage) => stage.Base is BaseReference.Image image ? MisspeltStage(image.Reference) : null;

    /// <summary>The same for an image that an instruction takes files from.</summary>
    public string? MisspeltStage(Instruction instruction) => SourcesOf(instruction).Select(MisspeltStage).FirstOrDefault(help => help is not null);

    private string? MisspeltStage(string name) =>
        _names.Nearest(name) is { } nearest && !nearest.Equals(name, StringComparison.OrdinalIgnoreCase) ? $"no stage is called \"{name}\": did you mean \"{nearest}\"?" : null;

    /// <summary>A named context replaces a stage of that name as a whole; its instructions are not run.</summary>
    private PlannedStage Plan(Stage stage)
    {
        BaseReference? replacement = stage.Name is { } name ? FindNamedContext(name) : null;
        Stage planned = replacement is null ? stage : stage with { Instructions = [] };
        BaseReference reference = replacement ?? BaseOf(stage);
        if (reference is BaseReference.NamedContext { IsImage: false } files)
        {
            planned = planned with { Instructions = [CopyOfAll(files, stage), .. planned.Instructions] };
            reference = new BaseReference.Scratch();
        }

        return new PlannedStage(planned, reference, PlatformOf(stage), FindDependencies(planned, reference));
    }

    private BaseReference BaseOf(Stage stage)
    {
        string baseName = Globals.Expand(stage.From.BaseName);
        if (baseName.Length == 0)
        {
            throw new BuildException($"the base name \"{stage.From.BaseName}\" is empty", FromVariables.Help(stage.From.BaseName, stage.Index, Dockerfile));
        }

        return baseName == "scratch"
            ? new BaseReference.Scratch()
            : FindNamedContext(baseName) ?? FindStage(baseName, stage.Index) ?? new BaseReference.Image(baseName);
    }

    private Platform PlatformOf(Stage stage)
    {
        if (stage.From.Platform is not { } text)
        {
            return _options.Platform;
        }

        string expanded = Globals.Expand(text);
        return expanded.Length == 0 ? throw new BuildException($"the platform \"{text}\" is empty", FromVariables.Help(text, stage.Index, Dockerfile))
            : Platform.TryParse(expanded, out Platform? platform) ? platform
            : throw new BuildException($"\"{expanded}\" is not a platform", "write os/architecture[/variant], for example linux/amd64");
    }

    /// <summary>Files as a base are the same as nothing and a COPY of all of them.</summary>
    private static Instruction CopyOfAll(BaseReference.NamedContext files, Stage stage) =>
        OnbuildTrigger.Parse($"COPY --from={files.Name} / /").Instruction! with { Span = stage.From.Span };

    private ImmutableSortedSet<int> FindDependencies(Stage stage, BaseReference reference)
    {
        ImmutableSortedSet<int>.Builder dependencies = ImmutableSortedSet.CreateBuilder<int>();
        Add(dependencies, reference);
        foreach (Instruction instruction in stage.Instructions)
        {
            try
            {
                foreach (string from in SourcesOf(instruction))
                {
                    Add(dependencies, ResolveSource(from, stage.Index));
                }
            }
            catch (BuildException failure)
            {
                throw failure.At(Dockerfile.Source, instruction.Span);
            }
        }

        return dependencies.ToImmutable();
    }

    private static IEnumerable<string> SourcesOf(Instruction instruction) => instruction switch
    {
        CopyInstruction { Flags.From: { } from } => [from],
        RunInstruction run => run.Mounts.Select(mount => OptionOf(mount, "from")).OfType<string>(),
        _ => [],
    };

    private static string? OptionOf(MountOption mount, string name)
    {
        foreach ((string key, string value) in mount.Options)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    private static void Add(ImmutableSortedSet<int>.Builder dependencies, BaseReference reference)
    {
        if (reference is BaseReference.Stage stage)
        {
            dependencies.Add(stage.Index);
        }
    }

    private BaseReference? FindStage(string name, int before) => _names.FindAbove(name, before) is { } index ? new BaseReference.Stage(index) : null;

    private BaseReference? FindNamedContext(string name)
    {
        if (_options.NamedContexts.IsEmpty)
        {
            return null;
        }

        if (_options.NamedContexts.TryGetValue(name, out string? source))
        {
            return Named(name, source);
        }

        if (!ImageReference.TryParse(name, out ImageReference? reference))
        {
            return null;
        }

        foreach ((string contextName, string contextSource) in _options.NamedContexts)
        {
            if (ImageReference.TryParse(contextName, out ImageReference? candidate) && candidate.Name == reference.Name && candidate.TagOrDigest == reference.TagOrDigest)
            {
                return Named(contextName, contextSource);
            }
        }

        return null;
    }

    private static BaseReference Named(string name, string source) =>
        source == "docker-image://scratch" ? new BaseReference.Scratch() : new BaseReference.NamedContext(name, source);

    private string LoopFrom(string name, int stage, Stage later)
    {
        Stage from = Dockerfile.Stages[stage];
        string self = from.Name ?? $"stage {stage}";
        bool loops = later.Index == stage || later.From.BaseName.Equals(from.Name, StringComparison.OrdinalIgnoreCase)
            || later.Instructions.SelectMany(SourcesOf).Any(source => source.Equals(from.Name, StringComparison.OrdinalIgnoreCase));
        return loops && later.Index != stage ? $"{self} -> {name} -> {self}" : $"{self} -> {name}";
    }

    private int FindTarget(string? target)
    {
        if (target is null)
        {
            return Dockerfile.Stages.Length - 1;
        }

        if (_names.FindAbove(target, Dockerfile.Stages.Length) is { } named)
        {
            return named;
        }

        if (int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < Dockerfile.Stages.Length)
        {
            return index;
        }

        string names = string.Join(", ", Dockerfile.Stages.Select(stage => stage.Name ?? stage.Index.ToString(CultureInfo.InvariantCulture)));
        throw new BuildException($"target stage \"{target}\" could not be found", $"the stages of the file are: {names}");
    }

    private ImmutableArray<int> Reachable(int target)
    {
        SortedSet<int> needed = [];
        Stack<int> open = new([target]);
        while (open.TryPop(out int index))
        {
            if (needed.Add(index))
            {
                foreach (int dependency in _stages[index].Dependencies)
                {
                    open.Push(dependency);
                }
            }
        }

        return [.. needed];
    }
}
