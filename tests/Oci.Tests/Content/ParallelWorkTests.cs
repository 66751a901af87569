using Sharpbuild.Oci.Content;

namespace Sharpbuild.Oci.Tests.Content;

public sealed class ParallelWorkTests
{
    [Fact]
    public void All_is_done_once()
    {
        int sum = 0;

        ParallelWork.ForEach(Enumerable.Range(1, 1000), new ParallelOptions(), number => Interlocked.Add(ref sum, number));

        sum.Should().Be(500_500);
    }

    [Fact]
    public void A_failure_is_thrown_as_it_is()
    {
        Action work = () => ParallelWork.ForEach(Enumerable.Range(1, 1000), new ParallelOptions(), number => throw new InvalidDataException($"{number}"));

        work.Should().ThrowExactly<InvalidDataException>();
    }
}
