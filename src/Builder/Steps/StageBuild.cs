using System.Collections.Immutable;

using Sharpbuild.Builder.Contexts.Remote;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Builder.Steps;

/// <summary>
/// One stage on its way: it goes through its instructions as far as the cache reaches, and from there on when it is allowed to execute.
/// </summary>
internal sealed class StageBuild
{
    private readonly PlannedStage _stage;
    private readonly StageServices _services;
    private readonly LayerStepRunner _runner;
    private ImmutableArray<Instruction> _instructions;
    private StageState? _state;
    private int _next;
    private int _layerStep;
    private int _layerSteps;
    private int _lastRun;
    private int _triggers;

    /// <summary>Begins a stage.</summary>
    public StageBuild(PlannedStage stage, StageServices services)
    {
        _stage = stage;
        _services = services;
        _runner = new LayerStepRunner(services.Build);
        _instructions = stage.Stage.Instructions;
    }

    /// <summary>The stage's number.</summary>
    public int Index => _stage.Stage.Index;

    /// <summary>The stage.</summary>
    public PlannedStage Plan => _stage;

    /// <summary>The result, once the last instruction is done.</summary>
    public StageState? Result { get; private set; }

    /// <summary>Goes on.</summary>
    /// <param name="execute">Whether steps that are not cached are executed; if not, the stage stops at the first one.</param>
    /// <param name="cancellationToken">Stops the step that is under way.</param>
    public void Advance(bool execute, CancellationToken cancellationToken)
    {
        if (_state is null && !Begin(execute, cancellationToken))
        {
            return;
        }

        while (_next < _instructions.Length)
        {
            Instruction instruction = _instructions[_next];
            StageState? state = Apply(instruction, execute, cancellationToken);
            if (state is null)
            {
                return;
            }

            _state = state;
            _next++;
        }

        Result = _state;
    }

    private bool Begin(bool wait, CancellationToken cancellationToken)
    {
        try
        {
            _state = _services.Bases.Start(_stage, wait, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw StepErrors.Blame(failure, _services.Source, _stage.Stage.From.Span, _services.Graph.MisspeltStage(_stage));
        }

        if (_state is null)
        {
            return false;
        }

        (_state, ImmutableArray<Instruction> triggers) = OnbuildTriggers.Take(_state, _stage.Stage.From.Span);
        _instructions = [.. triggers, .. _instructions];
        _triggers = triggers.Length;
        _layerSteps = _instructions.Count(IsLayerStep);
        _lastRun = _instructions.ToList().FindLastIndex(instruction => instruction is RunInstruction);
        _services.Build.Recorder.StageBegins(Index, _state.BaseDigest, _layerSteps);
        return true;
    }

    private StageState? Apply(Instruction instruction, bool execute, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int number = 0;
        try
        {
            StageState? metadata = MetadataSteps.Apply(instruction, _state!, _services.Globals, _services.Build.Options);
            if (metadata is not null)
            {
                return metadata;
            }

            StageState? before = LayerSteps.Prepare(instruction, _state!, _services, Index, execute, cancellationToken, out ILayerStep? step);
            if (before is null || step is null)
            {
                return before;
            }

            StepPlace place = Place(instruction, () => number = _services.Numbers.Next());
            StageState? after = _runner.Run(step, place, before, execute, cancellationToken);
            _layerStep += after is null ? 0 : 1;
            return after;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            BuildException blamed = StepErrors.Blame(failure, _services.Source, instruction.Span, _services.Graph.MisspeltStage(instruction));
            blamed = _next < _triggers ? StepErrors.BlameTrigger(blamed, instruction) : blamed;
            if (number > 0)
            {
                _services.Build.Progress.Failed(number, blamed.Message);
            }

            throw blamed;
        }
    }

    private StepPlace Place(Instruction instruction, Func<int> number)
    {
        string text = HttpAddress.WithoutPassword(instruction.Original);
        string title = $"[{_stage.DisplayName} {_layerStep + 1}/{_layerSteps}] {text}";
        bool noCache = _services.Build.Options.NoCache
            || _services.Build.Options.NoCacheStages.Contains(_stage.DisplayName, StringComparer.OrdinalIgnoreCase);
        int line = _next < _triggers ? 0 : instruction.Lines.Start;
        ImmutableArray<int> needs = _services.Graph.StagesUsedBy(instruction, Index);
        return new StepPlace(Index, _stage.DisplayName, _layerStep + 1, line, text, needs, title, _services.Graph.IsShipped(Index), NeedsTree: _next <= _lastRun, noCache, number);
    }

    private static bool IsLayerStep(Instruction instruction) => instruction is RunInstruction or CopyInstruction or WorkdirInstruction;
}
