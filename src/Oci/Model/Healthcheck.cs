using System.Collections.Immutable;

namespace Sharpbuild.Oci.Model;

/// <summary>How a container's health is tested.</summary>
/// <param name="Test">The test: <c>NONE</c>, <c>CMD</c> and words, or <c>CMD-SHELL</c> and a line; empty inherits.</param>
/// <param name="Interval">The time between two tests; zero is the default.</param>
/// <param name="Timeout">How long a test may take; zero is the default.</param>
/// <param name="StartPeriod">How long failures do not count after the start; zero is the default.</param>
/// <param name="StartInterval">The time between two tests in the start period; zero is the default.</param>
/// <param name="Retries">How many failures in a row make a container unhealthy; 0 is the default.</param>
/// <remarks>Docker's image config, <c>Healthcheck</c>.</remarks>
public sealed record Healthcheck(
    ImmutableArray<string> Test,
    TimeSpan Interval = default,
    TimeSpan Timeout = default,
    TimeSpan StartPeriod = default,
    TimeSpan StartInterval = default,
    int Retries = 0);
