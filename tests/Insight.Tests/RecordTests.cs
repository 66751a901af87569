using System.Text;
using Sharpbuild.Builder;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Store;
using Sharpbuild.Insight.Builds;
using Sharpbuild.Oci;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Insight.Tests;

/// <summary>Records as files, and how the command line names them.</summary>
public sealed class RecordTests
{
    [Fact]
    public void A_record_is_read_as_it_was_written()
    {
        BuildRecord record = SampleRecord.Whole();

        BuildRecord read = BuildRecordJson.Read(BuildRecordJson.Write(record), "x");

        read.Should().BeEquivalentTo(record);
    }

    [Fact]
    public void A_record_without_the_members_of_later_versions_is_read()
    {
        string json = Encoding.UTF8.GetString(BuildRecordJson.Write(SampleRecord.Whole()));
        int from = json.IndexOf(",\"network\"", StringComparison.Ordinal);
        int to = json.IndexOf("},\"fileName\"", StringComparison.Ordinal);

        BuildRecord read = BuildRecordJson.Read(Encoding.UTF8.GetBytes(json[..from] + json[to..]), "x");

        read.Options.Network.Should().BeNull();
        Encoding.UTF8.GetString(BuildRecordJson.Write(read)).Should().Contain("\"sourceDateEpoch\":17,\"network\":null,\"allowed\":[],\"extraHosts\":[],\"memoryInBytes\":null");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":1,\"steps\":null}")]
    public void Damage_is_refused_with_one_message(string json)
    {
        Action read = () => BuildRecordJson.Read(Encoding.UTF8.GetBytes(json), "x");

        read.Should().Throw<InvalidContentException>().WithMessage("the build record x *");
    }

    [Fact]
    public void A_record_of_another_version_is_refused()
    {
        byte[] json = BuildRecordJson.Write(SampleRecord.Whole() with { Version = 2 });

        Action read = () => BuildRecordJson.Read(json, "x");

        read.Should().Throw<InvalidContentException>().WithMessage("the build record x has a form that this version does not know");
    }

    [Fact]
    public void Only_the_newest_records_stay()
    {
        using TemporaryDirectory directory = new("history");
        RecordStore records = StoreWith(directory, "20260101-000000000-aaaaaa", "20260102-000000000-aaaaaa", "20260103-000000000-bbbbbb");
        records.CreateLog("20260101-000000000-aaaaaa", 1).Dispose();

        records.Trim(2);

        records.List().Should().Equal("20260103-000000000-bbbbbb", "20260102-000000000-aaaaaa");
        Directory.GetDirectories(directory.At("history", "builds")).Should().BeEmpty();
    }

    [Theory]
    [InlineData(null, "20260103-000000000-bbbbbb")]
    [InlineData("^1", "20260102-000000000-aaaaaa")]
    [InlineData("20260101", "20260101-000000000-aaaaaa")]
    [InlineData("bbbbbb", "20260103-000000000-bbbbbb")]
    public void A_build_is_found_by_age_or_by_a_part_of_its_name(string? text, string id)
    {
        using TemporaryDirectory directory = new("history");
        RecordStore records = StoreWith(directory, "20260101-000000000-aaaaaa", "20260102-000000000-aaaaaa", "20260103-000000000-bbbbbb");

        new BuildChoice(records).Find(text).Id.Should().Be(id);
    }

    [Theory]
    [InlineData("^3", "there is no build ^3")]
    [InlineData("aaaaaa", "\"aaaaaa\" fits 2 builds")]
    [InlineData("nothing", "there is no build \"nothing\"")]
    public void A_build_that_is_not_there_is_refused(string text, string message)
    {
        using TemporaryDirectory directory = new("history");
        RecordStore records = StoreWith(directory, "20260101-000000000-aaaaaa", "20260102-000000000-aaaaaa", "20260103-000000000-bbbbbb");

        Action find = () => new BuildChoice(records).Find(text);

        find.Should().Throw<BuildException>().WithMessage(message);
    }

    private static RecordStore StoreWith(TemporaryDirectory directory, params string[] ids)
    {
        RecordStore records = new(new StateDirectory(directory.HostPath));
        foreach (string id in ids)
        {
            records.Write(SampleRecord.Whole(id));
        }

        return records;
    }
}
