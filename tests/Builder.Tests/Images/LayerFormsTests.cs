using System.Collections.Concurrent;
using System.Collections.Immutable;

using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Store;
using Sharpbuild.Builder.Transfers;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layout;
using Sharpbuild.Oci.Model;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Builder.Tests.Images;

public sealed class LayerFormsTests : IDisposable, ITransferListener
{
    private static readonly AskedForm Compressed = AskedForm.Of(new OutputOption(OutputKind.Oci, "image.tar"));

    private readonly TemporaryDirectory _directory = new("forms");
    private readonly StateDirectory _state;
    private readonly StoreUse _use;
    private readonly ContentStore _content;
    private readonly ConcurrentDictionary<Transfer, bool> _work = new();

    public LayerFormsTests()
    {
        _state = new StateDirectory(_directory.HostPath);
        _state.Create();
        _use = new StoreUse(_state, CancellationToken.None);
        _content = new ContentStore(_state.Images, () => _use.Work.Value.HostPath);
        _ = new ImageStore(_content);
    }

    public void Dispose()
    {
        _use.Dispose();
        _directory.Dispose();
    }

    void ITransferListener.Transferred(Transfer transfer) => _work[transfer] = true;

    [Fact]
    public void What_was_begun_is_compressed_once_for_all_outputs_and_builds()
    {
        Layer layer = MakeLayer(3 << 20);
        using LayerForms forms = Forms(Compressed, AskedForm.Of(new OutputOption(OutputKind.Oci, "other.tar")));

        forms.Begin(layer, isShipped: true);
        Descriptor made = forms.Get([layer], Compressed, CancellationToken.None)[0];
        Descriptor again = forms.Get([layer], Compressed, CancellationToken.None)[0];
        using LayerForms next = Forms(Compressed);
        Descriptor later = next.Get([layer], Compressed, CancellationToken.None)[0];

        made.MediaType.Should().Be(MediaTypes.ForLayer(CompressionKind.Gzip));
        _content.HasBlob(made.Digest).Should().BeTrue();
        again.Should().Be(made);
        later.Should().Be(made);
        _work.Should().ContainSingle();
    }

    [Fact]
    public void Work_ahead_gives_the_bytes_of_work_on_demand()
    {
        Layer layer = MakeLayer(3 << 20);
        using LayerForms ahead = Forms(Compressed);
        ahead.Begin(layer, isShipped: true);
        Descriptor begun = ahead.Get([layer], Compressed, CancellationToken.None)[0];
        foreach (string record in Directory.GetFiles(_state.Compressed))
        {
            File.Delete(record);
        }

        using LayerForms onDemand = Forms(Compressed);

        onDemand.Get([layer], Compressed, CancellationToken.None)[0].Should().Be(begun);
        _work.Should().HaveCount(2);
    }

    [Fact]
    public void What_is_under_way_is_followed_by_one_who_reads_the_bytes_that_are_kept()
    {
        Layer layer = MakeLayer(3 << 20);
        using LayerForms forms = Forms(Compressed);

        forms.Begin(layer, isShipped: true);
        byte[] followed = [];
        using (GrowingBlobStream? growing = forms.TryFollow(layer, Compressed))
        {
            // On a machine with nothing else to do the work may be done by now.
            if (growing is not null)
            {
                using MemoryStream read = new();
                growing.CopyTo(read);
                followed = read.ToArray();
            }
        }

        Descriptor made = forms.Get([layer], Compressed, CancellationToken.None)[0];

        (followed.Length == 0 || Digest.Of(followed) == made.Digest).Should().BeTrue();
        forms.TryFollow(layer, Compressed).Should().BeNull();
        forms.AreUnderWay([layer], Compressed).Should().BeFalse();
    }

    [Fact]
    public void Nothing_is_begun_for_small_layers_and_outputs_that_take_layers_as_they_are()
    {
        using (LayerForms forms = Forms(Compressed))
        {
            forms.Begin(MakeLayer(1000), isShipped: true);
        }

        using (LayerForms forms = Forms(AskedForm.Of(new OutputOption(OutputKind.Image))))
        {
            forms.Begin(MakeLayer(3 << 20), isShipped: true);
        }

        _work.Should().BeEmpty();
    }

    [Fact]
    public void Layers_that_the_result_lacks_are_compressed_only_for_who_wants_all_stages()
    {
        using (LayerForms forms = Forms(Compressed))
        {
            forms.Begin(MakeLayer(3 << 20), isShipped: false);
        }

        _work.Should().BeEmpty();
        Layer layer = MakeLayer(3 << 20);
        using LayerForms all = Forms(Compressed with { OfAllStages = true });
        all.Begin(layer, isShipped: false);
        all.Get([layer], Compressed, CancellationToken.None);

        _work.Should().ContainSingle();
    }

    [Fact]
    public void A_layer_of_another_machine_is_taken_in_the_form_it_has_and_made_anew_in_others()
    {
        Layer made = MakeLayer(3 << 20);
        using LayerForms forms = Forms(Compressed);
        Descriptor gzip = forms.Get([made], Compressed, CancellationToken.None)[0];
        Descriptor level9 = forms.Get([made], new AskedForm(new CompressionOptions(CompressionKind.Gzip, 9)), CancellationToken.None)[0];
        _content.Delete(made.Blob.Digest);
        foreach (string record in Directory.GetFiles(_state.Compressed))
        {
            File.Delete(record);
        }

        Layer unknown = made with { Blob = level9 };
        forms.Get([unknown], Compressed, CancellationToken.None).Should().Equal(gzip);
        forms.Remember(made.DiffId, new CompressionOptions(CompressionKind.Gzip, 9), level9.Digest);
        forms.GetOrLeave(unknown, new AskedForm(new CompressionOptions(CompressionKind.Gzip, 9)), CancellationToken.None).Should().Be(level9);
        forms.Get([unknown], new AskedForm(new CompressionOptions(CompressionKind.Uncompressed)), CancellationToken.None)[0].Digest.Should().Be(made.DiffId);
    }

    [Fact]
    public void What_was_begun_ends_with_the_build_and_leaves_nothing()
    {
        using (LayerForms forms = Forms(Compressed))
        {
            forms.Begin(MakeLayer(40 << 20), isShipped: true);
        }

        Directory.GetFiles(_use.Work.Value.HostPath).Should().BeEmpty();
    }

    [Fact]
    public void An_error_in_work_ahead_is_the_error_of_who_asks()
    {
        Layer lost = MakeLayer(3 << 20);
        _content.Delete(lost.Blob.Digest);
        using LayerForms forms = Forms(Compressed);
        forms.Begin(lost, isShipped: true);

        Action get = () => forms.Get([lost], Compressed, CancellationToken.None);

        get.Should().Throw<InvalidContentException>().WithMessage("*is not in the store any more*");
    }

    [Fact]
    public void A_layer_is_compressed_while_it_is_written_to_the_bytes_of_work_on_demand()
    {
        byte[] tar = Tar(5 << 20);
        Descriptor onDemand;
        using (LayerForms forms = Forms(Compressed))
        {
            Layer layer = MakeLayer(5 << 20);
            onDemand = forms.Get([layer], Compressed, CancellationToken.None)[0];
            _content.Delete(layer.Blob.Digest);
            _content.Delete(onDemand.Digest);
        }

        using LayerForms ahead = Forms(Compressed);
        using BlobWriter blob = _content.CreateBlob(computeDigest: false);
        ImmutableArray<FormInWork> begun = ahead.Follow(blob, isShipped: true, step: 7);
        blob.Write(tar.AsSpan(0, 4 << 20));
        SpinWait.SpinUntil(() => _work.Keys.Any(work => work.Step == 7 && work.MovedBytes > 2 << 20), TimeSpan.FromMinutes(1)).Should().BeTrue("the layer is read before it is whole");
        blob.Write(tar.AsSpan(4 << 20));
        Descriptor written = new(MediaTypes.OciLayer, Digest.Of(tar), tar.Length);
        blob.Commit(written.Digest);
        ahead.Keep(begun, written.Digest);

        ahead.Get([new Layer(written.Digest, "content", written, Origin: null)], Compressed, CancellationToken.None).Should().Equal(onDemand);
        begun.Should().ContainSingle();
        _work.Should().HaveCount(2);
    }

    [Fact]
    public void A_layer_that_is_given_up_or_known_already_leaves_nothing()
    {
        Layer known = MakeLayer(3 << 20);
        using (LayerForms forms = Forms(Compressed))
        {
            forms.Get([known], Compressed, CancellationToken.None);
            using (BlobWriter lost = _content.CreateBlob(computeDigest: false))
            {
                forms.Follow(lost, isShipped: true, step: 1);
                lost.Write(Tar(3 << 20));
            }

            using BlobWriter same = _content.CreateBlob(computeDigest: false);
            ImmutableArray<FormInWork> begun = forms.Follow(same, isShipped: true, step: 2);
            same.Commit(known.DiffId);
            forms.Keep(begun, known.DiffId);
        }

        _content.ListBlobs().Should().HaveCount(2);
        Directory.GetFiles(_use.Work.Value.HostPath).Should().BeEmpty();
    }

    private LayerForms Forms(params ImmutableArray<AskedForm> asked) =>
        new(asked, _state, _content, new LayerStore(_state, _content, _use.Work), _use.Work, this);

    private Layer MakeLayer(int size)
    {
        Descriptor blob = _content.WriteBlob(Tar(size), MediaTypes.OciLayer);
        return new Layer(blob.Digest, "content", blob, Origin: null);
    }

    private static byte[] Tar(int size)
    {
        byte[] tar = new byte[size];
        new Random(size).NextBytes(tar.AsSpan(0, size / 2));
        return tar;
    }
}
