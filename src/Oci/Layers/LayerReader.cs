using System.Diagnostics.CodeAnalysis;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <summary>Reads a tar stream entry by entry: v7, ustar, GNU and pax, sparse files included.</summary>
/// <remarks>
/// Names are cleaned: no leading slash, no <c>.</c> or <c>..</c>; one that leads out of the root is an error. At the end the stream is read
/// to its own end, so that a digest or checksum over it is checked too.
/// </remarks>
public sealed partial class LayerReader : IDisposable
{
    /// <summary>The most bytes of extended headers in front of one entry.</summary>
    public const int MostHeaderBytes = 1024 * 1024;

    private readonly TarInput _input;
    private readonly string _name;
    private readonly byte[] _header = new byte[TarFormat.BlockSize];
    private PaxValues? _global;
    private PaxValues? _pax;
    private string? _longName;
    private string? _longLink;
    private int _headerBytes;
    private int _globalBytes;
    private long _storedRest;
    private int _padding;
    private bool _ended;

    /// <summary>Reads from <paramref name="tar"/>, which stays open.</summary>
    /// <param name="tar">The uncompressed stream, from where it stands.</param>
    /// <param name="name">How messages name the archive.</param>
    public LayerReader(Stream tar, string name = "the archive")
    {
        _input = new TarInput(tar, name);
        _name = name;
    }

    /// <summary>Where the present entry's content begins, in bytes since the start; -1 for a sparse file, whose content lies in parts.</summary>
    public long ContentOffset { get; private set; }

    /// <summary>Reads the next entry's header; what was not read of the content before is passed over.</summary>
    /// <exception cref="InvalidContentException">The archive is malformed or cut off.</exception>
    public bool TryReadNext([NotNullWhen(true)] out LayerEntry? entry)
    {
        entry = null;
        while (!_ended)
        {
            _input.Skip(_storedRest);
            _input.SkipPadding(_padding);
            (_storedRest, _padding) = (0, 0);
            if (!_input.TryReadBlock(out ReadOnlySpan<byte> block))
            {
                _ended = true;
                return IsBetweenEntries ? false : throw _input.Truncated();
            }

            if (!block.ContainsAnyExcept((byte)0))
            {
                _ended = true;
                _input.Drain();
                return IsBetweenEntries ? false : throw Malformed("ends after an extended header");
            }

            block.CopyTo(_header);
            entry = ReadEntry(new TarHeaderView(_header, _name));
            if (entry is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    private bool IsBetweenEntries => _pax is null && _longName is null && _longLink is null;

    /// <summary>Reads an entry, or a header that belongs to a later one: then null.</summary>
    private LayerEntry? ReadEntry(TarHeaderView header)
    {
        switch (header.Type)
        {
            case (byte)'x' or (byte)'X':
                _pax ??= new PaxValues(_global);
                AddPax(_pax, ReadExtension(header.Size, ref _headerBytes));
                return null;
            case (byte)'g':
                _global ??= new PaxValues();
                AddPax(_global, ReadExtension(header.Size, ref _globalBytes));
                return null;
            case (byte)'L':
                _longName = ReadLongName(header.Size);
                return null;
            case (byte)'K':
                _longLink = ReadLongName(header.Size);
                return null;
            case (byte)'V':
                SetStored(header.Size);
                return null;
            default:
                // Docker's test archives begin with a header that names nothing; all readers pass over it.
                LayerEntry? entry = NamesNothing(header) ? Ignore(header) : MakeEntry(header, _pax ?? _global);
                (_pax, _longName, _longLink, _headerBytes) = (null, null, null, 0);
                return entry;
        }
    }

    private bool NamesNothing(TarHeaderView header) => header.Name.Length == 0 && _longName is null && (_pax ?? _global) is not { Path: not null } and not { SparseName: not null };

    private LayerEntry? Ignore(TarHeaderView header)
    {
        SetStored(header.Size);
        return null;
    }

    private LayerEntry MakeEntry(TarHeaderView header, PaxValues? pax)
    {
        string rawName = pax?.SparseName ?? pax?.Path ?? _longName ?? header.Name;
        FileKind kind = header.KindOf(rawName);
        string path = CleanName(rawName);
        string? link = header.Type is (byte)'1' or (byte)'2' ? pax?.LinkPath ?? _longLink ?? header.LinkName : null;
        bool isHardLink = header.Type == '1';
        if (path.Length == 0 && kind != FileKind.Directory)
        {
            throw Malformed($"has a {kind} entry without a name");
        }

        bool hasContent = kind == FileKind.Regular && !isHardLink;
        UnixTime modifiedAt = pax?.ModifiedAt ?? new UnixTime(header.ModifiedSeconds, 0);
        long size = hasContent ? BeginContent(header, pax, path) : SkipContent(header);
        return new LayerEntry(
            path,
            kind,
            header.Mode,
            CheckId(pax?.UserId ?? header.UserId),
            CheckId(pax?.GroupId ?? header.GroupId),
            size,
            modifiedAt,
            kind == FileKind.SymbolicLink ? CheckLink(link, path) : null,
            isHardLink ? CleanName(link ?? "") : null,
            kind is FileKind.CharacterDevice or FileKind.BlockDevice ? header.Device : default,
            pax?.Xattrs ?? []);
    }

    private long SkipContent(TarHeaderView header)
    {
        // Only GNU's dump of a directory's names has content; for all else without content tar programs ignore the size.
        if (header.Type == 'D')
        {
            SetStored(header.Size);
        }

        ContentOffset = _input.Position;
        BeginPlain(0);
        return 0;
    }

    private void SetStored(long size)
    {
        if (size < 0 || size > long.MaxValue - TarFormat.BlockSize)
        {
            throw Malformed($"has an entry with the size {size}");
        }

        _storedRest = size;
        _padding = TarFormat.PaddingOf(size);
    }

    private string ReadLongName(long size)
    {
        ReadOnlySpan<byte> text = ReadExtension(size, ref _headerBytes);
        int end = text.IndexOf((byte)0);
        return PathText.Decode(end < 0 ? text : text[..end]);
    }

    private byte[] ReadExtension(long size, ref int total)
    {
        if (size < 0 || size > MostHeaderBytes - total)
        {
            throw Malformed($"has an extended header of {size} bytes; {MostHeaderBytes} are allowed before an entry");
        }

        total += (int)size;
        byte[] body = new byte[size];
        _input.ReadExactly(body);
        _input.Skip(TarFormat.PaddingOf(size));
        return body;
    }

    private void AddPax(PaxValues values, ReadOnlySpan<byte> body)
    {
        if (!values.TryAdd(body))
        {
            throw Malformed("has a malformed pax header");
        }
    }

    private string CleanName(string name) =>
        EntryPath.TryClean(name, out string path) ? path : throw Malformed($"has an entry that leads out of its root: \"{name}\"");

    private string CheckLink(string? target, string path) =>
        string.IsNullOrEmpty(target) ? throw Malformed($"has a symbolic link without target: \"{path}\"") : target;

    private uint CheckId(long id) =>
        id is >= int.MinValue and <= uint.MaxValue ? (uint)id : throw Malformed($"has the owner or group {id}");

    private InvalidContentException Malformed(string what) => new($"{_name} {what} (before byte {_input.Position})");
}
