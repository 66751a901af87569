namespace Sharpbuild.Fuzz;

public sealed class FuzzTests
{
    private static readonly FuzzTarget Fragile = new("fragile", ["abc"u8.ToArray()], ["X"u8.ToArray()], input =>
    {
        if (input.AsSpan().IndexOf("cX"u8) >= 0)
        {
            throw new InvalidDataException("cX");
        }
    });

    public static TheoryData<string> Names => [.. FuzzTargetTable.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Target_reads_its_first_inputs_without_a_finding(string name)
    {
        FuzzReport report = new FuzzLoop(FuzzTargetTable.Find(name)!).Run(0, 3000);

        report.Crashes.Should().BeEmpty();
        report.Executions.Should().Be(3000);
    }

    [Fact]
    public void Input_depends_on_nothing_but_its_number()
    {
        byte[][] once = [.. Enumerable.Range(0, 100).Select(number => new Mutator(Fragile).Create(number))];
        byte[][] backwards = [.. Enumerable.Range(0, 100).Reverse().Select(number => new Mutator(Fragile).Create(number)).Reverse()];

        backwards.Should().BeEquivalentTo(once, options => options.WithStrictOrdering());
        once.Select(Convert.ToHexString).Distinct().Count().Should().BeGreaterThan(50);
    }

    [Fact]
    public void Exception_is_found_with_the_input_that_brings_it_back()
    {
        FuzzReport report = new FuzzLoop(Fragile).Run(0, 2000);

        report.Crashes.Should().NotBeEmpty();
        report.Crashes[0].Input.Should().Equal(new Mutator(Fragile).Create(report.Crashes[0].Number));
    }

    [Fact]
    public void Cost_that_grows_with_the_square_is_found_and_one_in_proportion_is_not()
    {
        byte[] input = "a line\n"u8.ToArray();

        new GrowthProbe(text => text.Length * (double)text.Length, 1).Examine(input, 2, 4).Should().Contain("with bytes 2 to 6 repeated");
        new GrowthProbe(text => text.Length, 1).Examine(input, 2, 4).Should().BeNull();
    }
}
