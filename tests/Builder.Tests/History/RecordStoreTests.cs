using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Store;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Builder.Tests.History;

public sealed class RecordStoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 5, 6, 7, 8, 9, 10, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();
    private readonly RecordStore _records;

    public RecordStoreTests()
    {
        StateDirectory state = new(_directory.HostPath);
        state.Create();
        _records = new RecordStore(state);
    }

    [Fact]
    public void Builds_that_begin_in_the_same_millisecond_get_different_names()
    {
        string first = _records.TakeId(Now, "name");
        string second = _records.TakeId(Now, "name");
        _records.Write(first, "{}"u8);
        string third = _records.TakeId(Now, "name");

        new[] { first, second, third }.Should().Equal(
            RecordStore.NewId(Now, "name"), RecordStore.NewId(Now.AddMilliseconds(1), "name"), RecordStore.NewId(Now.AddMilliseconds(2), "name"));
        _records.TakeId(Now, "other").Should().Be(RecordStore.NewId(Now, "other"));
    }

    [Fact]
    public void A_name_that_was_taken_is_no_record_until_one_is_written()
    {
        string id = _records.TakeId(Now, "name");

        _records.List().Should().BeEmpty();
        _records.Write(id, "{}"u8);
        _records.List().Should().Equal(id);
    }

    public void Dispose() => _directory.Dispose();
}
