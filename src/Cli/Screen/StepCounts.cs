namespace Sharpbuild.Cli.Screen;

/// <summary>How far a build is.</summary>
/// <param name="Started">Steps that were begun, the cached ones included.</param>
/// <param name="Cached">Steps that came out of the cache.</param>
internal readonly record struct StepCounts(int Started, int Cached);
